# `bench latency`: compares the tool with ssh over a slow network, with one host and with many.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # VARIANTS, COMMAND, FLEET_NETWORK; rounds, began: shared with ready.sh, measure.sh, fleet.sh

# Milliseconds each way: a round trip takes twice that.
readonly LATENCY_DELAYS=(0 20 50 100) LATENCY_SERVERS=100

latency_command() { # [ROUNDS]
    local delay
    start_command "$LATENCY_SERVERS" "${1-}"
    prepare "$LATENCY_SERVERS"
    VARIANTS=()
    for delay in "${LATENCY_DELAYS[@]}"; do
        start_relays "$delay"
        VARIANTS+=("latency-ssh-$delay" "latency-one-$delay" "latency-all-$delay")
    done
    compare "$rounds"
    finish_command latency
}

# DELAY: a relay before each server, as 127.2.DELAY.x, and what both sides are to know of these addresses.
start_relays() {
    local FLEET_NETWORK=127.2.$1 input i
    write_known_hosts "$LATENCY_SERVERS" >>"$WORK/known_hosts"
    write_hosts "$LATENCY_SERVERS" >"$WORK/all-$1.json"
    write_hosts 1 >"$WORK/one-$1.json"
    # They end with their standard input: when this script does, however it does.
    exec {input}> >(exec dotnet "$BENCH_PROGRAM" relay "$1" "$FLEET_PORT" "$LATENCY_SERVERS" "$FLEET_NETWORK." 127.1.0. >>"$WORK/relays-$1" 2>&1 9>&-)
    for ((i = 0; i < 300; i++)); do
        if grep -qx ready "$WORK/relays-$1" 2>/dev/null; then return 0; fi
        sleep 0.1
    done
    die "the relays at $1 ms do not start: $(tail -n 3 "$WORK/relays-$1")"
}

latency_variant() { # ssh|one|all-DELAY: sets COMMAND
    local delay=${1#*-}
    : >"$WORK/relays-$delay"
    case $1 in
        ssh*) COMMAND=("$PIECES/ask" "$WORK/ssh_config" "$(<"$WORK/command")" "$WORK/input" "$WORK/answers" "127.2.$delay.1") ;;
        one*) hosts_command "$WORK/stagecraft.yml" "$WORK/one-$delay.json" 1 ;;
        all*) hosts_command "$WORK/stagecraft.yml" "$WORK/all-$delay.json" "$LATENCY_SERVERS" ;;
    esac
}

check_latency() { # VARIANT: adds to its line of times when it connected, in seconds since its start, and its flights
    local delay=${1##*-} hosts=1
    case $1 in
        *-ssh-*)
            dotnet "$BENCH_PROGRAM" replay "$WORK/stagecraft.yml" "$WORK/one-$delay.json" "$WORK/answers" >"$WORK/out" \
                || die "$1 brought the answer of a host that is not ready"
            ;;
        *-all-*) hosts=$LATENCY_SERVERS ;;
    esac
    expect hosts "$hosts" "$WORK/out"
    expect succeeded "$hosts" "$WORK/out"
    expect changed 0 "$WORK/out"
    connections_ended "$1" "$hosts"
    sed -i "\$s/\$/ $(sort -n "$WORK/relays-$delay" | awk -v began="$began" '
        NR == 1 { connected = $1 - began } $2 > flights { flights = $2 } END { print connected, flights }')/" "$WORK/time"
}

# The client is gone; the end of its connections takes its time as well.
connections_ended() { # VARIANT COUNT
    local i
    for ((i = 0; i < 100; i++)); do
        [ "$(wc -l <"$WORK/relays-${1##*-}")" -lt "$2" ] || return 0
        sleep 0.05
    done
    die "$1 left connections behind, or made others than $2"
}

connected() { awk '{ print $5 }' "$WORK/$1.times"; }
flights() { awk '{ print $6 }' "$WORK/$1.times"; }
after_connect() { awk '{ print $1 - $5 }' "$WORK/$1.times"; }

latency_table() { # SERVERS ROUNDS
    local delay
    printf '%s rounds in turns. Medians; smallest and largest in brackets. Ratios are ours / OpenSSH: below 1 is better than OpenSSH.\n\n' "$2"
    printf '| delay each way | one host, ratio | ratio after the start | ssh, s | ours, s | ours, start to connect, s | flights, ssh | flights, ours | ours, %s hosts, s | hosts a second |\n' "$1"
    printf '|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n'
    for delay in "${LATENCY_DELAYS[@]}"; do latency_row "$delay" "latency-ssh-$delay" "latency-one-$delay" "latency-all-$delay"; done
    printf '\n%s\n' "$(machine)"
}

latency_row() { # DELAY SSH ONE ALL
    printf '| %s ms | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n' "$1" \
        "$(ratio wall "$3" "$2")" "$(ratio after_connect "$3" "$2")" "$(spread wall "$2")" "$(spread wall "$3")" "$(spread connected "$3")" \
        "$(flights "$2" | median)" "$(flights "$3" | median)" "$(spread wall "$4")" \
        "$(wall "$4" | median | awk -v hosts="$LATENCY_SERVERS" '{ printf "%.0f", hosts / $1 }')"
}
