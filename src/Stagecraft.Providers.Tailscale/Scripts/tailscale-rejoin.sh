# Waits until the daemon has logged in. It keeps trying on its own if its control server limits logins.
# Changes nothing. Needs tailscale.sh.
# tailscale-rejoin SECONDS
has_logged_in() {
    case $(tailscale_state) in Running | NeedsMachineAuth | Stopped) return 0 ;; esac
    return 1
}

tailscale_until "$1" has_logged_in
tailscale_report
