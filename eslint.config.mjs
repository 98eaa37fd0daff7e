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

export default tseslint.config(
    { ignores: ["**/node_modules/", "local/site/dist/"] },
    eslint.configs.recommended,
    ...tseslint.configs.recommendedTypeChecked,
    { languageOptions: { parserOptions: { project: true, tsconfigRootDir: import.meta.dirname } } },
    { files: ["**/*.mjs", "**/*.cjs"], ...tseslint.configs.disableTypeChecked },
    ...layers,
);
