import { declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin";

const texts = new Set(["message", "why", "next", "liftedBy"]);
const words = /[\w.]+ [\w'"$-]+ [\w-]+|\w+: | \w+ $/;

/** A string or a template that is a sentence, and no id or value. */
const isSentence = (path) =>
    (path.isStringLiteral() && words.test(path.node.value)) ||
    (path.isTemplateLiteral() && path.node.quasis.some(({ value }) => words.test(value.raw) || /^; | \(| → /.test(value.raw)));

const isText = (path) => {
    const literal = path.isStringLiteral() || path.isTemplateLiteral();
    const named = literal && path.findParent((one) => one.isObjectProperty() && texts.has(one.node.key.name));
    // What is not said in the other case.
    const orNothing =
        path.isStringLiteral({ value: "" }) && path.parentPath.isConditionalExpression() && isSentence(path.parentPath.get("consequent"));
    const finding = path.isObjectExpression() && path.node.properties.every(({ key }) => texts.has(key?.name));
    return named || orNothing || finding || isSentence(path) || path.findParent((one) => one.isTemplateLiteral() && isSentence(one));
};

/** What is said is not asserted word by word: tests assert ids and values. What decides whether it is said, is. */
const shouldIgnore = (path) => (isText(path) ? "a text" : undefined);

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, "texts", { shouldIgnore })];
