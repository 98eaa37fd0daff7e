import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { camunda } from "../../../components/domain/catalogue/camunda";
import { scriptDatabases } from "../../../components/domain/catalogue/databases";
import { migrationFiles } from "../../../components/schema/job/files";
import { changeLog, changeLogPath, changeSetId, changeSets, generatedMinors } from "../../../components/schema/rules/changeLog";
import { probesSql } from "../../../components/schema/rules/probes";
import { stepList } from "../../../components/schema/rules/stepList";

// Proves what is generated, not that a database takes it: on PostgreSQL test/e2e/hops.test.ts does; on MariaDB the scripts are run statement by statement, by
// test/e2e/mariadb.test.ts; on the others nothing has run it.
describe("change log", () => {
    const [postgres] = scriptDatabases;
    const sets = changeSets(postgres);

    for (const database of scriptDatabases) {
        it(`for ${database.id} is the one that is kept (UPDATE_GOLDEN=1 writes it anew)`, () => {
            const file = path.join(__dirname, "..", "..", "data", "changeLogs", `${database.id}.xml`);
            if (process.env.UPDATE_GOLDEN) writeFileSync(file, changeLog(database));
            expect(changeLog(database)).to.equal(readFileSync(file, "utf8"));
        });
    }

    it("has all scripts from 7.5 to 7.16, in the order in which they are applied", () => {
        const expected = generatedMinors.flatMap(({ scripts = [], patchScripts = [] }) => [...scripts, ...patchScripts]);
        expect(sets.map(({ file }) => file)).to.deep.equal(expected.map(({ file }) => file));
        expect(generatedMinors.at(-1)?.minor).to.equal("7.16");
        for (const database of scriptDatabases) {
            const ids = changeSets(database).map(({ id }) => id);
            expect(new Set(ids).size, database.id).to.equal(ids.length);
        }
    });

    it("gives each script an id as Camunda's own change log has them", () => {
        expect(changeSetId("engine_7.12_to_7.13.sql")).to.equal("7.12-to-7.13");
        expect(changeSetId("engine_7.13_patch_7.13.4_to_7.13.5_1.sql")).to.equal("7.13.4-to-7.13.5_1");
    });

    it("tags a version behind the last of its scripts", () => {
        const tags = sets.filter(({ id }) => /7\.13/.test(id)).map(({ id, tag }) => `${id} ${tag ?? "-"}`);
        expect(tags).to.deep.equal([
            "7.12-to-7.13 7.13.0",
            "7.13.4-to-7.13.5_1 -",
            "7.13.4-to-7.13.5_2 7.13.5",
            "7.13.5-to-7.13.6 7.13.6",
            "7.13-to-7.14 7.14.0",
        ]);
    });

    it("asks of twins for the same, so that one of them is applied, and of every patch script for the absence of the next minor", () => {
        const early = camunda.minors.flatMap(({ patchScripts = [] }) => patchScripts).filter(({ sameAs }) => sameAs);
        expect(early).to.have.lengthOf(12);
        const of = (name: string) => sets.find(({ file }) => file === name);
        for (const { file, sameAs = "" } of early) expect(of(file)?.pending[0], file).to.equal(of(sameAs)?.pending[0]);
        for (const { id, file, minor, pending } of sets.filter((set) => set.file.includes("_patch_"))) {
            const next = sets.find((set) => set.id.startsWith(`${minor}-to-`));
            expect(pending.at(-1), id).to.equal(next?.pending[0]);
            expect(pending.length, file).to.equal(/7\.6\.1|7\.7\.5_2/.test(id) ? 1 : 2);
        }
    });

    it("is in the Job beside the script, which has all that it reads", () => {
        const files = migrationFiles();
        const parts = [
            "catalogue.sh",
            "ask.sh",
            "failed.sh",
            "state.sh",
            "expected.sh",
            "hops.sh",
            "verify.sh",
            "postgres.sh",
            "mysql.sh",
            "statements.awk",
            "progress.awk",
            "probes.sql",
            "steps.txt",
        ];
        expect(Object.keys(files)).to.have.members(["migrate.sh", "scripts.sh", changeLogPath, ...parts]);
        expect(files[changeLogPath]).to.equal(changeLog(postgres));
        const named = Object.values(files).flatMap((text) => [...text.matchAll(/\$here\/([\w.-]+)/g)].map(([, name]) => name));
        // What is expected is written by the stack, where there is one.
        expect(new Set(named)).to.deep.equal(new Set([...parts, "expected"]));
        expect(files["catalogue.sh"]).to.match(new RegExp(`^upgrade_changelog=${changeLogPath} `, "m"));
        // A ConfigMap holds 1 MiB: https://kubernetes.io/docs/concepts/configuration/configmap/
        expect(Object.values(files).join("").length).to.be.below(200_000);
    });

    it("is without what MariaDB and MySQL need, where the database is PostgreSQL", () => {
        const ofMysql = ["mysql.sh", "statements.awk", "progress.awk", "steps.txt"];
        const [any, ...others] = [undefined, "jdbc:mysql://db/camunda", "jdbc:mariadb://db/camunda", ""].map((url) =>
            migrationFiles(camunda, url),
        );
        for (const other of others) expect(other).to.deep.equal(any);
        const lean = migrationFiles(camunda, "jdbc:postgresql://db:5432/camunda");
        expect(Object.keys(any).filter((name) => !(name in lean))).to.have.members(ofMysql);
        expect(any).to.deep.include(lean);
        // What is left names none of it but where migrate.sh decides by the URL.
        const named = Object.entries(lean).flatMap(([name, text]) =>
            ofMysql.filter((one) => text.includes(`$here/${one}`)).map((one) => `${name} ${one}`),
        );
        expect(named).to.deep.equal(["migrate.sh mysql.sh"]);
    });

    it("lists all scripts to the last for the databases where each statement is a change set, MariaDB and MySQL alike", () => {
        const [mysql, mariadb] = ["mysql", "mariadb"].map(
            (id) => scriptDatabases.filter((database) => database.id === id).map(stepList)[0],
        );
        expect(mysql).to.equal(mariadb);
        const lines = mysql.trimEnd().split("\n");
        expect(lines[0]).to.equal("7.5-to-7.6 6 engine_7.5_to_7.6.sql");
        expect(lines).to.include("7.23-to-7.24 24 engine_7.23_to_7.24.sql");
        const steps = lines.filter((line) => /^7\.\d+-to-/.test(line));
        expect(steps).to.have.lengthOf(camunda.minors.length - 1);
        const numbers = lines.map((line) => Number(line.split(" ")[1]));
        expect(numbers).to.deep.equal([...numbers].sort((a, b) => a - b));
        expect(new Set(lines).size).to.equal(lines.length);
    });

    it("brings no SQL of Camunda's: only names of files, and questions", () => {
        for (const database of scriptDatabases) {
            expect(changeLog(database)).to.not.match(/\b(create|alter|drop|insert|update)\s+(table|index|into)\b/i);
            expect(changeLog(database)).to.not.match(/<sqlFile path="(?!upgrade\/[a-z0-9]+_engine_7\.[\w.]+\.sql")/);
        }
        expect(probesSql())
            .to.match(/^select /)
            .and.not.contain(";");
    });
});
