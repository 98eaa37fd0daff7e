# expected.sh: whether the database is the one that the stack expects, where its schema would be created or migrated. Sourced by migrate.sh.
#
# The expectation is the one line of the file `expected` beside this, see components/schema/rules/expected.ts; without the file any database will do:
#   fresh                   nothing is recorded, and nothing runs: an empty database, or a schema that no engine has used
#   takenOver SCHEMA        nodes are taken over that work on this schema
#   recorded SCHEMA [ID]…   the stack has completed a version with this schema; IDs are those of the engine's installation, if known
#   any                     an override of databaseUnexpected is set
# shellcheck shell=sh

# installation_ids: those that engines have given this database, since 7.14 (Operaton has one of its own), as the termination message may take them.
installation_ids() { fact installation | LC_ALL=C tr -cd 'A-Za-z0-9 -' | cut -c1-200; }

# known_here IDS: whether one of them is an installation of this database.
known_here() {
    for id in $1; do
        case " $installation " in *" $id "*) return 0 ;; esac
    done
    return 1
}

other_database="Nodes on another database would not see the process instances of the cluster: they would start empty or with other data."

# require_expected: a hold, unless the database is the expected one.
require_expected() {
    [ -f "$here/expected" ] || return 0
    read -r kind expected ids <"$here/expected" || : # the line may have no end
    there="${JDBC_URL%%\?*} has the schema ${schema:-of no known version}${installation:+ of installation $installation}"
    [ "$tables" != 0 ] || there="${JDBC_URL%%\?*} is empty"
    lower=''
    if [ "$tables" != 0 ]; then
        at=$(position "$schema") least=$(position "$expected")
        [ "${at:-0}" -ge "${least:-0}" ] || lower=yes
    fi
    override="pulumi config set --path 'overrides[0].hold' databaseUnexpected && pulumi config set --path 'overrides[0].reason' \"REASON\"   # [0]: the first free place"
    case $kind in
    any) ;;
    fresh)
        [ "$tables" = 0 ] || [ -z "$(fact used)" ] || hold databaseUnexpected "$there, which engines have used; this stack has no completed version on record; target is $wanted" \
            "A first installation creates its schema. An existing cluster is taken over first, at its own version, so that its nodes are checked too. docs/guides/adoption.md" \
            "pulumi config set --path engine.version ${schema:-VERSION} && pulumi config set --path adopt.selector LABELS && pulumi up; or, if none of its nodes runs: $override"
        ;;
    takenOver)
        [ "$tables" != 0 ] && [ -z "$lower" ] || hold databaseUnexpected "$there; expected is $expected, the schema of the nodes to be taken over" \
            "$other_database" \
            "set database.jdbcUrl to the URL that these nodes use, then pulumi up; or, if this database is meant: $override"
        ;;
    recorded)
        if [ "$tables" = 0 ] || [ "$lower" ] || { [ "$ids" ] && ! known_here "$ids"; }; then
            [ "$tables" = 0 ] || [ "$installation" ] || there="$there, and no installation id"
            hold databaseUnexpected "$there; expected is the schema $expected${ids:+ of installation $ids}, which this stack has completed" \
                "$other_database" \
                "restore the backup (docs/guides/roll-back-and-restore.md), or set database.jdbcUrl to the database with the data, then pulumi up; or, if this database is meant: $override"
        fi
        ;;
    *) hold configurationInvalid "the expectation is \"$kind\", but has to be fresh, takenOver, recorded or any" "$by_environment" "remove the file $here/expected, or correct it" ;;
    esac
}
