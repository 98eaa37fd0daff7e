import { declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin";

const texts = new Set(["message", "why", "next", "liftedBy"]);

/** What is said is not asserted word by word: tests assert ids and values. What decides whether it is said, is. */
const shouldIgnore = (path) => {
    const said =
        (path.isStringLiteral() || path.isTemplateLiteral()) &&
        path.findParent((one) => one.isObjectProperty() && texts.has(one.node.key.name));
    return said ? "a text" : undefined;
};

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, "texts", { shouldIgnore })];
