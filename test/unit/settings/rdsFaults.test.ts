import { expect } from "chai";
import * as fc from "fast-check";
import { engines, familyOf, ownParameters } from "../../../components/settings/rds/engines";
import { rdsFaults } from "../../../components/settings/rds/faults";
import { settleRds } from "../../../components/settings/rds/settled";
import { RdsSettings } from "../../../components/settings/rds/settings";
import { refusedEnvironments, soundRds, soundServers } from "../../data/refusedEnvironments";
import { anyRds } from "../support/rds";
import { faultsOf, refuse } from "../../../components/gate/rules/refuse";

const engine = { version: "7.23.0" };
const faultsWith = (settings: Record<string, unknown>) =>
    rdsFaults({ ...soundRds, ...soundServers[String(settings.engine)], ...settings }).map(({ path, message }) => `${path} ${message}`);

// That AWS refuses these is what its documentation says; nothing here has asked AWS.
describe("wrong settings of an environment", () => {
    for (const { name, settings, says } of refusedEnvironments) {
        it(`${name}: ${says[0]}`, () => {
            const { database: databaseSettings, promotion } = settings;
            const args = { engine, databaseSettings, promotion: promotion as object | undefined };
            expect(faultsOf(args), "one fault, and no other").to.have.lengthOf(1);
            const refusal = refuse(args);
            for (const words of says) {
                expect(refusal).to.contain(words);
            }
        });
    }
    it("are sixty or more", () => expect(refusedEnvironments.length).to.be.at.least(60));
    it("have names of their own", () =>
        expect(new Set(refusedEnvironments.map(({ name }) => name)).size).to.equal(refusedEnvironments.length));
});

describe("rdsFaults", () => {
    const sound: [name: string, settings: Record<string, unknown>][] = [
        ...Object.keys(soundServers).map((engine): [string, Record<string, unknown>] => [`the least of ${engine}`, { engine }]),
        ["a version of extended support", { engineVersion: "12.22-rds.20250220" }],
        ["the first MariaDB that enforces TLS", { engine: "mariadb", engineVersion: "10.5.29" }],
        ["Aurora MySQL 8.4", { engine: "aurora-mysql", engineVersion: "8.4.mysql_aurora.8.4.7" }],
        ["the smallest storage", { storageGiB: 20 }],
        ["the largest", { storageGiB: 65536 }],
        ["the smallest io1", { storageType: "io1", storageGiB: 100, iops: 1000 }],
        ["the most operations of io1", { storageType: "io1", storageGiB: 100, iops: 5000 }],
        ["the most that there are", { storageType: "io2", storageGiB: 256, iops: 256000 }],
        ["the fewest of a large io1", { storageType: "io1", storageGiB: 4000, iops: 2000 }],
        ["the fewest of large gp3", { storageGiB: 400, iops: 12000, throughput: 500 }],
        ["the most of it", { storageGiB: 400, iops: 64000, throughput: 4000 }],
        ["the most throughput by itself", { storageGiB: 400, throughput: 3000 }],
        ["the least throughput of MySQL", { engine: "mysql", storageGiB: 400, iops: 40000, throughput: 625 }],
        ["the least throughput of PostgreSQL at that", { storageGiB: 400, iops: 40000, throughput: 500 }],
        ["growth of a tenth", { maxStorageGiB: 110 }],
        ["growth as far as the operations go", { storageType: "io1", iops: 1000, maxStorageGiB: 2000 }],
        ["one instance of Aurora", { engine: "aurora-mysql", instances: 1 }],
        ["sixteen", { engine: "aurora-mysql", instances: 16 }],
        ["backups of a day", { backupDays: 1 }],
        ["insights of a month", { insightsDays: 31 }],
        ["insights of 23 months", { insightsDays: 713 }],
        ["a window of half an hour, over midnight", { backupWindow: "23:45-00:15" }],
        ["windows one after the other", { backupWindow: "02:30-03:00", maintenanceWindow: "sun:03:00-sun:03:30" }],
        ["over midnight, too", { backupWindow: "23:30-00:00", maintenanceWindow: "mon:00:00-mon:01:00" }],
        ["over the end of the week", { backupWindow: "01:00-02:00", maintenanceWindow: "sun:23:30-mon:01:00" }],
        ["the longest identifier", { identifier: "o".repeat(63) }],
        ["the longest of a cluster", { engine: "aurora-mysql", identifier: "o".repeat(60) }],
        ["a word that only MySQL reserves", { databaseName: "schemas" }],
        ["a word that only PostgreSQL reserves", { engine: "mysql", databaseName: "window" }],
        ["a part of a reserved word", { databaseName: "orders" }],
        ["parameters of every form", { parameters: { work_mem: "65536", "pg_stat_statements.max": 5000, "skip-name-resolve": "0" } }],
        ["a snapshot that AWS made", { restoreFrom: "rds:orders-2026-01-31-01-10" }],
        ["a snapshot of another account", { restoreFrom: "arn:aws:rds:eu-central-1:123456789012:cluster-snapshot:orders-1" }],
        ["networks alone", { allowedSecurityGroupIds: undefined, allowedCidrs: ["10.0.0.0/8", "192.168.3.128/25", "172.16.0.1/32"] }],
        ["a key of China", { kmsKeyArn: "arn:aws-cn:kms:cn-north-1:123456789012:key/mrk-0123abcd" }],
        ["one that is taken over", { import: "db-ORDERS", identifier: "orders" }],
        ["one that is not, by no name", { restoreFrom: "orders-1" }],
        ["small PostgreSQL, which has insights", { instanceClass: "db.t4g.micro" }],
        ["large burstable Aurora", { engine: "aurora-mysql", instanceClass: "db.t4g.large" }],
        ["the longest name of a database", { databaseName: "o".repeat(52) }],
        ["Aurora PostgreSQL on T3", { engine: "aurora-postgresql", instanceClass: "db.t3.medium" }],
        ["a store and an image", { secretStore: "aws-secrets", clientImage: "postgres:16" }],
    ];
    for (const [name, settings] of sound) {
        it(`${name}: no fault`, () => expect(faultsWith(settings)).to.deep.equal([]));
    }

    it("says nothing about what belongs to a setting that is wrong by itself", () => {
        expect(faultsWith({ engine: "oracle", instances: 3, engineVersion: "19.0.0" })).to.have.lengthOf(1);
        expect(faultsWith({ storageGiB: "10", iops: 3000 })).to.have.lengthOf(1);
        expect(faultsWith({ storageGiB: 400, iops: 3000, throughput: 4000 })).to.have.lengthOf(1);
        expect(faultsWith({ backupWindow: "1-2", maintenanceWindow: "sun:03:00-sun:04:00" })).to.have.lengthOf(1);
    });
    it("lets nobody set what this module sets", () => {
        for (const engine of Object.keys(engines)) {
            for (const { name, value } of ownParameters(engine, engines[engine].exampleVersion)) {
                expect(faultsWith({ engine, parameters: { [name]: value } }), `${engine} ${name}`).to.have.lengthOf(1);
            }
        }
    });
    it("says everything at once", () =>
        expect(faultsWith({ engineVersion: 16.1, backupDays: 0, allowedCidrs: ["0.0.0.0/0"] })).to.have.lengthOf(3));
    it("does not ask for what is known only later", () => {
        const { engineVersion, instanceClass } = soundRds;
        expect(rdsFaults({ engineVersion, instanceClass }, ["vpcId", "subnetIds", "allowedSecurityGroupIds"])).to.deep.equal([]);
        expect(rdsFaults({ engineVersion, instanceClass }, ["vpcId", "subnetIds"]).map(({ path }) => path)).to.deep.equal([
            "database.rds.allowedSecurityGroupIds",
        ]);
    });
    for (const settings of [undefined, null, "postgres", [soundRds]]) {
        it(`${JSON.stringify(settings)} is no section`, () => {
            const faults = rdsFaults(settings);
            expect(faults.map(({ path }) => path)).to.deep.equal(["database.rds"]);
            expect(faults[0].message).to.contain("engineVersion, instanceClass");
        });
    }

    // Names as the message about what is no section lists them.
    const settable = rdsFaults("postgres")[0]
        .message.replace(/^.*names with values: /, "")
        .split(", ");
    it("takes whatever is sound, and settles it to what it takes again", () => {
        fc.assert(
            fc.property(anyRds, (rds) => {
                expect(rdsFaults(rds)).to.deep.equal([]);
                const settled = settleRds(rds as unknown as RdsSettings);
                expect(settled.family).to.equal(familyOf(settled.engine, settled.engineVersion));
                const again = Object.fromEntries(
                    Object.entries(settled).filter(([key]) => settable.includes(key) && (key !== "instances" || settled.aurora)),
                );
                expect(rdsFaults({ ...rds, ...again })).to.deep.equal([]);
                expect(settleRds({ ...rds, ...again } as unknown as RdsSettings)).to.deep.equal(settled);
            }),
        );
    });
    it("asks for the identifier of an imported cluster, and has none in its place", () => {
        const given = { ...soundRds, ...soundServers["aurora-mysql"], engine: "aurora-mysql", import: "orders" };
        const found = rdsFaults(given).filter(({ path }) => /\.(import|identifier)$/.test(path));
        expect(found.map(({ path }) => path)).to.deep.equal(["database.rds.identifier", "database.rds.import"]);
        expect(found.map(({ message }) => message).join()).not.to.contain("undefined");
    });
    it("answers whatever it is given", () => {
        const keys = fc.constantFrom(
            ...Object.keys(soundRds),
            "engine",
            "iops",
            "storageType",
            "parameters",
            "backupWindow",
            "allowedCidrs",
            "import",
        );
        fc.assert(
            fc.property(
                fc.dictionary(keys, fc.oneof(fc.jsonValue(), fc.constantFrom(...Object.keys(engines), "io1", "gp3"))),
                (settings) => {
                    for (const { path, message } of rdsFaults(settings)) {
                        expect(path).to.match(/^database\.rds/);
                        expect(message).to.match(/^is /);
                    }
                },
            ),
        );
    });
});
