# shellcheck shell=sh
# Functions that the Tailscale scripts share.

# The units that put settings back, and the file that systemd has while their timer runs.
restore_unit=stagecraft-tailscale-restore
restore_file=/run/systemd/transient/$restore_unit.timer
proc=/proc/sys/net

# tailscale_report: answers the state of the unit and the daemon. The daemon's state is the client's output.
tailscale_report() {
    locate tailscale
    answer client "$located"
    ask systemctl show tailscaled.service --property=LoadState,UnitFileState,ActiveState
    answer_source /etc/apt/sources.list.d/tailscale.list
    tailscale_forwards || answer forwarding no
    [ ! -e /var/lib/tailscale/tailscaled.state ] || answer state yes
    [ ! -e "$restore_file" ] || answer restoring yes
    [ -n "$located" ] || return 0

    # Warnings go to standard error.
    if quote status tailscale status --json --peers=false; then
        # The status leaves out whether other nodes may open connections to this one.
        quote prefs tailscale debug prefs
        return 0
    fi
    # Short timeout: a hung daemon has already used up the probe's time, and has no error.
    answer version "$(timeout 5 tailscale version 2>/dev/null | head -c 4096)"
    # shellcheck disable=SC2154 # attempt sets status
    if ! attempt 5 tailscale status --json --peers=false && [ "$status" != 124 ]; then
        answer error "$(reason 'tailscale status')"
    fi
}

# tailscale_telling TEXT: prints the error in a client's output: the control server's message, or else the client's.
tailscale_telling() {
    case $1 in
        *'backend error:'*) printf '%s\n' "$1" | grep -m 1 'backend error:' ;;
        *) printf '%s\n' "$1" | telling ;;
    esac
}

# tailscale_state: prints the daemon's BackendState.
tailscale_state() {
    timeout 10 tailscale status --json --peers=false 2>/dev/null | sed -n 's/^[[:space:]]*"BackendState": "\([A-Za-z]*\)".*/\1/p'
}

# tailscale_until SECONDS CONDITION...: checks once a second until the condition is true, for at most that time.
tailscale_until() {
    until_seconds=$1
    shift
    until "$@"; do
        [ "$until_seconds" -gt 0 ] || return 1
        sleep 1
        until_seconds=$((until_seconds - 1))
    done
}

# tailscale_is_back: whether the node runs and is connected to its control server.
tailscale_is_back() {
    case $(timeout 10 tailscale status --json --peers=false 2>/dev/null) in
        *'"Online": false'*) return 1 ;;
        *'"BackendState": "Running"'*) return 0 ;;
    esac
    return 1
}

# tailscale_login SECONDS FLAGS...: runs `tailscale up` with the key in $secret and that time limit to reach Running. printf
# is a shell builtin, so the key is not in the process list. The client reads its key file completely.
tailscale_login() {
    limit=$1
    shift
    # shellcheck disable=SC2154 # the protocol sets secret
    printf '%s' "$secret" 2>/dev/null | tailscale up --auth-key=file:/dev/stdin --timeout="${limit}s" "$@" 2>&1
}

# tailscale_join SECONDS LOGIN_SERVER|- FLAGS...: logs in. The client's output is in $said.
# - Headscale rejects a new node that requests tags, with any key, because it assigns the tags of the key. So the login is
#   repeated without tags, and the node's tags are checked later. (Recorded from 0.29.2.)
# - If the server limits registrations, that is not a failure: the daemon tries again on its own. $join_limited is then set.
tailscale_join() {
    join_seconds=$1
    join_server=$2
    join_limited=
    shift 2
    said=$(tailscale_login "$join_seconds" "$@") && return
    case $said in
        *'backend error: '*'requested tags '*' are invalid or not permitted'*)
            [ "$join_server" != - ] || return 1
            for flag; do
                shift
                case $flag in --advertise-tags=*) flag=--advertise-tags= ;; esac
                set -- "$@" "$flag"
            done
            said=$(tailscale_login "$join_seconds" "$@") && return
            ;;
    esac
    case $said in
        *'backend error: node registration rate limited'*)
            # shellcheck disable=SC2034 # for the caller
            join_limited=yes
            answer limited "$(tailscale_telling "$said")"
            ;;
        *) return 1 ;;
    esac
}

# tailscale_refused: whether $said is a rejection by the server. After a timeout, the daemon continues and may still log in.
tailscale_refused() {
    case $said in *'backend error:'*) return 0 ;; esac
    return 1
}

# tailscale_keep TEXT: reads the flags that `tailscale up` requires so that no setting is lost. Puts them in $kept_name,
# $kept_tags, $kept_server, and all others in $kept.
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
            --auth-key=* | --timeout=* | --force-reauth) ;;
            --hostname=*) kept_name=${flag#*=} ;;
            --advertise-tags=*) kept_tags=${flag#*=} ;;
            --login-server=*) kept_server=${flag#*=} ;;
            *) kept="$kept $flag" ;;
        esac
    done
    # The client requires this flag, but rejects it without an exit node. tailscale_restore restores the setting.
    case "$kept " in
        *' --exit-node='*) ;;
        *' --exit-node-allow-lan-access '*) kept=$(printf '%s ' "$kept" | sed 's/ --exit-node-allow-lan-access / --exit-node-allow-lan-access=false /') ;;
    esac
}

# tailscale_keep_all LOGIN_SERVER|-: reads the flags that a login must repeat, and puts all settings in $before. Without a
# LOGIN_SERVER, the login would use the node's current server, which is not the configured one.
tailscale_keep_all() {
    before=$(tailscale_prefs)
    # Without changes, the client prints the flags that keep the current settings, or does nothing.
    tailscale_keep "$(tailscale up --timeout=1s 2>&1)"
    if [ "$1" != - ]; then
        kept="$kept --login-server=$1"
    elif [ -n "$kept_server" ]; then
        fail server "$kept_server"
    fi
}

# tailscale_prefs: prints the client's stored settings, one per line. Prints nothing if the client fails.
tailscale_prefs() {
    prefs_said=$(timeout 10 tailscale debug prefs 2>/dev/null) && printf '%s\n' "$prefs_said"
}

# tailscale_flags PREFS: prints each setting as a flag of `tailscale set`, to restore the settings that `tailscale up` did
# not keep: those it does not know, and all before a first login. A setting that cannot be restored has a '!' instead.
# https://github.com/tailscale/tailscale/blob/main/cmd/tailscale/cli/up.go (prefsFromUpArgs), cli/set.go, ipn/prefs.go
tailscale_flags() {
    printf '%s\n' "$1" | awk '
        function flag(name, value) { if (value != "null" && value ~ /^[][A-Za-z0-9._:,\/@-]+$/) print "--" name "=" value }
        { key = $1; gsub(/[":]/, "", key); value = NF > 2 ? " " : $2; gsub(/[",]/, "", value) }
        in_list != "" && /^[[:space:]]*\]/ {
            if (in_list == "AdvertiseRoutes") {
                if (exit_routes) flag("advertise-exit-node", "true")
                flag("advertise-routes", list)
            } else flag("relay-server-static-endpoints", list)
            in_list = ""
            next
        }
        in_list != "" {
            gsub(/[",[:space:]]/, "")
            if ($0 == "0.0.0.0/0" || $0 == "::/0") exit_routes = 1
            else list = list (list == "" ? "" : ",") $0
            next
        }
        (key == "RelayServerStaticEndpoints" || key == "AdvertiseRoutes") && value == "[" { in_list = key; list = ""; next }
        key == "RouteAll" { flag("accept-routes", value) }
        key == "CorpDNS" { flag("accept-dns", value) }
        key == "RunSSH" { flag("ssh", value) }
        key == "ShieldsUp" { flag("shields-up", value) }
        key == "NoSNAT" { flag("snat-subnet-routes", value == "true" ? "false" : "true") }
        key == "NetfilterMode" { flag("netfilter-mode", value == 0 ? "off" : value == 1 ? "nodivert" : "on") }
        key == "OperatorUser" { flag("operator", value) }
        key == "Advertise" { flag("advertise-connector", value) }
        key == "PostureChecking" { flag("report-posture", value) }
        key == "ExitNodeIP" { flag("exit-node", value) }
        key == "RelayServerPort" { flag("relay-server-port", value) }
        key == "Check" { flag("update-check", value) }
        key == "Apply" { flag("auto-update", value) }
        key == "RunWebClient" { flag("webclient", value) }
        key == "NoStatefulFiltering" && value ~ /true|false/ { flag("stateful-filtering", value == "true" ? "false" : "true") }
        key == "ExitNodeAllowLANAccess" { flag("exit-node-allow-lan-access", value) }
        key == "ExitNodeID" && value != "" { exit_node = "!ExitNode" }
        key == "AutoExitNode" && value != "" { exit_node = ""; flag("exit-node", "auto:" value) }
        key == "Sync" { flag("sync", value) }
        key == "RemoteConfig" { flag("remote-config", value) }
        (key == "AdvertiseServices" || key == "DriveShares") && value == "[" { print "!" key }
        END { if (exit_node != "") print exit_node }'
}

# tailscale_identity PREFS: prints the settings that our logins set, as flags.
tailscale_identity() {
    printf '%s\n' "$1" | awk '
        function flag(name, value) { if (value ~ /^[A-Za-z0-9._:\/,@+=-]*$/) print "--" name "=" value }
        { key = $1; gsub(/[":]/, "", key); value = $2; gsub(/[",]/, "", value) }
        in_list && /^[[:space:]]*\]/ { flag("advertise-tags", list); in_list = 0; next }
        in_list { gsub(/[",[:space:]]/, ""); list = list (list == "" ? "" : ",") $0; next }
        key == "AdvertiseTags" && value == "[" { in_list = 1; list = "" }
        key == "AdvertiseTags" && value != "[" { flag("advertise-tags", "") }
        key == "Hostname" { sub(/^[^:]*: */, ""); gsub(/[",]/, ""); flag("hostname", $0) }
        key == "ControlURL" { sub(/^[^:]*: */, ""); gsub(/[",]/, ""); flag("login-server", $0) }'
}

# tailscale_restore PREFS: restores the settings that `tailscale up` did not keep.
tailscale_restore() {
    restore_now=$(tailscale_prefs)
    [ -n "$restore_now" ] || return 0
    restore_now=$(tailscale_flags "$restore_now")
    restore_lost=
    # No flag contains a space, but one may contain a bracket.
    set -f
    for flag in $(tailscale_flags "$1" | grep -vxF -e "$restore_now"); do
        case $flag in
            # The login has set it by its address. The daemon then finds out the id.
            '!ExitNode') case $restore_now in *--exit-node=*) continue ;; esac ;;
            --*) timeout 30 tailscale set "$flag" >/dev/null 2>&1 && continue ;;
        esac
        restore_lost="${restore_lost:+$restore_lost, }${flag#!}"
    done
    set +f
    answer lost "$restore_lost"
}

# tailscale_forwards: whether the host forwards packets, of both families if it has both. Starts no process.
tailscale_forwards() {
    for forwarding in "$proc/ipv4/ip_forward" "$proc/ipv6/conf/all/forwarding"; do
        [ -r "$forwarding" ] || continue
        read -r forwards <"$forwarding"
        [ "$forwards" != 0 ] || return 1
    done
}

# tailscale_forward: enables IP forwarding, now and after a reboot, as https://tailscale.com/kb/1019/subnets documents.
tailscale_forward() {
    sysctl_file=/etc/sysctl.d/99-stagecraft-tailscale.conf
    {
        mkdir -p "${sysctl_file%/*}" &&
            printf '%s\n' '# Written by Stagecraft: this node forwards packets for its tailnet.' 'net.ipv4.ip_forward = 1' >"$sysctl_file.new" &&
            { [ ! -e "$proc/ipv6/conf/all/forwarding" ] || echo 'net.ipv6.conf.all.forwarding = 1' >>"$sysctl_file.new"; } &&
            chmod 0644 "$sysctl_file.new" && mv "$sysctl_file.new" "$sysctl_file"
    } || fail forwarding "cannot write $sysctl_file"
    for forwarding in "$proc/ipv4/ip_forward" "$proc/ipv6/conf/all/forwarding"; do
        [ ! -e "$forwarding" ] || { echo 1 >"$forwarding"; } 2>/dev/null || fail forwarding "cannot write $forwarding"
    done
}

# tailscale_disarm: cancels the timer that puts settings back.
tailscale_disarm() {
    [ -e "$restore_file" ] || return 0
    attempt 20 systemctl stop "$restore_unit.timer" "$restore_unit.service" || :
    [ ! -e "$restore_file" ] || fail timer "$(reason 'systemctl stop')"
}

# tailscale_start: starts and enables the daemon. Needs unit.sh.
tailscale_start() {
    unit_start tailscaled.service || fail start "$(unit_why tailscaled.service)"
}
