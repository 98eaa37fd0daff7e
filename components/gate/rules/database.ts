import { DatabaseTarget, Facts } from "../../domain/facts/facts";
import { HoldId } from "../../domain/holds/registry";
import { downgrade, engineChanges, growsTooLittle, majorChange, shrinks, skipsMajor } from "./rdsChanges";
import { Finding, Rule } from "./rule";
import { arrow, movesOrMixes, versionChanges } from "../../domain/transition";
import { count } from "../../domain/text";
import { set, stopNodes } from "../../domain/commands";

/** Rules about the database server, which changes in updates of its own. */
export const databaseRules: readonly Rule[] = [
    {
        id: "databaseChangedToo",
        finds: (facts) => {
            const { previous, wanted } = facts;
            const changed = changes(facts);
            // The way back to a snapshot is both: another database, and the nodes that its schema is for.
            const restores = wanted.rollback && moves(facts);
            return movesOrMixes(facts) && changed.length > 0 && !restores
                ? {
                      message: `${versionChanges(facts) ? arrow(facts) : `the update to ${wanted.version}, which is in progress,`} also changes the database: ${changed.join(", ")}`,
                      next: `${set(previous?.version ?? "")}   # change the database now and the engine afterwards; or restore the settings of the database`,
                  }
                : undefined;
        },
    },
    {
        id: "databaseMoved",
        live: true,
        finds: (facts) => {
            const { previous, wanted, live } = facts;
            // Nodes that are taken over stay where they are: a wrong jdbcUrl that was refused is corrected without stopping them.
            const own = live?.nodes.filter(({ adopted }) => !adopted) ?? [];
            const nobodyServes = live?.problem === "" && own.length === 0;
            const [before, after] = [previous?.database?.location ?? "", wanted.database?.location ?? ""];
            return moves(facts) && !nobodyServes
                ? {
                      message: `the database moves from ${before} to ${after}, and ${live ? `${count(own.length, "node")} still ${own.length === 1 ? "runs" : "run"}` : "it is not known whether nodes run"}`,
                      next: `${stopNodes(previous)}   # in the stack's namespace, then pulumi up; docs/guides/roll-back-and-restore.md`,
                  }
                : undefined;
        },
    },
    ofServer("databaseStorage", (previous, wanted) => shrinks(previous, wanted) ?? growsTooLittle(previous, wanted)),
    ofServer("databaseEngineChanged", engineChanges),
    ofServer("databaseDowngrade", downgrade),
    ofServer(
        "databaseMajorChange",
        (previous, wanted) => skipsMajor(previous, wanted) ?? (wanted.allowMajorUpgrade ? undefined : majorChange(previous, wanted)),
    ),
];

/** A rule about what AWS would refuse, or do with data, in the middle of the update. */
function ofServer(id: HoldId, finds: (previous: DatabaseTarget, wanted: DatabaseTarget) => Finding | undefined): Rule {
    return {
        id,
        finds: (facts) => {
            const { previous, wanted } = facts;
            // Another database is not compared with the one before it.
            return previous?.database && wanted.database && !moves(facts) ? finds(previous.database, wanted.database) : undefined;
        },
    };
}

/** Whether the data are to be elsewhere. */
export const moves = ({ previous, wanted }: Facts): boolean =>
    previous?.database !== undefined && wanted.database !== undefined && previous.database.location !== wanted.database.location;

const judged: readonly (keyof DatabaseTarget)[] = [
    "location",
    "secret",
    "image",
    "engine",
    "engineVersion",
    "instanceClass",
    "storageGiB",
    "storageType",
    "multiAz",
    "instances",
    "login",
];

function changes({ previous, wanted }: Facts): string[] {
    const [before, after] = [previous?.database, wanted.database];
    return before && after
        ? judged.filter((key) => before[key] !== after[key]).map((key) => `${key} ${before[key] ?? "(none)"} → ${after[key] ?? "(none)"}`)
        : [];
}
