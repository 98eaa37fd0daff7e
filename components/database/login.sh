#!/bin/sh
# login.sh: a role that owns the schema, and a login that acts as it. Safe to run any number of times.
#
#   PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSWORD, PGSSLMODE  the server, and a user that may make roles
#   OWNER                  the role that owns the schema; it cannot log in
#   LOGIN, LOGIN_PASSWORD  the login that nodes and migration use
#   REVOKED                a login of earlier that may not log in any more (default: none)
set -eu

execute() { psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --set=owner="$OWNER" --set=login="$LOGIN" --set=revoked="${REVOKED:-}" "$@"; }

execute <<'SQL'
set lock_timeout = '10s';
select format('create role %I nologin', :'owner') where to_regrole(quote_ident(:'owner')) is null \gexec
select format('create role %I login', :'login') where to_regrole(quote_ident(:'login')) is null \gexec
grant :"owner" to :"login";
-- What the login makes belongs to the owner, so that the next login may change it.
alter role :"login" set role to :"owner";
select format('grant create on schema public to %I', :'owner') where not has_schema_privilege(:'owner', 'public', 'create') \gexec
-- Tables that the master made before there was an owner: only who owns a table may migrate it. The master goes on working with them.
select format('grant %I to current_user', :'owner') where exists (select from pg_tables where schemaname = 'public' and tableowner = current_user) \gexec
select format('alter table public.%I owner to %I', tablename, :'owner') from pg_tables
    where schemaname = 'public' and tableowner = current_user and (tablename like 'act\_%' or tablename like 'databasechangelog%') \gexec
select format('alter role %I nologin', :'revoked') where to_regrole(quote_ident(:'revoked')) is not null \gexec
SQL
# psql hashes what it is told here, so that the password is in no statement, and in no log of the server
# (https://www.postgresql.org/docs/current/app-psql.html, \password).
printf '%s\n%s\n' "$LOGIN_PASSWORD" "$LOGIN_PASSWORD" | execute --command="\\password \"$LOGIN\"" >/dev/null 2>&1 ||
    { echo "the password of $LOGIN could not be set" >&2 && exit 1; }
PGUSER=$LOGIN PGPASSWORD=$LOGIN_PASSWORD execute --tuples-only --no-align --command="select 'login ' || session_user || ' acts as ' || current_user"
