# Flag parsing as Go's flag package and tailscale's own CLI do it.
# shellcheck shell=sh disable=SC2034,SC2154,SC2153 # parts of one program share their variables

# The settings that `up` remembers: flag, kind (b = bool, s = string), default.
PREFS='accept-dns:b:true accept-routes:b:false advertise-connector:b:false
advertise-exit-node:b:false advertise-routes:s: advertise-tags:s: exit-node:s:
exit-node-allow-lan-access:b:false hostname:s: login-server:s:https://controlplane.tailscale.com
netfilter-mode:s:on operator:s: shields-up:b:false snat-subnet-routes:b:true ssh:b:false
stateful-filtering:b:false'
UP_ONLY='auth-key:s client-id:s client-secret:s id-token:s audience:s accept-risk:s
force-reauth:b json:b qr:b qr-format:s reset:b timeout:d host-routes:b report-posture:b'
LOGIN_ONLY='auth-key:s qr:b qr-format:s timeout:d nickname:s'
SET_ONLY='auto-update:b update-check:b webclient:b nickname:s accept-risk:s'

variable() { # NAME: the shell variable part of a flag's name
    printf '%s' "$1" | tr '-' '_'
}

usage_error() { # TEXT: keys are blotted out as the real CLI does
    printf '%s\n' "$1" | sed 's/tskey-[A-Za-z0-9-]*/tskey-XXXX/g' >&2
    printf '\nUSAGE\n  tailscale %s [flags]\n' "$command" >&2
    exit 2
}

kind_of() { # NAME: prints b, s or d; fails when the command has no such flag
    for entry in $known_flags; do
        case $entry in "$1":*)
            entry=${entry#*:}
            printf '%s' "${entry%%:*}"
            return 0
            ;;
        esac
    done
    return 1
}

is_set() { # NAME: was the flag on the command line?
    case " $flags_set " in *" $1 "*) return 0 ;; esac
    return 1
}

flag() { # NAME [DEFAULT]
    if is_set "$1"; then
        eval "printf '%s' \"\$flag_$(variable "$1")\""
    else
        printf '%s' "${2-}"
    fi
}

is_on() { # NAME: a bool flag that is given and true
    [ "$(flag "$1" false)" = true ]
}

seconds() { # DURATION as Go reads it (1m30s, 500ms, 0): prints seconds
    printf '%s\n' "$1" | awk '
        BEGIN { unit["ms"] = 0.001; unit["s"] = 1; unit["m"] = 60; unit["h"] = 3600 }
        {
            rest = $0; sum = 0
            if (rest == "0") { print 0; exit 0 }
            if (rest == "") exit 1
            while (rest != "") {
                if (!match(rest, /^[0-9]+(\.[0-9]+)?/)) exit 1
                number = substr(rest, 1, RLENGTH); rest = substr(rest, RLENGTH + 1)
                if (!match(rest, /^(ms|s|m|h)/)) exit 1
                sum += number * unit[substr(rest, 1, RLENGTH)]; rest = substr(rest, RLENGTH + 1)
            }
            print sum
        }'
}

store_flag() { # NAME KIND VALUE
    is_set "$1" && usage_error "invalid value \"$3\" for flag -$1: flag provided multiple times"
    store_value=$3
    case $2 in
        b)
            case $3 in
                1 | t | T | true | TRUE | True) store_value=true ;;
                0 | f | F | false | FALSE | False) store_value=false ;;
                *) usage_error "invalid boolean value \"$3\" for -$1: parse error" ;;
            esac
            ;;
        d) store_value=$(seconds "$3") || usage_error "invalid value \"$3\" for flag -$1: parse error" ;;
    esac
    eval "flag_$(variable "$1")=\$store_value"
    flags_set="$flags_set $1"
}

# Sets flags_set, flag_* and positional (the number of arguments after the flags).
parse_flags() {
    flags_set=
    while [ $# -gt 0 ]; do
        case $1 in
            --) shift && break ;;
            -?*) ;;
            *) break ;;
        esac
        name=${1#-}
        name=${name#-}
        case $name in *=*) value=${name#*=} name=${name%%=*} has_value=1 ;; *) value='' has_value=0 ;; esac
        case $name in
            authkey) name=auth-key ;;
            h | help) printf 'USAGE\n  tailscale %s [flags]\n' "$command" >&2 && exit 0 ;;
        esac
        kind=$(kind_of "$name") || usage_error "flag provided but not defined: -$name"
        shift
        if [ "$has_value" = 0 ] && [ "$kind" = b ]; then
            value=true
        elif [ "$has_value" = 0 ]; then
            [ $# -gt 0 ] || usage_error "flag needs an argument: -$name"
            value=$1
            shift
        fi
        store_flag "$name" "$kind" "$value"
    done
    positional=$#
}
