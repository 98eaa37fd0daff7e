#!/bin/sh
exec "$(dirname "$0")/internal/run.sh" start
