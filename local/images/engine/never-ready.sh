#!/bin/sh
# Stands in for a release that starts and never gets ready.
echo "waiting for ever"
exec sleep infinity
