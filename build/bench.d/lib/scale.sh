# `bench scale`: what grows with the number of hosts.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # VARIANTS, COMMAND; rounds: shared with ready.sh and measure.sh

readonly SCALE_SERVERS=100 SCALE_HOSTS=1000 SCALE_PARALLEL=64

scale_command() { # [--write] [ROUNDS]
    if [ "${1-}" = --write ]; then
        start_command --write "$SCALE_SERVERS" "${2-}"
    else
        start_command "$SCALE_SERVERS" "${1-}"
    fi
    VARIANTS=("ours$SCALE_PARALLEL" "many$SCALE_PARALLEL" engine1000 engine10000 engine100000)
    prepare "$SCALE_SERVERS"
    write_many_hosts >"$WORK/many.json"
    "$PIECES/ask" "$WORK/ssh_config" "$(<"$WORK/command")" "$WORK/input" "$WORK" "$(fleet_address 1)"
    compare "$rounds"
    finish_command scale
}

# More hosts than there are servers: each server is several hosts, one after the other and at once.
write_many_hosts() {
    local index server separator=
    printf '['
    for ((index = 0; index < SCALE_HOSTS; index++)); do
        server=$((index % SCALE_SERVERS + 1))
        printf '%s\n  {"id":"many-%04d","name":"host-%s","role":"app","publicIp":"%s"}' \
            "$separator" "$index" "$server" "$(fleet_address "$server")"
        separator=,
    done
    printf '\n]\n'
}

check_many() {
    expect hosts "$SCALE_HOSTS" "$WORK/out"
    expect succeeded "$SCALE_HOSTS" "$WORK/out"
    expect changed 0 "$WORK/out"
}

engine_command() { # COUNT: sets COMMAND
    COMMAND=(dotnet "$BENCH_PROGRAM" scale "$WORK/stagecraft.yml" "$WORK/$(fleet_address 1)" host-1 "$1" "$SCALE_PARALLEL")
}

scale_table() { # SERVERS ROUNDS
    printf '%s rounds in turns, %s hosts in flight. Medians; smallest and largest in brackets.\n\n' "$2" "$SCALE_PARALLEL"
    printf '| | time, ratio | memory, ratio | wall, s | client CPU, s | largest process |\n|---|---:|---:|---:|---:|---:|\n'
    scale_row "ours$SCALE_PARALLEL" "the tool, $1 hosts" "ours$SCALE_PARALLEL"
    scale_row "many$SCALE_PARALLEL" "the tool, $SCALE_HOSTS hosts" "ours$SCALE_PARALLEL"
    scale_row engine1000 "the engine alone, 1,000 hosts" engine1000
    scale_row engine10000 "the engine alone, 10,000 hosts" engine1000
    scale_row engine100000 "the engine alone, 100,000 hosts" engine1000
    printf '\n%s\n' "$(machine)"
}

scale_row() { # VARIANT TITLE BASE
    row "$1" "$2" "$(ratio wall "$1" "$3")" "$(ratio memory "$1" "$3")"
}
