const placeholder = "{version}";

/** The image of a version: `{version}` in the template is replaced, e.g. `camunda/camunda-bpm-platform:run-{version}`. */
export const imageOf = (template: string, version: string): string => template.replaceAll(placeholder, version);

/** Whether the image's name follows the version by itself. */
export const followsVersion = (template: string): boolean => template.includes(placeholder);

/** Tags that move by convention of the Camunda images (README of camunda/docker-camunda-bpm-platform), alone or after a distribution. */
const movingTag = /^(?:(?:tomcat|wildfly|run)(?:-latest|-snapshot)?|latest|snapshot|stable|main|master|.*-latest|.*-snapshot)$/i;

/**
 * Whether an image reference may mean another image tomorrow: no tag, or one that moves. A digest never does.
 * A node that restarts by itself would come up with another version, unseen by the gate.
 */
export function isFloating(image: string): boolean {
    if (image.includes("@sha256:")) {
        return false;
    }
    const name = image.slice(image.lastIndexOf("/") + 1);
    const tag = name.includes(":") ? name.slice(name.indexOf(":") + 1) : "";
    return tag === "" || movingTag.test(tag);
}
