import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { folder, tools } from "../tools";
import { artifact, cache, contents, hash, run, type Report, type Step } from "../step";
import type { Image } from "./archive";

/** The engine versions that a local cluster starts with; one more is one more entry here. */
const engineVersions = ["7.22.0", "7.23.0"];

/** The Spring Boot version that each minor was released with (parent/pom.xml of camunda-bpm-platform). */
const springBoot: Record<string, string> = {
    "7.18": "2.7.3",
    "7.19": "2.7.9",
    "7.20": "3.1.1",
    "7.21": "3.2.2",
    "7.22": "3.3.3",
    "7.23": "3.4.4",
    "7.24": "3.5.5",
};

/** The Tomcat version that the distribution of each minor has in it (the same file). */
const tomcatVersions: Record<string, string> = { "7.22": "10.1.30", "7.23": "10.1.36" };

/** A tar file that images are made of, and the step that builds it. */
interface Layer {
    file: string;
    step: Step;
}

type Content = string | Buffer;
type Fill = (root: string, report: Report, signal?: AbortSignal) => Promise<void> | void;

function layer(name: string, usualSeconds: number, parts: Content[], build: Parameters<typeof artifact>[3]): Layer {
    const file = join(cache, "layers", `${name}-${hash(...parts)}.tar`);
    return { file, step: artifact(`image layer ${name}`, usualSeconds, file, build) };
}

/** A layer of Debian packages. Debian 12 has the Java and the PostgreSQL release that are wanted. */
function debian(name: string, usualSeconds: number, packages: string[], hooks: string[]): Layer {
    const unused = ["/usr/share/doc/*", "/usr/share/man/*", "/usr/share/locale/*", "/usr/lib/*/libLLVM*"];
    const args = ["--variant=essential", "--format=tar", `--include=${packages.join(",")}`];
    args.push(...unused.map((glob) => `--dpkgopt=path-exclude=${glob}`), ...hooks, "bookworm");
    return layer(name, usualSeconds, args, async (temporary, report, signal) => {
        const file = join(temporary, "layer.tar");
        await run("mmdebstrap", [...args, file], { signal, line: (line) => report(line.replace("I: ", "")) });
        return file;
    });
}

/** A layer that is packed from a folder which `fill` fills, all of it owned by one user. */
function packed(name: string, usualSeconds: number, owner: number, parts: Content[], fill: Fill): Layer {
    // What `fill` does is part of what the layer is built from.
    return layer(name, usualSeconds, [...parts, fill.toString()], async (temporary, report, signal) => {
        const root = join(temporary, "root");
        const file = join(temporary, "layer.tar");
        mkdirSync(root);
        await fill(root, report, signal);
        // Only what is in the root, not the root itself: its owner and mode would become those of the image's "/".
        await run("sh", ["-c", `cd "$1" && tar -cf "$2" --owner=${owner} --group=${owner} *`, "sh", root, file], { signal });
        return file;
    });
}

function copy(from: string, to: string): void {
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(from, to);
}

const addUser = (name: string, id: number, home: string) =>
    `--essential-hook=echo ${name}:x:${id}:${id}::${home}:/bin/sh >>"$1"/etc/passwd; echo ${name}:x:${id}: >>"$1"/etc/group`;

const java = debian(
    "java",
    60,
    ["openjdk-17-jre-headless", "tini"],
    [
        // Its installation links manual pages, into a folder that the smallest Debian does not have.
        '--essential-hook=mkdir -p "$1"/usr/share/man/man1',
        addUser("camunda", 1000, "/camunda"),
        addUser("liquibase", 1001, "/liquibase"),
        '--customize-hook=ln -s ../bin/tini "$1"/usr/sbin/tini',
    ],
);

const entrypoint = join(__dirname, "postgres", "entrypoint");
const postgres = debian(
    "postgres",
    45,
    ["postgresql-15"],
    [
        addUser("postgres", 999, "/var/lib/postgresql"),
        '--essential-hook=mkdir "$1"/etc/postgresql-common; echo create_main_cluster=false >"$1"/etc/postgresql-common/createcluster.conf',
        '--customize-hook=install -d -o 999 -g 999 "$1"/var/lib/postgresql/data "$1"/run/postgresql',
        "--skip=cleanup/run",
    ],
);
const postgresEntrypoint = packed("postgres-entrypoint", 1, 0, [readFileSync(entrypoint)], (root) =>
    copy(entrypoint, join(root, "usr/local/bin/entrypoint")),
);

/** Builds what a pom describes, up to a phase. */
const maven = (phase: string, properties: Readonly<Record<string, string>>, options: Parameters<typeof run>[2]) =>
    run(
        "mvn",
        ["--batch-mode", "-Dstyle.color=never", phase, ...Object.entries(properties).map(([name, value]) => `-D${name}=${value}`)],
        options,
    );

const engineSources = join(__dirname, "engine");

// The layout of the official Run image: /camunda with start scripts, jar, and the SQL scripts, which here come from the engine's jar.
function engine(version: string): Layer {
    const boot = springBoot[version.split(".", 2).join(".")];
    return packed(`engine-${version}`, 45, 1000, [...contents(engineSources), version, boot], async (root, report, signal) => {
        const target = join(root, "..", "target");
        const home = join(root, "camunda");
        const jar = join(home, "internal", "camunda-bpm-run-core.jar");
        const properties = { "camunda.version": version, "spring-boot.version": boot, output: target };
        await maven("package", properties, { cwd: engineSources, signal, line: report });
        copy(join(target, "camunda-bpm-run-core.jar"), jar);
        for (const script of ["camunda.sh", "start.sh", "internal/run.sh"]) copy(join(engineSources, script), join(home, script));
        const engineJar = `BOOT-INF/lib/camunda-engine-${version}.jar`;
        const scripts = "org/camunda/bpm/engine/db";
        await run("jar", ["-xf", jar, engineJar], { cwd: target, signal });
        await run("jar", ["-xf", engineJar, scripts], { cwd: target, signal });
        for (const part of ["create", "drop", "upgrade", "liquibase"]) {
            await cp(join(target, scripts, part), join(home, "configuration", "sql", part), { recursive: true });
        }
    });
}

const engineLayers = new Map(engineVersions.map((version) => [version, engine(version)]));

const tomcatSources = join(__dirname, "tomcat");

// The layout of the official Tomcat image: /camunda is the server, with the engine in its lib. No scripts: the migration finds them in the engine's jar.
function tomcat(version: string): Layer {
    const server = tomcatVersions[version.split(".", 2).join(".")];
    return packed(`tomcat-${version}`, 30, 1000, [...contents(tomcatSources), version, server], async (root, report, signal) => {
        const target = join(root, "..", "target");
        const home = join(root, "camunda");
        const application = join(home, "webapps", "engine-rest");
        const properties = { "camunda.version": version, "tomcat.version": server, output: target };
        await maven("prepare-package", properties, { cwd: tomcatSources, signal, line: report });
        await cp(join(target, `apache-tomcat-${server}`), home, { recursive: true });
        await cp(join(target, "shared"), join(home, "lib"), { recursive: true });
        await cp(join(target, "application"), join(application, "WEB-INF", "lib"), { recursive: true });
        await cp(join(target, "classes"), join(application, "WEB-INF", "classes"), { recursive: true });
        await cp(join(tomcatSources, "engine-rest"), application, { recursive: true });
        await cp(join(tomcatSources, "conf"), join(home, "conf"), { recursive: true });
        copy(join(tomcatSources, "camunda.sh"), join(home, "camunda.sh"));
    });
}

/**
 * Stands in for a patch release: Camunda makes them for its enterprise edition, whose registry asks for a password. It is the engine of the
 * minor's first release, and says another version only where a node is asked for it: VersionRestService answers with the
 * Implementation-Version in the manifest of its jar. The schema is that of the first release, as it is for a patch without a script.
 */
function standIn(version: string, base: string): Layer {
    const { file } = engineLayers.get(base) ?? engine(base);
    return packed(`engine-${version}`, 5, 1000, [basename(file), version], async (root, _, signal) => {
        const work = join(root, "..", "work");
        const jar = "camunda/internal/camunda-bpm-run-core.jar";
        const rest = `BOOT-INF/lib/camunda-engine-rest-core-jakarta-${base}.jar`;
        mkdirSync(work);
        writeFileSync(join(work, "manifest"), `Implementation-Version: ${version}\n`);
        await run("tar", ["-xf", file, "-C", root, jar], { signal });
        await run("jar", ["-xf", join(root, jar), rest], { cwd: work, signal });
        await run("jar", ["-ufm", rest, "manifest"], { cwd: work, signal });
        // Spring Boot's loader reads nested jars where they lie, which compressed ones do not.
        await run("jar", ["-uf0", join(root, jar), rest], { cwd: work, signal });
    });
}

const patchRelease = standIn("7.22.13", "7.22.0");

const neverReady = packed("never-ready", 1, 1000, [readFileSync(join(engineSources, "never-ready.sh"))], (root) => {
    for (const script of ["camunda.sh", "internal/run.sh"]) copy(join(engineSources, "never-ready.sh"), join(root, "camunda", script));
});

const liquibasePackage = dirname(require.resolve("liquibase/package.json"));
const liquibase = packed("liquibase", 5, 1001, [readFileSync(join(liquibasePackage, "package.json"))], async (root) => {
    for (const part of ["liquibase", "internal"]) {
        await cp(join(liquibasePackage, "dist/liquibase", part), join(root, "liquibase", part), { recursive: true });
    }
    mkdirSync(join(root, "usr/local/bin"), { recursive: true });
    symlinkSync("/liquibase/liquibase", join(root, "usr/local/bin/liquibase"));
});

// The sandbox of every pod: nothing but the process that holds its namespaces.
const pauseSources = join(__dirname, "..", "build", "pause");
const pause = packed("pause", 1, 0, contents(pauseSources), (root) => copy(join(folder(tools.pause), "pause"), join(root, "pause")));

const path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const engineConfig = {
    Env: [`PATH=${path}`],
    User: "1000:1000",
    WorkingDir: "/camunda",
    Entrypoint: ["/sbin/tini", "--"],
    Cmd: ["./camunda.sh"],
};

const engineImage = (version: string, { file }: Layer, distribution = "run"): Image => ({
    reference: `localhost/camunda-bpm-platform:${distribution}-${version}`,
    layers: [java.file, file],
    config: engineConfig,
});

/** The image of an engine that a local cluster does not start with, and the steps that build it. */
export function furtherEngine(version: string): { image: Image; steps: Step[] } {
    const layer = engineLayers.get(version) ?? engine(version);
    return { image: engineImage(version, layer), steps: [java.step, layer.step] };
}

/** The image of a Tomcat node, which no local cluster starts with, and the steps that build it. */
export function tomcatEngine(version: string): { image: Image; steps: Step[] } {
    const layer = tomcat(version);
    return { image: engineImage(version, layer, "tomcat"), steps: [java.step, layer.step] };
}

/** The layers' steps, in the order in which they are best built. */
export const layerSteps: Step[] = [
    pause,
    java,
    postgres,
    postgresEntrypoint,
    liquibase,
    ...engineLayers.values(),
    patchRelease,
    neverReady,
].map(({ step }) => step);

/** The images that a local cluster starts with. */
export const images: Image[] = [
    { reference: "localhost/pause:1", layers: [pause.file], config: { Entrypoint: ["/pause"] } },
    {
        reference: "localhost/postgres:15",
        layers: [postgres.file, postgresEntrypoint.file],
        config: {
            Env: [`PATH=/usr/lib/postgresql/15/bin:${path}`, "PGDATA=/var/lib/postgresql/data"],
            User: "999:999",
            Entrypoint: ["/usr/local/bin/entrypoint"],
            Cmd: ["postgres"],
            // SIGTERM would wait for every client to leave.
            StopSignal: "SIGINT",
        },
    },
    {
        reference: "localhost/liquibase:4.28.0",
        layers: [java.file, liquibase.file],
        config: { Env: [`PATH=${path}`], User: "1001:1001", WorkingDir: "/liquibase", Cmd: ["liquibase", "--help"] },
    },
    ...[...engineLayers].map(([version, layer]) => engineImage(version, layer)),
    {
        reference: "localhost/camunda-bpm-platform:run-7.22.13",
        layers: [java.file, engineLayers.get("7.22.0")?.file ?? "", patchRelease.file],
        config: engineConfig,
    },
    {
        // The same engine in another image, as a second build would be: its digest differs.
        reference: "localhost/camunda-bpm-platform:run-7.23.0-rebuilt",
        layers: [java.file, engineLayers.get("7.23.0")?.file ?? ""],
        config: { ...engineConfig, Labels: { build: "2" } },
    },
    {
        reference: "localhost/camunda-bpm-platform:run-7.23.0-neverready",
        layers: [java.file, engineLayers.get("7.23.0")?.file ?? "", neverReady.file],
        config: engineConfig,
    },
];
