import { expect } from "chai";
import * as fc from "fast-check";
import { compareNumbers, engineOf, engines, familyOf, ownParameters, versionOf } from "../../../components/settings/rds/engines";
import {
    downgrade,
    engineChanges,
    growsTooLittle,
    majorChange,
    ServerFacts,
    shrinks,
    skipsMajor,
} from "../../../components/gate/rules/rdsChanges";
import { settleRds } from "../../../components/settings/rds/settled";
import { anyVersion } from "../support/rds";

describe("familyOf", () => {
    const families: [engine: string, version: string, family: string | undefined][] = [
        ["postgres", "16.8", "postgres16"],
        ["postgres", "16.10", "postgres16"],
        ["postgres", "11.22-rds.20250220", "postgres11"],
        ["aurora-postgresql", "16.6", "aurora-postgresql16"],
        ["mysql", "8.0.40", "mysql8.0"],
        ["mysql", "8.4.3", "mysql8.4"],
        ["mysql", "5.7.44-rds.20240408", "mysql5.7"],
        ["mariadb", "10.11.9", "mariadb10.11"],
        ["mariadb", "11.4.4", "mariadb11.4"],
        ["aurora-mysql", "8.0.mysql_aurora.3.08.0", "aurora-mysql8.0"],
        ["aurora-mysql", "5.7.mysql_aurora.2.12.3", "aurora-mysql5.7"],
        ["aurora-mysql", "8.4.mysql_aurora.8.4.7", "aurora-mysql8.4"],
        ["postgres", "16", undefined],
        ["postgres", "9.6.24", undefined],
        ["postgres", "16.8\n", undefined],
        ["aurora-postgresql", "11.22-rds.20250220", undefined],
        ["mysql", "8.0", undefined],
        ["oracle-ee", "19.0.0", undefined],
        ["constructor", "16.8", undefined],
    ];
    for (const [engine, version, family] of families) {
        it(`${engine} ${JSON.stringify(version)}: ${family ?? "none"}`, () => expect(familyOf(engine, version)).to.equal(family));
    }
    it("has one for every version that it reads", () => {
        for (const engine of Object.keys(engines)) {
            fc.assert(
                fc.property(anyVersion[engine], (version) => {
                    expect(familyOf(engine, version)).to.match(new RegExp(String.raw`^${engine}\d+(\.\d+)?$`));
                    expect(versionOf(engine, version)!.numbers.every(Number.isInteger)).to.equal(true);
                    expect(compareNumbers(versionOf(engine, version)!.numbers, versionOf(engine, version)!.numbers)).to.equal(0);
                }),
            );
        }
    });
});

describe("ownParameters", () => {
    const parameters: [engine: string, version: string, parameters: string][] = [
        ["postgres", "16.8", "rds.force_ssl=1 password_encryption=scram-sha-256"],
        ["postgres", "13.20", "rds.force_ssl=1 password_encryption=scram-sha-256"],
        ["postgres", "12.22", "rds.force_ssl=1"],
        ["aurora-postgresql", "12.22", "rds.force_ssl=1 password_encryption=scram-sha-256"],
        ["mysql", "8.0.40", "require_secure_transport=1 transaction_isolation=READ-COMMITTED"],
        ["mysql", "5.7.44", "require_secure_transport=1 tx_isolation=READ-COMMITTED"],
        ["mariadb", "10.11.9", "require_secure_transport=1 tx_isolation=READ-COMMITTED"],
        ["mariadb", "11.4.4", "require_secure_transport=1 transaction_isolation=READ-COMMITTED"],
        ["mariadb", "11.8.3", "require_secure_transport=1 transaction_isolation=READ-COMMITTED"],
        ["aurora-mysql", "8.0.mysql_aurora.3.08.0", "require_secure_transport=ON transaction_isolation=READ-COMMITTED"],
        ["aurora-mysql", "5.7.mysql_aurora.2.12.3", "require_secure_transport=ON tx_isolation=READ-COMMITTED"],
        ["postgres", "16", ""],
    ];
    for (const [engine, version, expected] of parameters) {
        it(`${engine} ${version}: ${expected}`, () =>
            expect(
                ownParameters(engine, version)
                    .map(({ name, value }) => `${name}=${value}`)
                    .join(" "),
            ).to.equal(expected));
    }
    it("enforce TLS everywhere, and the driver asks for it", () => {
        for (const engine of Object.keys(engines)) {
            const own = ownParameters(engine, engines[engine].exampleVersion).map(({ name }) => name);
            expect(own).to.include(engines[engine].kind === "postgresql" ? "rds.force_ssl" : "require_secure_transport");
            expect(engineOf(engine)?.jdbcOptions).to.match(/ssl/i);
        }
    });
});

describe("settleRds", () => {
    const least = { engineVersion: "16.8", instanceClass: "db.m7g.large" };
    it("fills in the defaults", () =>
        expect(settleRds(least)).to.include({
            engine: "postgres",
            family: "postgres16",
            kind: "postgresql",
            aurora: false,
            port: 5432,
            instances: 1,
            databaseName: "camunda",
            storageGiB: 100,
            storageType: "gp3",
            iops: undefined,
            throughput: undefined,
            multiAz: true,
            backupDays: 14,
            insightsDays: 7,
            allowMajorUpgrade: false,
            login: 1,
            keepSnapshots: 3,
            jdbcPrefix: "jdbc:postgresql:",
            jdbcOptions: "sslmode=require",
        }));
    it("has no storage for Aurora, and two instances", () =>
        expect(settleRds({ ...least, engine: "aurora-postgresql" }))
            .to.include({ aurora: true, instances: 2, family: "aurora-postgresql16" })
            .and.not.to.have.any.keys("storageGiB", "storageType", "multiAz", "iops"));
    it("makes texts of numbers", () => {
        const parameters = { work_mem: 65536 } as unknown as Record<string, string>;
        expect(settleRds({ ...least, parameters }).parameters).to.deep.equal({ work_mem: "65536" });
    });
    it("leaves out what is not its own", () => expect(settleRds({ ...least, ...{ vpcId: "vpc-01234567" } })).not.to.have.property("vpcId"));

    const baselines: [settings: object, iops: number | undefined, throughput: number | undefined][] = [
        [{ storageGiB: 399 }, undefined, undefined],
        [{ storageGiB: 400 }, 12000, 500],
        [{ storageGiB: 400, iops: 40000 }, 40000, 500],
        [{ storageGiB: 400, iops: 40000, engine: "mysql" }, 40000, 625],
        [{ storageGiB: 400, throughput: 1000 }, 12000, 1000],
        [{ storageGiB: 400, storageType: "gp2" }, undefined, undefined],
        [{ storageGiB: 400, storageType: "io1", iops: 3000 }, 3000, undefined],
    ];
    for (const [settings, iops, throughput] of baselines) {
        it(`${JSON.stringify(settings)}: ${iops ?? "no"} operations, ${throughput ?? "no"} MiB/s`, () =>
            expect(settleRds({ ...least, ...settings })).to.include({ iops, throughput }));
    }
});

describe("a change of a server", () => {
    const postgres = { engine: "postgres", engineVersion: "16.8", instanceClass: "db.m7g.large", storageGiB: 200, storageType: "gp3" };
    const of = (engine: string, engineVersion: string) => ({ ...postgres, engine, engineVersion });
    const changes = { shrinks, growsTooLittle, engineChanges, downgrade, majorChange, skipsMajor };
    const cases: [name: string, previous: ServerFacts, wanted: ServerFacts, found: (keyof typeof changes)[]][] = [
        ["nothing", postgres, postgres, []],
        ["another class", postgres, { ...postgres, instanceClass: "db.m7g.xlarge" }, []],
        ["less storage", postgres, { ...postgres, storageGiB: 199 }, ["shrinks"]],
        ["a little more", postgres, { ...postgres, storageGiB: 219 }, ["growsTooLittle"]],
        ["a tenth more", postgres, { ...postgres, storageGiB: 220 }, []],
        ["storage that is not told", { ...postgres, storageGiB: undefined }, postgres, []],
        ["a minor version", postgres, of("postgres", "16.10"), []],
        ["back by a minor version", of("postgres", "16.10"), of("postgres", "16.9"), ["downgrade"]],
        ["a release of extended support", of("postgres", "12.22"), of("postgres", "12.22-rds.20250220"), []],
        ["back from it", of("postgres", "12.22-rds.20250220"), of("postgres", "12.22"), ["downgrade"]],
        ["a major version", postgres, of("postgres", "17.4"), ["majorChange"]],
        ["several, which PostgreSQL may", of("postgres", "13.20"), of("postgres", "17.4"), ["majorChange"]],
        ["back by a major version", postgres, of("postgres", "15.12"), ["downgrade"]],
        ["MySQL by one", of("mysql", "5.7.44"), of("mysql", "8.0.40"), ["majorChange"]],
        ["MySQL by two", of("mysql", "5.7.44"), of("mysql", "8.4.3"), ["majorChange", "skipsMajor"]],
        ["MySQL to one that is not known here", of("mysql", "8.4.3"), of("mysql", "9.7.0"), ["majorChange"]],
        ["MySQL, a minor version", of("mysql", "8.0.39"), of("mysql", "8.0.40"), []],
        ["MariaDB by several, which it may", of("mariadb", "10.5.29"), of("mariadb", "11.8.3"), ["majorChange"]],
        ["MariaDB from 10.6 to 10.11", of("mariadb", "10.6.20"), of("mariadb", "10.11.9"), ["majorChange"]],
        ["Aurora, a minor version", of("aurora-mysql", "8.0.mysql_aurora.3.08.0"), of("aurora-mysql", "8.0.mysql_aurora.3.10.1"), []],
        ["Aurora back", of("aurora-mysql", "8.0.mysql_aurora.3.10.0"), of("aurora-mysql", "8.0.mysql_aurora.3.09.1"), ["downgrade"]],
        [
            "Aurora from 2 to 8.4",
            of("aurora-mysql", "5.7.mysql_aurora.2.12.3"),
            of("aurora-mysql", "8.4.mysql_aurora.8.4.7"),
            ["majorChange", "skipsMajor"],
        ],
        ["another server", postgres, of("aurora-postgresql", "16.6"), ["engineChanges"]],
        ["a server where none is told", {}, postgres, []],
        ["a version that cannot be read", of("postgres", "16"), postgres, []],
    ];
    for (const [name, previous, wanted, found] of cases) {
        it(`${name}: ${found.join(", ") || "nothing to say"}`, () =>
            expect(Object.keys(changes).filter((change) => changes[change as keyof typeof changes](previous, wanted))).to.have.members(
                found,
            ));
    }

    it("says both values, and a command", () => {
        expect(shrinks(postgres, { ...postgres, storageGiB: 100 })).to.deep.equal({
            message: "database.rds.storageGiB 200 → 100 shrinks the storage",
            next: "pulumi config set --path database.rds.storageGiB 200 && pulumi up   # a smaller one is another database, filled from a dump",
        });
        expect(majorChange(postgres, of("postgres", "17.4"))?.message).to.equal("postgres 16.8 → 17.4 is another major version, 16 → 17");
        expect(skipsMajor(of("mysql", "5.7.44"), of("mysql", "8.4.3"))?.message).to.equal("mysql 5.7.44 → 8.4.3 skips 8.0");
    });
    it("goes forth or back, and never both", () => {
        for (const engine of Object.keys(engines)) {
            fc.assert(
                fc.property(anyVersion[engine], anyVersion[engine], (before, after) => {
                    const [forth, back] = [
                        downgrade(of(engine, before), of(engine, after)),
                        downgrade(of(engine, after), of(engine, before)),
                    ];
                    expect([forth, back].filter(Boolean)).to.have.lengthOf(before === after ? 0 : 1);
                    expect(forth && majorChange(of(engine, before), of(engine, after))).to.equal(undefined);
                }),
            );
        }
    });
});
