import { expect } from "chai";
import { parsePostgresUrl, PostgresAddress } from "../../../cli/postgresUrl";

describe("the address in a JDBC URL", () => {
    const usual = { host: "db", port: 5432, database: "camunda", schema: undefined, sslMode: "prefer", sslRootCert: undefined };
    const urls: readonly [url: string, address: Partial<PostgresAddress>][] = [
        ["jdbc:postgresql://db:5432/camunda", {}],
        ["jdbc:postgresql://db/camunda", {}],
        ["jdbc:postgresql://db:6000/camunda", { port: 6000 }],
        ["jdbc:postgresql:camunda", { host: "localhost" }],
        ["jdbc:postgresql:///camunda", { host: "localhost" }],
        ["jdbc:postgresql://[::1]:6000/camunda", { host: "::1", port: 6000 }],
        ["jdbc:postgresql://db/a%20b", { database: "a b" }],
        ["jdbc:postgresql://db/camunda?autosave=conservative&ApplicationName=x", {}],
        ["jdbc:postgresql://db/camunda?currentSchema=Engine", { schema: "engine" }],
        ["jdbc:postgresql://db/camunda?currentSchema=%22Engine%22,public", { schema: "Engine" }],
        ["jdbc:postgresql://db/camunda?options=-c%20search_path=engine%20-c%20lock_timeout=1s", { schema: "engine" }],
        ["jdbc:postgresql://db/camunda?ssl=true", { sslMode: "verify-full" }],
        ["jdbc:postgresql://db/camunda?ssl=false", {}],
        ["jdbc:postgresql://db/camunda?sslmode=require", { sslMode: "require" }],
        ["jdbc:postgresql://db/camunda?sslmode=verify-ca&sslrootcert=/ca.pem", { sslMode: "verify-ca", sslRootCert: "/ca.pem" }],
    ];
    for (const [url, address] of urls) {
        it(url, () => expect(parsePostgresUrl(url)).to.deep.equal({ ...usual, ...address }));
    }

    const wrong: readonly [url: string, says: string][] = [
        ["", "is not a JDBC URL"],
        ["postgres://db/camunda", "is not a JDBC URL"],
        ["jdbc:mysql://db/camunda", "jdbc:mysql: is not PostgreSQL"],
        ["jdbc:postgresql://db", "names no database"],
        ["jdbc:postgresql://db/", "names no database"],
        ["jdbc:postgresql://db:0/x", "has the port 0"],
        ["jdbc:postgresql://db:x/y", "has no host, port and database"],
        ["jdbc:postgresql://a,b/x", "names several hosts"],
        ["jdbc:postgresql://db/x?user=hunter2", "holds a user or a password"],
        ["jdbc:postgresql://db/x?password=hunter2", "holds a user or a password"],
        ["jdbc:postgresql://hunter2:hunter2@db/x", "holds a user or a password"],
        ["jdbc:postgresql://db/x?sslmode=hunter2", "has an sslmode that is none of"],
    ];
    for (const [url, says] of wrong) {
        it(`${url || "nothing"}: ${says}`, () => expect(parsePostgresUrl(url)).to.contain(says).and.to.not.contain("hunter2"));
    }
});
