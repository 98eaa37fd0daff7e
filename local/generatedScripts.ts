import { writeFileSync } from "node:fs";
import path from "node:path";
import { camunda } from "../components/domain/catalogue/camunda";
import { scriptConstants } from "../components/schema/rules/scriptConstants";

// Writes what migrate.sh reads and nobody keeps, into the folder that is named: local/shellcheck looks at it, too.
writeFileSync(path.join(process.argv[2], "catalogue.sh"), scriptConstants(camunda));
