import { expect } from "chai";
import { forNodes } from "../../../components/nodes/rules/jdbcUrl";

describe("forNodes", () => {
    const urls: [url: string, forNodes: string][] = [
        ["jdbc:postgresql://db:5432/camunda", "jdbc:postgresql://db:5432/camunda?autosave=conservative"],
        ["jdbc:postgresql://db/camunda?ssl=true", "jdbc:postgresql://db/camunda?ssl=true&autosave=conservative"],
        ["jdbc:postgresql://db/camunda?autosave=never", "jdbc:postgresql://db/camunda?autosave=never"],
        ["jdbc:postgresql://db/camunda?ssl=true&prepareThreshold=0", "jdbc:postgresql://db/camunda?ssl=true&prepareThreshold=0"],
    ];
    for (const [url, expected] of urls) {
        it(`${url}: ${url === expected ? "as it is" : "with autosave"}`, () => expect(forNodes(url)).to.equal(expected));
    }
});
