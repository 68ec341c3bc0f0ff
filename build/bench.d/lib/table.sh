# From the runs to a table.
# shellcheck shell=bash

median() { # numbers on standard input, one a line
    sort -n | awk '{ value[NR] = $1 } END { print NR % 2 ? value[(NR + 1) / 2] : (value[NR / 2] + value[NR / 2 + 1]) / 2 }'
}

wall() { awk '{ print $1 }' "$WORK/$1.times"; }
cpu() { awk '{ print $2 + $3 }' "$WORK/$1.times"; }
memory() { awk '{ print $4 / 1024 }' "$WORK/$1.times"; }
hosts_cpu() { awk '{ print $NF }' "$WORK/$1.times"; }

ratio() { # MEASURE VARIANT VARIANT: of the first to the second
    awk -v first="$("$1" "$2" | median)" -v second="$("$1" "$3" | median)" 'BEGIN { printf "%.2f", first / second }'
}

spread() { # MEASURE VARIANT: the median, and in brackets the smallest and the largest
    local digits=2
    # Processor time is counted in hundredths.
    [ "$1" != wall ] || digits=${WALL_DIGITS:-2}
    "$1" "$2" | sort -n | awk -v median="$("$1" "$2" | median)" -v number="%.${digits}f" \
        'NR == 1 { least = $1 } { most = $1 } END { printf number " (" number " to " number ")", median, least, most }'
}

row() { # VARIANT TITLE RATIO RATIO [MEASURE]: with a measure, a column more
    printf '| %s | %s | %s | %s | %s |%s %.0f MiB |\n' "$2" "$3" "$4" \
        "$(spread wall "$1")" "$(spread cpu "$1")" "${5:+ $(spread "$5" "$1") |}" "$(memory "$1" | median)"
}

# Where the hosts are on this machine too. What they take is the whole machine's time without the client's.
readonly HOSTS_HEADER='| | wall, ratio | client CPU, ratio | wall, s | client CPU, s | hosts'"'"' CPU, s | largest process |
|---|---:|---:|---:|---:|---:|---:|'

hosts_row() { row "$@" hosts_cpu; } # VARIANT TITLE RATIO RATIO

ready_table() { # COUNT ROUNDS
    printf '%s hosts, %s rounds in turns. Medians; smallest and largest in brackets. Ratios are ours / OpenSSH: below 1 is better than OpenSSH.\n\n' "$1" "$2"
    printf '%s\n' "$HOSTS_HEADER"
    hosts_row ours64 "ours, \`--parallel 64\`" "$(ratio wall ours64 ssh)" "$(ratio cpu ours64 ssh)"
    hosts_row ours16 "ours, \`--parallel 16\` (the default)" "$(ratio wall ours16 ssh)" "$(ratio cpu ours16 ssh)"
    hosts_row ssh "\`xargs -P$SSH_PARALLEL ssh\`" 1 1
    hosts_row login "the same, and the hosts are only asked to run \`true\`" "$(ratio wall login ssh)" "$(ratio cpu login ssh)"
    printf '\n%s\n' "$(machine)"
}

machine() {
    printf 'Machine: %s cores (%s), %.0f GiB of memory, Linux %s; load average before the first round %s. %s; .NET %s. %s' \
        "$(nproc)" "$(awk -F ': ' '/^model name/ { print $2; exit }' /proc/cpuinfo)" \
        "$(awk '/^MemTotal/ { print $2 / 1048576 }' /proc/meminfo)" "$(uname -r)" "$LOAD" \
        "$(ssh -V 2>&1 | cut -d , -f 1)" "$(dotnet --list-runtimes | awk '$1 == "Microsoft.NETCore.App" { last = $2 } END { print last }')" \
        "$([ ! -f "$WORK/ssh_config" ] || printf 'Key exchange: %s.' "$(key_exchange)")"
}

# What OpenSSH and these servers agree on; ours offers the post-quantum ones first as well.
key_exchange() {
    ssh -v -F "$WORK/ssh_config" "$(head -n 1 "$WORK/addresses")" -o LogLevel=DEBUG1 true 2>&1 </dev/null \
        | sed -n 's/.*kex: algorithm: //p' | tr -d '\r' | head -n 1
}

# COMMAND TEXT-FILE: into the page, between the two marks.
write_page() {
    local page=$ROOT/docs/benchmarks.md begin="<!-- build/bench $1 --write" end='<!-- end -->'
    if ! grep -qF "$begin" "$page" || ! grep -qF "$end" "$page"; then die "$page has no place for the table"; fi
    awk -v begin="$begin" -v end="$end" -v text="$2" '
        index($0, begin) == 1 { print; while ((getline line < text) > 0) print line; skip = 1 }
        index($0, end) == 1 { skip = 0 }
        !skip' "$page" >"$WORK/page.md"
    cat "$WORK/page.md" >"$page"
}
