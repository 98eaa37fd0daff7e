# verify.sh: what migrate.sh does where somebody else applies the scripts (APPLIED_BY=dba): it looks until log and structure are at the target, and
# changes nothing, not even a lock that somebody has left. Sourced by it.
# shellcheck shell=sh

# not_there: in words, what the schema lacks of that of TARGET; nothing when log and structure are there.
not_there() {
    if [ "$tables" = 0 ]; then echo "the database is empty" && return; fi
    previous=$(position "$schema") at="the schema is at ${schema:-no version}"
    if [ -z "$minor" ]; then
        [ "$schema" = "$wanted" ] || echo "$at"
    elif [ -z "$previous" ]; then
        echo "$at"
    elif half=$(half_applied) && [ "$half" ]; then
        echo "$half"
    elif [ "$previous" -lt "$minor" ]; then
        echo "$at"
    elif lacking=$(names "open.minor.7.$minor") && [ "$lacking" ]; then
        echo "postgres_engine_7.$((minor - 1))_to_7.$minor.sql: the schema log shows $schema; not done are $lacking"
    elif [ "$previous" = "$minor" ] && pending=$(patches none | xargs) && [ "$pending" ]; then
        echo "$at, without the patch scripts $pending"
    fi
}

# may_come: whether the scripts that lead from what is there to TARGET may be on their way. Elsewhere waiting is of no use, and what holds is said at once.
may_come() {
    case $(fact product) in
    '' | fox) ;;
    *) return 1 ;;
    esac
    previous=$(position "$schema")
    if [ "$tables" = 0 ] || [ -z "$minor" ]; then return 0; fi
    # While a schema is created by one transaction for each statement, its log comes late.
    if [ -z "$previous" ]; then [ -z "$schema$(fact used)" ]; return; fi
    highest=$(position "${HIGHEST:-7.$((minor + 1)).0}")
    [ "$previous" -le "${highest:-$minor}" ] && { [ "$previous" -ge $((minor - 1)) ] || [ -z "$(fact used)" ]; }
}

# plain_version: of the schema, where it stands in a command.
plain_version() { case $schema in '' | *[!0-9._]*) echo VERSION ;; *) echo "$schema" ;; esac; }

# awaited LACKING: the hold at the end of the budget.
awaited() {
    case $1 in
    postgres_*) next="run the missing statements of that script, the row of ACT_GE_SCHEMA_LOG included" ;;
    *) next="have the DBA run the file that this writes: npm run -s bundle -- $([ "$tables" = 0 ] || echo "--from $(plain_version) ")--to $TARGET --scripts DIR" ;;
    esac
    hold migrationAwaited "$1; target is $wanted" \
        "A DBA applies the scripts (migration.appliedBy). The nodes wait for log and structure, since an engine does not notice an older schema." \
        "$next; then run the migration again: it continues from there"
}

await_dba() {
    write_upgrade_changelog
    told='' pause=${POLL_SECONDS:-15}
    while waited_for=$(not_there) && [ "$waited_for" ] && may_come; do
        require_expected
        [ "$waited_for" = "$told" ] || say awaiting "$waited_for; looks every ${pause}s, for $((BUDGET_SECONDS - $(date +%s) + started))s"
        told=$waited_for
        [ $(($(date +%s) - started + pause)) -lt "$BUDGET_SECONDS" ] || awaited "$waited_for"
        sleep "$pause"
        until read_state; do
            [ $(($(date +%s) - started + pause)) -lt "$BUDGET_SECONDS" ] || failed
            say again "the database could not be asked"
            sleep "$pause"
        done
    done
    # Who else works on the database is nothing to wait for, and nothing to end: nothing follows but a look.
    holder=''
    sed '/^alive=/d' "$work/state" >"$work/seen" && mv "$work/seen" "$work/state"
}
