import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { databaseArgs, rdsSettings, settingsArgs } from "./interfaces";
import { page as settings } from "./settings";
import { stackSchema } from "./stackSchema";

/** What is generated, by its path: test/unit/reference.test.ts fails where a committed file differs. */
export const generated: Readonly<Record<string, () => string>> = {
    "docs/reference/settings.md": settings,
    "Pulumi.schema.json": () => `${JSON.stringify(stackSchema(), null, 2)}\n`,
    "components/settingsArgs.ts": settingsArgs,
    "components/database/databaseArgs.ts": databaseArgs,
    "components/settings/rds/settings.ts": rdsSettings,
};

if (require.main === module) {
    for (const [file, text] of Object.entries(generated)) {
        writeFileSync(join(__dirname, "..", "..", file), text());
        console.log(file);
    }
}
