# progress.awk: how far the scripts have come, -v recorded=IDS that Liquibase has on record. Reads the lines of statements.awk, then, per script, its id and
# the answers ("1:1 2:0 3:?"). Prints facts as probes.sql does on PostgreSQL (components/schema/rules/probes.ts), and what a migration that died has left:
#   begun=ID   it was under way, and all that is on record is there: only the statement that was running then is in doubt, and its question decides
BEGIN {
    FS = "\t"
    count = split(recorded, ids, " ")
    for (i = 1; i <= count; i++) on_record[ids[i]] = 1
}
NF > 3 { kind[$1, $2] = $3; what[$1, $2] = $4; next }
{
    id = $1
    done = open = ""
    total = there = tables = tables_there = logs = logs_there = lost = 0
    count = split($2, answers, " ")
    for (i = 1; i <= count; i++) {
        split(answers[i], answer, ":")
        k = kind[id, answer[1]]
        name = what[id, answer[1]]
        if (k == "silent" || answer[2] == "?") continue
        if (answer[2] == 1) done = done (done == "" ? "" : ", ") name
        else open = open (open == "" ? "" : ", ") name
        if (answer[2] == 0 && on_record[id "#" answer[1]]) { lost++; open = open " (which Liquibase has on record)" }
        if (k == "log") { logs++; logs_there += answer[2]; continue }
        total++
        there += answer[2]
        if (k == "createTable" || k == "addColumn") { tables++; tables_there += answer[2] }
    }
    if (on_record[id "#0"] && !on_record[id] && !lost) {
        print "begun=" id
        print "done.begun=" done
        print "open.begun=" open
        next
    }
    if (id ~ /^7\.[0-9]+-to-/) {
        to = id
        sub(/^.*-to-7\./, "", to)
        if (!tables) next
        state = tables_there == tables ? "all" : tables_there ? "some" : "none"
        # An index or a row that misses later may have been taken away on purpose; in the newest step, and without a record, it never came.
        if (state != "none" && to + 0 >= newest) { newest = to + 0; doubt = (state == "all" && there < total && !on_record[id]) ? to : "" }
        step[to] = state; step_done[to] = done; step_open[to] = open
    } else {
        if (!total) { total = logs; there = logs_there }
        if (!total) next
        state = there == total || on_record[id] ? "all" : there ? "some" : "none"
        print "patch." id "=" state
        if (state == "some") { print "done.patch." id "=" done; print "open.patch." id "=" open }
    }
}
END {
    if (doubt != "") step[doubt] = "some"
    for (to in step) {
        print "minor.7." to "=" step[to]
        if (step[to] == "some") { print "done.minor.7." to "=" step_done[to]; print "open.minor.7." to "=" step_open[to] }
    }
}
