import { crc32, deflateRawSync } from "node:zlib";

/** An entry of a jar that is made for a test, with what is wrong about it. */
export interface JarEntry {
    readonly name: string;
    readonly content: string | Buffer;
    /** Mode of Unix, e.g. that of a link. @default a file */
    readonly mode?: number;
    /** What the directory says about its size. @default the truth */
    readonly size?: number;
    /** Flags of the entry, e.g. 1 for an encrypted one. @default none */
    readonly flags?: number;
    readonly method?: number;
    /** Whether it is packed. @default no */
    readonly packed?: boolean;
}

export const link = 0o120777;
const db = "org/camunda/bpm/engine/db";

/** A jar, byte by byte: no tool would make some of these. */
export function jar(entries: readonly JarEntry[], change: (end: Buffer) => void = () => undefined): Buffer {
    const files: Buffer[] = [];
    const directory: Buffer[] = [];
    let offset = 0;
    for (const { name, content, mode = 0o100644, size, flags = 0, packed = false, method = packed ? 8 : 0 } of entries) {
        const bytes = Buffer.from(content);
        const data = packed ? deflateRawSync(bytes, { level: 9 }) : bytes;
        const called = Buffer.from(name);
        const common = Buffer.alloc(26);
        common.writeUInt16LE(20, 0);
        common.writeUInt16LE(flags, 2);
        common.writeUInt16LE(method, 4);
        common.writeUInt32LE(crc32(bytes), 10);
        common.writeUInt32LE(data.length, 14);
        common.writeUInt32LE(size ?? bytes.length, 18);
        common.writeUInt16LE(called.length, 22);
        const local = Buffer.concat([Buffer.from("PK\u0003\u0004"), common, called, data]);
        const attributes = Buffer.alloc(14);
        attributes.writeUInt32LE((mode << 16) >>> 0, 6);
        attributes.writeUInt32LE(offset, 10);
        directory.push(Buffer.concat([Buffer.from("PK\u0001\u0002"), Buffer.from([20, 3]), common, attributes, called]));
        files.push(local);
        offset += local.length;
    }
    const list = Buffer.concat(directory);
    const end = Buffer.alloc(22);
    end.write("PK\u0005\u0006");
    end.writeUInt16LE(entries.length, 8);
    end.writeUInt16LE(entries.length, 10);
    end.writeUInt32LE(list.length, 12);
    end.writeUInt32LE(offset, 16);
    change(end);
    return Buffer.concat([...files, list, end]);
}

const script = "insert into ACT_GE_SCHEMA_LOG values ('1200', CURRENT_TIMESTAMP, '7.23.0');\n";
/** The script of a step, with a content of its own. */
export const step = (content: string | Buffer = script, more: Partial<JarEntry> = {}): JarEntry => ({
    name: `${db}/upgrade/postgres_engine_7.22_to_7.23.sql`,
    content,
    ...more,
});
/** What else a command wants to see. */
export const others: readonly JarEntry[] = [
    { name: `${db}/create/activiti.postgres.create.engine.sql`, content: "create table ACT_GE_PROPERTY (NAME_ varchar(64));\n" },
    { name: `${db}/liquibase/camunda-changelog.xml`, content: "<databaseChangeLog/>\n" },
];
/** Path of something in the folder of scripts. */
export const below = (name: string): string => `${db}/${name}`;
