/** What decides how long a node takes to leave. */
export interface LeavingSettings {
    /** How long the load balancers need to notice that a node leaves, in seconds. */
    readonly drainSeconds: number;
    /** How long open requests, and then running jobs, may take to finish, in seconds each. */
    readonly stopSeconds: number;
    /** Whether each answer closes its connection, so that one that is open is a request. */
    readonly closeConnections: boolean;
}

/** Seconds from a node's deletion. */
export interface Leaving {
    /** When it is asked to stop, at the latest. */
    readonly preStop: number;
    /** When its open requests have ended, at the latest. */
    readonly requests: number;
    /** When it is killed: after two phases of Spring's shutdown (requests, then jobs), and a margin. */
    readonly killed: number;
}

/** How long the steps of leaving take at most, one after the other. */
export function leaving({ drainSeconds, stopSeconds, closeConnections }: LeavingSettings): Leaving {
    const preStop = drainSeconds + (closeConnections === true ? stopSeconds : 0);
    return { preStop, requests: preStop + stopSeconds, killed: preStop + 2 * stopSeconds + 10 };
}

/** The variable by which Tomcat in a Spring Boot application, so in Run, closes each connection after its answer; of Spring Boot 2.5 and later. */
export const closingVariable = "SERVER_TOMCAT_MAX_KEEP_ALIVE_REQUESTS";
