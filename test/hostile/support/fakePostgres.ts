import { AddressInfo, createServer, Server, Socket } from "node:net";

/** A message of PostgreSQL's protocol, version 3 (https://www.postgresql.org/docs/current/protocol-message-formats.html). */
export function message(type: string, ...parts: readonly (Buffer | string | number)[]): Buffer {
    const body = Buffer.concat(
        parts.map((part) => (typeof part === "number" ? int32(part) : Buffer.isBuffer(part) ? part : Buffer.from(`${part}\0`))),
    );
    return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

const int32 = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(value);
    return bytes;
};
const int16 = (value: number) => int32(value).subarray(2);

/** Every column that the commands ask for, whatever they ask. */
const columns = [
    "schema",
    "visible",
    "table",
    "name",
    "type",
    "nullable",
    "value",
    "definition",
    "state",
    "name_",
    "value_",
    "id",
    "version",
    "there",
    "may",
    "v",
    "fact",
];

export const ready = message("Z", Buffer.from("I"));
/** The description of the columns. */
export const described = message(
    "T",
    int16(columns.length),
    ...columns.map((name) => Buffer.concat([Buffer.from(`${name}\0`), int32(0), int16(0), int32(25), int16(-1), int32(-1), int16(0)])),
);
/** A row that has the same text in each column. */
export const rowOf = (text: string): Buffer => {
    const bytes = Buffer.from(text);
    return message("D", int16(columns.length), ...columns.map(() => Buffer.concat([int32(bytes.length), bytes])));
};
/** An error of the server's. */
export const refused = (code: string, text: string): Buffer =>
    message("E", Buffer.from(`SERROR\0C${code}\0M${text}\0D${text}\0H${text}\0`), Buffer.from([0]));

/** Plays a PostgreSQL that anybody may log in to, and that answers each statement in one way. */
export class FakePostgres {
    /** Statements that it was sent. */
    readonly statements: string[] = [];

    private constructor(private readonly server: Server) {}

    static async start(answer: (socket: Socket) => void, begin: (socket: Socket) => void = welcome): Promise<FakePostgres> {
        const server = createServer();
        const fake = new FakePostgres(server);
        server.on("connection", (socket) => {
            let started = false;
            socket
                .on("error", () => undefined)
                .on("data", (data) => {
                    if (!started && data.length === 8) return void socket.write("N"); // it wants encryption
                    if (!started) {
                        started = true;
                        return begin(socket);
                    }
                    fake.statements.push(data.toString("latin1"));
                    const last = data.subarray(-5).toString("latin1");
                    // A statement by itself, or the end of one with parameters.
                    if (data[0] === 0x51 || last === "S\0\0\0\u0004") {
                        if (data[0] !== 0x51) socket.write(Buffer.concat([message("1"), message("2")]));
                        if (/^Q....(begin|rollback|set )/s.test(data.toString("latin1"))) {
                            return void socket.write(Buffer.concat([message("C", "SET"), ready]));
                        }
                        answer(socket);
                    }
                });
        });
        await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
        return fake;
    }

    get url(): string {
        return `jdbc:postgresql://127.0.0.1:${(this.server.address() as AddressInfo).port}/camunda`;
    }

    stop(): void {
        this.server.close();
    }
}

/** Anybody may log in. */
export const welcome = (socket: Socket): void => void socket.write(Buffer.concat([message("R", 0), ready]));
