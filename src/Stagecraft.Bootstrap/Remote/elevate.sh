# shellcheck shell=sh
# Runs $script as root with a sudo that may require $password. The protocol sets both. This part runs as the account.
# $1 and $2 are the limits of timeout.
#
# sudo's input is the password and nothing else: after a wrong password, sudo reads the end of its input instead of asking
# again, so a run is one attempt, and no line of the script is taken for a password. Root reads the script from the pipe
# of this shell instead. If sudo requires no password, it does not get one, because it might log its input.
# -k: neither uses nor leaves a remembered password.
LC_ALL=C
export LC_ALL

# shellcheck disable=SC2154 # the protocol sets them
printf '%s\n' "$script" 2>/dev/null | {
    # The process id of this subshell, which $$ is not.
    read -r pid _ </proc/self/stat
    if sudo -k -n timeout -k "$1" "$2" true </dev/null >/dev/null 2>&1; then
        sudo -n timeout -k "$1" "$2" sh -s
    else
        printf '%s\n' "$password" | sudo -k -S -p '' timeout -k "$1" "$2" sh "/proc/$pid/fd/0"
    fi
    # Not the last command above: some shells replace themselves with it, and the pipe would be gone.
    exit "$?"
}
