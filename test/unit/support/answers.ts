import { engineLabels } from "../../../components/domain/labels";
import { FakeAnswer, FakePod } from "./fakeApiServer";

/** What the telemetry of a node tells of its database. */
export const telemetry = (vendor: string, version: string) => ({
    product: { version: "7.22.0", internals: { database: { vendor, version } } },
});

/** What a node of a version answers. */
export const answers = (
    version: string,
    changes: Record<string, FakeAnswer> = {},
    place = "8080/engine-rest",
): Record<string, FakeAnswer> => {
    const all: Record<string, FakeAnswer> = {
        version: { version },
        "schema/log": [
            { id: "900", version: "7.21.0" },
            { id: "1000", version: "7.22.0" },
            { id: "0", version: "7.16.0" },
        ],
        "incident/count": { count: 3 },
        "job/count?noRetriesLeft=true": { count: 2 },
        "deployment/count": { count: 7 },
        "telemetry/data": telemetry("PostgreSQL", "15.18 (Debian 15.18-0+deb12u1)"),
        ...changes,
    };
    return Object.fromEntries(Object.entries(all).map(([path, answer]) => [`${place}/${path}`, answer]));
};

/** A node of the cluster `orders`, which is ready. */
export const node = (name: string, changes: Partial<FakePod> = {}): FakePod => ({
    name,
    labels: engineLabels("orders"),
    answers: answers("7.22.0"),
    ...changes,
});

/** A pod that waits for what the cluster gives as the reason. */
export const waiting = (reason: string) => ({
    phase: "Pending",
    conditions: [{ type: "Ready", status: "False" }],
    containerStatuses: [{ state: { running: {} } }, { state: { waiting: { reason } } }],
});
