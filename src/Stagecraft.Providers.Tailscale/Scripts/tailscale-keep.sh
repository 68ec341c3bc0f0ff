# Keeps the settings that tailscale-guard has changed: cancels the timer that would put the old ones back.
# Needs tailscale.sh.
# tailscale-keep
tailscale_disarm
