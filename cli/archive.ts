import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { inflateRawSync } from "node:zlib";
import { foreign } from "../components/domain/foreign";

/** Why an archive, or what is in it, is not read. */
export class ArchiveFault extends Error {}

/** A file in an archive. */
export interface Entry {
    readonly name: string;
    /** Whether it is a file, and no link, device or folder. */
    readonly regular: boolean;
    /** Bytes that it says it has. */
    readonly size: number;
    readonly compressed: number;
    readonly method: number;
    readonly encrypted: boolean;
    /** Of its own header. */
    readonly offset: number;
}

/** Where the bytes of an archive are. */
interface Source {
    readonly size: number;
    read(offset: number, length: number): Buffer;
}

const [endMark, entryMark, fileMark] = [0x06054b50, 0x02014b50, 0x04034b50];
/** The end may be followed by a comment of this length. */
const mostComment = 0xffff;
const mostDirectory = 32 << 20;

/**
 * A jar, read and never unpacked: its directory first, then the entries that somebody asks for, each within a limit. So nothing in it is written
 * anywhere, a link is only an entry that is none of the files, and what a few bytes are blown up to is not made (APPNOTE.TXT of PKWARE, 4.3).
 */
export class Archive {
    private constructor(
        private readonly source: Source,
        readonly entries: readonly Entry[],
    ) {}

    /** Does something with the archive in a file. */
    static use<T>(file: string, act: (archive: Archive) => T): T {
        const handle = openSync(file, "r");
        try {
            const { size } = fstatSync(handle);
            const read = (offset: number, length: number) => {
                const bytes = Buffer.alloc(length);
                return bytes.subarray(0, readSync(handle, bytes, 0, length, offset));
            };
            return act(Archive.of({ size, read }));
        } finally {
            closeSync(handle);
        }
    }

    /** The one in an entry of this one. */
    nested(entry: Entry, most: number): Archive {
        const bytes = this.read(entry, most);
        return Archive.of({ size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) });
    }

    private static of(source: Source): Archive {
        const tail = source.read(Math.max(0, source.size - mostComment - 22), Math.min(source.size, mostComment + 22));
        const at = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
        if (at < 0 || at + 22 > tail.length || tail.readUInt32LE(at) !== endMark) {
            throw new ArchiveFault("it is no archive");
        }
        const [count, size, offset] = [tail.readUInt16LE(at + 10), tail.readUInt32LE(at + 12), tail.readUInt32LE(at + 16)];
        if (count === 0xffff || size > mostDirectory || offset + size > source.size) {
            throw new ArchiveFault("its directory is larger than that of any engine's jar, or damaged");
        }
        return new Archive(source, entriesIn(source.read(offset, size), count));
    }

    /** What is in a file, unless it is more than that. */
    read(entry: Entry, most: number): Buffer {
        const refuse = (why: string): never => {
            throw new ArchiveFault(`${foreign(entry.name)} ${why}`);
        };
        if (!entry.regular || entry.encrypted || ![0, 8].includes(entry.method)) {
            return refuse("is no plain file in it");
        }
        if (entry.size > most || entry.compressed > most) {
            return refuse(`has more than ${most >> 10} KiB`);
        }
        const header = this.source.read(entry.offset, 30);
        if (header.length < 30 || header.readUInt32LE(0) !== fileMark) {
            return refuse("is damaged");
        }
        const begin = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
        const packed = this.source.read(begin, entry.compressed);
        let bytes: Buffer;
        try {
            bytes = entry.method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(entry.size, 1) });
        } catch {
            return refuse("is damaged, or larger than it says");
        }
        return bytes.length === entry.size ? bytes : refuse("is damaged, or larger than it says");
    }
}

function entriesIn(directory: Buffer, count: number): Entry[] {
    const entries: Entry[] = [];
    for (let at = 0; entries.length < count;) {
        if (at + 46 > directory.length || directory.readUInt32LE(at) !== entryMark) {
            throw new ArchiveFault("its directory is damaged");
        }
        const [nameLength, extra, comment] = [28, 30, 32].map((place) => directory.readUInt16LE(at + place));
        const name = directory.subarray(at + 46, at + 46 + nameLength).toString("utf8");
        // The system that wrote it says what the attributes mean: 3 and 19 have those of Unix, of which the upper half is the kind.
        const unix = [3, 19].includes(directory.readUInt8(at + 5));
        const kind = unix ? (directory.readUInt16LE(at + 40) & 0o170000) >> 12 : 0;
        entries.push({
            name,
            regular: [0, 8].includes(kind) && !name.endsWith("/"),
            encrypted: (directory.readUInt16LE(at + 8) & 1) === 1,
            method: directory.readUInt16LE(at + 10),
            compressed: directory.readUInt32LE(at + 20),
            size: directory.readUInt32LE(at + 24),
            offset: directory.readUInt32LE(at + 42),
        });
        at += 46 + nameLength + extra + comment;
    }
    return entries;
}
