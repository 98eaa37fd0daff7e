import { Completed, Target } from "../../domain/facts/facts";
import { followsVersion, imageOf } from "../../domain/image";
import { named } from "../../domain/transition";
import { transitionTo } from "../../domain/history";

/** Which images nodes may be started with. */
export interface AdmittedImages {
    /** The step that they are for: another one as soon as it begins elsewhere, ends elsewhere, or another image is wanted. */
    readonly step: string;
    /** Image that nodes may have from the schema's checkpoint on, and alone once the step is completed. */
    readonly wanted: string;
    /** Images that nodes may have until the step is completed, beside the wanted one. */
    readonly previous: readonly string[];
}

/**
 * What may start in the step to a target: the images that are left, and the one that is wanted. What is left is told by what runs, by the
 * evidence of the last rollout, and by a tag that follows the version: together, so that an old node can always be started again. It is the
 * same before the step is completed and after, so that an update that changes nothing changes nothing here. The run tells a version that is reached
 * again, without the other one being completed in between, from the first time: until then what was left may start, too.
 */
export function admittedImages(target: Target, before: Completed, running: readonly string[], run?: string): AdmittedImages {
    const wanted = imageOf(target.image, target.version);
    const last = before.history.at(-1);
    const from = transitionTo(target, before)?.from ?? last?.from ?? "";
    const [product = "", version = ""] = from.split(" ");
    const evidence = before.evidence?.filter(({ to }) => to === from).at(-1)?.image;
    const followed = from !== "" && product === target.product && followsVersion(target.image) ? imageOf(target.image, version) : undefined;
    const previous = [evidence, followed, ...running].filter((image): image is string => !!image && image !== wanted);
    return { step: `${from} > ${named(target)} ${wanted}${run ? ` #${run}` : ""}`, wanted, previous: [...new Set(previous)].sort() };
}
