#!/bin/sh
# The role that the service works as, which owns nothing; run once, by the image of PostgreSQL, on an empty database.
set -e
psql -v ON_ERROR_STOP=1 -v password="$RELAIS_DATABASE_PASSWORD" -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<'SQL'
create role relais login password :'password';
SQL
