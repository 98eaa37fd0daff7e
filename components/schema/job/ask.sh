# ask.sh: how the database is asked: by the shell of H2, which is in the distribution of Liquibase 4 and starts in a fifth of the time of Liquibase itself.
# Its other command for a statement, execute-sql, takes Liquibase's lock, in a table that it makes where there is none. Sourced by migrate.sh.
# shellcheck shell=sh

# find_liquibase: its folder, and that of the jars that it brings, as its own start script finds them.
find_liquibase() {
    liquibase=$(command -v liquibase) || hold configurationInvalid "there is no liquibase in PATH, which makes the changes" "$by_environment" "install Liquibase 4"
    home=${LIQUIBASE_HOME:-$(dirname "$(readlink -f "$liquibase")")} lib=$home/internal/lib
}

# ask URL DRIVER JAR: answers to the statements on standard input, which takes the password, too: no process list shows it. Where the connection fails, the
# shell asks for another: there are four lines more for that, of which none is a driver, so that it gives up. At an end of input where it wants a password
# it would go on for ever, and fill the disk (org.h2.tools.Shell 2.2.224, readPassword).
# jdk.console: Java 22 to 24 would read the password from another place than the rest, see https://bugs.openjdk.org/browse/JDK-8361911
ask() {
    { printf '%s\n' "$1" "$2" "$DB_USER" "$LIQUIBASE_COMMAND_PASSWORD" list "maxwidth 1000000" list list && cat; } |
        PATH="${JAVA_HOME:+$JAVA_HOME/bin:}$PATH:$home/jre/bin" java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Djdk.console=java.base \
            -cp "$home/lib/*:$lib/h2.jar:$lib/$3" org.h2.tools.Shell >"$output" 2>/dev/null
    # As Liquibase would say it.
    error=$(sed -En 's/^.*(SQL Exception|Error: [A-Za-z.]*Exception): *//p' "$output" | head -n 1)
    [ -z "$error" ] || {
        printf 'ERROR: Exception Primary Reason: %s\n' "$error" >"$output"
        return 1
    }
}

# answers: those that begin with "state."; each statement calls its only column f. Only at the beginning of a line, behind the shell's prompts: a row that has
# "f: state." in it is none. What could end a line in it, read_state has taken out.
answers() { sed -En 's/^((sql|\.\.\.)> )*f: state\.//p' "$output" | sed 's/ *$//' | printable; }
