# Gives a running node, whose name in the tailnet is WRONG, the name that its host name asks for. Needs tailscale.sh.
# The control server chooses a name when the host name changes, so another host name is set for a moment.
# https://tailscale.com/kb/1098/machine-names
# tailscale-reclaim SECONDS NAME WRONG
has_other_name() {
    case $(timeout 10 tailscale status --json --peers=false 2>/dev/null) in
        '' | *"\"DNSName\": \"$wrong."*) return 1 ;;
    esac
}

wrong=$3
attempt 30 tailscale set --hostname=renaming || fail rename "$(reason 'tailscale set')"
tailscale_until "$1" has_other_name
attempt 30 tailscale set --hostname="$2" || fail rename "$(reason 'tailscale set')"
