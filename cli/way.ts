import { Facts, Target } from "../components/domain/facts/facts";
import { Hold, overrideCommand } from "../components/domain/hold";
import { appliedBy, hasDdl, hopContent, HopContent } from "../components/schema/rules/hop";
import { Product } from "../components/domain/catalogue/model";
import { latestOf, parseRelease, Release } from "../components/domain/release";
import { isByHand } from "../components/gate/rules/schema";
import { judge } from "../components/gate/rules/judge";
import { kindOf } from "../components/domain/transition";

/** One complete rolling update on the way. */
export interface Hop extends HopContent {
    readonly product: string;
    readonly from: string;
    readonly to: string;
    /** `patch`, `minor` or `productSwitch`. */
    readonly kind: string;
    /** Whether any of its scripts changes a table. */
    readonly ddl: boolean;
    /** Whether somebody has to run the scripts, since the migration Job cannot. */
    readonly byHand: boolean;
    /** What to type. */
    readonly commands: readonly string[];
}

/** The way to a version: its hops, or what rules it out. */
export interface Plan {
    readonly hops: readonly Hop[];
    readonly holds: readonly Hold[];
}

/** What a plan is for. */
export interface PlanArgs {
    readonly previous: Target;
    readonly wanted: Target;
    /** What the schema log shows; undefined: the schema of the previous version. */
    readonly schema?: string;
}

/** These are what the plan itself is the answer to. */
const answered = ["minorSkipped", "latestPatchFirst", "schemaPatchFirst", "schemaStepByHand", "productSwitchNotRolling"];

/** The hops from one version to another, however far: one complete rolling update each, the latest patch of each minor on the way. */
export function plan({ previous, wanted, schema }: PlanArgs): Plan {
    const [from, to] = [parseRelease(previous.version, previous.product), parseRelease(wanted.version, wanted.product)];
    const releases = from && to ? way(from, to, previous.edition, wanted.edition) : [];
    // A switch of product is judged where it happens, at the end of the way there.
    const direct = judge({ previous, wanted, completed: { version: previous.version, history: [] } }).holds;
    const holds = direct.filter(({ id }) => !answered.includes(id) && !(id === "productSwitchUnsupported" && releases.length > 0));
    if (!from || holds.length > 0) {
        return { hops: [], holds };
    }
    const applied = appliedBy(from, schema);
    const hops: Hop[] = [];
    let before = from;
    for (const next of releases) {
        hops.push(hop(before, next, { previous, wanted }, applied));
        before = next;
    }
    return { hops, holds: [] };
}

function hop(from: Release, to: Release, { previous, wanted }: PlanArgs, applied: Set<string>): Hop {
    // Before the switch of product it is still what runs now.
    const of = ({ product, version }: Release): Target => ({
        ...(product.id === wanted.product ? wanted : previous),
        product: product.id,
        version,
    });
    const facts: Facts = { previous: of(from), wanted: of(to), completed: { version: from.version, history: [] } };
    const content = hopContent(from, to, facts.wanted.edition, applied);
    const byHand = content.scripts.length > 0 && isByHand(facts);
    const commands = from.product === to.product ? [] : switchCommands(to, previous, wanted);
    return {
        ...content,
        product: to.product.id,
        from: from.version,
        to: to.version,
        kind: kindOf(facts),
        ddl: content.scripts.some(hasDdl),
        byHand,
        commands: [
            ...(byHand
                ? content.scripts.map(({ file }) => `psql -v ON_ERROR_STOP=1 -1 -f postgres_${file}   # as the owner of the tables`)
                : []),
            ...commands,
            `pulumi config set --path engine.version ${to.version}`,
            "pulumi up",
        ],
    };
}

function switchCommands(to: Release, previous: Target, wanted: Target): string[] {
    const set = (path: string, value: string) => `pulumi config set --path ${path} ${value}`;
    return [
        set("engine.product", to.product.id),
        ...(previous.edition === wanted.edition ? [] : [set("engine.edition", wanted.edition)]),
        "pulumi config rm --path engine.image   # the product's own; or set an image of yours with that engine",
        `${overrideCommand(0, "productSwitchNotRolling", '"…"')}   # after a rehearsal`,
    ];
}

/** The releases on the way, the first after `from` and the last `to`; none if there is no way. */
function way(from: Release, to: Release, editionLeft: string, edition: string): Release[] {
    if (from.product === to.product) {
        return within(from, to, edition);
    }
    const minors = to.product.minors;
    const switches = to.product.switches
        .filter(({ product }) => product === from.product.id)
        .flatMap((s) => s.to.map((minor) => ({ leave: s.minor, enter: minor })))
        .filter(({ enter }) => to.known && minors.findIndex((m) => m.minor === enter) <= minors.indexOf(to.known))
        .filter(
            ({ leave }) =>
                from.product.minors.findIndex((m) => m.minor === leave) >=
                (from.known ? from.product.minors.indexOf(from.known) : Infinity),
        );
    // The latest: what is left behind is then as far as it gets.
    const last = switches.at(-1);
    if (!last) {
        return [];
    }
    const release = (product: Product, minor: string, of: string) => {
        const known = product.minors.find((m) => m.minor === minor);
        return known && parseRelease(latestOf(known, of), product.id);
    };
    const leave = release(from.product, last.leave, editionLeft);
    const enter = last.enter === to.minor ? to : release(to.product, last.enter, edition);
    return leave && enter ? [...within(from, leave, editionLeft), enter, ...within(enter, to, edition)] : [];
}

function within(from: Release, to: Release, edition: string): Release[] {
    const { minors } = from.product;
    const [first, last] = [minors.findIndex((m) => m === from.known), minors.findIndex((m) => m === to.known)];
    const latest = (index: number) => parseRelease(latestOf(minors[index], edition), from.product.id);
    const stops = minors.flatMap((_, index) => (index < first || index > last ? [] : [index === last ? to : latest(index)]));
    return stops.filter((stop): stop is Release => stop !== undefined && isAfter(stop, from));
}

const isAfter = (a: Release, b: Release) => a.minor !== b.minor || a.patch > b.patch;
