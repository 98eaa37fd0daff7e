import { execFileSync } from "node:child_process";
import path from "node:path";
import { expect } from "chai";

const folder = path.join(__dirname, "..", "..", "..", "components", "schema", "job");
const awk = (program: string, input: string, ...options: string[]) =>
    execFileSync("awk", [...options, "-f", path.join(folder, program)], { input, encoding: "utf8" })
        .split("\n")
        .filter(Boolean);

// Proves how a script is taken apart, and what follows from the answers; that a database takes the questions is proven by test/e2e/mariadb.test.ts.
describe("statements of a script", () => {
    const statements = (sql: string) => awk("statements.awk", sql, "-v", "script=s").map((line) => line.split("\t"));

    const cases: [string, string, string][] = [
        ["create table ACT_A (ID_ varchar(64), N_ integer) ENGINE=InnoDB;;", "createTable", "create table ACT_A"],
        ["create index ACT_I on ACT_A(X_(100), Y_);", "createIndex", "create index ACT_I on ACT_A"],
        ["CREATE UNIQUE INDEX ACT_I ON ACT_A (X_);", "createIndex", "create index ACT_I on ACT_A"],
        ["drop index ACT_I on ACT_A;", "dropIndex", "drop index ACT_I on ACT_A"],
        ["ALTER TABLE ACT_A\n  ADD X_ varchar(64) default 'a;b';", "addColumn", "add column X_ to ACT_A"],
        ["alter table ACT_A add column X_ bigint -- a comment; with one more\n;", "addColumn", "add column X_ to ACT_A"],
        [
            "alter table ACT_A add constraint ACT_F foreign key (X_) references ACT_B(ID_);",
            "addConstraint",
            "add constraint ACT_F to ACT_A",
        ],
        ["alter table ACT_A modify X_ datetime(3) NULL, modify column Y_ varchar(9) not null;", "modify", "modify X_, Y_ of ACT_A"],
        ["alter table ACT_A modify X_ TIMESTAMP(3);", "silent", "modify X_ of ACT_A"],
        ["insert into ACT_GE_PROPERTY values ('a.lock', '0', 1);", "insert", "insert a.lock into ACT_GE_PROPERTY"],
        ["insert into ACT_GE_PROPERTY values ('telemetry.lock', '0', 1);", "silent", "insert telemetry.lock into ACT_GE_PROPERTY"],
        [
            "insert into ACT_RU_AUTHORIZATION (ID_, TYPE_) values ('camunda-admin', 1);",
            "silent",
            "insert camunda-admin into ACT_RU_AUTHORIZATION",
        ],
        ["update ACT_A set X_ = 1 where Y_ is null;", "silent", "update ACT_A set X_ = 1 where Y_ is null"],
        ["update ACT_A set X_ = 1;", "unknown", "update ACT_A set X_ = 1"],
        ["alter table ACT_A add X_ integer, add Y_ integer;", "unknown", "alter table ACT_A add X_ integer, add Y_ integer"],
        ["alter table ACT_A add unique (X_);", "unknown", "alter table ACT_A add unique (X_)"],
        ["alter table ACT_A modify X_ varchar(9) default 'x';", "unknown", "alter table ACT_A modify X_ varchar(9) default 'x'"],
        ["drop table ACT_A;", "unknown", "drop table ACT_A"],
        ["insert into ACT_A select * from ACT_B;", "unknown", "insert into ACT_A select * from ACT_B"],
    ];
    for (const [sql, kind, what] of cases) {
        it(`${sql.replaceAll("\n", " ")} is ${kind}`, () => {
            expect(statements(sql).map((fields) => fields.slice(2, 4))).to.deep.equal([[kind, what]]);
        });
    }

    it("puts the row of the schema log last, and asks of an index that is made again for the new one", () => {
        const found = statements(`-- a licence; with a semicolon
            insert into ACT_GE_SCHEMA_LOG values ('1', CURRENT_TIMESTAMP, '7.11.0');
            drop index ACT_I on ACT_A;
            create index ACT_I on ACT_A(X_, Y_);`);
        expect(found.map((fields) => `${fields[1]} ${fields[2]}`)).to.deep.equal(["1 dropIndex", "2 createIndex", "3 log"]);
        expect(found[0][4]).to.contain("count(*) = 0").and.to.contain("c = 'X_,Y_'");
    });

    const script = `insert into ACT_GE_SCHEMA_LOG values ('1100', CURRENT_TIMESTAMP, '7.22.0');
        alter table ACT_A add X_ integer; alter table ACT_B add Y_ integer; create index ACT_I on ACT_B(Y_);`;
    const progress = (answers: string, recorded: string, id = "7.21-to-7.22") => {
        const taken = awk("statements.awk", script, "-v", `script=${id}`);
        return awk("progress.awk", [...taken, `${id}\t${answers}`].join("\n") + "\n", "-v", `recorded=${recorded}`);
    };
    const begun = "7.21-to-7.22#0 7.21-to-7.22#1";

    const states: [string, string, string, string[]][] = [
        ["nothing of it", "1:0 2:0 3:0 4:0", "", ["minor.7.22=none"]],
        ["all of it", "1:1 2:1 3:1 4:1", "", ["minor.7.22=all"]],
        ["half of it, without a record", "1:1 2:0 3:0 4:1", "", ["minor.7.22=some"]],
        ["the index only missing, without a record", "1:1 2:1 3:0 4:1", "", ["minor.7.22=some"]],
        ["the index missing that was made once", "1:1 2:1 3:0 4:1", "7.21-to-7.22", ["minor.7.22=all"]],
        ["half of it, as Liquibase has it on record", "1:1 2:0 3:0 4:0", begun, ["begun=7.21-to-7.22"]],
        ["the statement that was under way done, too", "1:1 2:1 3:0 4:0", begun, ["begun=7.21-to-7.22"]],
        ["something gone that is on record", "1:0 2:1 3:0 4:0", begun, ["minor.7.22=some"]],
        ["tables that a schema may be without", "1:? 2:? 3:? 4:1", "", []],
    ];
    for (const [state, answers, recorded, expected] of states) {
        it(`tells ${state}`, () => {
            expect(progress(answers, recorded).filter((fact) => !/^(done|open)\./.test(fact))).to.deep.equal(expected);
        });
    }

    it("names what is done, what is not, and what was", () => {
        expect(progress("1:0 2:1 3:0 4:0", begun)).to.include.members([
            "done.minor.7.22=add column Y_ to ACT_B",
            "open.minor.7.22=add column X_ to ACT_A (which Liquibase has on record), create index ACT_I on ACT_B, insert 1100 into ACT_GE_SCHEMA_LOG",
        ]);
        expect(progress("1:1 2:0 3:0 4:1", "", "7.22.0-to-7.22.1")).to.include("patch.7.22.0-to-7.22.1=some");
    });
});
