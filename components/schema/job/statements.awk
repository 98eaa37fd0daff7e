# statements.awk: takes a script of Camunda's for the MySQL family apart, -v script=ID. Prints per statement, in the order in which it is to be run, the id,
# the number, the kind, in words what it does, a question to the database whether it has been done (1, 0, or NULL: its table is not there), and its text.
# The row of the schema log comes last, wherever the script has it: as long as something is missing, the log does not show the version.

function trim(text) {
    gsub(/^[ \t\n]+|[ \t\n]+$/, "", text)
    return text
}
function bare(name) {
    gsub(/`/, "", name)
    return name
}
# Where in a list the first comma is that is neither in parentheses nor in quotes; 0: nowhere.
function comma(list,    at, depth, c, open) {
    for (at = 1; at <= length(list); at++) {
        c = substr(list, at, 1)
        if (open != "") { if (c == open) open = "" }
        else if (c == "'") open = c
        else if (c == "(") depth++
        else if (c == ")") depth--
        else if (c == "," && depth == 0) return at
    }
    return 0
}
function of_table(name) { return "table_schema = database() and table_name = '" name "'" }
# A question that only makes sense where the table is.
function where_there(name, question) {
    return "select case when (select count(*) from information_schema.tables where " of_table(name) ") = 1 then (" question ") end"
}
function index_is(name, index_name, columns) {
    return "select count(*) from (select group_concat(column_name order by seq_in_index) as c from information_schema.statistics where " \
        of_table(name) " and index_name = '" index_name "') as i where c = '" columns "'"
}
function statement(text,    t, u, word, table, part, columns, rest, at, name, type, conditions, names, blurred) {
    text = trim(text)
    if (text == "") return
    n++
    sql[n] = text
    t = text
    gsub(/[ \t\n]+/, " ", t)
    u = toupper(t)
    split(t, word, " ")
    kind[n] = "unknown"
    what[n] = substr(t, 1, 60)
    probe[n] = "null"
    if (u ~ /^CREATE TABLE [`A-Z0-9_]+ ?\(/) {
        table = word[3]
        sub(/\(.*/, "", table)
        table = bare(table)
        kind[n] = "createTable"
        what[n] = "create table " table
        probe[n] = "select count(*) from information_schema.tables where " of_table(table)
    } else if (u ~ /^CREATE (UNIQUE )?INDEX [`A-Z0-9_]+ ON [`A-Z0-9_]+ ?\([^()]*(\([0-9]+\)[^()]*)*\)$/) {
        rest = t
        sub(/^[^(]*\(/, "", rest)
        sub(/\)$/, "", rest)
        gsub(/\([0-9]+\)|[ `]/, "", rest)
        at = (toupper(word[2]) == "UNIQUE")
        part = bare(word[3 + at])
        table = word[5 + at]
        sub(/\(.*/, "", table)
        table = bare(table)
        kind[n] = "createIndex"
        what[n] = "create index " part " on " table
        probe[n] = where_there(table, index_is(table, part, rest))
        made[table "." part] = n
        columns_of[n] = rest
    } else if (u ~ /^DROP INDEX [`A-Z0-9_]+ ON [`A-Z0-9_]+$/) {
        part = bare(word[3])
        table = bare(word[5])
        kind[n] = "dropIndex"
        what[n] = "drop index " part " on " table
        dropped[n] = table "." part
    } else if (u ~ /^ALTER TABLE [`A-Z0-9_]+ ADD CONSTRAINT [`A-Z0-9_]+ (FOREIGN KEY|UNIQUE) ?\(/ && !comma(t)) {
        table = bare(word[3])
        part = bare(word[6])
        kind[n] = "addConstraint"
        what[n] = "add constraint " part " to " table
        probe[n] = where_there(table, "select count(*) from information_schema.table_constraints where " of_table(table) " and constraint_name = '" part "'")
    } else if (u ~ /^ALTER TABLE [`A-Z0-9_]+ ADD (COLUMN )?[`A-Z0-9_]+ [A-Z]/ && !comma(t) &&
        u !~ / ADD (COLUMN )?(CONSTRAINT|UNIQUE|INDEX|KEY|PRIMARY|FOREIGN|FULLTEXT|SPATIAL|CHECK|PARTITION|PERIOD|SYSTEM) /) {
        table = bare(word[3])
        part = bare(word[5 + (toupper(word[5]) == "COLUMN")])
        kind[n] = "addColumn"
        what[n] = "add column " part " to " table
        probe[n] = where_there(table, "select count(*) from information_schema.columns where " of_table(table) " and column_name = '" part "'")
    } else if (u ~ /^ALTER TABLE [`A-Z0-9_]+ MODIFY /) {
        table = bare(word[3])
        rest = t
        sub(/^[^ ]+ [^ ]+ [^ ]+ /, "", rest)
        conditions = names = ""
        while (rest != "") {
            at = comma(rest)
            part = trim(at ? substr(rest, 1, at - 1) : rest)
            rest = at ? trim(substr(rest, at + 1)) : ""
            if (toupper(part) !~ /^MODIFY (COLUMN )?[`A-Z0-9_]+ [A-Z]+(\([0-9]+\))?( (NOT )?NULL)?$/) return
            split(part, word, " ")
            at = (toupper(word[2]) == "COLUMN")
            name = bare(word[2 + at])
            type = tolower(word[3 + at])
            names = names (names == "" ? "" : ", ") name
            # Without a word of NULL it depends on the server whether a TIMESTAMP may be: so it cannot be told, and is made again.
            if (type ~ /^timestamp/ && toupper(part) !~ /NULL$/) blurred = 1
            conditions = conditions " or column_name = '" name "' and column_type = '" type "'" \
                (toupper(part) ~ /NOT NULL$/ ? " and is_nullable = 'NO'" : " and is_nullable = 'YES'")
        }
        kind[n] = "modify"
        what[n] = "modify " names " of " table
        at = split(names, word, ",")
        if (blurred) kind[n] = "silent"
        else probe[n] = where_there(table, "select count(*) = " at " from information_schema.columns where " of_table(table) " and (" substr(conditions, 5) ")")
    } else if (u ~ /^INSERT INTO (ACT_GE_PROPERTY|ACT_GE_SCHEMA_LOG|ACT_RU_AUTHORIZATION ?\(ID_,[^()]*\)) VALUES ?\( ?'[^']*' ?,/) {
        table = word[3]
        sub(/\(.*/, "", table)
        name = t
        sub(/^[^']*'/, "", name)
        sub(/'.*/, "", name)
        # Schemas of 7.22 have telemetry.lock no more, and who may do what is for the users to change: whether these are there tells nothing.
        kind[n] = table == "ACT_GE_SCHEMA_LOG" ? "log" : table == "ACT_GE_PROPERTY" && name != "telemetry.lock" ? "insert" : "silent"
        what[n] = "insert " name " into " table
        probe[n] = "select count(*) from " table " where " (table == "ACT_GE_PROPERTY" ? "NAME_" : "ID_") " = '" name "'"
    } else if (u ~ /^UPDATE [`A-Z0-9_]+ SET [^;]* WHERE [^;]*$/) {
        kind[n] = "silent" # writes the same into the same rows when it is run again
        what[n] = t
    }
}
{
    sub(/\r$/, "")
    if (quote == "" && $0 ~ /^[ \t]*--/) next
    for (i = 1; i <= length($0); i++) {
        c = substr($0, i, 1)
        if (quote != "") { if (c == quote) quote = "" }
        else if (c == "'" || c == "\"") quote = c
        else if (c == "-" && substr($0, i, 2) == "--") break
        else if (c == ";") { statement(text); text = ""; continue }
        text = text c
    }
    text = text "\n"
}
END {
    statement(text)
    for (i = 1; i <= n; i++) {
        if (!(i in dropped)) continue
        # Of one that is made again under its name: either there is none, or it is the new one.
        split(dropped[i], name, ".")
        gone = "select count(*) = 0 from information_schema.statistics where " of_table(name[1]) " and index_name = '" name[2] "'"
        if (made[dropped[i]] > i) gone = "select (" gone ") or (" index_is(name[1], name[2], columns_of[made[dropped[i]]]) ")"
        probe[i] = where_there(name[1], gone)
    }
    for (last = 0; last <= 1; last++) {
        for (i = 1; i <= n; i++) {
            if ((kind[i] == "log") != last) continue
            gsub(/\t/, " ", sql[i])
            gsub(/\n/, "\\n", sql[i])
            printf "%s\t%d\t%s\t%s\t%s\t%s\n", script, ++number, kind[i], what[i], probe[i], sql[i]
        }
    }
}
