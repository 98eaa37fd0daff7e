import { Finding } from "../components/gate/rules/rule";
import { at, differs, missing, Properties, show } from "./support/resource";
import { askAgain, ResourceRule } from "./support/rule";
import { isRdsCluster, isRdsClusterNode, isRdsInstance } from "./support/types";

/** A database of RDS is encrypted, reached from inside only, and backed up. */
export const databaseSafe: ResourceRule = {
    id: "database-safe",
    description: "A database is encrypted, not public, and backed up.",
    why: "The schema is the one part of a rolling update that there is no way back from but a backup, and it holds everything that processes know (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_BestPractices.Security.html).",
    finds: ({ type, name, properties }) => [
        ...(isRdsInstance(type) || isRdsClusterNode(type) ? publicFaults(name, properties) : []),
        // A replica has the encryption of its source, and the source has the backups.
        ...((isRdsInstance(type) || isRdsCluster(type)) &&
        missing(at(properties, isRdsCluster(type) ? "replicationSourceIdentifier" : "replicateSourceDb"))
            ? [...encryptionFaults(type, name, properties), ...backupFaults(type, name, properties)]
            : []),
    ],
};

const publicFaults = (name: string, { publiclyAccessible }: Properties): Finding[] =>
    publiclyAccessible === true
        ? [
              {
                  message: `${name} can be reached from the internet: publiclyAccessible is true`,
                  next: `${askAgain}   # after publiclyAccessible: false`,
              },
          ]
        : [];

const encryptionFaults = (type: string, name: string, { storageEncrypted, engineMode }: Properties): Finding[] =>
    differs(storageEncrypted, true) && !(isRdsCluster(type) && missing(storageEncrypted) && !differs(engineMode, "serverless"))
        ? [
              {
                  message: `${name} is not encrypted: storageEncrypted is ${show(storageEncrypted)}`,
                  why: "Encryption is set at creation: for a database that exists, a change of it is another database (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html).",
                  next: `${askAgain}   # after storageEncrypted: true, with a restore from an encrypted copy of a snapshot where there are data`,
              },
          ]
        : [];

/** An instance has no backups where nothing is said, a cluster those of one day (backup_retention_period of the Terraform provider). */
const backupFaults = (type: string, name: string, { backupRetentionPeriod }: Properties): Finding[] =>
    backupRetentionPeriod === 0 || (isRdsInstance(type) && missing(backupRetentionPeriod))
        ? [
              {
                  message: `${name} is not backed up: backupRetentionPeriod is ${show(backupRetentionPeriod)}`,
                  next: `${askAgain}   # after backupRetentionPeriod: 7`,
              },
          ]
        : [];
