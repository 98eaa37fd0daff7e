import Ajv from "ajv";
import { expect } from "chai";
import * as fc from "fast-check";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { Check } from "../../../components/settings/checks";
import { checksOf } from "../../../components/settings/table/setting";
import { documented } from "../../../local/reference/sections";

const root = join(__dirname, "..", "..", "..");
const validate = new Ajv({ allErrors: true, allowUnionTypes: true, strict: true, strictTypes: false })
    .addKeyword("patternErrorMessage") // of the YAML language server
    .compile(JSON.parse(readFileSync(join(root, "Pulumi.schema.json"), "utf8")) as object);

/** Where a settings file is wrong, without the alternatives and conditions that are wrong only because something in them is. */
function wrongIn(file: unknown): string[] {
    validate(file);
    const paths = (validate.errors ?? [])
        .filter(({ keyword }) => !["anyOf", "if"].includes(keyword))
        .map(({ keyword, instancePath, params }) => {
            const name = keyword === "additionalProperties" ? `/${params.additionalProperty as string}` : "";
            const missing = keyword === "required" ? `/${params.missingProperty as string}` : "";
            return `${instancePath}${name}${missing}`.replaceAll("/config/camunda-rolling-update:", "");
        })
        // The other alternative is a secret.
        .filter((path) => !path.endsWith("/secure"));
    return [...new Set(paths)].filter((path, _, all) => !all.some((other) => other.startsWith(`${path}/`)));
}

const engine = { version: "7.23.0" };
/** A settings file with these sections. */
const file = (sections: object, top: object = {}) => ({
    config: Object.fromEntries(Object.entries({ engine, ...sections }).map(([name, value]) => [`camunda-rolling-update:${name}`, value])),
    ...top,
});
const rds = {
    engineVersion: "16.8",
    instanceClass: "db.m7g.large",
    vpcId: "vpc-0123456789abcdef0",
    subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
};
const secure = "v1:abc:def";

/** That an editor underlines what is wrong here was seen once, with yaml-language-server 2.0.0; it is not proven here. */
describe("the JSON schema of a stack's settings file", () => {
    for (const name of readdirSync(root).filter((one) => /^Pulumi\.\w+\.yaml$/.test(one))) {
        it(`accepts ${name}, which names it for editors`, () => {
            const text = readFileSync(join(root, name), "utf8");
            expect(wrongIn(parse(text))).to.deep.equal([]);
            expect(text).to.match(/^# yaml-language-server: \$schema=Pulumi\.schema\.json\n/);
        });
    }

    const accepted: [name: string, file: object][] = [
        ["nothing at all", {}],
        ["what Pulumi keeps for its secrets", file({}, { encryptionsalt: "v1:x", secretsprovider: "passphrase" })],
        ["what Pulumi keeps for a key of a cloud", file({}, { encryptedkey: "x", secretsprovider: "awskms://alias/x" })],
        ["environments of ESC", file({}, { environment: ["orders"] })],
        ["settings of providers", { config: { "aws:region": "eu-central-1", "kubernetes:context": "orders" } }],
        ["a key without a prefix, which is the project's", { config: { name: "orders", engine } }],
        ["flags as pulumi config set writes them", file({ guard: "true", protect: "false", createNamespace: true })],
        ["a section in one text", file({ nodes: '{"count": 3}' })],
        ["a secret section", file({ database: { secure }, engine: { secure } })],
        ["secrets of any kind", file({ databasePassword: { secure }, nodes: { env: { TOKEN: { secure } }, count: { secure } } })],
        ["a secret in a list", file({ nodes: { arguments: [{ secure }], tolerations: [{ key: { secure } }] } })],
        ["a batch size that YAML made a number", file({ nodes: { batchSize: 2 } })],
        ["variables that become texts", file({ nodes: { env: { A: true, B: 5, C: "x" } } })],
        ["a database of RDS", file({ database: { rds } })],
        ["an override", file({ overrides: [{ hold: "applicationChanged", reason: "tried" }] })],
    ];
    for (const [name, settings] of accepted) {
        it(`accepts ${name}`, () => expect(wrongIn(parse(stringify(settings)))).to.deep.equal([]));
    }

    const refused: [name: string, file: object, wrong: string[]][] = [
        ["a misspelt name", file({ nodes: { batchsize: "1" } }), ["nodes/batchsize"]],
        ["a text for a number", file({ nodes: { count: "three" } }), ["nodes/count"]],
        ["no nodes", file({ nodes: { count: 0 } }), ["nodes/count"]],
        ["a flag as a text", file({ nodes: { surge: "yes" } }), ["nodes/surge"]],
        ["a version of two numbers", file({ engine: { version: "7.23" } }), ["engine/version"]],
        ["a version that YAML made a number", file({ engine: { version: 7.23 } }), ["engine/version"]],
        ["no version", file({ engine: { product: "camunda" } }), ["engine/version"]],
        ["an unknown product", file({ engine: { ...engine, product: "activiti" } }), ["engine/product"]],
        ["a section that is not known", file({ node: { count: 3 } }), ["node"]],
        ["a section without a prefix that is not known", { config: { nodez: { count: 3 } } }, ["/config/nodez"]],
        ["what Pulumi does not know", file({}, { encryptionSalt: "v1:x" }), ["/encryptionSalt"]],
        ["a password in a URL", file({ database: { jdbcUrl: "jdbc:postgresql://db/c?password=x", secret: "db" } }), ["database/jdbcUrl"]],
        ["another database", file({ database: { jdbcUrl: "jdbc:mysql://db/c", secret: "db" } }), ["database/jdbcUrl"]],
        ["a misspelt setting of RDS", file({ database: { rds: { ...rds, storageGib: 100 } } }), ["database/rds/storageGib"]],
        ["one subnet", file({ database: { rds: { ...rds, subnetIds: rds.subnetIds.slice(1) } } }), ["database/rds/subnetIds"]],
        ["a lock timeout without a unit", file({ migration: { lockTimeout: "400" } }), ["migration/lockTimeout"]],
        ["a step that does not exist", file({ verification: { pauseAfter: ["batch-0"] } }), ["verification/pauseAfter/0"]],
        ["a misspelt canary", file({ verification: { canary: { enable: true } } }), ["verification/canary/enable"]],
        ["an override without a reason", file({ overrides: [{ hold: "applicationChanged" }] }), ["overrides/0/reason"]],
        ["overrides that are no list", file({ overrides: { hold: "x", reason: "y" } }), ["overrides"]],
        ["a toleration without a key", file({ nodes: { tolerations: [{ effect: "NoSchedule" }] } }), ["nodes/tolerations/0/key"]],
        ["a variable that is a number with a point", file({ nodes: { env: { A: 1.5 } } }), ["nodes/env/A"]],
        ["two faults", file({ nodes: { count: 0, prot: 1 } }), ["nodes/count", "nodes/prot"]],
    ];
    for (const [name, settings, wrong] of refused) {
        it(`underlines ${name}`, () => expect(wrongIn(parse(stringify(settings)))).to.have.members(wrong));
    }

    /** Values of all kinds, those that a check's own words name, and texts of its pattern. */
    function valuesFor({ expected, schema }: Check): unknown[] {
        const examples = [...expected.matchAll(/(?:e\.g\. |or |one of |, )"?([^",\s]+)"?/g)].map(([, word]) => word);
        const pattern = (schema.pattern ?? "(?=)") as string;
        const matching = /\(\?[!=<]/.test(pattern) ? [] : fc.sample(fc.stringMatching(new RegExp(pattern)), 5);
        return [
            true,
            false,
            0,
            1,
            3,
            7,
            31,
            100,
            3600,
            1.5,
            {},
            [],
            "",
            "a",
            "1",
            "x y",
            ...examples,
            ...matching,
            examples,
            examples.slice(0, 1),
        ];
    }
    const ajv = new Ajv({ strict: false });
    // Of engine.version the check asks for a text only: the rules refuse one that is no version, with the way to another.
    const judgedByRules = ["version"];
    for (const { path, settings } of documented) {
        it(`accepts whatever passes the checks of ${path || "the stack"}`, () => {
            const checks = Object.entries(checksOf(settings)).filter(([name]) => !judgedByRules.includes(name));
            for (const [name, check] of checks) {
                const accepts = ajv.compile(check.schema);
                const passing = valuesFor(check).filter((value) => check.passes(value));
                expect(
                    passing.filter((value) => !accepts(value)),
                    name,
                ).to.deep.equal([]);
            }
        });
    }
});
