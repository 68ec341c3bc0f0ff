# shellcheck shell=sh
# Units of the host's service manager.

# unit_start UNIT: it runs, now and after a reboot. systemctl waits until it is ready or has failed, and what it then
# said is in $unit_said.
unit_start() {
    # Mostly the package has done both by now, and to do them again costs more than to ask.
    [ "$(systemctl is-enabled "$1" 2>/dev/null)" = enabled ] && systemctl --quiet is-active "$1" && return
    systemctl reset-failed "$1" 2>/dev/null
    # shellcheck disable=SC2034 # for the caller
    unit_said=$(systemctl enable --now "$1" 2>&1 >/dev/null)
}
