#!/bin/bash
# Runs once, on an empty volume: three users who cannot see each other's tables.
set -euo pipefail

psql --set=ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres \
    --set=hangat="$HANGAT_DB_PASSWORD" --set=rasa="$RASA_DB_PASSWORD" \
    --set=bank="$BANK_DB_PASSWORD" <<'SQL'
create role hangat login password :'hangat';
create role rasa login password :'rasa';
create role bank login password :'bank';
create database hangat owner hangat template template0 encoding 'UTF8';
create database hangat_rasa owner rasa template template0 encoding 'UTF8';
revoke connect, temporary on database hangat from public;
revoke connect, temporary on database hangat_rasa from public;
-- The demo bank lives in a schema of its own in our database.
grant connect, create on database hangat to bank;
SQL
