# failed.sh: what has gone wrong, what it means, and what is waited for since it passes. Sourced by migrate.sh.
# shellcheck shell=sh

change_sets() { sed -n 's/^Running Changeset: .*::\(.*\)::.*/\1/p' "$output"; }

# find_cause: what has gone wrong, as the driver or Liquibase says it.
find_cause() {
    cause=$(sed -n 's/^ERROR: Exception Primary Reason: *//p' "$output" | head -n 1)
    [ "$cause" ] || cause=$(sed '/^$/d; /more information/d' "$output" | tail -n 1)
    cause=$(printf '%s' "$cause" | cut -c1-500 | printable)
}

# unreachable: whether the cause is that no database answers there (yet); it says itself that it is starting or shutting down.
unreachable() {
    case $cause in
    *refused* | *nknown\ host* | *UnknownHost* | *"timed out"* | *attempt\ failed* | *"database system is"*) ;;
    *) return 1 ;;
    esac
}

# reach_database: reads its state, and waits where it is not there for a moment.
reach_database() {
    until read_state; do
        find_cause
        left=$((started + CONNECT_SECONDS - $(date +%s)))
        unreachable && [ "$left" -gt 0 ] || failed
        say waiting "for the database, $left s more: $cause"
        sleep 2
    done
}

# failed: the reason of Liquibase, what it means, and how far it came.
failed() {
    sed '/^$/d' "$output" | tail -n 200 | cut -c1-500 | printable >&2
    [ "$applied" ] || applied=$(change_sets | sed '$d' | xargs) # all but the one that failed
    find_cause
    next="correct the cause, then run the migration again"
    case $cause in
    *"lock timeout"* | *"Lock wait timeout"*)
        why="A transaction kept a table locked for longer than $LOCK_TIMEOUT, at each attempt; everything that needs the table would have queued behind the migration"
        [ -z "$waits" ] || why="$why; the last was $(printf '%s' "$waits" | sed 's/.*"heldBy"://; s/[{}"]//g; s/,/, /g')"
        next="find it by: $sessions_by_age; when it has ended, run the migration again"
        ;;
    *"deadlock detected"* | *"Deadlock found"*)
        why="At each attempt, the migration and the engine nodes each held a table that the other needed. The database ended the migration."
        next="run the migration again when there is less load"
        ;;
    *"authentication failed"* | *"password was provided"* | *"using password"*) why="The database refused the user $DB_USER or its password." ;;
    *"too many clients"* | *"too many connections"* | *"connection slots"* | *"Too many connections"*)
        why="No connection is left for the migration: each engine node keeps a pool of them, 10 by default (Hikari), up to the limit of the server or of the user."
        next="allow more connections (max_connections), or make the pools smaller in an update before this one: pulumi config set --path nodes.env.SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE 5"
        ;;
    *"unsupported startup parameter"*)
        why="A pooler such as PgBouncer in between does not accept settings of a session. Without a lock timeout, the migration would block the nodes."
        next="give the migration the address of the database itself: migration.jdbcUrl, or --url by hand"
        ;;
    *"certification path"* | *"hostname"*verif* | *"no pg_hba.conf entry"*)
        why="The database and the migration do not agree on encryption: ${url%%\?*}"
        next="set sslmode in the URL as the server requires it, and sslrootcert to the certificate of its authority"
        ;;
    *"No space left"*) why="The disk of the database is full." next="free some space, then run the migration again" ;;
    *"permission denied"* | *" denied "*) why="The user $DB_USER lacks a privilege: the migration creates and alters tables." ;;
    *"change log lock"*) why="Another migration holds Liquibase's lock." next="run the migration again when the other one has ended" ;;
    *)
        why="Liquibase ended with this error. All of its output is in the log above."
        ! unreachable || why="The database cannot be reached at ${url%%\?*}"
        ;;
    esac
    if [ -z "$before" ]; then
        found="Nothing was changed."
    elif ! read_state; then
        found="Its progress could not be read."
    elif [ "$tables tables at ${schema:-no version}" = "$before" ] && [ -z "$(fact executed)$(fact begun)" ]; then
        found="Nothing was changed: the schema still has $before."
    else
        applied=$(fact executed)
        found="The schema is now at ${schema:-no version}; $(how_far)."
    fi
    hold migrationFailed "$cause. $found" "$why" "$next" 1
}
