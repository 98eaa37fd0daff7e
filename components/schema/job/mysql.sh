# mysql.sh: what migrate.sh asks and does otherwise on MariaDB and MySQL, where each statement that changes a table commits by itself. So every statement of
# Camunda's scripts is a change set of its own, with a question whether it has been done: after a migration that died, or failed, the next one goes on
# with the statement that was under way then. Sourced by migrate.sh.
# shellcheck shell=sh

scripts_of=mariadb
case $JDBC_URL in jdbc:mysql:*) scripts_of=mysql ;; esac
in_use="Lock wait timeout exceeded|Deadlock found"
nobody="who holds them, $DB_USER cannot see, which takes the privilege PROCESS; or nobody any more"
sessions_by_age="select * from information_schema.innodb_trx order by trx_started"

# seconds_of DURATION: in whole seconds, which these databases count in; as PostgreSQL has it, a number alone is milliseconds.
seconds_of() {
    number=${1%%[!0-9]*}
    case ${number:-x}:${1#"$number"} in
    *[!0-9]*:* | x:*) return 1 ;;
    *:s) echo "$number" ;;
    *:min) echo $((number * 60)) ;;
    *:ms | *:) echo $(((number + 999) / 1000)) ;;
    *) return 1 ;;
    esac
}

# connect: makes the URL for all that follows. Always for MariaDB's driver, which speaks to both and which Liquibase brings; that of MySQL it does not bring.
connect() {
    wait=$(seconds_of "$LOCK_TIMEOUT") || hold configurationInvalid "LOCK_TIMEOUT is $LOCK_TIMEOUT, but has to be a number with ms, s or min" "$by_environment" "set it to 1s, for example"
    case ${JDBC_URL%%\?*} in
    *://*/?*) ;;
    *) hold configurationInvalid "${JDBC_URL%%\?*} names no database, which is the schema here" "$by_environment" \
        "put its name behind the host: jdbc:mariadb://HOST/DATABASE" ;;
    esac
    case $JDBC_URL in
    *[\?\&]initSql=*) hold configurationInvalid "the URL sets initSql, which the migration sets itself" "$by_environment" "remove it from the URL" ;;
    esac
    # lock_wait_timeout is for tables, the other for rows. wait_timeout: a machine that vanished is noticed, and its locks are freed; the default is eight hours.
    options="lock_wait_timeout=$wait,innodb_lock_wait_timeout=$wait,wait_timeout=300"
    url=jdbc:mariadb:${JDBC_URL#jdbc:*:}
    case $url in
    *[\?\&]sessionVariables=*) url=$(printf '%s' "$url" | sed "s/\([?&]sessionVariables=[^&]*\)/\1,$options/") ;;
    *\?*) url="$url&sessionVariables=$options" ;;
    *) url="$url?sessionVariables=$options" ;;
    esac
    find_liquibase
    for jar in h2 mariadb-java-client; do
        [ -f "$lib/$jar.jar" ] || hold configurationInvalid "$lib has no $jar.jar, which Liquibase 4 contains" "$by_environment" \
            "take an image with all of Liquibase 4, e.g. liquibase/liquibase:4.28.0"
    done
}

# url_of NAME: with a lock that the session has until it ends, however that is: the server itself then frees it, and anybody may ask for it. That is why
# not information_schema.processlist, which has no place for a name, nor the attributes of a connection, for which performance_schema has to be on.
url_of() { printf "%s&initSql=do get_lock('%s', 0)" "$url" "$1"; }

ask_all() { ask "$url" org.mariadb.jdbc.Driver mariadb-java-client.jar; }

# if_there TABLE STATEMENT: the statement, which selects into variables, where there is such a table; without one it would fail.
if_there() {
    printf "set @q = if((select count(*) from information_schema.tables where table_schema = database() and table_name = '%s') = 1, '%s', 'do 0');\n" \
        "$1" "$(printf '%s' "$2" | tr '\n' ' ' | sed "s/'/''/g")"
    printf 'prepare q from @q;\nexecute q;\n'
}

# All that is decided on: as on PostgreSQL, see postgres.sh, but
#   log       whether the schema log has a row: the step to 7.11 makes the table long before it is complete
#   recorded  the change sets of Camunda's changelog; ours are in "statements"
#   minor.7.N patch.N-to-M done.… open.… begun   how far the scripts in SCRIPTS have come, see progress.awk
read_state() {
    {
        echo "set session group_concat_max_len = 1000000;"
        if_there ACT_GE_SCHEMA_LOG "select left(version_, 40) into @version from ACT_GE_SCHEMA_LOG where id_ regexp '^[0-9]+\$' order by id_ + 0 desc limit 1"
        if_there ACT_GE_SCHEMA_LOG "select count(*) into @log from ACT_GE_SCHEMA_LOG"
        if_there ACT_GE_PROPERTY "select max(case when name_ = 'schema.version' then left(value_, 100) end), max(case when name_ = 'historyLevel' then left(value_, 20) end)
            into @product, @used from ACT_GE_PROPERTY"
        if_there ACT_GE_PROPERTY "select group_concat(value_ order by name_ separator ' ') into @installation from ACT_GE_PROPERTY
            where name_ like '%.installation.id' and value_ regexp '^[A-Za-z0-9-]{1,64}$'"
        if_there DATABASECHANGELOG "select max(left(filename, 255)) into @path from DATABASECHANGELOG where author = 'Camunda' and id = '7.16.0-baseline'"
        if_there DATABASECHANGELOG "select group_concat(case when author = 'camunda-rolling-update' then id end order by orderexecuted separator ' '),
                group_concat(case when replace(filename, 'classpath:', '') = coalesce(replace(@path, 'classpath:', ''), 'camunda-changelog.xml') then id end
                    order by orderexecuted separator ' '), max(orderexecuted),
                group_concat(case when author = 'camunda-rolling-update' and exectype = 'EXECUTED' and id not like '%#%'
                    and orderexecuted > ${begun:-2147483647} then id end order by orderexecuted separator ' ')
            into @statements, @recorded, @last, @executed from DATABASECHANGELOG"
        if_there DATABASECHANGELOGLOCK "select max(id) into @lock from DATABASECHANGELOGLOCK where id = 1"
        if_there DATABASECHANGELOGLOCK "select max(left(lockedby, 255)), max(hex(lockedby)), max(date_format(lockgranted, '%Y-%m-%d %H:%i:%s')), max(case when lockedby like '%#camunda-rolling-update.%'
                then is_used_lock(substring_index(substring_index(lockedby, '#', -1), ' (', 1)) end)
            into @holder, @owner, @since, @alive from DATABASECHANGELOGLOCK where locked = 1"
        echo "select concat('state.server=', version()) as f;"
        echo "select concat('state.tables=', count(*)) as f from information_schema.tables where table_schema = database() and table_name like 'ACT\\_%';"
        echo "select concat('state.prefixed=', min(table_name)) as f from information_schema.tables" \
            "where table_schema = database() and table_name like '%_ACT\\_GE\\_PROPERTY' having count(*) > 0;"
        echo "select concat('state.names=', coalesce(group_concat(upper(table_name) separator ' '), '')) as f from information_schema.tables" \
            "where table_schema = database() and table_name like 'ACT\\_%';"
        for name in log:@log schema:@version product:@product used:@used installation:@installation path:@path recorded:@recorded statements:@statements last:@last executed:@executed lock:@lock \
            holder:@holder owner:@owner since:@since alive:@alive; do
            # Without what would end the line: what comes behind it could be taken for another answer.
            echo "select concat('state.${name%%:*}=', replace(replace(${name#*:}, char(10), ' '), char(13), ' ')) as f;"
        done
    } | ask_all || return
    answers | grep -v '^log=0$' >"$work/state"
    grep -q '^tables=' "$work/state" || return
    case $(fact server) in *MariaDB*) server=mariadb ;; *) server=mysql ;; esac
    # The server decides, and not the URL: MariaDB may be reached by either.
    [ "$server" = "$scripts_of" ] || { scripts_of=$server && checksum=$(checksum_of_scripts); }
    tables=$(fact tables) schema=$(fact schema) recorded=$(fact recorded) holder=$(fact holder) installation=$(installation_ids)
    case " $(fact statements) " in
    *" 7.16.0-baseline "*) ;;
    *" 7.16.0-baseline#0 "*) tables=0 && echo begun=7.16.0-baseline >>"$work/state" ;; # the creation of the schema had begun
    esac
    [ "$tables" = 0 ] || read_progress || return
    # Where there is no schema log, the tables themselves tell the version.
    [ "$schema" ] || [ "$tables" = 0 ] || [ "$(fact log)" ] || schema=$(schema_by_tables)
}

# read_progress: which statements of the scripts have been done.
read_progress() {
    take_apart
    awk -F '\t' -v present=" $(fact names) " '
        function flush() { if (list != "") printf "select concat('\''state.at.%s\t'\'', concat_ws('\'' '\'', %s)) as f;\n", id, list }
        $1 != id { flush(); id = $1; list = "" }
        {
            table = $5
            sub(/^select count\(\*\) from /, "", table)
            sub(/ .*/, "", table)
            # A row can only be asked for where its table is.
            question = $5 !~ /information_schema/ && index(present, " " table " ") == 0 ? "null" : $5
            list = list (list == "" ? "" : ", ") "concat('\''" $2 ":'\'', coalesce((" question "), '\''?'\''))"
        }
        END { flush() }' "$work/statements.list" | ask_all || return
    answers | sed -n 's/^at\.//p' >"$work/answers"
    awk -v recorded="$(fact statements) $recorded" -f "$here/progress.awk" "$work/statements.list" "$work/answers" >>"$work/state"
    case " $(fact names) " in *" ACT_RU_BATCH "*) echo minor.7.5=all >>"$work/state" ;; esac # what 7.4 → 7.5 brought, see components/schema/rules/probes.ts
}

# steps: id, minor, and file of all scripts that SCRIPTS has, in order.
steps() {
    while read -r id number file; do
        file=$SCRIPTS/upgrade/${scripts_of}_$file
        [ ! -f "$file" ] || echo "$id $number $file"
    done <"$here/steps.txt"
}

take_apart() {
    [ ! -f "$work/statements.list" ] || return 0
    steps | while read -r id _ file; do awk -v script="$id" -f "$here/statements.awk" "$file"; done >"$work/statements.list"
}

# patches STATE: the patch scripts for the present schema in this state; one that had begun still has to be made.
patches() {
    steps | while read -r id number _; do
        case $number:$id:$(fact "patch.$id"):$(fact begun | grep -Fx "$id") in
        "$previous:7.$previous."*":$1:" | "$previous:7.$previous."*"::$id") echo "$id" ;;
        esac
    done
}

# missing_steps: the scripts that SCRIPTS has not. Camunda's last for MariaDB lead to 7.22, and later jars have none at all for it.
missing_steps() {
    number=$((previous + 1))
    while [ "$number" -le "$minor" ]; do
        step=upgrade/${scripts_of}_engine_7.$((number - 1))_to_7.$number.sql
        [ -f "$SCRIPTS/$step" ] || printf '%s ' "$step"
        number=$((number + 1))
    done
}

# holder_of_the_lock: as JSON, who keeps the table of the failed statement locked, where MariaDB has the plugin METADATA_LOCK_INFO, which tells everybody
# the number of the session; else whose transaction is open the longest, as far as the user may see transactions. Who only reads in READ COMMITTED may hold a table without being listed.
holder_of_the_lock() {
    cp "$output" "$work/failure"
    names=$(sed -n 's/.*\[Failed SQL: ([0-9]*) *//p' "$output" | head -n 1 | grep -o 'ACT_[A-Z0-9_]*' | sed "s/.*/'&'/" | paste -s -d , -)
    who="'application', coalesce(concat(p.user, '@', p.host), ''), 'query', left(coalesce(p.info, ''), 60), 'open'"
    found=$(holder_in "l.table_name, 'pid', l.thread_id, $who, l.lock_time_ms div 1000" "information_schema.metadata_lock_info l
        left join information_schema.processlist p on p.id = l.thread_id where l.table_schema = database() and l.table_name in (${names:-''})
        and l.thread_id <> connection_id() order by l.lock_time_ms desc")
    [ "$found" ] || found=$(holder_in "'of those, or another: its transaction is the oldest', 'pid', p.id, $who, timestampdiff(second, t.trx_started, now())" \
        "information_schema.innodb_trx t join information_schema.processlist p on p.id = t.trx_mysql_thread_id
        where p.db = database() and p.id <> connection_id() order by t.trx_started")
    printf '%s' "$found"
    cp "$work/failure" "$output"
}

# holder_in VALUES SQL: of those in the SQL the first; nothing where the user may not ask.
holder_in() {
    echo "select concat('state.holder=', json_object('table', $1)) as f from $2 limit 1;" |
        tr '\n' ' ' | sed 's/$/\n/' | ask_all || return 0
    answers | sed -n 's/^holder=//p'
}

make_lock() {
    {
        echo "create table if not exists DATABASECHANGELOGLOCK (ID int not null, LOCKED tinyint(1) not null, LOCKGRANTED datetime null," \
            "LOCKEDBY varchar(255) null, constraint PK_DATABASECHANGELOGLOCK primary key (ID));"
        echo "insert ignore into DATABASECHANGELOGLOCK (ID, LOCKED) values (1, 0);"
    } | ask_all
}

# release_lock_of DIGITS
release_lock_of() { echo "update DATABASECHANGELOGLOCK set locked = 0, lockgranted = null, lockedby = null where hex(lockedby) = '$1';" | ask_all; }

how_far() {
    unfinished=$(fact begun | head -n 1)
    case $unfinished in
    '') echo "each script is applied as a whole" && return ;;
    7.16.0-baseline) echo "the schema has been created in part; the next run goes on there" && return ;;
    esac
    echo "of $unfinished are done $(names done.begun | head -n 1); not done are $(names open.begun | head -n 1); the next run goes on there"
}

write_upgrade_changelog() { take_apart; }

# plan: the scripts to be made, in order.
plan() {
    [ "$tables" != 0 ] || echo 7.16.0-baseline
    [ "$tables" = 0 ] || patches none
    steps | while read -r id number _; do
        [ "$number" -le "$([ "$tables" = 0 ] && echo "$own_changelog_from" || echo "$previous")" ] || [ "$number" -gt "$minor" ] || echo "$id"
    done
}

# write_statements: the changelog with the statements of the plan as change sets, between one that says that a script has begun and one that says that it is complete.
write_statements() {
    mkdir -p "$work/upgrade"
    plan >"$work/plan"
    if [ "$tables" = 0 ]; then
        # In the order of Camunda's changelog.
        for part in engine history identity case.engine case.history decision.engine decision.history; do
            cat "$SCRIPTS/liquibase/baseline/liquibase.$scripts_of.create.$part.sql" && echo
        done >"$work/baseline.sql"
        awk -v script=7.16.0-baseline -f "$here/statements.awk" "$work/baseline.sql" >>"$work/statements.list"
    fi
    while read -r id; do
        strange=$(awk -F '\t' -v id="$id" '$1 == id && $3 == "unknown" { print $4; exit }' "$work/statements.list")
        [ -z "$strange" ] || hold scriptsIncomplete "the script $id has a statement that is not understood: $strange" \
            "The migration could not tell whether the statement was executed, so it could not continue after an interruption." "take the scripts from Camunda's own jar or image"
    done <"$work/plan"
    awk -F '\t' -v folder="$work/upgrade" '
        function set(id) { return "    <changeSet author=\"camunda-rolling-update\" id=\"" id "\">\n" }
        BEGIN {
            print "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<databaseChangeLog xmlns=\"http://www.liquibase.org/xml/ns/dbchangelog\""
            print "    xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
            print "    xsi:schemaLocation=\"http://www.liquibase.org/xml/ns/dbchangelog http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-4.1.xsd\">"
        }
        NR == FNR { order[++scripts] = $1; next }
        {
            file = $1 "." $2 ".sql"
            text = $6
            gsub(/\\n/, "\n", text)
            print text >(folder "/" file)
            close(folder "/" file)
            check = "<sqlCheck expectedResult=\"0\">select coalesce((" $5 "), 0)</sqlCheck>"
            sets[$1] = sets[$1] set($1 "#" $2) ($5 == "null" ? "" : "        <preConditions onFail=\"MARK_RAN\">" check "</preConditions>\n") \
                "        <sqlFile path=\"" file "\" splitStatements=\"false\" stripComments=\"false\"/>\n    </changeSet>\n"
        }
        END {
            for (i = 1; i <= scripts; i++) {
                id = order[i]
                printf "%s        <empty/>\n    </changeSet>\n%s%s        <empty/>\n    </changeSet>\n", set(id "#0"), sets[id], set(id)
            }
            print "</databaseChangeLog>"
        }' "$work/plan" "$work/statements.list" >"$work/upgrade/$upgrade_changelog"
}

# make_the_steps: the statements; and where Camunda's changelog is on record, a mark in it, so that who used it may go on with it.
make_the_steps() {
    write_statements
    [ -z "$(fact begun)" ] || say resume "$(how_far)"
    say migrate "${from:-an empty database} to $wanted, by the statements of the scripts in $SCRIPTS"
    search=$work/upgrade changelog=$upgrade_changelog
    change update
    [ -z "$path" ] || ! by_own_changelog || {
        own_changelog_under "$path"
        change changelog-sync-to-tag --tag="$wanted"
    }
}
