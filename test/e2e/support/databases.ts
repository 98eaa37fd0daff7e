import path from "node:path";
import { Script } from "../../../components/domain/catalogue/model";
import { camunda } from "../../../components/domain/catalogue/camunda";
import { lastOfCamunda } from "../../../components/domain/schemaVersion";
import { PostgresServer } from "./postgres";
import { createParts } from "./schemas";
import { engineScripts } from "./scripts";

/** Databases with Camunda's schema, made by its create scripts and upgraded by its upgrade scripts, without Liquibase. */
export class Databases {
    private count = 0;
    private readonly templates = new Map<string, Promise<string>>();

    constructor(readonly server: PostgresServer) {}

    /** A database of its own without anything. */
    async empty(): Promise<string> {
        const name = `d${++this.count}`;
        await this.server.createDatabase(name);
        return name;
    }

    /** One with a fresh schema of that minor. */
    async fresh(minor: number): Promise<string> {
        return this.copy(await this.template(`fresh ${minor}`, (name) => this.create(name, minor)));
    }

    /** One that was made at the first minor and upgraded to the last, patches included. */
    async upgraded(from: number, to: number): Promise<string> {
        const made = async (name: string) => {
            await this.create(name, from);
            for (const { file } of scriptsBetween(from, to)) {
                await this.server.runFiles(
                    name,
                    path.join(await engineScripts(`7.${lastOfCamunda(camunda)}.0`), "upgrade", `postgres_${file}`),
                );
            }
        };
        return this.copy(await this.template(`${from} to ${to}`, made));
    }

    private async create(name: string, minor: number): Promise<void> {
        const folder = path.join(await engineScripts(`7.${minor}.0`), "create");
        await this.server.runFiles(name, ...createParts.map((part) => path.join(folder, `activiti.postgres.create.${part}.sql`)));
    }

    private template(key: string, fill: (name: string) => Promise<void>): Promise<string> {
        const made = this.templates.get(key) ?? this.empty().then((name) => fill(name).then(() => name));
        this.templates.set(key, made);
        return made;
    }

    private async copy(template: string): Promise<string> {
        const name = `d${++this.count}`;
        await this.server.sql("postgres", `create database ${name} template ${template} owner ${this.server.user}`);
        return name;
    }
}

/** The scripts between two minors, as the manual has them run: patches of each minor, then the step to the next; no twin twice. */
export function scriptsBetween(from: number, to: number): Script[] {
    const minorOf = (minor: number) => camunda.minors.find((one) => one.minor === `7.${minor}`);
    const applied = new Set<string>();
    return Array.from({ length: to - from }, (_, i) => [
        ...(minorOf(from + i)?.patchScripts ?? []),
        ...(minorOf(from + i + 1)?.scripts ?? []),
    ])
        .flat()
        .filter(({ file, sameAs }) => {
            applied.add(file);
            return sameAs === undefined || !applied.has(sameAs);
        });
}
