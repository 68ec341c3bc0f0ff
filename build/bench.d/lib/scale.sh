# `bench scale`: what grows with the number of hosts, and what some that hang cost the others.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # VARIANTS, COMMAND; rounds: shared with ready.sh and measure.sh

readonly SCALE_SERVERS=100 SCALE_PARALLEL=64
# One host in so many says nothing, beginning with the first; and when the tool gives one up.
readonly SCALE_SILENT_EACH=20 SCALE_LIMIT=15

scale_command() { # [ROUNDS] [HOSTS]
    many_hosts=$(number "${2-}" 1000 100000 'the number of hosts')
    start_command "$SCALE_SERVERS" "${1-}"
    bench_programs python3:python3
    VARIANTS=("ours$SCALE_PARALLEL" "many$SCALE_PARALLEL" healthy silent engine1000 engine10000 engine100000)
    prepare "$SCALE_SERVERS"
    write_many_hosts >"$WORK/many.json"
    write_mixed_hosts no >"$WORK/healthy.json"
    write_mixed_hosts yes >"$WORK/silent.json"
    sed "s/connectTimeout: [0-9]*s/connectTimeout: ${SCALE_LIMIT}s/" "$WORK/stagecraft.yml" >"$WORK/limited.yml"
    "$PIECES/ask" "$WORK/ssh_config" "$(<"$WORK/command")" "$WORK/input" "$WORK" "$(fleet_address 1)"
    compare "$rounds"
    finish_command scale
}

# More hosts than there are servers: each server is several hosts, one after the other and at once.
write_many_hosts() {
    local index server separator=
    printf '['
    for ((index = 0; index < many_hosts; index++)); do
        server=$((index % SCALE_SERVERS + 1))
        printf '%s\n  {"id":"many-%06d","name":"host-%s","role":"app","publicIp":"127.1.0.%s"}' \
            "$separator" "$index" "$server" "$server"
        separator=,
    done
    printf '\n]\n'
}

# YES-OR-NO: whether those that say nothing are among the others, or left out.
write_mixed_hosts() {
    local index address separator=
    printf '['
    for ((index = 1; index <= SCALE_SERVERS; index++)); do
        address=$(fleet_address "$index")
        if ((index % SCALE_SILENT_EACH == 1)); then
            [ "$1" = yes ] || continue
            address=127.1.1.$((index / SCALE_SILENT_EACH + 1))
        fi
        printf '%s\n  {"id":"mixed-%03d","name":"host-%s","role":"app","publicIp":"%s"}' "$separator" "$index" "$index" "$address"
        separator=,
    done
    printf '\n]\n'
}

silent_hosts() { printf '%s' $((SCALE_SERVERS / SCALE_SILENT_EACH)); }
healthy_hosts() { printf '%s' $((SCALE_SERVERS - SCALE_SERVERS / SCALE_SILENT_EACH)); }

scale_variant() { # VARIANT: sets COMMAND and WATCH
    local silent=0
    case $1 in
        many*) hosts_command "$WORK/stagecraft.yml" "$WORK/many.json" "${1#many}" ;;
        # Verbose: the line that a host has answered comes at once, and not when it is the host's turn.
        *) hosts_command "$WORK/limited.yml" "$WORK/$1.json" "$SCALE_PARALLEL" --verbose ;;
    esac
    [ "$1" != silent ] || silent=$(silent_hosts)
    # Outside the clock of what it watches.
    WATCH=("$PIECES/watch" "$WORK/watched" "$FLEET_PORT" "$silent")
}

check_scale() { # VARIANT
    local hosts failed=0 files ports last
    case $1 in
        many*) hosts=$many_hosts ;;
        healthy) hosts=$(healthy_hosts) ;;
        silent) hosts=$SCALE_SERVERS failed=$(silent_hosts) ;;
    esac
    expect hosts "$hosts" "$WORK/out"
    expect succeeded "$((hosts - failed))" "$WORK/out"
    expect changed 0 "$WORK/out"
    read -r files ports last <"$WORK/watched"
    printf '%s\n' "$last" >>"$WORK/$1-last.times"
    printf '%s\n' "$files" >>"$WORK/$1-files.times"
    printf '%s\n' "$ports" >>"$WORK/$1-ports.times"
}

engine_command() { # COUNT: sets COMMAND
    COMMAND=(dotnet "$BENCH_PROGRAM" scale "$WORK/stagecraft.yml" "$WORK/$(fleet_address 1)" host-1 "$1" "$SCALE_PARALLEL")
}

scale_table() { # SERVERS ROUNDS
    printf '%s rounds in turns, %s hosts in flight. Medians; smallest and largest in brackets.\n\n' "$2" "$SCALE_PARALLEL"
    printf '| | time, ratio | memory, ratio | wall, s | client CPU, s | largest process |\n|---|---:|---:|---:|---:|---:|\n'
    scale_row "ours$SCALE_PARALLEL" "the tool, $1 hosts" "ours$SCALE_PARALLEL"
    scale_row "many$SCALE_PARALLEL" "the tool, $(thousands "$many_hosts") hosts" "ours$SCALE_PARALLEL"
    scale_row healthy "the tool, $(healthy_hosts) hosts" healthy
    scale_row silent "the tool, these and $(silent_hosts) that say nothing" healthy
    scale_row engine1000 "the engine alone, 1,000 hosts" engine1000
    scale_row engine10000 "the engine alone, 10,000 hosts" engine1000
    scale_row engine100000 "the engine alone, 100,000 hosts" engine1000
    printf '\nThe last of %s hosts had answered after %s s; with %s that say nothing, given up after %s s, after %s s.\n' \
        "$(healthy_hosts)" "$(spread wall healthy-last)" "$(silent_hosts)" "$SCALE_LIMIT" "$(spread wall silent-last)"
    printf 'With %s hosts the tool had at most %.0f files open, and %.0f ports were in use at most.\n' \
        "$(thousands "$many_hosts")" "$(wall "many$SCALE_PARALLEL-files" | sort -n | tail -n 1)" "$(wall "many$SCALE_PARALLEL-ports" | sort -n | tail -n 1)"
    printf '\n%s\n' "$(machine)"
}

thousands() { printf '%s' "$1" | sed -E ':more; s/([0-9])([0-9]{3})(,|$)/\1,\2\3/; t more'; } # NUMBER

scale_row() { # VARIANT TITLE BASE
    row "$1" "$2" "$(ratio wall "$1" "$3")" "$(ratio memory "$1" "$3")"
}
