# hops.sh: the steps that Camunda's own changelog does not make, how a step is run, and what it waits for. Sourced by migrate.sh.
# shellcheck shell=sh

# by_own_changelog: whether this migration needs Camunda's changelog.
by_own_changelog() { [ "$tables" = 0 ] || [ "$minor" -gt "$own_changelog_from" ]; }

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

# jitter ATTEMPT: seconds to leave the tables alone, so that what queued behind the migration is served, and two that retry do not meet again.
jitter() {
    random=$(od -An -N1 -tu1 /dev/urandom | tr -d ' ')
    echo $(($([ "$1" -lt 5 ] && echo "$1" || echo 5) + random % 3))
}

# flat_object: one object of texts and numbers in JSON, as it becomes a part of the record; nothing else passes.
flat_object() { grep -Exm 1 '\{("[a-z]+" ?: ?("([^"\\]|\\.)*"|[0-9]+|null)(, ?|\}$))+' | cut -c1-1000 || :; }

# change COMMAND...: runs Liquibase on the changelog. A lock that it did not get, or a deadlock with the engine nodes that go on working, is a matter
# of the moment: what was under way was undone, and a later attempt finds the tables free.
change() {
    # As Liquibase would make it, but not with its "delete from databasechangeloglock": where two begin at once, that one takes the other's lock away.
    # Beside one that makes the same table, the first attempt may fail: then the table is there.
    [ "${lock:=$(fact lock)}" ] || make_lock || make_lock || failed
    lock=made
    attempt=0 first=$(date +%s) earlier=$waits
    while ! with_session "$session" --search-path="$search" --changelog-file="$changelog" "$@"; do
        attempt=$((attempt + 1))
        grep -Eq "$in_use" "$output" || failed
        waited=$(($(date +%s) - first))
        blocker=$(holder_of_the_lock | flat_object)
        waits="${earlier:+$earlier,}{\"attempts\":$attempt,\"seconds\":$waited${blocker:+,\"heldBy\":$blocker}}"
        pause=$(jitter "$attempt")
        [ $(($(date +%s) - started + pause)) -lt "$BUDGET_SECONDS" ] || failed
        say again "the tables were in use (attempt $attempt, ${waited}s): ${blocker:-$nobody}"
        sleep "$pause"
    done
}
