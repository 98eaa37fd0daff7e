#!/bin/sh
# migrate.sh: brings the Camunda schema of a database to the version that the engine TARGET needs. The database decides: an empty one
# gets the schema, one that is a minor version or a patch script behind is migrated, one at TARGET or a minor ahead stays as it is; anything else is a
# hold, and nothing is changed. Beside it are ask.sh, failed.sh, state.sh, expected.sh, hops.sh, verify.sh, what differs between databases (postgres.sh, mysql.sh with statements.awk), and
# what components/schema/job/files.ts generates.
#
#   JDBC_URL          jdbc:postgresql://HOST[:PORT]/DATABASE[?...], or jdbc:mariadb: or jdbc:mysql: likewise
#   DB_USER           with DB_PASSWORD, or DB_PASSWORD_FILE
#   SCRIPTS           folder with Camunda's create/, upgrade/ and liquibase/, of TARGET or a later version
#   TARGET            the wanted engine version, e.g. 7.23.0; or, of another product, the version that the schema log has to show
#   LOCK_TIMEOUT      longest wait for the lock of one table (default 400ms)
#   WAIT_SECONDS      longest wait for another migration of the same database to end (default 120)
#   CONNECT_SECONDS   longest wait for a database that cannot be reached yet (default: 60 in a pod, else 0)
#   EXPECTED_SCRIPTS  checksum that the scripts were rehearsed with, as the record of that migration has it (default: any)
#   RECORD            file that takes the outcome (default: the termination message of the pod, if there is one)
#
# Exit code: 0 the schema is at TARGET, 3 a hold and nothing was changed, 1 the migration failed.
#
# APPLIED_BY=dba: somebody else applies the scripts; this waits until they have, see verify.sh.
# BUDGET_SECONDS after which a step that finds its tables in use is not tried again (default 300); HIGHEST schema that nodes of TARGET work with
# (default: that of the next minor of Camunda); OWN_SCHEMAS of another product that follow Camunda's last, in order, e.g. "2.1 2.2" (default: none).
#
# SIGTERM is left to its default on purpose: a shell that is process 1 ignores it, so a deleted Job has its grace period to finish the step.
set -eu

started=$(date +%s)
LOCK_TIMEOUT=${LOCK_TIMEOUT:-400ms}
WAIT_SECONDS=${WAIT_SECONDS:-120}
# A pod can be there before its way to the database is (a Service's routes, a database that starts again); who runs this by hand has most likely mistyped.
CONNECT_SECONDS=${CONNECT_SECONDS:-$([ -w /dev/termination-log ] && echo 60 || echo 0)}
BUDGET_SECONDS=${BUDGET_SECONDS:-300}
here=$(cd "$(dirname "$0")" && pwd)
newest=24 # the last minor of Camunda 7
documentation=docs/reference/holds.md
rolling_update_page=https://docs.camunda.org/manual/latest/update/rolling-update/
by_environment="The migration is configured by its environment, and changes nothing while a value is wrong."
newline='
'
waits='' begun='' marked=''
RECORD=${RECORD:-$([ ! -w /dev/termination-log ] || echo /dev/termination-log)}
changelog=camunda-changelog.xml
from='' applied='' missing='' before='' reached='' checksum='' installation=''

# printable: what a database, a driver or a jar says, without what moves a terminal's cursor, hides something or turns it round.
printable() {
    LC_ALL=C tr '\1-\10\13-\37\177' '?' |
        LC_ALL=C sed 's/\xc2[\x80-\x9f]/?/g; s/\xe2\x80[\x8b-\x8f\xa8-\xae]/?/g; s/\xe2\x81[\xa0-\xaf]/?/g; s/\xef\xbb\xbf/?/g'
}

say() { printf '%-9s %s\n' "$1" "$2" | cut -c1-2000 | printable; }

json_string() { printf '"%s"' "$(printf '%s' "$1" | LC_ALL=C tr -cd '\40-\176' | sed 's/[\\"]/\\&/g')"; }

# sql_text TEXT: as SQL has it, for somebody who copies it; what no path has in it is left out.
sql_text() { printf "'%s'" "$(printf '%s' "$1" | tr -d '\134' | sed "s/'/''/g")"; }

# outcome NAME [HOLD-AS-JSON]: the record, in one line.
outcome() {
    printf '{"outcome":"%s","from":%s,"to":%s,"applied":[%s],"seconds":%d%s%s%s}\n' "$1" "$([ "$from" ] && json_string "$from" || echo null)" \
        "$(json_string "${reached:-$wanted}")" "$(printf '%s' "$applied" | sed 's/[^ ][^ ]*/"&"/g; s/ /,/g')" "$(($(date +%s) - started))" \
        "${checksum:+,\"scripts\":\"$checksum\"}" "${tables:+,\"installation\":\"$installation\"}" "${2:+,\"hold\":$2}"
}

# finish EXIT-CODE TEXT: leaves the text in RECORD. A termination message ends after 4096 bytes, see
# https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/
finish() {
    [ -z "$waits" ] || set -- "$1" "${2%\}},\"waits\":[$waits]}" # the record is the end of the text
    [ -z "$RECORD" ] || printf '%s\n' "$2" >"$RECORD"
    exit "$1"
}

# hold ID MESSAGE WHY NEXT [EXIT-CODE]: what is wrong, the reason, what to do. The id, and the reason where it has no value in it, are those of
# components/domain/holds.
hold() {
    text="$1: $2
  why:  $3
  next: $4
  docs: $documentation#$(printf '%s' "$1" | tr '[:upper:]' '[:lower:]')"
    text=$(printf '%s\n' "$text" | cut -c1-2000 | printable)
    printf '%s\n' "$text" >&2
    finish "${5:-3}" "$text
$(outcome held "{\"id\":\"$1\",\"message\":$(json_string "$2"),\"next\":$(json_string "$4")}")"
}

# with_session NAME COMMAND...: runs Liquibase, its output in $output. User and password are in its environment, which no process list shows.
with_session() {
    (cd "$work" && LIQUIBASE_COMMAND_URL="$(url_of "$1")" && export LIQUIBASE_COMMAND_URL && shift && liquibase "$@") >"$output" 2>&1
}

# shellcheck source-path=SCRIPTDIR source=ask.sh
. "$here/ask.sh"
# shellcheck source-path=SCRIPTDIR source=failed.sh
. "$here/failed.sh"
# shellcheck source-path=SCRIPTDIR source=state.sh
. "$here/state.sh"
# shellcheck source-path=SCRIPTDIR source=expected.sh
. "$here/expected.sh"
# shellcheck source-path=SCRIPTDIR source=hops.sh
. "$here/hops.sh"
# shellcheck source-path=SCRIPTDIR source=verify.sh
. "$here/verify.sh"
case ${JDBC_URL:-} in
jdbc:mariadb:* | jdbc:mysql:*)
    # shellcheck source-path=SCRIPTDIR source=mysql.sh
    . "$here/mysql.sh"
    ;;
*)
    # shellcheck source-path=SCRIPTDIR source=postgres.sh
    . "$here/postgres.sh"
    ;;
esac

# checksum_of_scripts: of the names and contents of all that the database could get to see: an image that brings the same scripts has the same one.
checksum_of_scripts() {
    cd "$SCRIPTS" 2>/dev/null || return 0
    find create upgrade liquibase -type f \( -name "*$scripts_of*" -o -name '*.xml' \) -exec sha256sum {} + 2>/dev/null | LC_ALL=C sort -k 2 | sha256sum |
        sed 's/^\([0-9a-f]*\).*/sha256:\1/'
}

# has_tag VERSION. To Liquibase, a tag that is not in the changelog means: apply, or mark as applied, all there is. And it exits with 0.
has_tag() { ! by_own_changelog || grep -Fqs "<tagDatabase tag=\"$1\"" "$SCRIPTS/liquibase/$changelog"; }

case ${TARGET:=} in
7.*.*) minor=${TARGET#7.} minor=${minor%%.*} wanted=7.$minor.0 ;; # patches of 7.15 and later bring no scripts: the schema of 7.23.4 is that of 7.23.0
*.*.*) minor='' wanted=$TARGET ;; # the schema of another product: nothing to do if it is there
*) minor=none wanted=$TARGET ;;
esac
case $TARGET$minor in
*none | *[!0-9.]* | *..* | .* | *.) missing="TARGET, a version such as 7.23.0" ;;
esac
for name in SCRIPTS DB_USER JDBC_URL; do eval "[ \"\${$name:-}\" ]" || missing="$name${missing:+, $missing}"; done
[ "${DB_PASSWORD+set}" ] || [ -r "${DB_PASSWORD_FILE:-}" ] || missing="${missing:+$missing, }DB_PASSWORD or a DB_PASSWORD_FILE that can be read"
[ -z "$missing" ] || hold configurationInvalid "not set, or not usable: $missing" \
    "$by_environment" "set them, then run it again"
case $JDBC_URL in
jdbc:postgresql:* | jdbc:mariadb:* | jdbc:mysql:*) ;;
*) hold databaseUnsupported "${JDBC_URL%%[/?]*} is neither PostgreSQL nor MySQL or MariaDB" \
    "The progress of a script and the owner of a lock are queried in SQL that only these databases understand." "use one of them, or migrate the schema by hand" ;;
esac

[ ! -f "$SCRIPTS/fault" ] || hold scriptsMissing "$(head -n 1 "$SCRIPTS/fault")" "Each step is made by the engine's own scripts, and they come from this image." \
    "$(tail -n 1 "$SCRIPTS/fault")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
output=$work/output
# Each run has its own name, in Liquibase's lock as well as in pg_stat_activity: that tells a lock whose owner lives from one whose owner is gone.
session=camunda-rolling-update.$(od -An -N6 -tx1 /dev/urandom | tr -d ' \n')
# Each start of Liquibase costs 2.0 s of CPU time instead of 3.6 s without the optimising compiler.
export JAVA_OPTS="${JAVA_OPTS:-} -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dliquibase.hostDescription=$session"
export LIQUIBASE_SHOW_BANNER=false LIQUIBASE_HEADLESS=true LIQUIBASE_COMMAND_USERNAME="$DB_USER"
LIQUIBASE_COMMAND_PASSWORD=${DB_PASSWORD-$(cat "$DB_PASSWORD_FILE")}
export LIQUIBASE_COMMAND_PASSWORD
connect

say database "${JDBC_URL%%\?*} as $DB_USER"
reach_database
checksum=$(checksum_of_scripts)
[ "${APPLIED_BY:-}" != dba ] || await_dba
if [ "$(fact alive)" ]; then
    say waiting "another migration has been running since $(fact since): $holder"
    deadline=$(($(date +%s) + WAIT_SECONDS))
    while [ "$(fact alive)" ] && [ "$(date +%s)" -lt "$deadline" ]; do
        sleep 2
        read_state || failed
    done
    [ -z "$(fact alive)" ] || hold migrationRunning "a migration by $holder has been running since $(fact since)" "Only one migration runs at a time." \
        "run the migration again when the other one has ended"
fi
case $holder in
*"#camunda-rolling-update."*)
    # Only this very holder's lock: its name is never used twice, so nobody else's can be hit, whatever has happened meanwhile. It is named by its digits:
    # what the database answers is part of no statement, and a row may say anything.
    case $(fact owner) in
    '' | *[!0-9A-Fa-f]*) ;;
    *)
        say unlock "a migration that was ended by force left Liquibase's lock; its database session is gone, so it is released: $holder"
        release_lock_of "$(fact owner)" || failed
        holder=''
        ;;
    esac
    ;;
esac

[ "$tables" = 0 ] || from=$schema
say previous "${from:-$([ "$tables" = 0 ] && echo none, the database is empty || echo unknown)}$([ "$tables" = 0 ] || [ "$(fact log)" ] ||
    echo ", by its tables: a schema log exists since 7.11")"
say target "$wanted$([ "$TARGET" = "$wanted" ] || echo ", the schema of $TARGET")"
case $(fact product) in
'' | fox) ;; # so it has been in every schema of Camunda and its forks
*) hold schemaForeign "ACT_GE_PROPERTY has schema.version $(fact product); in a schema of Camunda 7 or of a fork it is fox" \
    "A version that is none of this product's shows that another product has changed the tables." "give the migration the database of the engine" ;;
esac
if [ -z "$minor" ] && [ "$schema" = "$wanted" ]; then
    say unchanged "the schema is at $wanted already"
    finish 0 "$(outcome unchanged)"
fi
[ "$minor" ] || hold schemaStepByHand "the schema is at ${schema:-no version}, target is $wanted" \
    "The migration Job creates schemas of 7.16 and later, migrates those of 7.5 and later, and reaches Camunda's own versions only." \
    "bring the schema to $wanted by the product's own scripts, then run the migration again"
[ "$tables" != 0 ] || [ -z "$(fact prefixed)" ] || hold schemaUnknown "there are no ACT_ tables, but there is $(fact prefixed)" \
    "Camunda's scripts support no table prefix (databaseTablePrefix): they would create a second schema beside the existing one." \
    "if they belong to another engine: give this one a schema of its own, by currentSchema in the URL; else rename the tables and remove the prefix"
case $tables:$schema in
0:*) previous=$minor ;;
*:) hold schemaUnknown "there are $tables ACT_ tables, $([ "$(fact log)" ] && echo "and ACT_GE_SCHEMA_LOG has no version or cannot be read" ||
    echo "no ACT_GE_SCHEMA_LOG, and not all that a schema of 7.5 has")" "The version of a schema is read from the schema log, and before 7.11 from the tables." \
    "give the migration a schema of 7.5 or later that its user may read" ;;
*) previous=$(position "$schema") ;;
esac
[ "$previous" ] || hold schemaForeign "the schema log shows $schema, which is no schema of Camunda 7${OWN_SCHEMAS:+ or $OWN_SCHEMAS}" \
    "A version that is none of this product's shows that another product has changed the tables." "use the migration of the product that this schema belongs to"
half=$([ "$tables" = 0 ] || half_applied)
[ -z "$half" ] || hold schemaHalfApplied "$half" "A script that runs again fails at the first object that exists already, and an engine fails at the first one that is missing." \
    "restore the backup, or run the missing statements of that script, its row of ACT_GE_SCHEMA_LOG included; then run the migration again"
write_upgrade_changelog
pending=$([ "$tables" = 0 ] || patches none | xargs)
# Nodes of a minor work with the schema of the next one: so it is after a return of the nodes, or if somebody has migrated before.
highest=$(position "${HIGHEST:-7.$((minor + 1)).0}")
if [ "$tables" != 0 ] && [ "$previous" -ge "$minor" ] && [ "$previous" -le "${highest:-$minor}" ] && { [ "$previous" != "$minor" ] || [ -z "$pending" ]; }; then
    reached=$schema
    say unchanged "the schema is at $schema, $([ "$previous" = "$minor" ] && echo that of the target || echo "which engines of 7.$minor work with")"
    finish 0 "$(outcome unchanged)"
fi

[ "$previous" -le "$minor" ] || hold schemaAhead "the schema is at $schema, target is $wanted" \
    "An engine works with its own schema and that of the next minor only, and no script returns a schema to an earlier version. $rolling_update_page" \
    "set the target to $([ "$previous" -gt "$newest" ] && echo "a version that it fits" || echo "7.$((previous - 1)).0 or later"), or restore the database from its backup"
require_expected
# A schema that no engine ever used may take several steps at once: nothing rolls over it. Most likely its creation was interrupted.
[ "$previous" -ge $((minor - 1)) ] || [ -z "$(fact used)" ] || hold schemaBehind "the schema is at $schema, target is $wanted" \
    "Nodes of the previous version are guaranteed to work with the schema of the next minor only. $rolling_update_page" \
    "do the rolling update to 7.$((previous + 1)).0 first"
lacking=$([ "$tables" = 0 ] || missing_steps)
[ -z "$lacking" ] || hold scriptsIncomplete "$SCRIPTS has no ${lacking% }" "Each step is made by Camunda's own scripts, which the engine's jar contains since 7.11." \
    "take the scripts from the image or jar of a later engine, e.g. 7.24.0: it contains those of all earlier steps"
baseline=7.$([ "$previous" -gt "$own_changelog_from" ] && echo "$previous" || echo "$own_changelog_from").0
for tag in "$wanted" "$baseline"; do
    has_tag "$tag" || hold scriptsIncomplete "$SCRIPTS/liquibase/$changelog has no tag $tag" \
        "For a tag that it does not know, Liquibase would apply, or mark as applied, everything." \
        "take the scripts from the image or jar of engine $wanted; Camunda's changelog starts at 7.16.0"
done
[ "${EXPECTED_SCRIPTS:-$checksum}" = "$checksum" ] || hold scriptsNotRehearsed "the scripts in the engine's image are $checksum, the rehearsed ones $EXPECTED_SCRIPTS" \
    "The rehearsal showed what other scripts lock, and for how long." \
    "take the image that was rehearsed, or rehearse this one; an override of promotionMissing lifts this hold, too"
path=$(fact path)
path=${path#classpath:}
case $path in
/* | *..* | *[!A-Za-z0-9._/-]*)
    hold changelogPathDiffers "Liquibase knows this schema by the path $path, not $changelog" \
        "The path identifies each change set: under another path, Liquibase would apply all of them again." \
        "if $path is Camunda's changelog: update databasechangelog set filename = '$changelog' where filename = $(sql_text "$path"); then run the migration again"
    ;;
esac
[ -z "$holder" ] || hold staleMigrationLock "$holder holds Liquibase's lock since $(fact since)" \
    "This migration did not take the lock, so it cannot tell whether its owner still runs." \
    "when you are certain that it does not run: liquibase --url='${JDBC_URL%%\?*}' --username='$DB_USER' release-locks"

[ "${APPLIED_BY:-}" != dba ] || awaited "the schema is at ${schema:-no version}"

before="$tables tables at ${schema:-no version}"
begun=$(fact last)
case $begun in '' | *[!0-9]*) begun=0 ;; esac # it becomes part of a statement
make_the_steps

changelog=camunda-changelog.xml
read_state || failed
applied=$(fact executed)
say applied "${applied:-nothing, another migration has done it}"
previous=$(position "$schema")
half=$(half_applied)
[ "$previous:$half" = "$minor:" ] || hold schemaIncomplete "after the migration the schema is at ${schema:-no version}, target is $wanted; applied: ${applied:-nothing}${half:+; $half}" \
    "An engine does not notice a schema that does not fit, so no node starts before the schema log shows the target." "compare DATABASECHANGELOG with ACT_GE_SCHEMA_LOG, or restore the database from its backup" 1
reached=$schema
say finished "the schema is at $schema"
[ "$applied" ] || finish 0 "$(outcome unchanged)"
[ "$from" ] || finish 0 "$(outcome created)"
finish 0 "$(outcome migrated)"
