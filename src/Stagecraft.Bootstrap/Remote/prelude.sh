# shellcheck shell=sh
# What every script stands on: a known environment and one way to answer.
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin
LC_ALL=C
export PATH LC_ALL
unset IFS secret ended
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

# fail REASON DETAIL: ends the script; REASON is a word that the C# side knows, DETAIL the telling line.
fail() {
    answer reason "$1"
    answer detail "$2"
    exit 1
}
