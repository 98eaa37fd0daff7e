import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

/** A container image: layers that exist as tar files, and how to start it. */
export interface Image {
    reference: string;
    /** Paths of the layers, lowest first. */
    layers: string[];
    /** The `config` object of the OCI image specification. */
    config: {
        Entrypoint?: string[];
        Cmd?: string[];
        Env?: string[];
        User?: string;
        WorkingDir?: string;
        StopSignal?: string;
        Labels?: Record<string, string>;
    };
}

async function digest(file: string): Promise<string> {
    const sum = createHash("sha256");
    await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), sum);
    return sum.digest("hex");
}

/**
 * Lays out images in a folder as `docker save` does: a manifest, a configuration per image, and links to the layers. A layer that
 * several images share is in it once. Returns the files, in an order in which `tar` can stream them.
 */
export async function layOut(images: Image[], folder: string): Promise<string[]> {
    const digests = new Map<string, string>();
    for (const layer of new Set(images.flatMap((image) => image.layers))) {
        const id = await digest(layer);
        digests.set(layer, id);
        await symlink(layer, join(folder, `${id}.tar`));
    }
    const manifest = [];
    for (const [index, { reference, layers, config }] of images.entries()) {
        const ids = layers.map((layer) => digests.get(layer) ?? "");
        const rootfs = { type: "layers", diff_ids: ids.map((id) => `sha256:${id}`) };
        await writeFile(join(folder, `${index}.json`), JSON.stringify({ architecture: "amd64", os: "linux", config, rootfs }));
        manifest.push({ Config: `${index}.json`, RepoTags: [reference], Layers: ids.map((id) => `${id}.tar`) });
    }
    await writeFile(join(folder, "manifest.json"), JSON.stringify(manifest));
    return ["manifest.json", ...manifest.map(({ Config }) => Config), ...[...digests.values()].map((id) => `${id}.tar`)];
}
