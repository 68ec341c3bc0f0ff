# tailscale up, login, set, down, logout, wait: everything that changes the node.
# shellcheck shell=sh disable=SC2034,SC2154,SC2153 # parts of one program share their variables

# What the setting would be after this command line: given value, else the default.
wanted_pref() { # NAME
    for entry in $PREFS; do
        case $entry in "$1":*) default=${entry#*:*:} ;; esac
    done
    flag "$1" "$default"
}

same_server() { # A B
    [ "$1" = "$2" ] || { is_default_server "$1" && is_default_server "$2"; }
}

shown_flag() { # NAME KIND VALUE: as the real CLI would spell it
    case $2:$3 in
        b:true) printf ' --%s' "$1" ;;
        b:*) printf ' --%s=false' "$1" ;;
        d:*) printf ' --%s=%ss' "$1" "$3" ;;
        *) printf ' --%s=%s' "$1" "$3" ;;
    esac
}

# The guard of `up`: every setting that is not at its default must be mentioned.
check_accidental_reverts() {
    missing=
    for entry in $PREFS; do
        name=${entry%%:*} rest=${entry#*:}
        is_set "$name" && continue
        value=$(pref "$name")
        if [ "$name" = login-server ]; then
            same_server "$value" "$DEFAULT_SERVER" && continue
        elif [ "$name" = operator ] && [ "$value" = "${USER-}" ]; then
            continue
        fi
        [ "$value" = "${rest#*:}" ] || missing="$missing$(shown_flag "$name" "${rest%%:*}" "$value")"
    done
    [ -n "$missing" ] || return 0
    explicit=
    for name in $(printf '%s' "$flags_set" | tr ' ' '\n' | sort); do
        explicit="$explicit$(shown_flag "$name" "$(kind_of "$name")" "$(flag "$name")")"
    done
    printf "Error: changing settings via 'tailscale up' requires mentioning all\nnon-default flags. To proceed, either re-run your command with --reset or\nuse the command below to explicitly mention the current value of\nall non-default settings:\n\n\ttailscale up%s%s\n\n" "$explicit" "$missing" >&2
    exit 1
}

check_values() {
    for tag in $(flag advertise-tags | tr ',' ' '); do
        case $tag in
            tag:[a-zA-Z]*) ;;
            tag:*) printf 'tag: "%s": tag names must start with a letter, after '"'tag:'"'\n' "$tag" >&2 && exit 1 ;;
            *) printf 'tag: "%s": tags must start with '"'tag:'"'\n' "$tag" >&2 && exit 1 ;;
        esac
    done
    case $(flag hostname) in
        -* | *- | *[!a-zA-Z0-9.-]*) printf '"%s" is not a valid DNS label\n' "$(flag hostname)" >&2 && exit 1 ;;
    esac
}

save_prefs() { # [given]: all settings, or with "given" only those on the command line
    for entry in $PREFS; do
        name=${entry%%:*}
        [ "${1-}" = given ] && ! is_set "$name" && continue
        put "pref_$(variable "$name")=$(wanted_pref "$name")"
    done
}

read_key() {
    key=$(flag auth-key)
    case $key in
        file:*)
            file=${key#file:}
            if ! key=$(cat "$file" 2>/dev/null); then
                reason='no such file or directory'
                # Such as /dev/stdin when that is a socket.
                [ ! -e "$file" ] || reason='no such device or address'
                printf 'open %s: %s\n' "$file" "$reason" >&2
                exit 1
            fi
            key=${key#"${key%%[![:space:]]*}"}
            key=${key%"${key##*[![:space:]]}"}
            ;;
    esac
}

# Waits like the real `up`: for ever, or until --timeout ends it.
wait_for_ever() {
    limit=$(flag timeout 0)
    if [ "$limit" = 0 ]; then
        while :; do sleep 3600; done
    fi
    sleep "$limit"
    echo 'timeout waiting for Tailscale service to enter a Running state; check health with "tailscale status"' >&2
    exit 1
}

backend_error() { # TEXT
    put "login_error=$1"
    printf 'backend error: %s\n' "$1" >&2
    exit 1
}

ask_for_login() {
    put "auth_url=https://login.tailscale.com/a/$(hexdigits 14 "$(uname -n) $(get logins 0)")"
    if is_on json; then
        printf '{\n\t"AuthURL": "%s",\n\t"BackendState": "NeedsLogin"\n}\n' "$(get auth_url)"
    else
        printf '\nTo authenticate, visit:\n\n\t%s\n\n' "$(get auth_url)" >&2
    fi
    wait_for_ever
}

login_with_key() {
    sleep 0.3 # a real login takes a while too; /proc can be looked at meanwhile
    requested=$(flag advertise-tags)
    judge_key "$key" "$requested"
    case $verdict in
        ok) ;;
        hang) wait_for_ever ;;
        *) backend_error "$verdict" ;;
    esac
    register "$tailnet" "$authorized" "$requested"
}

finish() {
    case $(backend_state) in
        Running) if is_on json; then printf '{\n  "BackendState": "Running"\n}\n'; fi ;;
        NeedsMachineAuth)
            if is_on json; then
                printf '{\n  "BackendState": "NeedsMachineAuth"\n}\n'
            else
                printf '\nTo approve your machine, visit (as admin):\n\n\thttps://login.tailscale.com/admin\n\n' >&2
            fi
            wait_for_ever
            ;;
    esac
}

# An OAuth client secret is exchanged for a key by the client itself, before
# anything is sent to tailscaled; that is where it asks for tags.
check_oauth() {
    case $key in
        tskey-client-*)
            [ -n "$(flag advertise-tags)" ] && return 0
            echo 'oauth authkeys require --advertise-tags' >&2
            exit 1
            ;;
    esac
}

command_up() {
    known_flags="$PREFS $UP_ONLY"
    parse_flags "$@"
    [ "$positional" = 0 ] || { echo 'too many non-flag arguments' >&2 && exit 1; }
    need_daemon
    check_values
    need_root 'prefs write'
    state=$(backend_state)
    # Only a bare `up` just starts again: even --timeout counts as a flag.
    if [ -z "$flags_set" ] && [ -n "$(get node_key)" ] && [ "$state" != NeedsLogin ]; then
        put want_running=1
        : >"$NETMAP"
        finish
        return 0
    fi
    # Before the first login there are no settings to protect.
    [ -z "$(get pref_login_server)" ] || is_on reset || check_accidental_reverts
    old_server=$(get pref_login_server)
    if [ "$state" = Running ] && ! is_on force-reauth && ! same_server "$old_server" "$(wanted_pref login-server)"; then
        echo "can't change --login-server without --force-reauth" >&2
        exit 1
    fi
    read_key
    check_oauth
    old_tags=$(get pref_advertise_tags)
    if is_on reset || [ -z "$old_server" ] || [ "$state" != Running ]; then save_prefs; else save_prefs given; fi
    put want_running=1
    if [ -n "$key" ]; then
        login_with_key
    elif [ "$(backend_state)" = NeedsLogin ] || is_on force-reauth || ! same_server "${old_server:-$DEFAULT_SERVER}" "$(get pref_login_server)" \
        || [ "$old_tags" != "$(get pref_advertise_tags)" ] || [ -n "$(get auth_url)" ]; then
        ask_for_login
    else
        put "name=$(free_name)"
        : >"$NETMAP"
    fi
    finish
}

command_login() {
    known_flags="$PREFS $LOGIN_ONLY"
    parse_flags "$@"
    need_daemon
    check_values
    need_root 'login'
    read_key
    check_oauth
    save_prefs
    if [ -n "$key" ]; then login_with_key; else ask_for_login; fi
    finish
}

command_set() {
    known_flags="$SET_ONLY $(printf '%s' "$PREFS" | tr ' ' '\n' | grep -vE '^(login-server|advertise-tags):' | tr '\n' ' ')"
    parse_flags "$@"
    need_daemon
    check_values
    need_root 'prefs write'
    save_prefs given
    if is_set hostname && [ -n "$(get node_key)" ]; then put "name=$(free_name)"; fi
}

command_down() {
    known_flags='accept-risk:s reason:s'
    parse_flags "$@"
    need_daemon
    need_root 'prefs write'
    if [ "$(backend_state)" != Running ]; then
        echo 'Tailscale was already stopped.' >&2
        return 0
    fi
    put want_running=0
}

command_logout() {
    known_flags='reason:s'
    parse_flags "$@"
    need_daemon
    need_root 'logout'
    put "logins=$(get logins 0)"
    grep '^logins=' "$STATE" >"$STATE.new"
    mv "$STATE.new" "$STATE"
    rm -f "$NETMAP"
}

command_wait() {
    known_flags='timeout:d'
    parse_flags "$@"
    need_daemon
    waited=0
    limit=$(flag timeout 0)
    while [ "$(backend_state)" != Running ]; do
        [ "$limit" = 0 ] || [ "$waited" -lt "${limit%%.*}" ] || { echo 'context deadline exceeded' >&2 && exit 1; }
        sleep 1
        waited=$((waited + 1))
    done
}
