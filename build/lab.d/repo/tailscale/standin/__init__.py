"""A stand-in for Tailscale, for tests on hosts without a tailnet. It does not forward packets.

Its answers were recorded from the real client, 1.102.5 and 1.80.3, with Headscale 0.29.2 and Tailscale's own test
control server (tests/Stagecraft.Providers.Tests/StandIn/Recordings). "Recorded" in a comment refers to these
recordings. Anything else follows the client's source, which the code names. Behavior of a control server that was
not recorded is marked "assumed".

    cli      the command `tailscale`; like the real one, it asks the daemon
    daemon   `tailscaled`: the socket, and the unit's notification
    backend  the state of the daemon: settings, network map, login, health
    status   `tailscale status --json`
    settings the settings, and the flags that set them
    server   the control server: nodes, keys, tags. The daemon and an administrator share its file
    admin    `tailscale-standin`: the actions of an administrator or a control server
"""
