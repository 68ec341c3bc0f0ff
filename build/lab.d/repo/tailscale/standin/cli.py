"""The command `tailscale` (cmd/tailscale/cli)."""
from __future__ import annotations

import copy
import json
import os
import sys
import time
from typing import Any, Callable, Dict, List, Optional

from standin import machine
from standin.flags import Flags, split
from standin.machine import Json, go_json, go_quote
from standin.settings import (
    LOGIN_KINDS, SET_KINDS, UP_KINDS, Refused, apply_flag, apply_routes, from_up_flags, netfilter_mode, netfilter_warning,
    refuse_accidental_reverts, same_server)

# The minimum time of a join. A real join takes time too, and a test can look at /proc meanwhile.
JOIN_SECONDS = 0.3
POLL_SECONDS = 0.05

NOT_RUNNING = "failed to connect to local tailscaled; it doesn't appear to be running (sudo systemctl start tailscaled ?)"
TIMED_OUT = 'timeout waiting for Tailscale service to enter a Running state; check health with "tailscale status"'


def ask(what: str, **arguments: Any) -> Json:
    """Sends one request to the daemon. Like the real command, it waits for a daemon that hangs."""
    import socket

    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.connect(machine.SOCKET)
            with connection.makefile("rw", encoding="utf-8") as stream:
                stream.write(json.dumps({"do": what, **arguments}) + "\n")
                stream.flush()
                said: Json = json.loads(stream.readline() or '{"failure": "EOF"}')
    except OSError:
        raise Refused(NOT_RUNNING) from None
    if "failure" in said:
        raise Refused(said["failure"])
    return said


def current(peers: bool = False) -> Json:
    return ask("status", peers=peers)


def no_arguments(flags: Flags, text: str = "too many non-flag arguments: ") -> None:
    if flags.rest:
        raise Refused(text + "[" + " ".join(go_quote(word) for word in flags.rest) + "]")


# status, ip, version, lock status, debug prefs, wait: commands that only read


def command_status(arguments: List[str]) -> int:
    flags = Flags("status", {"json": "b", "web": "b", "active": "b", "self": "b", "peers": "b", "listen": "s", "browser": "b", "header": "b"}, arguments)
    if flags.rest:
        raise Refused("unexpected non-flag arguments to 'tailscale status'")
    status = current(flags.on("peers", True))["status"]
    if flags.on("json"):
        sys.stdout.write(go_json(status, "  "))
        return 0
    return status_text(status, flags.on("self", True))


def status_text(status: Json, with_self: bool) -> int:
    """Recorded: "Logged out.", exit status 1. The table follows cmd/tailscale/cli/status.go."""
    state = status["BackendState"]
    if state not in ("Running", "Starting"):
        if state == "NoState" and status["Health"]:
            print_health(status)
            print()
        url = f"\nLog in at: {status['AuthURL']}" if status["AuthURL"] else ""
        print({
            "Stopped": "Tailscale is stopped.",
            "NeedsLogin": "Logged out." + url,
            "NeedsMachineAuth": "Machine is not yet approved by tailnet admin.",
        }.get(state, f"unexpected state: {state}"))
        return 1
    nodes = [status["Self"]] if with_self else []
    rows = [row(node, status) for node in nodes + list((status["Peer"] or {}).values())]
    widths = [max(len(cells[i]) for cells in rows) + 2 for i in range(5)] if rows else []
    for cells in rows:
        print("".join(cell.ljust(width) for cell, width in zip(cells, widths)))
    if status["Health"]:
        print()
        print_health(status)
    return 0


def row(node: Json, status: Json) -> List[str]:
    owner = (status["User"] or {}).get(str(node["UserID"]), {}).get("LoginName", str(node["UserID"]))
    name = node["DNSName"][:-len(status["MagicDNSSuffix"]) - 2]
    return [node["TailscaleIPs"][0], name, owner.partition("@")[0] + "@" * ("@" in owner), node["OS"], "-" if node["Online"] else "offline"]


def print_health(status: Json) -> None:
    print("# Health check:")
    for message in status["Health"]:
        print(f"#     - {message}")


def command_ip(arguments: List[str]) -> int:
    flags = Flags("ip", {"1": "b", "4": "b", "6": "b", "assert": "s"}, arguments)
    if len(flags.rest) > 1:
        raise Refused("too many arguments, expected at most one peer")
    if sum(flags.on(name) for name in "146") > 1:
        raise Refused("tailscale ip -1, -4, and -6 are mutually exclusive")
    status = current(peers=True)["status"]
    addresses = status["TailscaleIPs"] or []
    wanted = flags.text("assert")
    if wanted:
        if wanted in addresses:
            return 0
        raise Refused(f"assertion failed: IP {go_quote(wanted)} not found among [{' '.join(addresses)}]")
    if flags.rest:
        addresses = peer_addresses(status, flags.rest[0])
    if not addresses:
        raise Refused(f"no current Tailscale IPs; state: {status['BackendState']}")
    kind = "." if flags.on("4") else ":" if flags.on("6") else ""
    print("\n".join(address for address in addresses[:1 if flags.on("1") else None] if kind in address))
    return 0


def peer_addresses(status: Json, name: str) -> List[str]:
    for node in [status["Self"], *(status["Peer"] or {}).values()]:
        if name in (node["DNSName"], node["DNSName"].rstrip("."), node["DNSName"].split(".")[0], *(node["TailscaleIPs"] or [])):
            addresses: List[str] = node["TailscaleIPs"]
            return addresses
    raise Refused(f"error looking up IP of {go_quote(name)}: lookup {name}: no such host")


def command_version(arguments: List[str]) -> int:
    flags = Flags("version", {"json": "b", "daemon": "b", "upstream": "b", "track": "s"}, arguments)
    no_arguments(flags)
    short, long = machine.short_version(), machine.long_version()
    daemon = current()["status"]["Version"] if flags.on("daemon") else ""
    if flags.on("json"):
        meta: Json = {"majorMinorPatch": short.split("-")[0], "short": short, "long": long}
        if machine.is_stamped(short):
            meta.update(gitCommit=machine.COMMIT, extraGitCommit=machine.COMMIT)
        if daemon:
            meta["daemonLong"] = daemon
        print(go_json({**meta, "cap": machine.capability()}, "\t"))
        return 0
    text = version_text(short, long)
    print(f"Client: {text}\nDaemon: {daemon}" if daemon else text)
    return 0


def version_text(short: str, long: str) -> str:
    commit = f"\n  tailscale commit: {machine.COMMIT}" if machine.is_stamped(short) else ""
    other = f"\n  other commit: {machine.COMMIT}" if machine.is_stamped(short) else ""
    # version/print.go. The older client does not print the long version.
    long_line = f"\n  long version: {long}" if machine.is_recent() else ""
    return f"{short}{commit}{long_line}{other}\n  go version: {'go1.26.8' if machine.is_recent() else 'go1.23.6'}"


def command_lock(arguments: List[str]) -> int:
    """Recorded from a node that is locked out. The rest follows cmd/tailscale/cli/tailnet-lock.go (printTailnetLockStatus)."""
    verb, rest = split(arguments)
    if verb not in ("", "status"):
        raise Refused(f"tailscale lock: unknown subcommand: {verb}")
    if Flags("lock status", {"json": "b"}, rest).rest:
        raise Refused("tailscale lock status: unexpected argument")
    said = ask("lock_status")
    key = f"tlpub:{said['lock_key']}"
    print("Tailnet Lock is ENABLED.\n" if said["enabled"] else "Tailnet Lock is NOT enabled.\n")
    if said["enabled"] and said["node_key"]:
        print("This node is LOCKED OUT by Tailnet Lock, and action is required to establish connectivity.")
        print(f"Run the following command on a node with a trusted key:\n\ttailscale lock sign nodekey:{said['node_key']} {key}\n")
    if said["lock_key"]:
        print(f"This node's tailnet-lock key: {key}\n")
    if said["enabled"]:
        print(f"Trusted signing keys:\n\ttlpub:{'fc' * 32}\t1\t")
    return 0


def command_debug(arguments: List[str]) -> int:
    verb, rest = split(arguments)
    if verb != "prefs":
        raise Refused(f"tailscale debug: unknown subcommand: {verb}")
    Flags("debug prefs", {}, rest)
    print(go_json(ask("debug_prefs"), "\t"))
    return 0


def command_wait(arguments: List[str]) -> int:
    """cmd/tailscale/cli/wait.go, without the wait for the network interface, which does not exist here."""
    if not machine.is_recent():
        raise Refused("tailscale: unknown subcommand: wait")
    flags = Flags("wait", {"timeout": "d"}, arguments)
    if flags.rest:
        raise Refused("unexpected arguments: [" + " ".join(go_quote(word) for word in flags.rest) + "]")
    deadline = Deadline(flags.seconds("timeout"))
    while not deadline.is_over():
        try:
            if current()["status"]["BackendState"] == "Running":
                return 0
        except Refused:
            # The command waits for the daemon too.
            pass
        time.sleep(POLL_SECONDS)
    raise Refused("context deadline exceeded")


# up, login, set, down, logout: commands that change the node


class Deadline:
    def __init__(self, seconds: float) -> None:
        self.at = time.monotonic() + seconds if seconds else float("inf")

    def is_over(self) -> bool:
        return time.monotonic() >= self.at


def command_up(arguments: List[str]) -> int:
    return run_up(Flags("up", UP_KINDS, arguments))


def command_login(arguments: List[str]) -> int:
    flags = Flags("login", {**LOGIN_KINDS, "nickname": "s"}, arguments)
    ask("new_profile")
    return run_up(flags)


def warn(text: str) -> None:
    """Warnings go to standard output."""
    if text:
        print(f"Warning: {text}")


def check_exit_node(address: str) -> None:
    """ipn/prefs.go (exitNodeIPOfArg), for an address."""
    if not address:
        return
    status = current(peers=True)["status"]
    if address in (status["TailscaleIPs"] or []):
        raise Refused(f"cannot use {address} as an exit node as it is a local IP address to this machine; did you mean --advertise-exit-node?")
    if status["BackendState"] != "Running":
        return
    peer = next((peer for peer in (status["Peer"] or {}).values() if address in peer["TailscaleIPs"]), None)
    if not peer:
        raise Refused(f"no node found in netmap with IP {address}")
    if not peer["ExitNodeOption"]:
        raise Refused(f"node {address} is not advertising an exit node")


def with_exit_node_address(settings: Json) -> Json:
    """exitNodeIP (cmd/tailscale/cli/up.go): the first address of the exit node, or nothing if no peer has its id."""
    if not settings["ExitNodeID"]:
        return settings
    peers = (current(peers=True)["status"]["Peer"] or {}).values()
    found = next((peer["TailscaleIPs"][0] for peer in peers if peer["ID"] == settings["ExitNodeID"]), "")
    return {**settings, "ExitNodeIP": found}


def run_up(flags: Flags) -> int:
    """cmd/tailscale/cli/up.go (runUp, updatePrefs)."""
    no_arguments(flags)
    before = current()
    state, settings = before["status"]["BackendState"], with_exit_node_address(before["settings"])
    check_exit_node(flags.text("exit-node"))
    new = from_up_flags(flags)
    warn(netfilter_warning(new["NetfilterMode"]))
    if flags.command == "up":
        new["ProfileName"] = settings["ProfileName"]
    simple = not flags.given and before["logged_in"] and state != "NeedsLogin"
    if not simple and not flags.on("reset"):
        refuse_accidental_reverts(flags, new, settings, os.environ.get("USER", ""))
    moved = not same_server(settings["ControlURL"], new["ControlURL"])
    if not simple and moved and state == "Running" and not flags.on("force-reauth"):
        raise Refused("can't change --login-server without --force-reauth")
    if simple:
        ask("edit", settings={**settings, "WantRunning": True})
        return wait_for_running(flags, before)
    same_tags = new["AdvertiseTags"] == settings["AdvertiseTags"]
    if state == "Running" and same_tags and not moved and not flags.on("force-reauth") and not flags.text("auth-key"):
        return just_edit(flags, settings, new)
    key = read_key(flags)
    if key.startswith("tskey-client-") and not new["AdvertiseTags"]:
        # feature/oauthkey: the client creates an auth key from it before it sends a request to the daemon.
        raise Refused("oauth authkeys require --advertise-tags")
    interactive = flags.on("force-reauth") or not before["status"].get("HaveNodeKey", False)
    started = time.monotonic()
    ask("start", settings={**new, "LoggedOut": False}, auth_key=key, interactive=interactive)
    time.sleep(max(0.0, min(JOIN_SECONDS, flags.seconds("timeout") or JOIN_SECONDS) - (time.monotonic() - started)))
    return wait_for_running(flags, before)


def just_edit(flags: Flags, settings: Json, new: Json) -> int:
    """The node runs, and no given flag requires a login. Only the given flags are changed; with --reset, all settings
    of `up`."""
    edited = copy.deepcopy(settings)
    if flags.on("reset"):
        keep = ("AutoUpdate", "RunWebClient", "RemoteConfig", "RelayServerPort", "RelayServerStaticEndpoints", "Sync")
        edited = {**new, **{name: settings[name] for name in keep}, "LoggedOut": settings["LoggedOut"]}
    else:
        for name in flags.given:
            apply_flag(edited, flags, name)
        apply_routes(edited, flags)
    edited["WantRunning"] = True
    ask("edit", settings=edited)
    return 0


def read_key(flags: Flags) -> str:
    """resolveValueFromFile: reads the whole file that `file:` names, and trims it."""
    key = flags.text("auth-key")
    if not key.startswith("file:"):
        return key
    path = key[len("file:"):]
    try:
        with open(path, encoding="utf-8") as file:
            return file.read().strip()
    except OSError as error:
        raise Refused(f"open {path}: {machine.go_error(error)}") from None


def wait_for_running(flags: Flags, before: Json) -> int:
    """The rest of `up`: waits without a limit or until --timeout, and prints messages from the daemon."""
    deadline = Deadline(flags.seconds("timeout"))
    asked_key = flags.text("auth-key")
    printed: Optional[str] = None
    while True:
        now = current()
        status = now["status"]
        state, url = status["BackendState"], status["AuthURL"]
        if now["reported_error"]:
            raise Refused(f"backend error: {now['reported_error']}")
        if state == "Running" and not now["busy"] and not url:
            if flags.on("json"):
                print(go_json({"BackendState": "Running"}, "  "))
            elif printed:
                print("Success.", file=sys.stderr)
            check_up_warnings(status)
            return 0
        if state == "NeedsMachineAuth" and printed != state:
            printed = state
            print_approval(flags)
        if url and not asked_key and url != printed and not (flags.on("force-reauth") and url == before["status"]["AuthURL"]):
            printed = url
            print_url(flags, url, before["status"]["BackendState"])
        if deadline.is_over():
            raise Refused(TIMED_OUT)
        time.sleep(POLL_SECONDS)


def print_approval(flags: Flags) -> None:
    if flags.on("json"):
        print(go_json({"BackendState": "NeedsMachineAuth"}, "  "), flush=True)
    else:
        server = str(flags.get("login-server", ""))
        page = f"{server}/admin/machines" if server else "https://login.tailscale.com/admin/machines"
        print(f"\nTo approve your machine, visit (as admin):\n\n\t{page}\n", file=sys.stderr, flush=True)


def print_url(flags: Flags, url: str, state: str) -> None:
    if flags.on("json"):
        print(go_json({"AuthURL": url, "BackendState": state}, "\t"), flush=True)
    else:
        print(f"\nTo authenticate, visit:\n\n\t{url}\n", file=sys.stderr, flush=True)


def check_up_warnings(status: Json) -> None:
    """checkUpWarnings: prints the health messages that are relevant for the user of the command."""
    worthy = [text for text in status["Health"] if "locked out" in text or "Tailscale SSH enabled, but" in text
              or "--accept-routes is false" in text or "update available: " in text.lower()]
    if len(worthy) == 1:
        print(worthy[0])
    elif worthy:
        print("\n".join(["# Health check warnings:", *(f"#     - {text}" for text in worthy)]))


def command_set(arguments: List[str]) -> int:
    """cmd/tailscale/cli/set.go: changes only the given settings."""
    flags = Flags("set", SET_KINDS, arguments)
    no_arguments(flags)
    settings: Json = current()["settings"]
    warn(netfilter_warning(netfilter_mode(str(flags.get("netfilter-mode", "on")))))
    if not set(flags.given) - {"accept-risk"}:
        print("USAGE\n  tailscale set [flags]", file=sys.stderr)
        return 0
    check_exit_node(flags.text("exit-node"))
    for name in flags.given:
        apply_flag(settings, flags, name)
    apply_routes(settings, flags)
    ask("edit", settings=settings)
    addresses = current()["status"]["TailscaleIPs"]
    if flags.on("webclient") and addresses:
        print(f"\nWeb interface now running at {addresses[0]}:5252")
    return 0


def command_down(arguments: List[str]) -> int:
    flags = Flags("down", {"accept-risk": "s", "reason": "s"}, arguments)
    no_arguments(flags)
    try:
        before = current()
    except Refused as failure:
        raise Refused(f"error fetching current status: {failure}") from None
    if before["status"]["BackendState"] == "Stopped":
        print("Tailscale was already stopped.", file=sys.stderr)
        return 0
    ask("edit", settings={**before["settings"], "WantRunning": False})
    return 0


def command_logout(arguments: List[str]) -> int:
    no_arguments(Flags("logout", {"reason": "s"}, arguments))
    ask("log_out")
    return 0


COMMANDS: Dict[str, Callable[[List[str]], int]] = {
    "debug": command_debug, "down": command_down, "ip": command_ip, "lock": command_lock, "login": command_login,
    "logout": command_logout, "set": command_set, "status": command_status, "up": command_up, "version": command_version,
    "wait": command_wait,
}


def log_arguments(arguments: List[str]) -> None:
    """Logs one line per call, without time and pid. A test reads here all arguments that were ever on a command line."""
    line = " ".join(["tailscale", *("'" + word.replace("\n", " ") + "'" for word in arguments)])
    try:
        with open(machine.ARGV_LOG, "a", encoding="utf-8", errors="surrogateescape") as file:
            file.write(line + "\n")
    except OSError:
        # A user without write permission can still use the command.
        pass


def main(arguments: List[str]) -> int:
    log_arguments(arguments)
    if arguments in (["-V"], ["--version"]):
        arguments = ["version"]
    name, rest = split(arguments)
    if name.startswith("-") and name not in ("-h", "--help"):
        Flags("", {}, [name.partition("=")[0]])
    if name in ("", "help", "-h", "--help"):
        print("USAGE\n  tailscale [flags] <subcommand> [command flags]", file=sys.stderr)
        return 0
    try:
        if name not in COMMANDS:
            raise Refused(f"tailscale: unknown subcommand: {name}")
        return COMMANDS[name](rest)
    except Refused as refused:
        return fail(str(refused), arguments)


def fail(text: str, arguments: List[str]) -> int:
    if text.startswith("Access denied: "):
        text += (f"\n\nUse 'sudo tailscale {' '.join(arguments)}'.\n"
                 "To not require root, use 'sudo tailscale set --operator=$USER' once.")
    sys.stdout.flush()
    sys.stderr.write(text if text.endswith("\n") else text + "\n")
    return 1
