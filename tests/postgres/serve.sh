#!/bin/sh
# Starts a PostgreSQL server for tests, with a folder and a free port of its own on the loopback address, and says where: PORT FOLDER BIN.
# It lives as long as this script's input is open, so it does not outlive whoever started it. Ends with 3 where no server is installed.
# What is given as arguments goes to the server: -c name=value.
set -eu

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || bin=$(pg_config --bindir 2>/dev/null) || exit 3
[ -x "$bin/initdb" ] || exit 3

folder=$(mktemp -d)
# The server refuses to run as root.
as=
if [ "$(id -u)" -eq 0 ]; then
    as='setpriv --reuid postgres --regid postgres --init-groups'
    chown postgres "$folder"
fi

# Replicas too, which tests make beside it.
stop() {
    for pid in "$folder"/*/postmaster.pid; do
        $as "$bin/pg_ctl" -D "$(dirname "$pid")" -m immediate -w stop >/dev/null 2>&1 || true
    done
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 1' HUP INT TERM

# Everybody is let in from here, but for those who are there to show a password.
$as "$bin/initdb" -D "$folder/data" -U owner -A trust -E UTF8 --locale=C --no-sync >"$folder/initdb.log" 2>&1
printf 'host all locked 127.0.0.1/32 scram-sha-256\nlocal all all trust\nhost all,replication all 127.0.0.1/32 trust\n' >"$folder/data/pg_hba.conf"

# Asked for a free port the system would give one that others may take before the server does; so would any that is looked for.
for try in 1 2 3 4 5 6 7 8; do
    port=$(shuf -i 20000-32000 -n 1)
    if $as "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
        -o "-p $port -k $folder -c listen_addresses=127.0.0.1 -c max_connections=200 $*" start >/dev/null 2>&1 </dev/null; then
        echo "$port $folder $bin"
        # Whoever reads to the end of this output need not wait for the server's.
        cat >/dev/null
        exit 0
    fi
done
cat "$folder/log" >&2
exit 1
