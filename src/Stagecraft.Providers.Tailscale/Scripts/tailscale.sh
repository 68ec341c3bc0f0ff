# shellcheck shell=sh
# What the Tailscale scripts share.

# tailscale_report: answers what the unit and the daemon say of themselves. The daemon's account is its client's answer.
tailscale_report() {
    locate tailscale
    answer client "$located"
    ask systemctl show tailscaled.service --property=LoadState,UnitFileState
    answer_source /etc/apt/sources.list.d/tailscale.list
    [ -n "$located" ] || return 0

    # Warnings go to standard error.
    quote status tailscale status --json --peers=false && return
    # Briefly: a daemon that hangs has taken its time already.
    answer version "$(timeout 5 tailscale version 2>/dev/null | head -c 4096)"
    answer error "$(tailscale_telling "$(timeout 5 tailscale status --json --peers=false 2>&1 >/dev/null | head -c 4096)")"
}

# tailscale_telling TEXT: the line of a client's output that says what went wrong.
tailscale_telling() {
    printf '%s\n' "$1" | awk '
        /backend error:/ && error == "" { error = $0 }
        /[^[:space:]]/ { last = $0 }
        END { print error == "" ? last : error }'
}

# tailscale_login SECONDS FLAGS...: `tailscale up` with the key in $secret and that long to reach Running. printf is
# a part of the shell, so the key is in no process list; the client reads its file whole.
tailscale_login() {
    limit=$1
    shift
    # shellcheck disable=SC2154 # the protocol sets secret
    printf '%s' "$secret" 2>/dev/null | tailscale up --auth-key=file:/dev/stdin --timeout="${limit}s" "$@" 2>&1
}

# tailscale_keep TEXT: reads the flags that `tailscale up` wants to be told so that no setting is lost.
# They go to $kept_name, $kept_tags, $kept_server and, all others, $kept.
# https://github.com/tailscale/tailscale/blob/main/cmd/tailscale/cli/up.go (checkForAccidentalSettingReverts)
# shellcheck disable=SC2034 # for the caller
tailscale_keep() {
    kept=
    kept_name=
    kept_tags=
    kept_server=
    kept_line=$(printf '%s\n' "$1" | sed -n 's/^[[:space:]]*tailscale up //p')
    case $kept_line in
        *[!A-Za-z0-9._:/,@+=\ -]*) fail settings "$kept_line" ;;
    esac
    for flag in $kept_line; do
        case $flag in
            --auth-key=* | --timeout=*) ;;
            --hostname=*) kept_name=${flag#*=} ;;
            --advertise-tags=*) kept_tags=${flag#*=} ;;
            --login-server=*) kept_server=${flag#*=} ;;
            *) kept="$kept $flag" ;;
        esac
    done
}

# tailscale_start: the daemon runs, now and after a reboot. Needs unit.sh.
tailscale_start() {
    unit_start tailscaled.service || fail start "$(tailscale_why)"
}

# tailscale_why: the daemon's last complaint in its journal, else its last line, else what systemctl said.
tailscale_why() {
    why=$(journalctl --unit=tailscaled.service --identifier=tailscaled --lines=50 --output=cat --no-pager 2>/dev/null |
        awk '
            /[Ee]rror|[Ff]ail|fatal|panic|cannot/ { complaint = $0 }
            { last = $0 }
            END { print complaint == "" ? last : complaint }')
    printf '%s\n' "${why:-$unit_said}"
}
