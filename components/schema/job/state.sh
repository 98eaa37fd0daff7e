# state.sh: what migrate.sh asks the database before it decides. Sourced by it; nothing here changes anything.
# shellcheck shell=sh

fact() { sed -n "s/^$1=//p" "$work/state"; }

# schema_by_tables: the last of the versions before the schema log of which all is there, without a gap; nothing if it is older than the oldest.
schema_by_tables() {
    [ "$(fact "minor.7.$oldest")" = all ] || return 0
    told=$oldest number=$oldest
    while number=$((number + 1)) && [ "$number" -lt "$log_begins" ]; do
        case $(fact "minor.7.$number") in
        all) told=$number ;;
        some | none) break ;;
        esac
    done
    echo "7.$told.0"
}

# half_applied: in words, which step the database has by halves, or against its version; nothing if there is none.
half_applied() {
    number=$((oldest + 1))
    while [ "$number" -le "$newest" ]; do
        state=$(fact "minor.7.$number") script=${scripts_of}_engine_7.$((number - 1))_to_7.$number.sql side=ahead
        [ "$number" -gt "$previous" ] || side=behind
        case $state:$side in
        all:behind | :* | none:ahead) ;;
        all:ahead) echo "$script: it has been applied, but ${schema} is what $(told_by) shows" && return ;;
        none:behind) echo "$script: nothing of it is there, but $(told_by) shows $schema" && return ;;
        some:*) echo "$script: done are $(names "done.minor.7.$number"); not done are $(names "open.minor.7.$number")" && return ;;
        esac
        number=$((number + 1))
    done
    for name in $(sed -n "s/^\(patch\.7\.$previous\.[-0-9._to]*\)=some\$/\1/p" "$work/state"); do
        id=${name#patch.}
        echo "${scripts_of}_engine_7.${previous}_patch_$(echo "$id" | sed 's/-to-/_to_/').sql: done are $(names "done.$name"); not done are $(names "open.$name")" && return
    done
}
# names FACT: not more of them than a termination message has room for.
names() { fact "$1" | sed 's/^\(.\{500\}[^ ]*\) .*/\1 and more/'; }
told_by() { [ "$(fact log)" ] && echo "the schema log" || echo "everything else"; }

# position VERSION: where a schema stands in the order of the product's; nothing if it is none of them.
position() {
    case $1 in
    7.[0-9]*)
        place=${1#7.} place=${place%%.*}
        case $place in *[!0-9]* | 0?* | ????*) place=$((newest + 1)) ;; esac
        [ "$place" -gt "$newest" ] || echo "$place"
        ;;
    *)
        place=$newest
        for own in ${OWN_SCHEMAS:-}; do
            place=$((place + 1))
            case $1 in "$own".*) echo "$place" ;; esac
        done
        ;;
    esac
}
