#!/bin/bash
# The official image's start script, as far as it concerns this project: DB_* become Spring's settings where those are not set.
set -eu
if [ -n "${DB_PASSWORD_FILE:-}" ]; then DB_PASSWORD=$(cat "$DB_PASSWORD_FILE"); fi
export SPRING_DATASOURCE_DRIVER_CLASS_NAME="${SPRING_DATASOURCE_DRIVER_CLASS_NAME:-${DB_DRIVER:-org.postgresql.Driver}}"
export SPRING_DATASOURCE_URL="${SPRING_DATASOURCE_URL:-${DB_URL:-}}"
export SPRING_DATASOURCE_USERNAME="${SPRING_DATASOURCE_USERNAME:-${DB_USERNAME:-}}"
export SPRING_DATASOURCE_PASSWORD="${SPRING_DATASOURCE_PASSWORD:-${DB_PASSWORD:-}}"
exec /camunda/start.sh
