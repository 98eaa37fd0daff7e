# postgres.sh: what migrate.sh asks and does otherwise on PostgreSQL, where each change set is one transaction. Sourced by migrate.sh.
# shellcheck shell=sh

scripts_of=postgres
# The last two: Liquibase makes its log before it takes its lock, so of two that begin at once one may find it made meanwhile.
in_use="lock timeout|deadlock detected|relation \"databasechangelog\" already exists|pg_(type_typname|class_relname)_nsp_index"
nobody="nobody holds them any more"
sessions_by_age="select pid, application_name, xact_start, query from pg_stat_activity order by xact_start"

# connect: makes the URL for all that follows.
connect() {
    # lock_timeout: fail and be retried, instead of freezing the cluster behind a queued ALTER TABLE. Keep-alives: a machine that vanished is noticed
    # within a minute or so, and its locks are freed; the default of most systems is two hours.
    options="-c%20lock_timeout=$LOCK_TIMEOUT%20-c%20tcp_keepalives_idle=30%20-c%20tcp_keepalives_interval=10%20-c%20tcp_keepalives_count=3"
    case $JDBC_URL in
    *[\?\&]options=*) url=$(printf '%s' "$JDBC_URL" | sed "s/\([?&]options=[^&]*\)/\1%20$options/") ;;
    *\?*) url="$JDBC_URL&options=$options" ;;
    *) url="$JDBC_URL?options=$options" ;;
    esac
    find_liquibase
}

url_of() { printf '%s&ApplicationName=%s' "$url" "$1"; }

# execute_sql SQL: its rows, of one column f, as answers. An image whose Liquibase is without H2, or has the driver elsewhere, is asked through Liquibase
# itself, 1.5 s later: it takes its lock even to run one statement. A lock table in pg_temp, under a name that hides nothing, lets us look at the real one,
# without waiting for it and without leaving a table behind. It prints rows for a SELECT of one line only.
execute_sql() {
    line=$(printf '%s' "$1" | tr '\n' ' ')
    if [ -f "$lib/h2.jar" ] && [ -f "$lib/postgresql.jar" ]; then
        printf '%s;\n' "$line" | ask "$(url_of camunda-rolling-update)" org.postgresql.Driver postgresql.jar
    else
        with_session camunda-rolling-update --liquibase-schema-name=pg_temp --database-changelog-lock-table-name=no_lock execute-sql --sql="$line" &&
            sed -i 's/^\(state\..*[^ ]\) *| *$/f: \1/' "$output"
    fi
}

# query TABLE SQL: an expression with the value that the SQL selects as "v"; NULL if there is no such table or it may not be read. A plain
# subquery would fail there; query_to_xml runs only when it is reached.
query() {
    printf "case when has_table_privilege(to_regclass('%s'), 'select') then (xpath('//v/text()', query_to_xml(\$q\$select regexp_replace(v::text, '[[:cntrl:]]+', ' ', 'g') as v from (%s) as q\$q\$, true, false, '')))[1]::text end" "$1" "$2"
}

# All that is decided on, in one question:
#   prefixed  a table of Camunda's that has something before its name (databaseTablePrefix)
#   log       whether there is a schema log, which began with 7.11
#   schema    newest version of the schema log, by the number of its ID_: as text, 900 is greater than 1300. The number alone tells nothing:
#             1400 is 7.25.0 in Operaton and 2.1.0 in CIB seven
#   product   what tells Camunda and its forks from others whose tables begin with ACT_, too
#   used      whether an engine ever started on this schema, which writes its history level
#   installation  what engines since 7.14 call this database, see expected.sh
#   path      under which the changelog was run: it is part of the identity of each change set, so any other path would run all of them again
#   recorded  the change sets that Liquibase has on record
#   last      the newest of its records, and what was run since this migration began; what was only marked is none of it
#   lock      whether there is Liquibase's lock
#   holder    of it, whether its session is still there, and its digits, by which it is named in a statement (owner)
#   minor.7.N patch.N-to-M done.… open.…   what the scripts leave behind, see components/schema/rules/probes.ts
read_state() {
    own="replace(filename, 'classpath:', '') = coalesce((select replace(filename, 'classpath:', '') from databasechangelog where author = 'Camunda' and id = '$baseline_set' limit 1), 'camunda-changelog.xml')"
    execute_sql "select 'state.' || regexp_replace(fact, '[[:cntrl:]]+', ' ', 'g') as f from (values
        ('tables=' || (select count(*) from pg_class where relkind in ('r', 'p') and relname like 'act\\_%' and pg_table_is_visible(oid))),
        ('prefixed=' || (select min(relname) from pg_class where relkind in ('r', 'p') and relname like '%_act\\_ge\\_property' and pg_table_is_visible(oid))),
        ('log=' || to_regclass('act_ge_schema_log')::text),
        ('schema=' || $(query act_ge_schema_log "select left(version_, 40) as v from act_ge_schema_log where id_ ~ '^[0-9]+\$' order by id_::numeric desc limit 1")),
        ('product=' || $(query act_ge_property "select left(value_, 100) as v from act_ge_property where name_ = 'schema.version'")),
        ('used=' || $(query act_ge_property "select left(value_, 20) as v from act_ge_property where name_ = 'historyLevel'")),
        ('installation=' || $(query act_ge_property "select string_agg(value_, ' ' order by name_) as v from act_ge_property
            where name_ like '%.installation.id' and value_ ~ '^[A-Za-z0-9-]{1,64}\$'")),
        ('path=' || $(query databasechangelog "select left(filename, 255) as v from databasechangelog where author = 'Camunda' and id = '$baseline_set' limit 1")),
        ('recorded=' || $(query databasechangelog "select string_agg(id, ' ' order by orderexecuted) as v from databasechangelog where $own")),
        ('last=' || $(query databasechangelog "select max(orderexecuted) as v from databasechangelog")),
        ('executed=' || $(query databasechangelog "select string_agg(id, ' ' order by orderexecuted) as v from databasechangelog
            where exectype = 'EXECUTED' and orderexecuted > ${begun:-2147483647} and (id not like '%-tag' or $own) and not ($own and orderexecuted <= (
                select coalesce(max(orderexecuted), 0) from databasechangelog where id = '${marked:-none}-tag'))")),
        ('lock=' || $(query databasechangeloglock "select id as v from databasechangeloglock where id = 1")),
        ('holder=' || $(query databasechangeloglock "select left(lockedby, 255) as v from databasechangeloglock where locked")),
        ('owner=' || $(query databasechangeloglock "select encode(convert_to(lockedby, 'UTF8'), 'hex') as v from databasechangeloglock where locked")),
        ('since=' || $(query databasechangeloglock "select to_char(lockgranted, 'YYYY-MM-DD HH24:MI:SS') as v from databasechangeloglock where locked")),
        ('alive=' || $(query databasechangeloglock "select a.pid as v from databasechangeloglock l, pg_stat_activity a
            where l.locked and a.datname = current_database() and position('#' || a.application_name || ' (' in l.lockedby) > 0 limit 1"))
    ) as facts (fact) where fact is not null union all select 'state.' || fact from ($(cat "$here/probes.sql")) as probes" || return
    answers >"$work/state"
    grep -q '^tables=' "$work/state" || return
    tables=$(fact tables) schema=$(fact schema) recorded=$(fact recorded) holder=$(fact holder) installation=$(installation_ids)
    # Where there is no schema log, the tables themselves tell the version.
    [ "$schema" ] || [ "$tables" = 0 ] || [ "$(fact log)" ] || schema=$(schema_by_tables)
}

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

# holder_of_the_lock: who keeps the table of the failed statement locked, as JSON; of several the oldest.
holder_of_the_lock() {
    cp "$output" "$work/failure"
    statement=$(sed -n 's/.*\[Failed SQL: ([0-9]*) *//p' "$output" | head -n 1)
    waited_for=$(printf '%s' "$statement" | grep -io 'ACT_[A-Z0-9_]*' | tr '[:upper:]' '[:lower:]' | xargs)
    found=''
    for name in $waited_for; do found="$found${found:+, }to_regclass('$name')"; done
    execute_sql "select 'state.holder=' || json_build_object('table', c.relname, 'pid', a.pid, 'application', coalesce(a.application_name, ''),
            'query', left(regexp_replace(coalesce(a.query, ''), '[^[:print:]]+', ' ', 'g'), 60), 'open', extract(epoch from now() - a.xact_start)::int) as f
        from pg_locks l join pg_stat_activity a on a.pid = l.pid join pg_class c on c.oid = l.relation
        where l.granted and l.pid <> pg_backend_pid() and a.application_name is distinct from '$session' and c.relkind in ('r', 'p')
            and l.relation in (select unnest(array[${found:-null}]::regclass[])
                union select indrelid from pg_index where indexrelid = any (array[${found:-null}]::regclass[]))
        order by a.xact_start limit 1" && answers | sed -n 's/^holder=//p'
    cp "$work/failure" "$output"
}

make_lock() {
    execute_sql "create table if not exists databasechangeloglock (id integer not null, locked boolean not null, lockgranted timestamp without time zone,
        lockedby varchar(255), constraint databasechangeloglock_pkey primary key (id))" &&
        execute_sql "insert into databasechangeloglock (id, locked) values (1, false) on conflict do nothing"
}

# release_lock_of DIGITS
release_lock_of() {
    execute_sql "update databasechangeloglock set locked = false, lockgranted = null, lockedby = null where convert_to(lockedby, 'UTF8') = decode('$1', 'hex')"
}

# The first statement of each change set writes the schema log, in the same transaction as the rest of it.
how_far() { echo "no change set is applied by halves"; }

# make_the_steps: the generated changelog, then Camunda's own.
make_the_steps() {
    if [ "$tables" != 0 ] && { [ "$previous" -lt "$own_changelog_from" ] || [ "$pending" ]; }; then
        tag=$(last_tag "$([ "$minor" -lt "$own_changelog_from" ] && echo "$minor" || echo "$own_changelog_from")")
        say migrate "$from to $tag, by the scripts in $SCRIPTS/upgrade"
        search="$work/upgrade,$(cd "$SCRIPTS" && pwd)" changelog=$upgrade_changelog
        change update-to-tag --tag="$tag"
    fi
    if by_own_changelog; then
        own_changelog_under "${path:-camunda-changelog.xml}"
        case "$tables: $recorded " in
        0:* | *" $baseline-tag "*) ;;
        *)
            say baseline "Liquibase has no record up to $baseline: marks its change sets as applied"
            change changelog-sync-to-tag --tag="$baseline"
            marked=$baseline
            ;;
        esac
        say migrate "${from:-an empty database} to $wanted"
        change update-to-tag --tag="$wanted"
    fi
}
