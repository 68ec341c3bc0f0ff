# tailscale status, ip, version, debug prefs: everything that only tells.
# shellcheck shell=sh disable=SC2034,SC2154,SC2153 # parts of one program share their variables

json() { # TEXT: as a JSON string
    printf '"%s"' "$(printf '%s' "$1" | sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/	/\\t/g')"
}

json_list() { # COMMA,LIST: as JSON strings, comma separated
    printf '%s' "$1" | tr ',' '\n' | while IFS= read -r item || [ -n "$item" ]; do
        [ -z "$item" ] || printf '%s%s' "${separator-}" "$(json "$item")"
        separator=', '
    done
}

health() {
    case $(backend_state) in
        NeedsLogin)
            error=$(get login_error)
            printf 'You are logged out.%s' "${error:+ The last login error was: $error}"
            ;;
        Stopped) printf 'Tailscale is stopped.' ;;
    esac
}

node_json() { # ID KEY HOSTNAME DNSNAME IP4 IP6 TAGS ONLINE EXPIRED
    printf '{\n    "ID": %s,\n    "PublicKey": "nodekey:%s",\n    "HostName": %s,\n    "DNSName": %s,\n    "OS": "linux",\n    "UserID": 0,\n' \
        "$(json "$1")" "$2" "$(json "$3")" "$(json "$4")"
    if [ -n "$5" ]; then
        printf '    "TailscaleIPs": ["%s", "%s"],\n    "AllowedIPs": ["%s/32", "%s/128"],\n' "$5" "$6" "$5" "$6"
    else
        printf '    "TailscaleIPs": null,\n'
    fi
    [ -z "$7" ] || printf '    "Tags": [%s],\n' "$(json_list "$7")"
    # A tagged node's key does not expire, so it has no KeyExpiry, unless it did.
    [ -z "$5" ] || [ -n "$7" ] || [ "$9" = 1 ] || printf '    "KeyExpiry": "2099-01-01T00:00:00Z",\n'
    [ "$9" != 1 ] || printf '    "KeyExpiry": "2001-01-01T00:00:00Z",\n    "Expired": true,\n'
    printf '    "Addrs": [],\n    "CurAddr": "",\n    "Relay": "",\n    "RxBytes": 0,\n    "TxBytes": 0,\n    "Created": "2001-01-01T00:00:00Z",\n'
    printf '    "Online": %s,\n    "ExitNode": false,\n    "ExitNodeOption": false,\n    "Active": false,\n    "InNetworkMap": %s,\n    "InMagicSock": false,\n    "InEngine": false\n  }' "$8" "$8"
}

# Two strangers, so that a reader that takes the first "Tags" or "DNSName" it sees is caught.
peers_json() {
    strange=$(hexdigits 64 stranger)
    printf '{\n  "nodekey:%s": ' "$strange"
    node_json nSTRANGERCNTRL "$strange" 'Somebody "else"' "somebody-else.$1." 100.64.0.1 fd7a:115c:a1e0::1 tag:stranger true 0
    strange=$(hexdigits 64 'another stranger')
    printf ',\n  "nodekey:%s": ' "$strange"
    node_json nANOTHERCNTRL "$strange" laptop "laptop.$1." 100.64.0.2 fd7a:115c:a1e0::2 '' false 0
    printf '\n  }'
}

status_json() {
    state=$(backend_state)
    ip4='' ip6='' dns='' tags='' online=false tailnet='' key=$(get node_key)
    if has_netmap; then
        ip4=$(get ip4) ip6=$(get ip6) tags=$(get tags) tailnet=$(get tailnet)
        dns="$(get name).$tailnet."
    fi
    [ "$state" != Running ] || online=true
    printf '{\n  "Version": "%s",\n  "TUN": true,\n  "BackendState": "%s",\n  "HaveNodeKey": %s,\n  "AuthURL": %s,\n' \
        "$LONG_VERSION" "$state" "$([ -n "$key" ] && echo true || echo false)" "$(json "$(get auth_url)")"
    if [ -n "$ip4" ]; then printf '  "TailscaleIPs": ["%s", "%s"],\n' "$ip4" "$ip6"; else printf '  "TailscaleIPs": null,\n'; fi
    printf '  "Self": '
    node_json "$(get id)" "${key:-$(printf '%064d' 0)}" "$(host_name)" "$dns" "$ip4" "$ip6" "$tags" "$online" "$(get expired 0)"
    text=$(health)
    printf ',\n  "Health": [%s],\n  "MagicDNSSuffix": %s,\n' "${text:+$(json "$text")}" "$(json "$tailnet")"
    if [ -n "$tailnet" ]; then
        printf '  "CurrentTailnet": {\n    "Name": %s,\n    "MagicDNSSuffix": %s,\n    "MagicDNSEnabled": true\n  },\n' \
            "$(json "${tailnet%%.*}@example.com")" "$(json "$tailnet")"
    else
        printf '  "CurrentTailnet": null,\n'
    fi
    printf '  "CertDomains": null,\n  "Peer": '
    if [ "$(flag peers true)" = true ] && [ "$state" = Running ]; then peers_json "$tailnet"; else printf null; fi
    printf ',\n  "User": null,\n  "ClientVersion": null\n}\n'
}

status_text() {
    case $(backend_state) in
        NeedsLogin)
            echo 'Logged out.'
            [ -z "$(get auth_url)" ] || echo "Log in at: $(get auth_url)"
            exit 1
            ;;
        Stopped) echo 'Tailscale is stopped.' && exit 1 ;;
        NeedsMachineAuth) echo 'Machine is not yet approved by tailnet admin.' && exit 1 ;;
    esac
    owner=tagged-devices
    [ -n "$(get tags)" ] || owner=admin@
    printf '%-15s %-20s %-12s %-7s -\n' "$(get ip4)" "$(get name)" "$owner" linux
    [ "$(flag peers true)" != true ] || printf '%-15s %-20s %-12s %-7s offline\n' 100.64.0.2 laptop admin@ linux
}

command_status() {
    known_flags='json:b web:b active:b self:b peers:b listen:s browser:b header:b'
    parse_flags "$@"
    [ "$positional" = 0 ] || { echo "unexpected non-flag arguments to 'tailscale status'" >&2 && exit 1; }
    need_daemon
    if is_on json; then status_json; else status_text; fi
}

command_ip() {
    known_flags='1:b 4:b 6:b assert:s'
    parse_flags "$@"
    need_daemon
    has_netmap || { printf 'no current Tailscale IPs; state: %s\n' "$(backend_state)" >&2 && exit 1; }
    is_on 6 || get ip4 && echo
    is_on 4 || is_on 1 || { get ip6 && echo; }
}

command_version() {
    known_flags='json:b daemon:b upstream:b track:s'
    parse_flags "$@"
    if is_on json; then
        printf '{\n\t"majorMinorPatch": "%s",\n\t"short": "%s",\n\t"long": "%s",\n\t"gitCommit": "standin",\n\t"cap": 113\n}\n' "$VERSION" "$VERSION" "$LONG_VERSION"
    else
        printf '%s\n  tailscale commit: standin\n  long version: %s\n  go version: none (a stand-in for tests)\n' "$VERSION" "$LONG_VERSION"
    fi
}

pref() { # NAME: the setting's value, or its default
    for entry in $PREFS; do
        case $entry in "$1":*) default=${entry#*:*:} ;; esac
    done
    if [ "$1" = login-server ]; then get pref_login_server; else get "pref_$(variable "$1")" "$default"; fi
}

command_debug() {
    [ "${1-}" = prefs ] || { echo "tailscale debug: unknown subcommand: ${1-}" >&2 && exit 1; }
    need_daemon
    tags=$(pref advertise-tags) routes=$(pref advertise-routes)
    printf '{\n\t"ControlURL": %s,\n\t"RouteAll": %s,\n\t"ExitNodeID": "",\n\t"ExitNodeIP": %s,\n\t"CorpDNS": %s,\n\t"RunSSH": %s,\n' \
        "$(json "$(pref login-server)")" "$(pref accept-routes)" "$(json "$(pref exit-node)")" "$(pref accept-dns)" "$(pref ssh)"
    printf '\t"WantRunning": %s,\n\t"LoggedOut": %s,\n\t"ShieldsUp": %s,\n\t"AdvertiseTags": %s,\n\t"Hostname": %s,\n\t"AdvertiseRoutes": %s,\n\t"OperatorUser": %s\n}\n' \
        "$([ "$(get want_running)" = 1 ] && echo true || echo false)" "$([ -n "$(get node_key)" ] && echo false || echo true)" \
        "$(pref shields-up)" "$([ -n "$tags" ] && echo "[$(json_list "$tags")]" || echo null)" "$(json "$(pref hostname)")" \
        "$([ -n "$routes" ] && echo "[$(json_list "$routes")]" || echo null)" "$(json "$(pref operator)")"
}
