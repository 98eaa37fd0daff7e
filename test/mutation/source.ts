import { join } from "node:path";
import ts from "typescript";

/** The project's sources as the compiler knows them, one of which may be another text for a moment. */
export class Source {
    private readonly texts = new Map<string, string>();
    private readonly versions = new Map<string, number>();
    private readonly service: ts.LanguageService;

    constructor(readonly folder: string) {
        const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined };
        const config = ts.getParsedCommandLineOfConfigFile(join(folder, "tsconfig.json"), {}, host)!;
        const files = config.fileNames.filter((file) =>
            ["components", "policies"].some((part) => file.startsWith(join(folder, part, "/"))),
        );
        this.service = ts.createLanguageService({
            ...ts.sys,
            getScriptFileNames: () => files,
            getScriptVersion: (file) => String(this.versions.get(file) ?? 0),
            getScriptSnapshot: (file) => {
                const text = this.texts.get(file) ?? ts.sys.readFile(file);
                return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
            },
            getCurrentDirectory: () => folder,
            getCompilationSettings: () => config.options,
            getDefaultLibFileName: ts.getDefaultLibFilePath,
            useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
        });
        this.files = files.sort();
    }

    /** Paths of the components and policies. */
    readonly files: readonly string[];

    get program(): ts.Program {
        return this.service.getProgram()!;
    }

    /** Why a file would not compile with another text, undefined if it would. What is only not used any more compiles: who removes code removes that, too. */
    fault(file: string, text: string): string | undefined {
        const say = (version: number) => this.versions.set(file, version);
        this.texts.set(file, text);
        say((this.versions.get(file) ?? 0) + 1);
        const faults = [...this.service.getSyntacticDiagnostics(file), ...this.service.getSemanticDiagnostics(file)];
        this.texts.delete(file);
        say(this.versions.get(file)! + 1);
        const [first] = faults.filter(({ reportsUnnecessary }) => !reportsUnnecessary);
        return first && `TS${first.code} ${ts.flattenDiagnosticMessageText(first.messageText, " ").slice(0, 80)}`;
    }
}

/** Test files that a file has a part in, the nearest first, with the number of imports between them: 1 where a test imports it itself. */
export function testsOf(file: string, imports: ReadonlyMap<string, readonly string[]>): Map<string, number> {
    const steps = new Map([[file, 0]]);
    for (let ring = [file], step = 1; ring.length > 0; step++) {
        ring = [...imports].filter(([from, to]) => !steps.has(from) && to.some((path) => ring.includes(path))).map(([from]) => from);
        ring.forEach((path) => steps.set(path, step));
    }
    return new Map([...steps].filter(([path]) => path.endsWith(".test.ts")));
}

/** What each of these files imports from the project. */
export const importsOf = (files: readonly string[]): Map<string, string[]> =>
    new Map(
        files.map((file) => {
            const { importedFiles } = ts.preProcessFile(ts.sys.readFile(file)!);
            const paths = importedFiles
                .filter(({ fileName }) => fileName.startsWith("."))
                .map(({ fileName }) => join(file, "..", fileName));
            return [file, paths.flatMap((path) => [`${path}.ts`, join(path, "index.ts")].filter((path) => ts.sys.fileExists(path)))];
        }),
    );
