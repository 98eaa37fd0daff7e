#!/bin/sh
# scripts.sh FROM TO [FAULT]: brings Camunda's create/, upgrade/ and liquibase/ into the folder TO, which exists. FROM is, in the image that it runs in:
#
#   a folder that has them     configuration/sql of Camunda Run
#   an engine's jar            camunda-engine-7.23.0.jar, operaton-engine-…, cibseven-engine-…
#   a jar or war with one      in BOOT-INF/lib or WEB-INF/lib, as Spring Boot applications have it
#   a folder with one in it    /camunda/lib of Tomcat, /camunda/modules of WildFly, an application that was taken apart; folders below it count
#
# Whose image that is nobody knows, so nothing but a shell is taken for granted: what opens a jar is the first that is there of unzip (busybox has
# one), jar, java (a runtime may have the module of jar without the command, as Debian's have) and python3.
#
# Exit code: 0 they are in TO, 1 they are not; why, and what to set, is on standard error. Where FAULT names a file, it is left there in two lines, and
# the exit code is 0: what an init container says at its end, nobody shows, so the migration says it.
#
# A jar may come from anywhere: below the scripts' folder only files are taken, none of them longer than all of Camunda's scripts, and no entry may lead out of it.
set -eu
ulimit -f 262144 2>/dev/null || : # blocks of 512 bytes, or 1024: what a few bytes are blown up to ends there

from=$1 to=$(cd "$2" && pwd) fault=${3:-}
engine='(camunda|operaton|cibseven)-engine-[0-9][^/]*\.jar'
scripts='org/[a-z]+/bpm/engine/db'
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

# plain: without what moves a terminal's cursor.
plain() { LC_ALL=C tr -c '\11\12\40-\176\200-\377' '?'; }

# refuse MESSAGE NEXT
refuse() {
    if [ -s said ]; then plain <said | sed -n '1,20s/^\(.\{0,300\}\).*/\1/p' >&2; fi
    set -- "$(printf '%s' "$1" | tr '\n' ' ' | plain | sed 's/^\(.\{1000\}\).*/\1…/')" "$2"
    printf 'scriptsMissing: %s\n  next: %s\n  docs: docs/reference/holds.md#scriptsmissing\n' "$1" "$2" >&2
    [ "$fault" ] || exit 1
    printf '%s\n' "$1" "$2" >"$fault"
    exit 0
}
elsewhere="set migration.scriptsPath to the folder, engine jar or application jar that has them, or migration.scriptsImage to an image of that engine"

# jar_by_java ARGUMENT...: the tool without its command, in as little memory as it needs.
jar_by_java() { "$java" -Xmx48m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -m jdk.jartool/sun.tools.jar.Main "$@"; }

opener() {
    for tool in unzip jar; do
        if command -v $tool >/dev/null 2>&1; then echo $tool && return; fi
    done
    if jar_by_java --version >/dev/null 2>&1; then echo jar_by_java && return; fi
    if python3 -c 'import zipfile' 2>/dev/null; then echo python3; fi
}

# entries JAR: the names of all that is in it, in the file list.
entries() {
    case $tool in
    unzip) unzip -l "$1" >columns && sed '1d; s/.* //' columns ;; # the first line is the name of the jar itself
    python3) python3 -c 'import sys, zipfile; print("\n".join(zipfile.ZipFile(sys.argv[1]).namelist()))' "$1" ;;
    *) $tool -tf "$1" ;;
    esac >list
}

# take JAR NAME: it, or all below it, into the current folder.
take() {
    case $tool in
    unzip) unzip -qo "$1" "$2" "$2/*" || [ $? = 11 ] ;; # 11: one of the two is not there
    python3) python3 -c 'import sys, zipfile
jar, name = zipfile.ZipFile(sys.argv[1]), sys.argv[2]
jar.extractall(members=[n for n in jar.namelist() if n == name or n.startswith(name + "/")])' "$@" ;;
    *) $tool -xf "$1" "$2" ;;
    esac
}

# open_jar JAR: the scripts out of it, or out of the engine's jar that is in it.
open_jar() {
    entries "$1" 2>said || refuse "$1 cannot be opened by $tool" "$elsewhere"
    ! grep -Eq '(^|/)\.\.(/|$)' list || refuse "$1 has names in it that lead out of it" "$elsewhere"
    folder=$(sed -nE "s#^($scripts)/(create|upgrade|liquibase)/.*#\1#p" list | sort -u)
    nested=$(sed -nE "s#^((BOOT-INF|WEB-INF)/lib/$engine)\$#\1#p" list)
    if [ "$folder" ]; then
        take "$1" "$folder" 2>said || refuse "$folder could not be taken out of $1 by $tool" "$elsewhere"
        strange=$(find "$folder" ! -type f ! -type d -o -type f -size +8192 | sed -n 1p)
        [ -z "$strange" ] || refuse "$strange in $1 is a link, or has more than 4 MiB: no script of a vendor's is" "$elsewhere"
        [ -z "$(find "$folder" -type f | sed -n 5001p)" ] || refuse "$1 has more than 5000 scripts" "$elsewhere"
        cp -r "$folder/." "$to"
    elif [ "$nested" ]; then
        take "$1" "$nested" 2>said || refuse "$nested could not be taken out of $1 by $tool" "$elsewhere"
        [ ! -L "$work/$nested" ] || refuse "$nested in $1 is a link" "$elsewhere"
        open_jar "$work/$nested"
    else
        refuse "$1 is neither an engine's jar nor has one in BOOT-INF/lib or WEB-INF/lib" "$elsewhere"
    fi
}

if [ "$fault" ]; then rm -f "$fault"; fi
if [ -d "$from/upgrade" ] || [ -d "$from/liquibase" ]; then
    cp -r "$from/." "$to"
    exit 0
fi
jar=$from
if [ -d "$from" ]; then
    jar=$(find -L "$from" -type f -name '*-engine-[0-9]*.jar' 2>/dev/null | grep -E "/$engine\$" || :)
    case $jar in
    *"
"*) refuse "there is more than one engine in $from: $(printf '%s' "$jar" | tr '\n' ' ')" "set migration.scriptsPath to one of them" ;;
    '') refuse "$from has neither upgrade/ and liquibase/ nor an engine's jar in it" "$elsewhere" ;;
    esac
fi
[ -f "$jar" ] || refuse "there is no $from in the image that the scripts are taken from" "$elsewhere"
case $jar in /*) ;; *) jar=$(pwd)/$jar ;; esac
tool=$(opener)
[ "$tool" ] || refuse "nothing in this image can open $from: it has no unzip, no jar, no java with the module jdk.jartool and no python3" \
    "set migration.scriptsImage to an image of that engine with one of them, e.g. camunda/camunda-bpm-platform:run-7.23.0"
# Not in /tmp: the root file system of a pod is read-only.
work=$to/.work
rm -rf "$work" # Kubernetes may run an init container again
mkdir "$work"
trap 'rm -rf "$work"' EXIT
cd "$work"
open_jar "$jar"
