#!/bin/bash
# As in the official image: DB_* are written into the server's own file, and this shell is replaced by java.
set -eu

# A text as the value of an attribute. The quotes keep `&` from standing for what was found.
escaped() {
    local text=$1
    text=${text//'&'/'&amp;'}
    text=${text//'<'/'&lt;'}
    printf '%s' "${text//'"'/'&quot;'}"
}

server=$(<conf/server.xml)
for name in DB_DRIVER DB_URL DB_USERNAME DB_PASSWORD; do
    server=${server//"@$name@"/"$(escaped "${!name:-}")"}
done
printf '%s\n' "$server" >conf/server.xml
exec bin/catalina.sh run
