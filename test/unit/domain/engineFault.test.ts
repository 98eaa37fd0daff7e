import { expect } from "chai";
import { engineFault } from "../../../components/domain/engineFault";

const started = "2026-11-30 INFO 1 --- [main] org.camunda.bpm.engine : ENGINE-00001 Process Engine default created.";
/** What an engine 7.23.0 in Spring Boot writes first when its database is empty; its stack trace follows. */
const closing =
    "2026-11-30T19:29:32.898Z ERROR 15625 --- [           main] org.camunda.bpm.engine.context           : ENGINE-16004 Exception while closing command context: ENGINE-03057 There are no Camunda tables in the database. Hint: Set <property";
const noTables =
    "Caused by: org.camunda.bpm.engine.ProcessEngineException: ENGINE-03057 There are no Camunda tables in the database. Hint: Set <property";

describe("engineFault", () => {
    const cases: [name: string, log: string, fault: string | undefined][] = [
        ["an empty log", "", undefined],
        ["an engine that has started", started, undefined],
        ["an error without a code", "java.lang.OutOfMemoryError: Java heap space", undefined],
        ["an exception", `${started}\norg.x.ProcessEngineException: ENGINE-03058 Version mismatch\nmore`, "ENGINE-03058 Version mismatch"],
        ["an error line", "ERROR [main] ENGINE-16004 Exception while closing", "ENGINE-16004 Exception while closing"],
        ["a cause behind it", closing, "ENGINE-03057 There are no Camunda tables in the database."],
        [
            "no tables, though something else came first",
            `WARN ProcessEngineException: ENGINE-12019 first\n${noTables}`,
            "ENGINE-03057 There are no Camunda tables in the database.",
        ],
        ["what a terminal would act upon", "ERROR ENGINE-12019 a\u001b[31mb\u0007\r", "ENGINE-12019 a [31mb"],
        ["a long line", `ERROR ENGINE-12019 ${"x".repeat(500)}`, `ENGINE-12019 ${"x".repeat(147)}`],
    ];
    for (const [name, log, fault] of cases) {
        it(name, () => expect(engineFault(log)).to.equal(fault));
    }
});
