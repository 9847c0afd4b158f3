#!/bin/bash
# Loads the demo bank's tables unless they are there. Ours may read them: its page lists customers.
set -euo pipefail

if [ "$(psql -qAt -c "select to_regnamespace('demo_bank') is not null")" = t ]; then
    echo "demo bank: unchanged"
    exit 0
fi
psql -q --set=ON_ERROR_STOP=1 --single-transaction \
    --file=/demo_bank/schema.sql --file=/demo_bank/seed.sql \
    --command="grant usage on schema demo_bank to hangat" \
    --command="grant select on all tables in schema demo_bank to hangat"
echo "demo bank: loaded"
