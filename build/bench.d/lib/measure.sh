# One run of one side, measured and checked. $WORK holds the inputs, and the results as VARIANT.times: a line a run,
# seconds of wall clock, user and system time, KiB of the largest process, what the variant adds, and last the seconds
# of processor time that the rest of the machine took.
# shellcheck shell=bash

readonly BENCH_PROGRAM=$ROOT/tests/Stagecraft.Bench/bin/Release/net10.0/Stagecraft.Bench.dll

# A variant that starts with "ours" is the tool, with that many hosts at once.
variant_command() { # VARIANT: sets COMMAND, and WATCH where it is to be watched
    case $1 in
        ours*) tool_command "${1#ours}" ;;
        msbuild) build_command ;;
        clush) COMMAND=(clush --quiet -t 120 -f "$CLUSH_FANOUT" --hostfile "$WORK/addresses" --outdir "$WORK/answers"
            -o "-F $WORK/ssh_config" "$(<"$WORK/command")") ;;
        ansible | mitogen | playbook*) ansible_command "$1" ;;
        cold*) cold_variant "${1#cold-}" ;;
        many* | healthy | silent) scale_variant "$1" ;;
        engine*) engine_command "${1#engine}" ;;
        start*) start_variant "${1#start-}" ;;
        latency*) latency_variant "${1#latency-}" ;;
        ssh) COMMAND=(xargs -P "$SSH_PARALLEL" -n 1 -a "$WORK/addresses"
            "$PIECES/ask" "$WORK/ssh_config" "$(<"$WORK/command")" "$WORK/input" "$WORK/answers") ;;
        login) COMMAND=(xargs -P "$SSH_PARALLEL" -n 1 -a "$WORK/addresses"
            "$PIECES/ask" "$WORK/ssh_config" true /dev/null "$WORK/answers") ;;
    esac
}

tool_command() { # PARALLEL [OPTION...]: sets COMMAND
    hosts_command "$WORK/stagecraft.yml" "$WORK/hosts.json" "$@"
}

hosts_command() { # CONFIG HOSTS-FILE PARALLEL [OPTION...]: sets COMMAND
    COMMAND=(dotnet "$WORK/tool/dotnet-stagecraft-bootstrap.dll"
        --config "$1" --hosts "$2" --output json --parallel "${@:3}")
}

# Runs COMMAND so that a signal to this script is acted on at once; the group is for what it starts itself.
run_group() {
    local status=0
    # Named again: what runs in the background would read nothing.
    setsid "$@" <&0 9>&- &
    group=$!
    wait "$group" || status=$?
    group=
    return "$status"
}

end_group() { # clients of servers that are about to go: there is nothing to be polite about
    [ -n "${group-}" ] || return 0
    kill -KILL -- "-$group" 2>/dev/null || true
    wait "$group" 2>/dev/null || true
}

measure() { # VARIANT
    local COMMAND WATCH=() input=/dev/null status=0 began ended busy
    variant_command "$1"
    # It hands its own on to all hosts.
    [ "$1" != clush ] || input=$WORK/input
    rm -rf "$WORK/answers"
    mkdir "$WORK/answers"
    [[ $1 != cold* ]] || cold_bare
    busy=$(busy_time)
    began=$EPOCHREALTIME
    run_group "${WATCH[@]}" /usr/bin/time -f '%U %S %M' -o "$WORK/time" "${COMMAND[@]}" <"$input" >"$WORK/out" 2>"$WORK/err" || status=$?
    # Not the wall clock of /usr/bin/time, which has hundredths, and drops the rest.
    ended=$EPOCHREALTIME
    busy=$(awk -v before="$busy" -v after="$(busy_time)" 'BEGIN { print after - before }')
    [ "$status" = "$(expected_status "$1")" ] || die "$1 ended with $status: $(complaint)"
    close_connections
    check "$1"
    # Before it there may be a word on the exit status.
    tail -n 1 "$WORK/time" | awk -v began="$began" -v ended="$ended" -v busy="$busy" \
        '{ printf "%.3f %s %s\n", ended - began, $0, busy - $1 - $2 }' >>"$WORK/$1.times"
}

# Seconds that the machine's processors were at work; waiting and what the hypervisor took are none.
busy_time() { awk -v hertz="$(getconf CLK_TCK)" '$1 == "cpu" { printf "%.2f", ($2 + $3 + $4 + $7 + $8) / hertz }' /proc/stat; }

expected_status() { # VARIANT
    case $1 in
        start-none) printf 1 ;;
        # A host failed.
        start* | silent) printf 10 ;;
        *) printf 0 ;;
    esac
}

complaint() { grep -vE ': ready, nothing to change$| \| ' "$WORK/err" | tail -n 3; }

# The report has the same bytes in every run; what the fan-out brought must lead to it too.
check() { # VARIANT
    case $1 in
        # It ends with another exit status where a host is not ready.
        engine*) return 0 ;;
        cold*) check_cold "$1" && return 0 ;;
        many* | healthy | silent) check_scale "$1" && return 0 ;;
        start*) check_start "$1" && return 0 ;;
        latency*) check_latency "$1" && return 0 ;;
        # Its exit status has said all.
        login) return 0 ;;
        playbook*) check_playbook "$1" "$(wc -l <"$WORK/addresses")" && return 0 ;;
        ansible | mitogen) unwrap_answers ;;
    esac
    case $1 in
        ours*) ;;
        msbuild) mv "$WORK/msbuild.json" "$WORK/out" ;;
        *) judge replay "$WORK/answers" >"$WORK/out" || die "$1 brought answers of hosts that are not ready" ;;
    esac
    cmp -s "$WORK/out" "$WORK/expected.json" || die "$1 gave another report: $(diff "$WORK/expected.json" "$WORK/out" | head -n 5)"
}

judge() { # record|replay FOLDER
    dotnet "$BENCH_PROGRAM" "$1" "$WORK/stagecraft.yml" "$WORK/hosts.json" "$2"
}

# The run that all others are compared with: all hosts ready, nothing changed, one command each.
establish() { # COUNT
    local COMMAND asked
    tool_command 16 --verbose
    run_group "${COMMAND[@]}" </dev/null >"$WORK/expected.json" 2>"$WORK/err" \
        || die "the hosts are not ready: $(complaint)"
    expect hosts "$1"
    expect succeeded "$1"
    expect changed 0
    # One host is asked a second time, for the run as a whole: which of the others it sees.
    asked=$(grep ' | \$ ' "$WORK/err" | grep -vc ' | \$ tailscale-peers$')
    [ "$asked" = "$1" ] || die "$1 ready hosts were sent $asked commands: the fan-out sends one each"
}

expect() { # COUNT-NAME NUMBER [REPORT]
    grep -m 1 -qE "^ +\"$1\": $2,?\$" "${3-$WORK/expected.json}" || die "the report does not say \"$1\": $2"
}
