# shellcheck shell=sh
# What every script stands on: a known environment and one way to answer.
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin
LC_ALL=C
export PATH LC_ALL
unset IFS secret ended
# What is private says so itself; apt's own user, Docker and others read the rest, whatever the account's mask is.
umask 022
# How the script before this one in the same command ended.
# shellcheck disable=SC2034 # the protocol sets it, scripts read it
ended=
cd /

newline='
'

# answer KEY VALUE: the first line of VALUE. An empty value is no answer.
answer() {
    answer_line=${2%%"$newline"*}
    [ -z "$answer_line" ] || printf '%s=%s\n' "$1" "$answer_line"
}

# ask COMMAND...: runs it within the time that a question has. What it complains of is nobody's answer.
# shellcheck disable=SC2086,SC2154 # words; the protocol sets limited
ask() {
    $limited "$@" 2>/dev/null
}

# quote KEY COMMAND...: asks it, answers with all that it prints, and ends as it does. One that fails has answered nothing.
# The output does not pass through this shell: that costs no process, and no memory whatever COMMAND prints.
quote() {
    quoted=$1
    shift
    printf '@@stagecraft quote %s\n' "$quoted"
    ask "$@"
    set -- $?
    printf '\n@@stagecraft quoted %s %s\n' "$quoted" "$1"
    return "$1"
}

# locate COMMAND: puts its path in $located, empty where there is none. As 'command -v' does, without a process.
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

# What an apt source of ours began with when its key was still installed as it was fetched. apt.sh writes another mark.
old_mark='# Written by Stagecraft; its next run may write it again.'

# answer_source FILE: answers source=old where FILE is such a source. Without a process.
answer_source() {
    [ -f "$1" ] || return 0
    while IFS= read -r source_line; do
        [ "$source_line" != "$old_mark" ] || { answer source old && return; }
    done <"$1"
}

# fail REASON DETAIL: ends the script; REASON is a word that the C# side knows, DETAIL the telling line.
fail() {
    answer reason "$1"
    answer detail "$2"
    exit 1
}
