# Messages, prerequisites, locks and processes.
# shellcheck shell=bash

say() { printf 'lab: %s\n' "$*" >&2; }

die() {
    printf 'lab: error: %s\n' "$*" >&2
    exit 1
}

# Processes that outlive this script must not inherit these descriptors.
readonly LAB_LOCK_FD=8 GLOBAL_LOCK_FD=7

lock_lab() { # one command at a time on one lab
    mkdir -p "$LABS"
    exec 8>"$LABS/.$LAB.lock"
    flock "$LAB_LOCK_FD"
}

lock_global() { # while a network is being chosen
    exec 7>"$LABS/.global.lock"
    flock "$GLOBAL_LOCK_FD"
}

unlock_global() { exec 7>&-; }

need_root() {
    [ "$EUID" = 0 ] || die "root is required: run 'sudo build/lab ...'"
}

need_programs() { # [PROGRAM:PACKAGE...] in addition to those that every lab needs
    local entry missing=()
    for entry in debootstrap:debootstrap systemd-nspawn:systemd-container ip:iproute2 ssh:openssh-client \
        apt-ftparchive:apt-utils dpkg-deb:dpkg gpg:gnupg python3:python3 flock:util-linux "$@"; do
        command -v "${entry%%:*}" >/dev/null || missing+=("${entry#*:}")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    say "installing ${missing[*]}"
    {
        apt-get -qq update
        DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "${missing[@]}"
    } >&2 8>&- || die "could not install ${missing[*]}"
}

# A process is identified by its id and its start time, because ids are reused.
# A zombie (Z) counts as ended.
start_time() { # PID
    local stat
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    # The program's name can contain spaces and brackets. The fields follow the last closing bracket.
    read -ra stat <<<"${stat##*) }"
    [ "${stat[0]}" != Z ] || return 1
    printf '%s' "${stat[19]}"
}

# Both a server and its parent write the record. Because of the rename, a reader never sees an empty file.
record_process() { # FILE PID
    printf '%s %s %s\n' "$2" "$(start_time "$2")" "$(cat /proc/sys/kernel/random/boot_id)" >"$1.$BASHPID"
    mv -f "$1.$BASHPID" "$1"
}

recorded_process() { # FILE: prints the id if the same process still runs
    local pid started boot
    read -r pid started boot 2>/dev/null <"$1" || return 1
    [ "$boot" = "$(cat /proc/sys/kernel/random/boot_id)" ] && [ "$(start_time "$pid")" = "$started" ] || return 1
    printf '%s' "$pid"
}

stop_process() { # FILE: ends the recorded process with SIGTERM, and with SIGKILL after 10 s
    local pid i
    for ((i = 0; i < 1200; i++)); do
        pid=$(recorded_process "$1") || break
        if [ "$i" = 0 ]; then kill -TERM "$pid" 2>/dev/null || true; fi
        if [ "$i" = 200 ]; then kill -KILL "$pid" 2>/dev/null || true; fi
        sleep 0.05
    done
    rm -f "$1"
}

# Runs a long command in the background, so that this script handles a signal immediately.
run_watched() {
    local status=0
    "$@" &
    watched=$!
    wait "$watched" || status=$?
    watched=
    return "$status"
}

end_watched() { # with `unshare --kill-child`, all child processes end too
    [ -n "${watched-}" ] || return 0
    kill -KILL "$watched" 2>/dev/null || true
    wait "$watched" 2>/dev/null || true
}
