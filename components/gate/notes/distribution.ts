import { restarts } from "../rules/room";
import { Facts } from "../../domain/facts/facts";
import { imageOf, readImage } from "../../domain/image";

/** What is good to know about nodes that stop and start again, by the distribution in their image; nothing where none does. */
export function distributionNotes(facts: Facts): string[] {
    const { wanted } = facts;
    const { distribution } = readImage(imageOf(wanted.image, wanted.version));
    return distribution === "tomcat" && restarts(facts)
        ? [
              // bpm-platform.xml of the distribution; the engine keeps what is registered in memory (manual, The Job Executor).
              "nodes: unless bpm-platform.xml in the image says jobExecutorDeploymentAware=false, a node that has started again executes jobs only of deployments that are registered on it anew, as process applications do: jobs of what was deployed by REST would wait for ever (docs/guides/nodes-and-draining.md)",
              // unloadDelay of a Context (test/e2e/tomcat.test.ts); what executorTerminationTimeoutMillis adds (5 s) comes when connections are closed already.
              'nodes: Tomcat gives open requests two seconds when it stops, and no variable changes that: nodes.drainSeconds has to be as long as the longest request, or nodes.closeConnections is on and connectors of the image have maxKeepAliveRequests="1" (docs/guides/nodes-and-draining.md)',
          ]
        : [];
}
