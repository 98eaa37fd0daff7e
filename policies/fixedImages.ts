import { isFloating } from "../components/domain/image";
import { allContainersOf, podOf } from "./support/pods";
import { at, text } from "./support/resource";
import { askAgain, ResourceRule } from "./support/rule";
import { isBatch } from "./support/types";
import { rollingUpdatePage } from "../components/domain/pages";

/** No image whose tag may mean another one tomorrow; the gate says so of the engine's, and this of every other. */
export const fixedImages: ResourceRule = {
    id: "fixed-images",
    description: "No image has a mutable tag.",
    why: `A pod that restarts by itself would come up with whatever the tag means that day, outside of the order that the procedure asks for (${rollingUpdatePage}).`,
    finds: (resource) =>
        allContainersOf(podOf(resource)).flatMap(({ name, value }) => {
            const image = text(at(value, "image"));
            return image !== undefined && isFloating(image)
                ? [
                      {
                          message: `the image ${image} of the container ${name} has no tag that stays the same`,
                          next: isBatch(resource)
                              ? "pulumi config set --path engine.image REPOSITORY:run-{version}   # a full version or a digest"
                              : `${askAgain}   # after the image has got a full version or a digest: REPOSITORY:TAG@sha256:…`,
                      },
                  ]
                : [];
        }),
};
