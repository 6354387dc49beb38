#!/bin/sh
# Run once, by the PostgreSQL image when it makes its data: the two roles of the hub and its database. The
# passwords are those of the addresses that the hub itself is given, so that each stands in one file only.

set -eu

password() { sed 's|^[^:]*://[^:]*:\([^@]*\)@.*|\1|' "/run/secrets/$1"; }

psql -v ON_ERROR_STOP=1 -U postgres -v app="$(password hub_database_url)" \
    -v owner="$(password hub_owner_database_url)" <<'SQL'
CREATE ROLE hub_owner LOGIN PASSWORD :'owner';
CREATE ROLE hub_app LOGIN PASSWORD :'app';
CREATE DATABASE hub OWNER hub_owner;
SQL
