import { spawnSync } from "node:child_process";
import { expect } from "chai";
import fc from "fast-check";
import { answerIn, mostBytes } from "../../../components/cluster/answer";
import { AnswerFault } from "../../../components/cluster/errors";
import { asJson, foreign, foreignLines, inCommand, inLines, isDigest, isId, isVersion } from "../../../components/domain/foreign";
import { describeHolds, Hold } from "../../../components/domain/hold";

// eslint-disable-next-line no-control-regex -- these are what must not be there
const control = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;

describe("foreign text", () => {
    const cases: [title: string, text: string, shown: string][] = [
        ["a version is itself", "7.23.0", "7.23.0"],
        ["umlauts, accents, other scripts", "Auftragsprüfung – çà et là, 注文, заказ, طلب", "Auftragsprüfung – çà et là, 注文, заказ, طلب"],
        ["emoji, joined, coloured, with a keycap", "✅ 👩‍💻 👍🏽 1️⃣ ❤️", "✅ 👩‍💻 👍🏽 1️⃣ ❤️"],
        ["combined letters", "e\u0301 n\u0303", "e\u0301 n\u0303"],
        ["colours and cursors of a terminal", "\u001b[2J\u001b[31mred", "\\u001b[2J\\u001b[31mred"],
        ["a title of a terminal", "\u001b]0;x\u0007", "\\u001b]0;x\\u0007"],
        ["controls of eight bits", "\u009b31m\u0085", "\\u009b31m\\u0085"],
        ["lines", "a\nb\r\nc\td", "a\\nb\\r\\nc\\td"],
        ["lines of Unicode", "a\u2028b\u2029c", "a\\u2028b\\u2029c"],
        ["text from the right", "\u202egnp.exe\u202c \u2066x\u2069 \u200f", "\\u202egnp.exe\\u202c \\u2066x\\u2069 \\u200f"],
        ["nothing that takes room", "a\u200bb\ufeffc\u00add\u2060e\u3164", "a\\u200bb\\ufeffc\\u00add\\u2060e\\u3164"],
        ["a joint that joins nothing", "a\u200db", "a\\u200db"],
        ["tags", "\u{e0041}", "\\u{e0041}"],
        ["halves of a pair", "\ud83d x \ude00", "\\ud83d x \\ude00"],
        ["NUL and DEL", "\u0000\u007f", "\\u0000\\u007f"],
        ["marks upon marks", `a${"\u0301".repeat(40)}`, `a${"\u0301".repeat(4)}…`],
    ];
    for (const [title, text, shown] of cases) {
        it(title, () => expect(foreign(text)).to.equal(shown));
    }

    it("is cut, and says how long it was", () => {
        expect(foreign("x".repeat(5_000_000))).to.equal(`${"x".repeat(200)}… (5000000 characters)`);
        expect(foreign("\u001b".repeat(200))).to.have.length.below(450);
        expect(foreign("😀".repeat(150), 201)).to.equal(`${"😀".repeat(100)}… (300 characters)`);
    });

    it("is one printable line of bounded length, whatever it is", () =>
        fc.assert(
            fc.property(fc.string({ unit: "binary", maxLength: 600 }), fc.integer({ min: 1, max: 300 }), (text, most) => {
                const shown = foreign(text, most);
                return !control.test(shown) && shown.length <= 2 * most + 40;
            }),
            { numRuns: 5000 },
        ));

    it("a log is its last lines", () => {
        const log = Array.from({ length: 50 }, (_, i) => `line ${i}\u001b[0m`).join("\r\n");
        expect(foreignLines(log, 2)).to.deep.equal(["line 48\\u001b[0m", "line 49\\u001b[0m"]);
        expect(foreignLines("x".repeat(10_000_000)).join("\n").length).to.be.below(1000);
    });

    it("what is printed in the end keeps its own lines, and nothing else", () => {
        expect(inLines("a\nb\u001b[1mc")).to.equal("a\nb\\u001b[1mc");
        expect(inLines("y".repeat(20_000))).to.have.length.below(12_100);
    });

    it("JSON is the same value, with what is hidden escaped", () =>
        fc.assert(
            fc.property(fc.string({ unit: "binary" }), (text) => {
                const json = asJson({ text });
                expect(JSON.parse(json)).to.deep.equal({ text });
                expect(json.replaceAll("\n", "")).not.to.match(control);
            }),
        ));
});

describe("foreign text in a command", () => {
    it("what is plain stays plain", () => {
        for (const text of ["7.23.0", "repo/engine:7.23.0@sha256:ab", "a_b-c"]) expect(inCommand(text)).to.equal(text);
    });

    it("anything else is one word of the shell, and runs nothing", () => {
        const attempts = [
            "$(touch x)",
            "`id`",
            "a; id",
            "a'b",
            "a'; id; '",
            'a"b',
            "a\nid",
            "#x",
            "-rf",
            "a|b",
            "a&&b",
            "${IFS}",
            "~",
            "*",
            "",
            "\\",
            "!x",
            "{a,b}",
        ];
        fc.assert(
            fc.property(fc.oneof(fc.constantFrom(...attempts), fc.string({ unit: "binary", maxLength: 30 })), (text) => {
                const { stdout } = spawnSync("sh", ["-c", `printf '<%s>' ${inCommand(text)} # and a comment`], {
                    encoding: "utf8",
                    cwd: "/",
                });
                expect(stdout, JSON.stringify(text)).to.equal(`<${foreign(text, 500)}>`);
            }),
            { numRuns: 150 },
        );
    });
});

describe("what ids, versions and checksums look like", () => {
    it("ids", () => {
        for (const id of ["4711", "6f1c9d0e-cc1b-11f0-9d2a-0242ac110002", "invoice:1:4711", "Order_7.x"])
            expect(isId(id), id).to.equal(true);
        for (const id of ["", ".", "..", "a..b", "a/b", "-a", "a b", "a\n", "ä", "x".repeat(65), 7, null])
            expect(isId(id), String(id)).to.equal(false);
    });
    it("versions", () => {
        for (const one of ["7.23.0", "7.23.4-ee", "7.20.0-SNAPSHOT", "1.0.0-beta-4", "7.13.5_2", "2.1", "7.24.0-alpha1"])
            expect(isVersion(one), one).to.equal(true);
        for (const one of [
            "",
            "7",
            "7.23.0\n",
            "7.23.0 # x",
            "7.23.0;id",
            "v7",
            "7.23.0-",
            `7.${"1".repeat(50)}`,
            "7.2.3-a-b-c-d-e",
            7,
            {},
        ])
            expect(isVersion(one), JSON.stringify(one)).to.equal(false);
    });
    it("checksums", () => {
        expect(isDigest(`sha256:${"a".repeat(64)}`)).to.equal(true);
        for (const one of ["", "sha256:s", `sha256:${"A".repeat(64)}`, `sha256:${"a".repeat(64)}\n`]) expect(isDigest(one)).to.equal(false);
    });
});

describe("what a node answers", () => {
    it("is read with its texts printable, and without names that mean something to JavaScript", () => {
        const read = answerIn('{"a":"x\\u001b\\ny","__proto__":{"admin":true},"list":[1,null,"ü"]}') as Record<string, unknown>;
        expect(read).to.deep.equal({ a: "x\\u001b\\ny", list: [1, null, "ü"] });
        expect((read as { admin?: unknown }).admin).to.equal(undefined);
        expect(({} as { admin?: unknown }).admin).to.equal(undefined);
    });

    const faults: [title: string, body: string, says: RegExp][] = [
        ["a text that is too long", `"${"x".repeat(mostBytes)}"`, /longer than 1024 KiB/],
        ["a list in a list in a list", "[".repeat(100_000), /nested more than 64 deep/],
        ["the same in objects", `${'{"a":'.repeat(70)}1${"}".repeat(70)}`, /nested more than 64 deep/],
        ["as many values as fit", `[${"0,".repeat(100_000)}0]`, /more than 50000 values/],
        ["no JSON", "<html>\u001b[31m</html>", /not JSON: <html>\\u001b\[31m<\/html>$/],
        ["bytes", "\u001f\u008b\b", /not JSON: \\u001f\\u008b\\u0008$/],
        ["brackets in a text do not count", `["${"[".repeat(1000)}"`, /not JSON/],
    ];
    for (const [title, body, says] of faults) {
        it(title, () => expect(() => answerIn(body)).to.throw(AnswerFault, says));
    }
});

describe("holds with foreign text in them", () => {
    const hold = (text: string): Hold => ({
        id: "nodesDiffer",
        message: text,
        why: text,
        next: `pulumi up   # ${text}`,
        overridable: true,
    });

    it("each part is one line: no comment in a command ends early", () => {
        const lines = describeHolds([hold("7.23.0\nrm -rf /\u001b[2J")]).split("\n");
        expect(lines).to.have.length(5);
        expect(lines[2]).to.equal("  next: pulumi up   # 7.23.0\\nrm -rf /\\u001b[2J");
    });

    it("a thousand of them, or one of ten megabytes, are a page", () => {
        const many = describeHolds(Array.from({ length: 1000 }, (_, i) => hold(`node ${i} ${"x".repeat(100)}`)));
        expect(many.length).to.be.below(12_100);
        expect(many).to.match(/and 9\d\d more of these holds$/);
        expect(describeHolds([hold("y".repeat(10_000_000))]).length).to.be.below(14_000);
    });
});
