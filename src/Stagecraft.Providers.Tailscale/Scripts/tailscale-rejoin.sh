# Waits until the daemon has logged in by itself, which it goes on to try where its control server limits logins.
# Changes nothing. Needs tailscale.sh.
# tailscale-rejoin SECONDS
seconds=$1
until [ "$seconds" -le 0 ]; do
    case $(tailscale_state) in Running | NeedsMachineAuth | Stopped) break ;; esac
    sleep 1
    seconds=$((seconds - 1))
done
tailscale_report
