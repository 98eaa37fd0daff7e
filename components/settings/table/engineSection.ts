import { editions, productIds } from "../../domain/catalogue/products";
import { engineImage, matching, name, oneOf, text, threeNumbers } from "../checks";
import { changes, Section } from "./setting";

/** `engine`: what the nodes run. */
export const engineSection = {
    version: {
        // Whether there is such a version is for the rules, which know the way to add it.
        check: { ...matching('three numbers in quotes, e.g. "7.23.0"', /\S/), schema: threeNumbers.schema },
        text: "Version of the product, e.g. `7.23.0`.",
        change: "A change is a rolling update.",
        required: true,
        more: "../guides/first-update.md",
    },
    image: {
        check: engineImage,
        text: "Image of the nodes; `{version}` in it is replaced by the version. The enterprise edition has no default.",
        otherwise: "the product's Run distribution, e.g. `camunda/camunda-bpm-platform:run-{version}`",
        change: changes.both,
    },
    application: {
        check: { ...text, passes: (value) => typeof value === "string", schema: { type: "string" } },
        text: "Revision of the application in the image. If it is set, a change of application and version in one update is refused.",
        otherwise: "none",
        change: changes.nothing,
    },
    product: {
        check: oneOf(productIds),
        text: "Product that the nodes run.",
        default: "camunda",
        change: "A change is a switch of product (hold `productSwitchNotRolling`).",
    },
    edition: {
        check: oneOf(editions),
        text: "Edition of the product; it decides which patch is the latest of a minor.",
        default: "community",
        change: changes.nothing,
    },
    pullSecret: {
        check: name,
        text: "Secret of type `kubernetes.io/dockerconfigjson` for a registry that requires a login.",
        otherwise: "none",
        change: changes.both,
    },
} satisfies Section;
