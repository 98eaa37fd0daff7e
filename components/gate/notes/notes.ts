import { capacityNotes } from "./room";
import { distributionNotes } from "./distribution";
import { Facts } from "../../domain/facts/facts";
import { inCommand, inOneLine } from "../../domain/foreign";
import { appliedBy, describeScript, hasDdl, hopContent, isAtTarget, isNewerPatch } from "../../schema/rules/hop";
import { latestOf, Release } from "../../domain/release";
import { rowNotes } from "./rows";
import { schemaOf } from "../../domain/schemaVersion";
import { rolloutNote } from "./rollout";
import { count } from "../../domain/text";
import { kindOf, releaseOf, versionBefore } from "../../domain/transition";

/** What is good to know about a step, in the order of its course; shown at preview, and by `check`. */
export function notesOn(facts: Facts): string[] {
    const rollout = rolloutNote(facts);
    return [
        ...truthNotes(facts),
        ...(rollout ? [rollout] : []),
        ...capacityNotes(facts),
        ...releaseNotes(facts),
        ...stepNotes(facts),
        ...distributionNotes(facts),
    ].map(inOneLine);
}

function truthNotes({ live, previous, wanted }: Facts): string[] {
    if (!live || live.problem) {
        return [];
    }
    const versions = [...new Set(live.nodes.map(({ version }) => version || "an unknown version"))].join(", ");
    const parts = [
        `${count(live.nodes.length, "node")} ${live.nodes.length === 1 ? "answers" : "answer"} ${versions}`,
        live.schema && `schema log ${live.schema}`,
        live.database && `${live.database.kind} ${live.database.version}`,
        live.incidents !== undefined && count(live.incidents, "incident"),
        live.failedJobs !== undefined && `${count(live.failedJobs, "job")} without retries`,
        live.deployments !== undefined && count(live.deployments, "deployment"),
    ].filter(Boolean);
    const adopted = !previous && wanted.adopt ? [`what runs is taken over as it is: ${wanted.adopt}`] : [];
    return live.nodes.length > 0 ? [`found running: ${parts.join("; ")}`, ...adopted] : [];
}

function releaseNotes({ wanted }: Facts): string[] {
    const release = releaseOf(wanted);
    if (!release?.known) {
        return [];
    }
    const community = release.known.latestCommunity;
    return [
        ...(isNewerPatch(release)
            ? [
                  `${wanted.version} is newer than ${latestOf(release.known, "enterprise")}, the latest patch on ${release.product.asOf}: taken as it is`,
              ]
            : []),
        ...(wanted.edition === "community" && community && release.patch > 0
            ? [`the community edition has ${community} only: with ${wanted.version}, engine.edition is most likely enterprise`]
            : []),
    ];
}

/** What the DBA is given, where one applies the scripts. */
function handOut({ live, wanted }: Facts, previous?: Release): string {
    const schema = live?.schema ?? (previous && schemaOf(previous));
    const from = schema ? `--from ${inCommand(schema)} ` : "";
    const product = wanted.product === "camunda" ? "" : ` --product ${wanted.product}`;
    return `schema: a DBA runs the scripts (migration.appliedBy), and the update waits for that before the first node: npm run -s bundle -- ${from}--to ${wanted.version}${product} --scripts DIR --out FILE`;
}

function stepNotes(facts: Facts): string[] {
    const from = facts.previous && releaseOf(facts.previous);
    const to = releaseOf(facts.wanted);
    const kind = kindOf(facts);
    if (kind === "nodeRollback") {
        return [
            `the nodes are rolled back to ${versionBefore(facts) ?? facts.wanted.version}, the last batch first; the schema stays as it is`,
        ];
    }
    if (!from || !to || kind === "unchanged") {
        return kind === "fresh" && facts.wanted.appliedBy === "dba" && !facts.live?.schema ? [handOut(facts)] : [];
    }
    const { scripts, needs, whileMixed, changes, guides } = hopContent(from, to, facts.wanted.edition, appliedBy(from, facts.live?.schema));
    const schema = facts.live?.schema;
    const isThere = schema !== undefined && scripts.length > 0 && isAtTarget(to, schema);
    const ddl = scripts.some(hasDdl) ? [] : ["no DDL in this step: the tables stay as they are"];
    return [
        ...(isThere
            ? [`schema: the schema log shows ${schema}, which is the target already: no script is left to run, and nothing is locked`]
            : [
                  ...scripts.map((script) => `schema: ${describeScript(script)}`),
                  ...(facts.wanted.appliedBy === "dba" && scripts.length > 0 ? [handOut(facts, from)] : []),
                  ...ddl,
                  ...rowNotes(facts),
              ]),
        ...needs.map((text) => `before: ${text}`),
        ...whileMixed.map((text) => `while versions are mixed: ${text}`),
        ...changes.map((text) => `changes: ${text}`),
        ...guides.map((page) => `source: ${page}`),
    ];
}
