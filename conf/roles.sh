#!/bin/sh
# The two roles, and the database; run once, as PostgreSQL's administrator, before the service: by PostgreSQL's image before
# anybody can reach it, or by hand. The passwords come from the environment, so that no list of processes has them.
set -e
: "${POSTGRES_PASSWORD:=$RELAIS_DATABASE_OWNER_PASSWORD}"
: "${POSTGRES_PASSWORD:?}" "${RELAIS_DATABASE_PASSWORD:?}"
export POSTGRES_PASSWORD RELAIS_DATABASE_PASSWORD
psql -X -v ON_ERROR_STOP=1 -U postgres -d postgres <<'SQL'
\getenv owner POSTGRES_PASSWORD
\getenv service RELAIS_DATABASE_PASSWORD
create role relais_owner login password :'owner';
create role relais login password :'service';
-- For restoring a backup and moving an organisation alone: rows come as they were, and no trigger adds to them.
grant set on parameter session_replication_role to relais_owner;
create database relais owner relais_owner;
revoke connect, temporary on database relais from public;
grant connect on database relais to relais;
SQL
# In the container the superuser had the owner's password for so long: from now on nobody enters as it but from inside.
# A server of yours keeps what it has.
[ ! -d /docker-entrypoint-initdb.d ] || psql -X -v ON_ERROR_STOP=1 -U postgres -d postgres -c 'alter role postgres password null'
