#!/bin/sh
# The PostgreSQL server of all tests, xunit's and Pester's: with a folder and a free port of its own on the loopback address. It says where: PORT FOLDER BIN.
# Ends with 3 where no server is installed. What is given as arguments goes to the server: -c name=value.
#
# Then it does what each line of its input says, and answers `done` or `failed`:
#   stop                   stops the server as a crash does
#   start                  starts it again, where it was
#   PROGRAM ARGUMENT…      runs one of the server's programs as its user; the arguments are quoted as for a shell
# When its input ends the server goes, and its folder too: so neither outlives whoever started it.
set -eu

options=$*
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

start() {
    $as "$bin/pg_ctl" -D "$folder/data" -w -s -l "$folder/log" \
        -o "-p $port -k $folder -c listen_addresses=127.0.0.1 -c max_connections=200 $options" start
}

# Replicas too, which tests make beside it.
end() {
    for pid in "$folder"/*/postmaster.pid; do
        $as "$bin/pg_ctl" -D "$(dirname "$pid")" -m immediate -w stop >/dev/null 2>&1 || true
    done
    rm -rf "$folder"
}
trap end EXIT
trap 'exit 1' HUP INT TERM

# Everybody is let in from here, but for those who are there to show a password.
$as "$bin/initdb" -D "$folder/data" -U owner -A trust -E UTF8 --locale=C --no-sync >"$folder/initdb.log" 2>&1
printf 'host all locked 127.0.0.1/32 scram-sha-256\nlocal all all trust\nhost all,replication all 127.0.0.1/32 trust\n' >"$folder/data/pg_hba.conf"

# The system would give a free port that others may take before the server does. One that is chosen at random and taken is given up for another.
for try in 1 2 3 4 5 6 7 8; do
    port=$(shuf -i 20000-32000 -n 1)
    if start >/dev/null 2>&1 </dev/null; then
        echo "$port $folder $bin"
        while read -r line; do
            eval "set -- $line"
            case $1 in
                stop) $as "$bin/pg_ctl" -D "$folder/data" -w -s -m immediate stop ;;
                start) start ;;
                *)
                    program=$1
                    shift
                    $as "$bin/$program" "$@"
                    ;;
            esac >/dev/null </dev/null && echo done || echo failed
        done
        exit 0
    fi
done
cat "$folder/log" >&2
exit 1
