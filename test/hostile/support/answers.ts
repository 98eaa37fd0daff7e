import { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";

/** What a node answers that somebody has taken over: to what is asked at a path, byte by byte. */
export interface Answer {
    readonly title: string;
    readonly send: (path: string, response: ServerResponse) => void;
}

const escapes = "\u001b[2J\u001b[1;1H\u001b]0;owned\u0007\u001b]8;;http://evil\u0007";

/** Texts that stand wherever a text can: as an id, a version, a name, a message. */
export const texts: Record<string, string> = {
    "a traversal": "../../../../../../../../namespaces/production?x=",
    "a traversal to an eviction": "../../../../../victim/eviction?x=",
    "a traversal, encoded": "..%2f..%2f..%2f..%2f..%2f..%2fnamespaces%2fproduction",
    "a traversal, encoded twice": "..%252f..%252f..%252fnamespaces",
    "a traversal by points alone": "%2e%2e/%2e%2e/%2e%2e/secrets/db",
    "a traversal by backslashes": "..\\..\\..\\secrets\\db",
    "two points": "..",
    "one point": ".",
    "a path": "a/b/c",
    "an absolute path": "/api/v1/namespaces/production",
    "a URL": "http://169.254.169.254/latest/meta-data/",
    "a URL without a scheme": "//evil/x",
    "a query": "x?force=true",
    "a fragment": "x#y",
    "a parameter of a path": "x;y=z",
    "another host": "@evil:80/",
    "two requests": "x HTTP/1.1\r\nHost: evil\r\n\r\nDELETE /api/v1/namespaces/production HTTP/1.1",
    "sequences of a terminal": escapes,
    colours: "\u001b[31m7.23.0\u001b[0m",
    "controls of eight bits": "\u009b2J\u0090x\u009c",
    "a bell and a backspace": "7.23.0\u0007\b\b\b\b\b\b8.0.0",
    "a carriage return": "7.23.0\rheld: nothing",
    "a newline": "7.23.0\nrm -rf / #",
    "newlines of all kinds": "a\r\nb\u0085c\u2028d\u2029e\u000bf\u000cg",
    tabs: "a\t\t\tb",
    NUL: "7.23.0\u0000evil",
    "text that is turned round": "\u202e0.32.7 si noisrev\u202c",
    isolates: "\u2066\u2067\u2068x\u2069",
    "nothing that takes room": "7\u200b.\u200c23\u200d.\u20600\ufeff\u00ad",
    tags: "\u{e0037}\u{e002e}7.23.0",
    "letters that look like others": "7.２3.0 \u0430dmin",
    "marks upon marks": `Z${"\u0336\u0315\u0321".repeat(200)}`,
    "halves of a pair": "\ud800x\udfff",
    noncharacters: "\ufffe\uffff\u{1ffff}",
    "a command": "$(touch executed)",
    "a command in backticks": "`touch executed`",
    "a command behind another": "7.23.0; touch executed",
    "a command behind a comment": "7.23.0 # && touch executed",
    "a command behind a quote": "7.23.0' ; touch executed ; '",
    "a command behind two quotes": '7.23.0" ; touch executed ; "',
    "a pipe": "7.23.0 | sh",
    "a variable": "${IFS}$HOME",
    "an option": "--stack=production --yes",
    "a dash": "-rf",
    "a wildcard": "*",
    "a line for a log": "7.23.0\n::error::owned\n##[command]touch executed",
    "markup of a comment": "```\n@everyone <img src=x onerror=alert(1)> [x](javascript:alert(1))",
    "a template of ours": "{version} ${version} %s %n",
    "a name of JavaScript": "__proto__",
    "another one": "constructor",
    SQL: "'; drop table act_ru_job; --",
    "a number as a text": "1e309",
    "a version that is too long": `7.${"1".repeat(5000)}.0`,
    "a version with more behind it": `7.23.0-${"x-".repeat(5000)}`,
    empty: "",
    spaces: " ".repeat(10_000),
    "five megabytes": "x".repeat(5 << 20),
    "half a megabyte of escapes": "\u001b".repeat(80_000),
    "half a megabyte of emoji": "👩‍💻".repeat(40_000),
};

const row = (text: string, activityId = text) => ({
    ...{ id: text, version: text, activityId, incidentMessage: text, name: text, source: text, deploymentTime: text, type: text },
    ...{ incidentType: text, configuration: text, processInstanceId: text, workerId: text, lockExpirationTime: text, state: text },
    ...{ userId: text, key: text, message: text, timestamp: text, childActivityInstances: [] },
});

/** A text wherever there can be one. */
function everywhere(text: string, path: string): unknown {
    const [plain] = path.split("?");
    if (plain.endsWith("/count")) return { count: text };
    if (plain.endsWith("activity-instances"))
        return { ...row(text), childActivityInstances: [row(text), row(text, "due"), row(text, "decided")] };
    if (plain.endsWith("telemetry/data")) return { product: { internals: { database: { vendor: text, version: text } } } };
    return /version$|start$|definition\/key/.test(plain) ? row(text) : [row(text)];
}

const json = (response: ServerResponse, body: string | Buffer, status = 200, headers: Record<string, string> = {}) =>
    void response.writeHead(status, { "Content-Type": "application/json", ...headers }).end(body);

/** Bodies that are none of those that an engine has. */
const bodies: Record<string, string | Buffer> = {
    null: "null",
    true: "true",
    "a number": "7.23",
    "a text": '"7.23.0"',
    "an empty text": '""',
    "an empty list": "[]",
    "an empty object": "{}",
    "a list of lists": "[[[]]]",
    "a list of nothing": '[null,null,true,7,"x"]',
    "a version that is a number": '{"version":7.23,"count":1.5}',
    "a version that is an object": '{"version":{"toString":"x","valueOf":7},"count":{"valueOf":1}}',
    "a version that is a list": '{"version":["7.23.0"],"count":[7]}',
    "a count below zero": '{"version":"7.22.0","count":-1}',
    "a count that is infinite": '{"version":"7.22.0","count":1e999}',
    "a count with too many digits": `{"version":"7.22.0","count":${"9".repeat(400)}}`,
    "a count that is no number": '{"version":"7.22.0","count":NaN}',
    "a prototype": '{"__proto__":{"version":"7.22.0","polluted":true},"constructor":{"prototype":{"polluted":true}}}',
    "rows with a prototype": '[{"__proto__":{"id":"1"},"id":{"__proto__":null},"version":{}}]',
    "the same name twice": '{"version":"7.22.0","version":"\\u001b[2J"}',
    "ids that are objects": '[{"id":{},"version":[],"timestamp":{}},{"id":null},{"id":true}]',
    "ids that are numbers": '[{"id":4711,"version":7}]',
    "dates that are none": '[{"id":"1","version":"7.22.0","timestamp":"9999999-99-99","deploymentTime":"x","lockExpirationTime":"x"}]',
    "a tree that is one of its own": '{"activityId":"a","childActivityInstances":{"length":1e9}}',
    "a list that is deep": "[".repeat(100_000) + "]".repeat(100_000),
    "an object that is deep": '{"childActivityInstances":['.repeat(20_000),
    "as many values as fit": `[${"{},".repeat(300_000)}{}]`,
    "as many rows as fit": `[${'{"id":"1"},'.repeat(90_000)}{"id":"1"}]`,
    "as many names as fit": `{${Array.from({ length: 80_000 }, (_, i) => `"k${i}":1`).join()}}`,
    "no JSON": "<html><body>\u001b[31mlogin</body></html>",
    "half of it": '{"version":"7.2',
    "JSON and more": '{"version":"7.22.0"}\u001b[2J{"version":"7.23.0"}',
    "a mark before it": '\ufeff{"version":"7.22.0"}',
    "bytes that are no UTF-8": Buffer.from([0x7b, 0x22, 0x76, 0xff, 0xfe, 0xc0, 0x80, 0x22, 0x7d]),
    "NUL bytes": Buffer.alloc(1000),
    "a status of the API server's":
        '{"kind":"Status","apiVersion":"v1","status":"Failure","message":"\u001b[2J\\nrm -rf /","code":403}'.replace("\u001b", "\\u001b"),
    "twenty megabytes": Buffer.alloc(20 << 20, "x"),
};

const redirect =
    (location: string, status = 302) =>
    (_: string, response: ServerResponse) =>
        json(response, "", status, { Location: location });
const production = "/api/v1/namespaces/production";

const bomb = gzipSync(Buffer.alloc(100 << 20));
const twice = gzipSync(bomb);

/** What is wrong with the way in which it is said. */
const ways: Record<string, Answer["send"]> = {
    "a redirect to the API server": redirect(production),
    "the same for good": redirect(production, 301),
    "one that keeps the method": redirect(production, 307),
    "the same for good, with the method": redirect(production, 308),
    "one to another host": redirect("http://127.0.0.1:1/"),
    "one to itself": (path, response) => redirect(`/api/v1/namespaces/camunda/pods/orders-1:8080/proxy/${path}`)(path, response),
    "one with many choices": redirect(production, 300),
    "a refusal in the API server's words": (_, response) =>
        json(response, JSON.stringify({ kind: "Status", apiVersion: "v1", message: `${escapes}\nrm -rf /`, code: 403 }), 403),
    "the same for who is not known": (_, response) =>
        json(response, JSON.stringify({ kind: "Status", apiVersion: "v1", message: "x".repeat(1 << 19) }), 401),
    "a refusal in words of its own": (_, response) => json(response, JSON.stringify({ type: "x", message: `${escapes}\nsecond` }), 500),
    "a refusal of half a megabyte": (_, response) => json(response, JSON.stringify({ message: "m".repeat(1 << 19) }), 500),
    "a refusal that is no JSON": (_, response) => json(response, escapes, 503),
    "a status that nobody knows": (_, response) => json(response, '{"version":"7.22.0"}', 799),
    "no content": (_, response) => void response.writeHead(204).end(),
    "no content, with some": (_, response) => void response.writeHead(200).end(),
    "a bomb that is compressed": (_, response) => json(response, bomb, 200, { "Content-Encoding": "gzip" }),
    "a bomb that is compressed twice": (_, response) => json(response, twice, 200, { "Content-Encoding": "gzip, gzip" }),
    "a compression that is none": (_, response) => json(response, '{"version":"7.22.0"}', 200, { "Content-Encoding": "br" }),
    "an end that never comes": (_, response) => endless(response, Buffer.alloc(1 << 16, " ")),
    "a list that never ends": (_, response) => endless(response, Buffer.from('{"id":"1"},'.repeat(5000)), "["),
    "a text that never ends": (_, response) => endless(response, Buffer.alloc(1 << 16, "\u001b"), '{"version":"'),
    "less than it says": (_, response) => {
        response.writeHead(200, { "Content-Length": "1000" });
        response.write('{"version":"7.22.0"}');
        setTimeout(() => response.destroy(), 20);
    },
    "a connection that is cut": (_, response) => void response.destroy(),
    "one that is cut in the middle": (_, response) => {
        response.writeHead(200).write('{"version":');
        setTimeout(() => response.destroy(), 20);
    },
    "headers without end": (_, response) =>
        json(response, "{}", 200, Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`x-${i}`, "y".repeat(100)]))),
    "no HTTP": (_, response) => void response.socket?.end(`${escapes}\r\n\r\n`),
    "HTTP of another kind": (_, response) => void response.socket?.end("HTTP/9.9 999 \u001b[2J\r\nX\r\n\r\n"),
    "a switch to another protocol": (_, response) =>
        void response.socket?.end("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\nx"),
    "a hundred answers before the answer": (_, response) => {
        for (let i = 0; i < 100; i++) response.writeProcessing();
        json(response, '{"version":"\\u001b[2J"}');
    },
    cookies: (_, response) => json(response, '{"version":"\\n"}', 200, { "Set-Cookie": "admin=true", "Clear-Site-Data": "*" }),
};

function endless(response: ServerResponse, chunk: Buffer, first = ""): void {
    response.writeHead(200, { "Content-Type": "application/json" });
    response.write(first);
    const write = () => {
        while (!response.destroyed && response.write(chunk));
    };
    response.on("drain", write).on("error", () => undefined);
    write();
}

/** What takes its time: each waits as long as an answer may. */
const slow: Record<string, Answer["send"]> = {
    "nothing at all": () => undefined,
    "a byte from time to time": (_, response) => {
        response.writeHead(200);
        const timer = setInterval(() => (response.destroyed ? clearInterval(timer) : response.write(" ")), 200);
    },
    "headers, and nothing else": (_, response) => void response.writeHead(200).flushHeaders(),
};

/** All of them. */
export const answers: readonly Answer[] = [
    ...Object.entries(texts).map(([title, text]): Answer => ({
        title: `a text: ${title}`,
        send: (path, response) => json(response, JSON.stringify(everywhere(text, path))),
    })),
    ...Object.entries(bodies).map(([title, body]): Answer => ({ title: `a body: ${title}`, send: (_, response) => json(response, body) })),
    ...Object.entries(ways).map(([title, send]): Answer => ({ title: `a way: ${title}`, send })),
    ...Object.entries(slow).map(([title, send]): Answer => ({ title: `slow: ${title}`, send })),
];

/** What an engine of 7.22 answers, so that it is asked on. */
export function honest(path: string, response: ServerResponse): boolean {
    const known: Record<string, unknown> = { version: { version: "7.22.0" }, "schema/log": [{ id: "1", version: "7.22.0" }] };
    const [, plain] = /^engine-rest\/([^?]*)/.exec(path) ?? [];
    if (plain in known) {
        json(response, JSON.stringify(known[plain]));
    }
    return plain in known;
}
