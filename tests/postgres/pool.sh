#!/bin/sh
# PgBouncer in front of the tests' PostgreSQL server, with a folder and a free port of its own on the loopback address. It says where: PORT PID.
# Its arguments are the server's port, how connections are pooled, and how many of them there are for each database. All else is as it comes.
# Ends with 3 where PgBouncer is not installed. When its input ends it goes, and its folder too.
set -eu

bin=$(command -v pgbouncer || command -v /usr/sbin/pgbouncer) || exit 3
folder=$(mktemp -d)
# It refuses to run as root.
as=
if [ "$(id -u)" -eq 0 ]; then
    as='setpriv --reuid postgres --regid postgres --init-groups'
    chown postgres "$folder"
fi
pid=
end() {
    [ -z "$pid" ] || kill -KILL "$pid" 2>/dev/null || true
    rm -rf "$folder"
}
trap end EXIT
trap 'exit 1' HUP INT TERM

printf '"owner" ""\n' >"$folder/users"
for try in 1 2 3 4 5 6 7 8; do
    port=$(shuf -i 20000-32000 -n 1)
    cat >"$folder/pgbouncer.ini" <<INI
[databases]
* = host=127.0.0.1 port=$1
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $port
unix_socket_dir =
logfile = $folder/log
auth_type = trust
auth_file = $folder/users
pool_mode = $2
default_pool_size = $3
INI
    $as "$bin" -q "$folder/pgbouncer.ini" </dev/null >/dev/null 2>&1 &
    pid=$!
    while kill -0 "$pid" 2>/dev/null && ! grep -q 'process up' "$folder/log" 2>/dev/null; do sleep 0.05; done
    if kill -0 "$pid" 2>/dev/null && ! grep -q 'Address already in use' "$folder/log"; then
        echo "$port $pid"
        cat >/dev/null
        exit 0
    fi
    kill -KILL "$pid" 2>/dev/null || true
    pid=
done
cat "$folder/log" >&2
exit 1
