# hops.sh: the steps that Camunda's own changelog does not make, how a step is run, and what it waits for. Sourced by migrate.sh.
# shellcheck shell=sh

upgrade_changelog=camunda-upgrade-changelog.xml
own_changelog_from=16 # Camunda's changelog begins with the schema of 7.16

# by_own_changelog: whether this migration needs Camunda's changelog.
by_own_changelog() { [ "$tables" = 0 ] || [ "$minor" -gt "$own_changelog_from" ]; }

# write_upgrade_changelog: the generated one, without the scripts that SCRIPTS has not. Patch scripts of a minor are brought by later versions only, and
# Liquibase would refuse all of it for one missing file. A tag whose scripts are not all there is left out, too.
write_upgrade_changelog() {
    mkdir -p "$work/upgrade"
    complete=yes block=''
    while IFS= read -r line; do
        case $line in
        *"<changeSet "*) block=$line$newline keep=yes ;;
        *"</changeSet>"*)
            case $block in *"<tagDatabase "*) keep=$complete complete=yes ;; esac
            [ "$keep" = no ] || printf '%s%s\n' "$block" "$line"
            block=''
            ;;
        *)
            case $line in
            *'<sqlFile path="'*)
                path=${line#*path=\"} path=${path%%\"*}
                [ -f "$SCRIPTS/$path" ] || keep=no complete=no
                ;;
            esac
            if [ "$block" ]; then block=$block$line$newline; else printf '%s\n' "$line"; fi
            ;;
        esac
    done <"$here/$upgrade_changelog" >"$work/upgrade/$upgrade_changelog"
}

# patches STATE: the patch scripts for the present schema that SCRIPTS has, and that are in this state (none, some).
patches() {
    sed -n "s/.* id=\"\(7\.$previous\.[0-9]*-to-[^\"]*\)\".*/\1/p" "$work/upgrade/$upgrade_changelog" | while IFS= read -r id; do
        [ "$(fact "patch.$id")" != "$1" ] || echo "$id"
    done
}

# last_tag MINOR: the tag behind all that SCRIPTS has for that minor.
last_tag() { sed -n "s/.*<tagDatabase tag=\"\(7\.$1\.[0-9]*\)\".*/\1/p" "$work/upgrade/$upgrade_changelog" | tail -n 1; }

# missing_steps: the scripts up to the first schema of Camunda's changelog that SCRIPTS has not.
missing_steps() {
    number=$((previous + 1))
    while [ "$number" -le "$minor" ] && [ "$number" -le "$own_changelog_from" ]; do
        step=upgrade/postgres_engine_7.$((number - 1))_to_7.$number.sql
        [ -f "$SCRIPTS/$step" ] || printf '%s ' "$step"
        number=$((number + 1))
    done
}

# own_changelog_under PATH: Camunda's changelog under the path by which Liquibase knows it in this database.
own_changelog_under() {
    search="$(cd "$SCRIPTS/liquibase" && pwd)" changelog=$1
    [ "$1" != camunda-changelog.xml ] || return 0
    folder=$work/own/$(dirname "$1")
    mkdir -p "$folder"
    for entry in "$search"/*; do ln -s "$entry" "$folder/"; done
    [ -e "$work/own/$1" ] || ln -s "$search/camunda-changelog.xml" "$work/own/$1"
    # The changelog of 7.16 and 7.17 refers to its scripts there.
    [ -e "$folder/../upgrade" ] || ln -s "$(cd "$SCRIPTS" && pwd)/upgrade" "$folder/../upgrade"
    search=$work/own
}

# holder_of_the_lock: who keeps the table of the failed statement locked, as JSON; of several the oldest.
holder_of_the_lock() {
    cp "$output" "$work/failure"
    statement=$(sed -n 's/.*\[Failed SQL: ([0-9]*) *//p' "$output" | head -n 1)
    waited_for=$(printf '%s' "$statement" | grep -io 'ACT_[A-Z0-9_]*' | tr '[:upper:]' '[:lower:]' | xargs)
    found=''
    for name in $waited_for; do found="$found${found:+, }to_regclass('$name')"; done
    execute_sql "select 'state.holder=' || json_build_object('table', c.relname, 'pid', a.pid, 'application', coalesce(a.application_name, ''),
            'query', left(regexp_replace(coalesce(a.query, ''), '[^[:print:]]+', ' ', 'g'), 60), 'open', extract(epoch from now() - a.xact_start)::int)
        from pg_locks l join pg_stat_activity a on a.pid = l.pid join pg_class c on c.oid = l.relation
        where l.granted and l.pid <> pg_backend_pid() and a.application_name is distinct from '$session' and c.relkind in ('r', 'p')
            and l.relation in (select unnest(array[${found:-null}]::regclass[])
                union select indrelid from pg_index where indexrelid = any (array[${found:-null}]::regclass[]))
        order by a.xact_start limit 1" && sed -n 's/^state\.holder=\(.*}\) *| *$/\1/p' "$output"
    cp "$work/failure" "$output"
}

# jitter ATTEMPT: seconds to leave the tables alone, so that what queued behind the migration is served, and two that retry do not meet again.
jitter() {
    random=$(od -An -N1 -tu1 /dev/urandom | tr -d ' ')
    echo $(($([ "$1" -lt 5 ] && echo "$1" || echo 5) + random % 3))
}

# change COMMAND...: runs Liquibase on the changelog. A lock that it did not get, or a deadlock with the engine nodes that go on working, is a matter
# of the moment: the transaction was rolled back, and a later one finds the tables free.
change() {
    attempt=0 first=$(date +%s) earlier=$waits
    while ! with_session "$session" --search-path="$search" --changelog-file="$changelog" "$@"; do
        attempt=$((attempt + 1))
        grep -Eq "lock timeout|deadlock detected" "$output" || failed
        waited=$(($(date +%s) - first))
        blocker=$(holder_of_the_lock)
        waits="${earlier:+$earlier,}{\"attempts\":$attempt,\"seconds\":$waited${blocker:+,\"heldBy\":$blocker}}"
        pause=$(jitter "$attempt")
        [ $(($(date +%s) - started + pause)) -lt "$BUDGET_SECONDS" ] || failed
        say again "the tables were in use (attempt $attempt, ${waited}s): ${blocker:-nobody holds them any more}"
        sleep "$pause"
    done
}
