# shellcheck shell=sh
# What the Tailscale scripts share.

# tailscale_report: answers what the unit and the daemon say of themselves. The daemon's account is its client's answer.
tailscale_report() {
    locate tailscale
    answer client "$located"
    ask systemctl show tailscaled.service --property=LoadState,UnitFileState,ActiveState
    answer_source /etc/apt/sources.list.d/tailscale.list
    [ -n "$located" ] || return 0

    # Warnings go to standard error.
    if quote status tailscale status --json --peers=false; then
        # The status leaves out whether other nodes may open connections to this one.
        quote prefs tailscale debug prefs
        return 0
    fi
    # Short: a daemon that hangs has already used up the question's time. It has no error.
    answer version "$(timeout 5 tailscale version 2>/dev/null | head -c 4096)"
    # shellcheck disable=SC2154 # attempt sets status
    if ! attempt 5 tailscale status --json --peers=false && [ "$status" != 124 ]; then
        answer error "$(reason 'tailscale status')"
    fi
}

# tailscale_telling TEXT: what a client's output says went wrong: the control server's words, else the client's.
tailscale_telling() {
    case $1 in
        *'backend error:'*) printf '%s\n' "$1" | grep -m 1 'backend error:' ;;
        *) printf '%s\n' "$1" | telling ;;
    esac
}

# tailscale_state: the daemon's BackendState.
tailscale_state() {
    timeout 10 tailscale status --json --peers=false 2>/dev/null | sed -n 's/^[[:space:]]*"BackendState": "\([A-Za-z]*\)".*/\1/p'
}

# tailscale_until SECONDS CONDITION...: asks once a second until the condition holds, at the latest after that time.
tailscale_until() {
    until_seconds=$1
    shift
    until "$@"; do
        [ "$until_seconds" -gt 0 ] || return 1
        sleep 1
        until_seconds=$((until_seconds - 1))
    done
}

# tailscale_is_back: whether the node runs and hears its control server.
tailscale_is_back() {
    case $(timeout 10 tailscale status --json --peers=false 2>/dev/null) in
        *'"Online": false'*) return 1 ;;
        *'"BackendState": "Running"'*) return 0 ;;
    esac
    return 1
}

# tailscale_login SECONDS FLAGS...: `tailscale up` with the key in $secret and that long to reach Running. printf is
# a part of the shell, so the key is in no process list; the client reads its file whole.
tailscale_login() {
    limit=$1
    shift
    # shellcheck disable=SC2154 # the protocol sets secret
    printf '%s' "$secret" 2>/dev/null | tailscale up --auth-key=file:/dev/stdin --timeout="${limit}s" "$@" 2>&1
}

# tailscale_join SECONDS LOGIN_SERVER|- FLAGS...: logs in; what the client says is in $said.
# - Headscale refuses a new node that asks for tags, whatever the key: it gives it those of the key. So it is asked again
#   without tags, and which ones the node got is judged afterwards. (Recorded of 0.29.2.)
# - A server that limits registrations is no failure: the daemon tries again by itself. $join_limited says so.
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

# tailscale_refused: whether $said is the server's refusal. After a timeout the daemon goes on, and may still get in.
tailscale_refused() {
    case $said in *'backend error:'*) return 0 ;; esac
    return 1
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
            --auth-key=* | --timeout=* | --force-reauth) ;;
            --hostname=*) kept_name=${flag#*=} ;;
            --advertise-tags=*) kept_tags=${flag#*=} ;;
            --login-server=*) kept_server=${flag#*=} ;;
            *) kept="$kept $flag" ;;
        esac
    done
    # The client wants to be told this one, and then refuses it without an exit node. tailscale_restore brings it back.
    case "$kept " in
        *' --exit-node='*) ;;
        *' --exit-node-allow-lan-access '*) kept=$(printf '%s ' "$kept" | sed 's/ --exit-node-allow-lan-access / --exit-node-allow-lan-access=false /') ;;
    esac
}

# tailscale_keep_all LOGIN_SERVER|-: reads what a login of a node that has settings is to keep, and the settings themselves
# to $before. Without a server of its own the login would keep the node's, which is not the one that is configured.
tailscale_keep_all() {
    before=$(tailscale_prefs)
    # Asked to change nothing, the client names the flags that keep what the node has, or does nothing.
    tailscale_keep "$(tailscale up --timeout=1s 2>&1)"
    if [ "$1" != - ]; then
        kept="$kept --login-server=$1"
    elif [ -n "$kept_server" ]; then
        fail server "$kept_server"
    fi
}

# tailscale_prefs: the client's settings as it stores them, one a line; nothing where it does not say.
tailscale_prefs() {
    prefs_said=$(timeout 10 tailscale debug prefs 2>/dev/null) && printf '%s\n' "$prefs_said"
}

# tailscale_flags PREFS: each setting as the flag with which `tailscale set` brings it back where `tailscale up` has not
# kept it: those that it does not know, and before a first login all. What it cannot bring back has a '!' instead.
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

# tailscale_identity PREFS: the settings that a login of ours names, as its flags.
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

# tailscale_restore PREFS: brings back what `tailscale up` has not kept of them.
tailscale_restore() {
    restore_now=$(tailscale_prefs)
    [ -n "$restore_now" ] || return 0
    restore_now=$(tailscale_flags "$restore_now")
    restore_lost=
    # No word of them holds a space; one may hold a bracket.
    set -f
    for flag in $(tailscale_flags "$1" | grep -vxF -e "$restore_now"); do
        case $flag in
            --*) timeout 30 tailscale set "$flag" >/dev/null 2>&1 && continue ;;
        esac
        restore_lost="${restore_lost:+$restore_lost, }${flag#!}"
    done
    set +f
    answer lost "$restore_lost"
}

# tailscale_start: the daemon runs, now and after a reboot. Needs unit.sh.
tailscale_start() {
    unit_start tailscaled.service || fail start "$(unit_why tailscaled.service)"
}
