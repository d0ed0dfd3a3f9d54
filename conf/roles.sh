#!/bin/sh
# The two roles, and the database; run once, by the image of PostgreSQL, before anybody can reach it.
set -e
psql -v ON_ERROR_STOP=1 -v owner="$POSTGRES_PASSWORD" -v service="$RELAIS_DATABASE_PASSWORD" -U postgres -d postgres <<'SQL'
create role relais_owner login password :'owner';
create role relais login password :'service';
create database relais owner relais_owner;
-- From now on nobody enters as the superuser but from inside the container.
alter role postgres password null;
SQL
