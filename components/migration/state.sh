# state.sh: what migrate.sh asks the database before it decides. Sourced by it; nothing here changes anything.
# shellcheck shell=sh

# execute_sql SQL. Liquibase takes its lock even to run one statement. A lock table in pg_temp, under a name that hides nothing, lets us
# look at the real one, without waiting for it and without leaving a table behind. Rows are only printed for a SELECT of one line.
execute_sql() {
    with_session camunda-rolling-update --liquibase-schema-name=pg_temp --database-changelog-lock-table-name=no_lock \
        execute-sql --sql="$(printf '%s' "$1" | tr '\n' ' ')"
}

# query TABLE SQL: an expression with the value that the SQL selects as "v"; NULL if there is no such table or it may not be read. A plain
# subquery would fail there; query_to_xml runs only when it is reached.
query() {
    printf "case when has_table_privilege(to_regclass('%s'), 'select') then (xpath('//v/text()', query_to_xml(\$q\$%s\$q\$, true, false, '')))[1]::text end" "$1" "$2"
}

# All that is decided on, in one start of Liquibase:
#   log       whether there is a schema log, which began with 7.11
#   schema    newest version of the schema log, by the number of its ID_: as text, 900 is greater than 1300. The number alone tells nothing:
#             1400 is 7.25.0 in Operaton and 2.1.0 in CIB seven
#   product   what tells Camunda and its forks from others whose tables begin with ACT_, too
#   used      whether an engine ever started on this schema, which writes its history level
#   path      under which the changelog was run: it is part of the identity of each change set, so any other path would run all of them again
#   recorded  the change sets that Liquibase has on record
#   last      the newest of its records, and what was run since this migration began; what was only marked is none of it
#   holder    of Liquibase's lock, and whether its session is still there
#   minor.7.N patch.N-to-M done.… open.…   what the scripts leave behind, see components/rules/probes.ts
read_state() {
    own="replace(filename, 'classpath:', '') = coalesce((select replace(filename, 'classpath:', '') from databasechangelog where author = 'Camunda' and id = '7.16.0-baseline' limit 1), 'camunda-changelog.xml')"
    execute_sql "select 'state.' || fact from (values
        ('tables=' || (select count(*) from pg_class where relkind in ('r', 'p') and relname like 'act\\_%' and pg_table_is_visible(oid))),
        ('log=' || to_regclass('act_ge_schema_log')::text),
        ('schema=' || $(query act_ge_schema_log "select version_ as v from act_ge_schema_log where id_ ~ '^[0-9]+\$' order by id_::numeric desc limit 1")),
        ('product=' || $(query act_ge_property "select value_ as v from act_ge_property where name_ = 'schema.version'")),
        ('used=' || $(query act_ge_property "select value_ as v from act_ge_property where name_ = 'historyLevel'")),
        ('path=' || $(query databasechangelog "select filename as v from databasechangelog where author = 'Camunda' and id = '7.16.0-baseline' limit 1")),
        ('recorded=' || $(query databasechangelog "select string_agg(id, ' ' order by orderexecuted) as v from databasechangelog where $own")),
        ('last=' || $(query databasechangelog "select max(orderexecuted) as v from databasechangelog")),
        ('executed=' || $(query databasechangelog "select string_agg(id, ' ' order by orderexecuted) as v from databasechangelog
            where exectype = 'EXECUTED' and orderexecuted > ${begun:-2147483647} and (id not like '%-tag' or $own) and not ($own and orderexecuted <= (
                select coalesce(max(orderexecuted), 0) from databasechangelog where id = '${marked:-none}-tag'))")),
        ('holder=' || $(query databasechangeloglock "select lockedby as v from databasechangeloglock where locked")),
        ('since=' || $(query databasechangeloglock "select to_char(lockgranted, 'YYYY-MM-DD HH24:MI:SS') as v from databasechangeloglock where locked")),
        ('alive=' || $(query databasechangeloglock "select a.pid as v from databasechangeloglock l, pg_stat_activity a
            where l.locked and a.datname = current_database() and position('#' || a.application_name || ' (' in l.lockedby) > 0 limit 1"))
    ) as facts (fact) where fact is not null union all select 'state.' || fact from ($(cat "$here/probes.sql")) as probes" || return
    sed -n 's/^state\.\(.*[^ ]\) *| *$/\1/p' "$output" >"$work/state"
    grep -q '^tables=' "$work/state" || return
    tables=$(fact tables) schema=$(fact schema) recorded=$(fact recorded) holder=$(fact holder)
    # Where there is no schema log, the tables themselves tell the version.
    [ "$schema" ] || [ "$tables" = 0 ] || [ "$(fact log)" ] || schema=$(schema_by_tables)
}
fact() { sed -n "s/^$1=//p" "$work/state"; }

# schema_by_tables: the last of the versions before 7.11 of which all is there, without a gap; nothing if it is older than 7.5.
schema_by_tables() {
    [ "$(fact minor.7.5)" = all ] || return 0
    told=5
    for number in 6 7 8 9 10; do
        case $(fact "minor.7.$number") in
        all) told=$number ;;
        some | none) break ;;
        esac
    done
    echo "7.$told.0"
}

# half_applied: in words, which step the database has by halves, or against its version; nothing if there is none.
half_applied() {
    number=6
    while [ "$number" -le "$newest" ]; do
        state=$(fact "minor.7.$number") script=postgres_engine_7.$((number - 1))_to_7.$number.sql
        there=$(names "done.minor.7.$number") lacking=$(names "open.minor.7.$number")
        case $state:$([ "$number" -le "$previous" ] && echo behind || echo ahead) in
        all:behind | :* | none:ahead) ;;
        all:ahead) echo "$script: it has been applied, but ${schema} is what $(told_by) shows" && return ;;
        none:behind) echo "$script: nothing of it is there, but $(told_by) shows $schema" && return ;;
        some:*) echo "$script: done are $there; not done are $lacking" && return ;;
        esac
        number=$((number + 1))
    done
    for name in $(sed -n "s/^\(patch\.7\.$previous\.[^=]*\)=some\$/\1/p" "$work/state"); do
        id=${name#patch.}
        echo "postgres_engine_7.${previous}_patch_$(echo "$id" | sed 's/-to-/_to_/').sql: done are $(names "done.$name"); not done are $(names "open.$name")" && return
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
        case $place in *[!0-9]*) place=$((newest + 1)) ;; esac
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
