# shellcheck shell=sh
# The base of every script: a known environment and the functions for answers.
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin
LC_ALL=C
export PATH LC_ALL
unset IFS secret ended watched
# A known umask: apt's own user, Docker and others must be able to read the files. Private files get their mode explicitly.
umask 022
# The exit status of the previous script in the same command.
# shellcheck disable=SC2034 # the protocol sets it, scripts read it
ended=
cd /

newline='
'

# answer KEY VALUE: answers the first line of VALUE. An empty value is not answered.
answer() {
    answer_line=${2%%"$newline"*}
    [ -z "$answer_line" ] || printf '%s=%s\n' "$1" "$answer_line"
}

# progress TEXT: prints what the running change does, if someone watches. Not part of the answer.
progress() {
    [ -z "${watched-}" ] || printf '@@stagecraft progress %s\n' "$1"
}

# ask COMMAND...: runs it within a probe's time limit. Its standard error is discarded.
# shellcheck disable=SC2086,SC2154 # words; the protocol sets limited
ask() {
    $limited "$@" 2>/dev/null
}

# quote KEY COMMAND...: asks it, answers its whole output, and returns its status. The output of a failed command is ignored.
# The output does not pass through this shell, which saves a process and memory.
quote() {
    quoted=$1
    shift
    printf '@@stagecraft quote %s\n' "$quoted"
    ask "$@"
    set -- $?
    printf '\n@@stagecraft quoted %s %s\n' "$quoted" "$1"
    return "$1"
}

# locate COMMAND: puts its path in $located, empty if there is none. Like 'command -v', but starts no process.
# shellcheck disable=SC2034 # scripts read it
locate() {
    located=
    IFS=:
    for directory in $PATH; do
        if [ -f "$directory/$1" ] && [ -x "$directory/$1" ]; then
            located=$directory/$1
            break
        fi
    done
    unset IFS
}

# attempt SECONDS COMMAND...: runs it within that time. Its output (at most 64 KiB) is in $said, its exit status in $status.
attempt() {
    attempt_limit=$1
    shift
    said=$({ timeout "$attempt_limit" "$@" 2>&1; printf '\n%s\n' "$?"; } | { head -c 65536; echo; tail -n 1; })
    status=${said##*"$newline"}
    said=${said%"$newline"*}
    return "$status"
}

# reason NAME: prints why the attempt at NAME failed: the program's message, or how it ended if there is none. Of the
# statuses of timeout(1), only 124 means the limit. 125 to 127 come with a message, or are the program's own.
# shellcheck disable=SC2154 # attempt sets them
reason() {
    reason_line=
    case $status in
        124 | 137) ;;
        *) reason_line=$(printf '%s\n' "$said" | telling) ;;
    esac
    [ -z "$reason_line" ] || { printf '%s\n' "$reason_line" && return; }
    case $status in
        124) printf "'%s' did not end within %s s\n" "$1" "$attempt_limit" ;;
        137) printf "'%s' was killed (signal 9, which the out-of-memory killer sends)\n" "$1" ;;
        129 | 1[3-9]?) printf "'%s' was ended by signal %s\n" "$1" "$((status - 128))" ;;
        *) printf "'%s' ended with exit status %s\n" "$1" "$status" ;;
    esac
}

# awk functions for messages, used by telling and unit.sh. bare removes a logger's prefix (a report contains no times) and
# random ids. complains tests whether a line reports an error.
# shellcheck disable=SC2016 # awk's own
message_awk='
    function bare(line) {
        gsub(/[\t\r]/, " ", line)
        sub(/^[0-9]+[-\/][0-9][0-9][-\/][0-9][0-9][T ][0-9:.,]+(Z|[+-][0-9:]+)? +/, "", line)
        if (sub(/^time=("[^"]*"|[^ ]*) level=[a-z]+ msg=/, "", line) && line ~ /^"/ && match(line, /[^\\]"/)) {
            line = substr(line, 2, RSTART - 1) substr(line, RSTART + 2)
            gsub(/\\"/, "\"", line)
            gsub(/\\[nt]/, " ", line)
        }
        if (id == "") for (i = 0; i < 64; i++) id = id "[0-9a-f]"
        gsub(id, "ID", line)
        gsub(/  +/, " ", line)
        sub(/^ /, "", line)
        sub(/ $/, "", line)
        return line
    }
    function complains(line) {
        line = tolower(line)
        return line !~ /^ *(warn|w:|time=[^ ]* level=(info|warn|debug))/ &&
            line ~ /error|fail|fatal|panic|can.?not|can.t |could.?n.t|could not|unable|invalid|unknown|denied|refused|not found|no such|not supported|unsupported|not permitted|too old|unexpected|does not exist|missing|timed out|conflict|already in use/
    }
    function is_hint(line) { return line ~ /^ *(See|Run|Try) .*(help|for (more )?(information|details))/ || line ~ /^ *Usage:/ }
    function is_stack(line) { return line ~ /^ *goroutine [0-9]+ / }
    # When a container does not start, the docker client sometimes adds that it no longer waits for it.
    function is_noise(line) { return line ~ /error waiting for container: context canceled/ }'

# telling: reads a program's output and prints what went wrong, on one line: all lines from the first error to the end of
# that paragraph, or the last line if there is no error.
telling() {
    awk "$message_awk"'
        is_stack($0) { exit }
        is_noise($0) { next }
        is_hint($0) { if (message != "") exit; next }
        { line = bare($0) }
        line == "" { if (message != "") exit; next }
        message != "" { message = message " " line; next }
        complains($0) { message = line; next }
        { last = line }
        END { print message != "" ? message : last }'
}

# The first line of apt sources from versions that installed the key as downloaded. apt.sh now writes another mark.
old_mark='# Written by Stagecraft; its next run may write it again.'

# answer_source FILE: answers source=old if FILE is such a source. Starts no process.
answer_source() {
    [ -f "$1" ] || return 0
    while IFS= read -r source_line; do
        [ "$source_line" != "$old_mark" ] || { answer source old && return; }
    done <"$1"
}

# fail REASON DETAIL: ends the script. REASON is a word that the C# code knows, and DETAIL is the relevant line.
fail() {
    answer reason "$1"
    answer detail "$2"
    exit 1
}
