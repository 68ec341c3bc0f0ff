"""A stand-in for Tailscale, for tests on hosts without a tailnet. It moves no packet.

What it answers is recorded of the real client, 1.102.5 and 1.80.3, against Headscale 0.29.2 and Tailscale's
own test control server (tests/Stagecraft.Providers.Tests/StandIn/Recordings). What is not recorded follows the
client's source, which is named at the place; what only a control server knows and nobody recorded is marked
"assumed".

    cli      the command `tailscale`; it asks the daemon, as the real one does
    daemon   `tailscaled`: the socket, and the unit's notification
    backend  what the daemon knows: settings, network map, login, health
    status   `tailscale status --json`
    settings the settings, and the flags they are given by
    server   the control server: nodes, keys, tags. The daemon and an administrator meet in its file
    admin    `tailscale-standin`: what an administrator or a control server does
"""
