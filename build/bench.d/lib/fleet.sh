# OpenSSH servers on loopback that share one root directory.
# shellcheck shell=bash

readonly FLEET_PORT=2222 BENCH_LOCK_FD=9
# What the servers offer; by default all that OpenSSH does.
readonly FLEET_KEX=${BENCH_KEX:-default}

fleet_address() { printf '%s.%s' "${FLEET_NETWORK:-127.1.0}" "$1"; }

lock_bench() { # one command at a time
    exec 9>/run/lock/stagecraft-bench.lock
    flock --nonblock "$BENCH_LOCK_FD" || die "another bench is at work on this machine"
}

fleet_is_up() { recorded_process "$STATE/fleet.pid" >/dev/null; }

fleet_up() { # COUNT
    local BASE
    if fleet_is_up; then
        [ "$(<"$STATE/kind")" = "$1 $FLEET_KEX" ] || die "another fleet ($(<"$STATE/kind")) is up: run 'bench fleet down' first"
        say "the fleet is up"
        return 0
    fi
    fleet_down
    trap 'fleet_aborted' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    # The lab prints the image's path first.
    BASE=$("$ROOT/build/lab" build 9>&- | sed -n 1p)
    fleet_files "$1"
    fleet_start "$BASE" "$1"
    fleet_wait "$1"
    trap - EXIT INT TERM HUP
    say "$1 servers listen on $(fleet_address 1) to $(fleet_address "$1"), port $FLEET_PORT"
}

fleet_aborted() {
    local status=$?
    trap '' INT TERM
    fleet_down
    exit "$status"
}

fleet_files() { # COUNT
    mkdir -p "$STATE/mount"
    chmod 0700 "$STATE"
    printf '%s\n' "$1 $FLEET_KEX" >"$STATE/kind"
    ssh-keygen -q -t ed25519 -N '' -C 'stagecraft-bench client' -f "$STATE/id_ed25519" </dev/null
    ssh-keygen -q -t ed25519 -N '' -C 'stagecraft-bench hosts' -f "$STATE/host_ed25519" </dev/null
}

# Mounts and processes are in separate namespaces. They end with the first process in them.
fleet_start() { # BASE COUNT
    (
        # The first action, so that even a kill -9 of this script leaves no servers without a record;
        # exec changes neither the id nor the start time.
        record_process "$STATE/fleet.pid" "$BASHPID"
        exec 9>&-
        exec setsid unshare --mount --pid --fork --kill-child \
            "$PIECES/serve" "$1/root" "$STATE" "$FLEET_PORT" "$2" "$FLEET_KEX"
    ) </dev/null >"$STATE/serve.log" 2>&1 &
    record_process "$STATE/fleet.pid" $!
}

fleet_wait() { # COUNT
    local index i
    for ((index = 1; index <= $1; index++)); do
        for ((i = 0; i < 300; i++)); do
            if fleet_answers "$index"; then continue 2; fi
            fleet_is_up || die "the servers ended: $(tail -n 3 "$STATE/serve.log")"
            sleep 0.1
        done
        die "$(fleet_address "$index") was silent for 30 s: $(tail -n 3 "$STATE/serve.log")"
    done
}

fleet_answers() { # INDEX
    local line=
    { exec 3<>"/dev/tcp/$(fleet_address "$1")/$FLEET_PORT"; } 2>/dev/null || return 1
    read -r -t 2 line <&3 || true
    exec 3>&-
    [[ $line == SSH-2.0-* ]]
}

# The namespaces' first process dies, the kernel ends the rest of them, and only then does `unshare` return.
fleet_down() {
    local pid first i
    for ((i = 0; i < 600; i++)); do
        pid=$(recorded_process "$STATE/fleet.pid" 2>/dev/null) || break
        first=$(cat "/proc/$pid/task/$pid/children" 2>/dev/null) || true
        # One child at most; before there is one, `unshare` itself.
        kill -KILL "${first%% *}" 2>/dev/null || kill -KILL "$pid" 2>/dev/null || true
        sleep 0.05
    done
    # Without the record no later run can find them.
    ! fleet_is_up 2>/dev/null || die "the servers (process $pid) did not end in 30 s"
    rm -rf --one-file-system "$STATE"
}
