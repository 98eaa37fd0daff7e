import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import { camunda } from "../../components/domain/catalogue/camunda";
import { scriptDatabases } from "../../components/domain/catalogue/databases";
import { Script, ScriptObjects } from "../../components/domain/catalogue/model";
import { changeSets } from "../../components/schema/rules/changeLog";
import { engineScripts } from "./support/scripts";

// Proves that the catalogue knows Camunda's scripts, what each writes and which tables its statements are about, by the engine's own jar;
// Maven fetches it. It does not prove that PostgreSQL locks them so, which was measured, nor anything about the scripts of the other products.
describe("the catalogue of Camunda's scripts", function () {
    const known = camunda.minors.flatMap(({ scripts = [], patchScripts = [] }) => [...scripts, ...patchScripts]);
    const newest = `${camunda.minors[camunda.minors.length - 1].minor}.0`;
    const words = (tables = "") => tables.split(" ").filter(Boolean);
    let upgrade: string;
    let present: string[];

    before(async () => {
        upgrade = path.join(await engineScripts(newest), "upgrade");
        present = (await readdir(upgrade)).filter((name) => name.startsWith("postgres_")).map((name) => name.replace("postgres_", ""));
    });

    /** The statements alone. */
    async function statements({ file }: Script): Promise<string[]> {
        const text = await readFile(path.join(upgrade, `postgres_${file}`), "utf8");
        return text
            .replace(/^\s*--.*$/gm, "")
            .split(";")
            .map((statement) => statement.trim().replace(/\s+/g, " ").toUpperCase())
            .filter(Boolean);
    }

    const found = (all: readonly string[], pattern: RegExp): string[] => [
        ...new Set(all.flatMap((statement) => pattern.exec(statement)?.[1] ?? [])),
    ];

    it("knows every script since 7.5 that the jar has, and no other", () => {
        const since = present.filter((file) => Number(/^engine_7\.(\d+)_(?:to|patch)_/.exec(file)?.[1] ?? 0) >= 5);
        expect(known.map(({ file }) => file).sort()).to.deep.equal(since.sort());
    });

    for (const script of known.filter(({ sameAs }) => !sameAs)) {
        it(`${script.file} leaves behind what the catalogue has, by which a database tells that it has been applied`, async () => {
            const all = await statements(script);
            const pairs = (pattern: RegExp, text = (match: RegExpExecArray) => `${match[1]}.${match[2]}`) =>
                all.flatMap((statement) => {
                    const match = pattern.exec(statement);
                    return match ? [text(match)] : [];
                });
            const remade = found(all, /^DROP INDEX (\w+)/);
            const left: Record<keyof ScriptObjects, string[]> = {
                tables: found(all, /^CREATE TABLE (\w+)/),
                columns: pairs(/^ALTER TABLE (\w+) ADD (?:COLUMN )?(?!CONSTRAINT)(\w+)/),
                widened: pairs(/^ALTER TABLE (\w+) ALTER COLUMN (\w+) TYPE VARCHAR\((\d+)\)/, ([, t, c, size]) => `${t}.${c}:${size}`),
                indexes: pairs(/^CREATE INDEX (\w+) ON (\w+)/, ([, index, table]) => `${table}.${index}`).filter(
                    (name) => !remade.includes(name.split(".")[1]),
                ),
                constraints: found(all, /^ALTER TABLE \w+ ADD CONSTRAINT (\w+)/),
                properties: found(all, /^INSERT INTO ACT_GE_PROPERTY VALUES \('([^']+)'/).filter((name) => name !== "TELEMETRY.LOCK"),
            };
            for (const [kind, names] of Object.entries(left)) {
                const of = words(script.leaves?.[kind as keyof ScriptObjects]);
                expect(kind === "properties" ? of.map((name) => name.toUpperCase()) : of, kind).to.deep.equal(names);
            }
        });
    }

    for (const database of scriptDatabases) {
        it(`${database.id}: the jar has every script of the change log, and each leaves behind what it is asked for`, async () => {
            // The scripts for MariaDB are in the jars up to that of 7.22.
            const folder = path.join(await engineScripts(database.id === "mariadb" ? "7.22.0" : newest), "upgrade");
            const logged = changeSets(database);
            const names = (await readdir(folder)).filter((name) => name.startsWith(`${database.id}_engine_`));
            const inJar = names
                .filter((name) => /_7\.([5-9]|1[0-5])_(to|patch)_/.test(name))
                .map((name) => name.replace(`${database.id}_`, ""));
            expect(logged.map(({ file }) => file)).to.have.members(inJar);
            for (const { file, pending } of logged.filter(({ pending }) => pending.length > 0)) {
                const text = (await readFile(path.join(folder, `${database.id}_${file}`), "utf8")).toUpperCase();
                const [, name = ""] = /(?:columnName|indexName)="(\w+)"|'([^']+)'/.exec(pending[0])?.filter(Boolean) ?? [];
                // Two patch scripts alter a type, and are only kept from schemas of the next minor.
                if (!/7\.6\.1|7\.7\.5_2/.test(file)) expect(text, file).to.contain(name.toUpperCase());
            }
        });
    }

    for (const { file, sameAs = "" } of known.filter((script) => script.sameAs)) {
        it(`${file} is the same as ${sameAs}, but for the schema log`, async () => {
            const changes = async (name: string) => (await statements({ file: name })).filter((one) => !one.includes("ACT_GE_SCHEMA_LOG"));
            expect(await changes(file)).to.deep.equal(await changes(sameAs));
        });
    }

    for (const script of known) {
        it(`${script.file} writes ${script.writes ?? "nothing"} into the schema log, and touches the tables that are named`, async () => {
            const all = await statements(script);
            const written = all.flatMap(
                (statement) => /INTO ACT_GE_SCHEMA_LOG VALUES \('\d+', CURRENT_TIMESTAMP, '([^']+)'\)/.exec(statement)?.[1] ?? [],
            );
            expect(written).to.deep.equal(script.writes ? [script.writes] : []);

            const { creates, exclusive, share, shareRow, updates } = script;
            expect(found(all, /^CREATE TABLE (\w+)/)).to.have.members(words(creates));
            expect(found(all, /^UPDATE (\w+)/)).to.have.members(words(updates));

            // What it alters nobody reads meanwhile, and what it builds an index on nobody writes; what it has created itself, nobody knows yet.
            const existing = (tables: readonly string[]) => [...new Set(tables)].filter((table) => !words(creates).includes(table));
            const altered = found(all, /^ALTER TABLE (\w+) (?!ADD CONSTRAINT)/);
            // A dropped index names no table: it is the one that the next statement builds an index on.
            const dropped = all.flatMap((s, i) => (s.startsWith("DROP INDEX") ? found([all[i + 1]], /^CREATE INDEX \w+ ON (\w+)/) : []));
            const constrained = [...found(all, /^ALTER TABLE (\w+) ADD CONSTRAINT/), ...found(all, / REFERENCES (\w+)/)];
            expect(words(exclusive)).to.have.members(existing([...altered, ...dropped]));
            expect(words(share)).to.have.members(existing(found(all, /^CREATE (?:UNIQUE )?INDEX \w+ ON (\w+)/)));
            expect(words(shareRow)).to.have.members(existing(constrained));
        });
    }
});
