import eslint from "@eslint/js";
import tseslint from "typescript-eslint";

const io = {
    regex: "^(?!\\.{1,2}/|semver$|node:util$)",
    message: "This folder decides by values alone: no Pulumi, no Kubernetes, no I/O (CONTRIBUTING.md).",
};
const above = (regex) => ({ regex, message: "This is a layer above: domain, settings, rules, what registers (CONTRIBUTING.md)." });
/** What files may import is a matter of where they are: of a relative import only the steps up, and where it goes from there, are known. */
const wall = (files, ...patterns) => ({ files, rules: { "no-restricted-imports": ["error", { patterns }] } });
const equipment = { regex: "/(cli|local|policies|test)/", message: "Components are used without what is around them." };

/** The layers of CONTRIBUTING.md. Circles are found by test/unit/layers.test.ts. */
const layers = [
    wall(["components/**"], equipment),
    wall(["components/domain/*"], io, above("^\\.\\./")),
    wall(["components/domain/*/*"], io, above("^\\.\\./\\.\\./")),
    wall(["components/settings/*"], io, above("^\\.\\./(?!domain/)")),
    wall(["components/settings/*/*"], io, above("^\\.\\./\\.\\./(?!domain/)")),
    wall(
        ["components/*/rules/*", "components/gate/notes/*"],
        io,
        above("^\\.\\./(?!\\.\\./|rules/|notes/)"),
        above("^\\.\\./\\.\\./(?!domain/|settings/|[a-z]+/(rules|notes)/)"),
    ),
    wall(
        ["cli/schema/*"],
        io,
        above("^\\.\\./(?!\\.\\./components/)"),
        above("^\\.\\./\\.\\./components/(?!domain/|settings/|[a-z]+/(rules|notes)/)"),
    ),
];

/** What strictTypeChecked asks for and this code does not do, each with its reason. */
const strict = [
    {
        files: ["**/*.ts"],
        rules: {
            // A number or a boolean in a message is the value of a setting, as the user typed it. `undefined` and objects are not allowed.
            "@typescript-eslint/restrict-template-expressions": [
                "error",
                { allowNumber: true, allowBoolean: true, allowAny: false, allowNever: false, allowNullish: false, allowRegExp: false },
            ],
            // `() => log.push(line)` and `() => reject(error)` are callbacks, no mistaken values.
            "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
            // Kubernetes' client declares its objects as classes without methods; plain objects are what it sends.
            "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
            // Objects of Kubernetes' client have no methods that a copy could lose.
            "@typescript-eslint/no-misused-spread": [
                "error",
                { allow: [{ from: "package", package: "@kubernetes/client-node", name: ["V1DeploymentSpec", "V1StatefulSetSpec"] }] },
            ],
        },
    },
    {
        files: ["components/settings/**", "components/domain/drain.ts"],
        rules: {
            // Rules look at settings before all of them are checked: a version in YAML may be a number, and "yes" is not true.
            "@typescript-eslint/no-unnecessary-boolean-literal-compare": "off",
            "@typescript-eslint/no-unnecessary-type-conversion": "off",
        },
    },
    {
        files: ["local/**/*.ts", "test/**/*.ts"],
        rules: {
            // An error of the wrong type ends the command or fails the test, which is all that is wanted.
            "@typescript-eslint/use-unknown-in-catch-callback-variable": "off",
            // So does what an earlier step has not made.
            "@typescript-eslint/no-non-null-assertion": "off",
            // `() => Promise<string | void>` takes a callback that returns nothing.
            "@typescript-eslint/no-invalid-void-type": "off",
        },
    },
    {
        files: ["test/**/*.{ts,mjs}"],
        rules: {
            // What is not there fails the test, and its title shows it.
            "@typescript-eslint/no-unnecessary-condition": "off",
            "@typescript-eslint/restrict-template-expressions": "off",
            // Stand-ins for callbacks and connections in one line; one field removed from a copy, to see who notices.
            "@typescript-eslint/no-confusing-void-expression": "off",
            "@typescript-eslint/no-meaningless-void-operator": "off",
            "@typescript-eslint/no-dynamic-delete": "off",
            // `module<T>(file)`: the caller says what a copied module exports.
            "@typescript-eslint/no-unnecessary-type-parameters": "off",
        },
    },
];

export default tseslint.config(
    { ignores: ["**/node_modules/", "local/site/dist/"] },
    eslint.configs.recommended,
    ...tseslint.configs.strictTypeChecked,
    ...strict,
    { languageOptions: { parserOptions: { project: true, tsconfigRootDir: import.meta.dirname } } },
    { files: ["**/*.mjs", "**/*.cjs"], ...tseslint.configs.disableTypeChecked },
    ...layers,
);
