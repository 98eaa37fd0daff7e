import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { texts } from "./support/answers";
import { described, FakePostgres, message, ready, refused, rowOf, welcome } from "./support/fakePostgres";
import { jar, others, step } from "./support/jar";
import { expectSurvived, run } from "./support/run";

type Answer = (socket: Socket) => void;
const rows =
    (text: string, count = 1): Answer =>
    (socket) =>
        void socket.write(Buffer.concat([described, ...Array.from({ length: count }, () => rowOf(text)), message("C", "SELECT 1"), ready]));
const bytes =
    (...parts: readonly Buffer[]): Answer =>
    (socket) =>
        void socket.write(Buffer.concat(parts));

/** A server that is none of PostgreSQL's, for the commands that ask one. What rows of a true one may say to the migration is in test/e2e/hostileDatabase.test.ts. */
describe("hostile databases", function () {
    this.timeout(600_000);
    let folder: string;
    let options: string[];
    before(() => {
        folder = mkdtempSync(path.join(tmpdir(), "hostile-database-"));
        writeFileSync(path.join(folder, "password"), "none");
        writeFileSync(path.join(folder, "engine.jar"), jar([...others, step()]));
        options = ["--user", "nobody", "--password-file", path.join(folder, "password"), "--scripts", path.join(folder, "engine.jar")];
    });
    after(() => rmSync(folder, { recursive: true }));

    const endless =
        (first: Buffer, chunk: Buffer): Answer =>
        (socket) => {
            const write = () => {
                while (!socket.destroyed && socket.write(chunk));
            };
            socket.on("drain", write).write(first);
            write();
        };
    const some = [
        "sequences of a terminal",
        "a newline",
        "text that is turned round",
        "NUL",
        "a command behind a comment",
        "SQL",
        "a name of JavaScript",
    ];
    const answers: [title: string, answer: Answer, begin?: (socket: Socket) => void][] = [
        ...[...some, "a number as a text", "empty", "a command behind two quotes", "five megabytes", "halves of a pair"].map(
            (title): [string, Answer] => [`rows: ${title}`, rows(texts[title].slice(0, 1 << 20))],
        ),
        ["rows: quotes upon quotes", rows(`REFERENCES ${'"'.repeat(1000)}`)],
        ["a thousand rows", rows("act_ge_property", 1000)],
        ["rows without end", endless(described, rowOf("x".repeat(1000)))],
        ["a row of 2 GB", bytes(described, Buffer.from("D\u007f\u00ff\u00ff\u00ff", "latin1"), Buffer.alloc(1 << 20))],
        ["no row at all", bytes(message("C", "SELECT 0"), ready)],
        ["an error with sequences of a terminal", bytes(refused("XX000", "\u001b[2J\u202e\nheld: nothing"), ready)],
        ["an error of a megabyte", bytes(refused("XX000", "m".repeat(1 << 20)), ready)],
        ["an error by a name of JavaScript", bytes(refused("constructor", "x"), ready)],
        ["an error of a kind that is known", bytes(refused("42501", "\u001b[31mno\n\n\nreally"), ready)],
        ["notices without end", endless(ready, message("N", Buffer.from("SNOTICE\0Mx\0"), Buffer.from([0])))],
        ["bytes that are no message", bytes(Buffer.alloc(1 << 16, 0xff))],
        ["an end in the middle", (socket) => void socket.end(described.subarray(0, 20))],
        ["no answer to the login", rows("x"), () => undefined],
        [
            "a login that is refused with words of its own",
            rows("x"),
            (socket) => void socket.write(refused("28000", "\u001b]0;x\u0007\nroot:")),
        ],
        ["a way to log in that nobody knows", rows("x"), (socket) => void socket.write(message("R", 99))],
        ["parameters without end", rows("x"), (socket) => (welcome(socket), endless(ready, message("S", "\u001b", "x"))(socket))],
    ];

    for (const [i, [title, answer, begin]] of answers.entries()) {
        // Each way of asking, by turns: both read by the same functions.
        const name = i % 2 === 0 ? "doctor" : "inspect";
        it(`${title}: ${name}`, async () => {
            const fake = await FakePostgres.start(answer, begin);
            try {
                const end = await run(name, ["--url", fake.url, ...options, ...(name === "inspect" ? ["--to", "7.23.0"] : [])]);
                expect(end.code, end.output).to.equal(4);
                expect(end.output).to.match(/^this cannot be told: /);
                // A server that keeps silent in the middle is waited for until the client gives up.
                expectSurvived(end, 110);
            } finally {
                fake.stop();
            }
        });
    }
});
