#!/bin/sh
# Kept as it is in the official Run image, fault included: the JVM is a child, nothing passes a signal on to it. At SIGTERM this
# shell ends, its parent tini ends, and the kernel kills the JVM: requests and jobs are cut off. What drains nodes has to cope.
cd "$(dirname "$0")/.." || exit
JAVA=${JAVA_HOME:+$JAVA_HOME/bin/}java
if [ "$1" = start ]; then
    # shellcheck disable=SC2086 # JAVA_OPTS is a list of words
    "$JAVA" $JAVA_OPTS -jar internal/camunda-bpm-run-core.jar
fi
