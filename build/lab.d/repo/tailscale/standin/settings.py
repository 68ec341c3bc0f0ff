"""The node's settings, as ipn.Prefs (ipn/prefs.go) has them, and the flags of `up`, `login` and `set`."""
from __future__ import annotations

import ipaddress
import re
from typing import Dict, List, Optional, Union

from standin.flags import Flags
from standin.machine import Json, go_duration, go_quote, is_recent

DEFAULT_SERVER = "https://controlplane.tailscale.com"
EXIT_ROUTES = ["0.0.0.0/0", "::/0"]
# types/preftype/netfiltermode.go
NETFILTER = ["off", "nodivert", "on"]

# The flags of both `up` and `set` that are settings. `up` has two more.
SETTING_KINDS = {
    "accept-dns": "b", "accept-routes": "b", "advertise-connector": "b", "advertise-exit-node": "b",
    "advertise-routes": "s", "exit-node": "s", "exit-node-allow-lan-access": "b", "hostname": "s",
    "netfilter-mode": "s", "operator": "s", "report-posture": "b", "shields-up": "b", "snat-subnet-routes": "b",
    "ssh": "b", "stateful-filtering": "b",
}
UP_SETTINGS = {**SETTING_KINDS, "advertise-tags": "s", "login-server": "s"}
LOGIN_KINDS = {
    **UP_SETTINGS, "audience": "s", "auth-key": "s", "client-id": "s", "client-secret": "s", "host-routes": "b",
    "id-token": "s", "qr": "b", "qr-format": "s", "timeout": "d",
}
UP_KINDS = {**LOGIN_KINDS, "accept-risk": "s", "force-reauth": "b", "json": "b", "reset": "b"}
SET_KINDS = {
    **SETTING_KINDS, "accept-risk": "s", "auto-update": "b", "nickname": "s", "remote-config": "b",
    "relay-server-port": "s", "relay-server-static-endpoints": "s", "sync": "b", "update-check": "b", "webclient": "b",
}

# The flags whose value is the setting (cmd/tailscale/cli/up.go, prefsOfFlag). `apply_flag` handles the others.
PLAIN = {
    "accept-dns": "CorpDNS", "accept-routes": "RouteAll", "exit-node": "ExitNodeIP",
    "exit-node-allow-lan-access": "ExitNodeAllowLANAccess", "hostname": "Hostname", "login-server": "ControlURL",
    "nickname": "ProfileName", "operator": "OperatorUser", "remote-config": "RemoteConfig",
    "report-posture": "PostureChecking", "shields-up": "ShieldsUp", "ssh": "RunSSH", "sync": "Sync",
    "webclient": "RunWebClient",
}


class Refused(Exception):
    """An error that ends the command. The command prints its message."""


def new_settings() -> Json:
    """ipn.NewPrefs, in the order of ipn.Prefs."""
    return {
        "ControlURL": "", "RouteAll": False, "ExitNodeID": "", "ExitNodeIP": "", "InternalExitNodePrior": "",
        "ExitNodeAllowLANAccess": False, "CorpDNS": True, "RunSSH": False, "RunWebClient": False, "WantRunning": False,
        "LoggedOut": False, "ShieldsUp": False, "AdvertiseTags": None, "Hostname": "", "NotepadURLs": False,
        "AdvertiseRoutes": None, "AdvertiseServices": None, "Sync": None, "NoSNAT": False, "NoStatefulFiltering": True,
        "NetfilterMode": NETFILTER.index("on"), "OperatorUser": "", "ProfileName": "",
        "AutoUpdate": {"Check": True, "Apply": None}, "AppConnector": {"Advertise": False}, "PostureChecking": False,
        "NetfilterKind": "", "RemoteConfig": False, "DriveShares": None, "RelayServerPort": None,
        "RelayServerStaticEndpoints": None,
    }


def as_debug_prefs(settings: Json, persist: Optional[Json]) -> Json:
    """The output of `tailscale debug prefs`: ipn.Prefs without its empty omitempty fields, and with the older client's fields."""
    shown = {name: value for name, value in settings.items()}
    for name in ("OperatorUser", "ProfileName", "RelayServerPort", "RelayServerStaticEndpoints"):
        if not shown[name] and shown[name] != 0:
            del shown[name]
    if not is_recent():
        for name in ("Sync", "RemoteConfig"):
            del shown[name]
        # ipn/prefs.go of 1.80.3 (marshalAsTrueInJSON)
        shown["AllowSingleHosts"] = True
    shown["Config"] = persist
    return shown


def is_default_server(url: str) -> bool:
    """ipn.IsLoginServerSynonym. An empty URL is the default server."""
    return url in ("", DEFAULT_SERVER, "https://login.tailscale.com")


def same_server(one: str, other: str) -> bool:
    return one == other or (is_default_server(one) and is_default_server(other))


def parse_tags(text: str) -> Optional[List[str]]:
    """prefsFromUpArgs and tailcfg.CheckTag. 1.80.3 does not add a missing "tag:"."""
    tags = text.split(",") if text else []
    for i, tag in enumerate(tags):
        if ":" not in tag and is_recent():
            tags[i] = tag = "tag:" + tag
        if not tag.startswith("tag:"):
            raise Refused(f"tag: {go_quote(tag)}: tags must start with 'tag:'")
        name = tag[4:]
        if not name:
            raise Refused(f"tag: {go_quote(tag)}: tag names must not be empty")
        if not re.match("[A-Za-z]", name):
            raise Refused(f"tag: {go_quote(tag)}: tag names must start with a letter, after 'tag:'")
        if re.search("[^A-Za-z0-9-]", name):
            raise Refused(f"tag: {go_quote(tag)}: tag names can only contain numbers, letters, or dashes")
    return tags or None


def check_host_name(name: str) -> None:
    """util/dnsname (ValidHostname)."""
    for label in name.split(".") if name else []:
        if len(label) > 63:
            raise Refused(f"{go_quote(label)} is too long, max length is 63 bytes")
        if not re.fullmatch("[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?", label):
            raise Refused(f"{go_quote(label)} is not a valid DNS label")


def parse_routes(text: str, exit_node: bool) -> Optional[List[str]]:
    """net/netutil (CalcAdvertiseRoutes): sorted by length, then address."""
    networks = set()
    for word in text.split(",") if text else []:
        try:
            interface = ipaddress.ip_interface(word)
        except ValueError:
            raise Refused(f"{go_quote(word)} is not a valid IP address or CIDR prefix") from None
        if "/" not in word:
            raise Refused(f"{go_quote(word)} is not a valid IP address or CIDR prefix")
        if str(interface.ip) != str(interface.network.network_address):
            raise Refused(f"{word} has non-address bits set; expected {interface.network}")
        networks.add(interface.network)
    given = {str(network) for network in networks}
    if len(given & set(EXIT_ROUTES)) == 1:
        here, there = (EXIT_ROUTES if EXIT_ROUTES[0] in given else EXIT_ROUTES[::-1])
        family = "IPv6" if there == "::/0" else "IPv4"
        raise Refused(f"{here} advertised without its {family} counterpart, please also advertise {there}")
    networks.update(ipaddress.ip_network(route) for route in (EXIT_ROUTES if exit_node else []))
    ordered = sorted(networks, key=lambda network: (network.prefixlen, network.version, int(network.network_address)))
    return [str(network) for network in ordered] or None


def without_exit_routes(routes: Optional[List[str]]) -> str:
    return ",".join(route for route in routes or [] if route not in EXIT_ROUTES)


def is_exit_node(settings: Json) -> bool:
    return set(EXIT_ROUTES) <= set(settings["AdvertiseRoutes"] or [])


def netfilter_mode(text: str) -> int:
    if text not in NETFILTER:
        raise Refused(f"invalid value --netfilter-mode={go_quote(text)}")
    return NETFILTER.index(text)


def netfilter_warning(mode: int) -> str:
    """netfilterModeFromFlag: a warning on standard output for any command line that sets this mode."""
    return ["netfilter=off; configure iptables yourself.", "netfilter=nodivert; add iptables calls to ts-* chains manually.", ""][mode]


def exit_node_address(text: str) -> str:
    """An exit node by name requires a peer with that name, which the stand-in does not look for."""
    try:
        return str(ipaddress.ip_address(text)) if text else ""
    except ValueError:
        raise Refused(f"invalid value {go_quote(text)} for --exit-node; must be IP or unique node name") from None


def apply_flag(settings: Json, flags: Flags, name: str) -> None:
    """Applies one given flag to the settings. `apply_routes` handles the two route flags."""
    value = flags.given[name]
    if name == "exit-node":
        settings.update(ExitNodeIP=exit_node_address(str(value)), ExitNodeID="")
    elif name in PLAIN:
        settings[PLAIN[name]] = value
    elif name == "advertise-tags":
        settings["AdvertiseTags"] = parse_tags(str(value))
    elif name == "netfilter-mode":
        settings["NetfilterMode"] = netfilter_mode(str(value))
    elif name == "snat-subnet-routes":
        settings["NoSNAT"] = not value
    elif name == "stateful-filtering":
        settings["NoStatefulFiltering"] = not value
    elif name == "auto-update":
        settings["AutoUpdate"]["Apply"] = value
    elif name == "update-check":
        settings["AutoUpdate"]["Check"] = value
    elif name == "advertise-connector":
        settings["AppConnector"]["Advertise"] = value
    elif name == "relay-server-port":
        settings["RelayServerPort"] = relay_port(str(value))
    elif name == "relay-server-static-endpoints":
        settings["RelayServerStaticEndpoints"] = sorted(set(str(value).split(","))) if value else None


def relay_port(text: str) -> Optional[int]:
    if text and not (text.isdigit() and int(text) < 65536):
        raise Refused(f"failed to set relay server port: strconv.ParseUint: parsing {go_quote(text)}: invalid syntax")
    return int(text) if text else None


def apply_routes(settings: Json, flags: Flags) -> None:
    """calcAdvertiseRoutesForSet: each of the two flags keeps the part of the other one."""
    routes = str(flags.get("advertise-routes", without_exit_routes(settings["AdvertiseRoutes"])))
    exit_node = flags.on("advertise-exit-node", is_exit_node(settings))
    settings["AdvertiseRoutes"] = parse_routes(routes, exit_node)


def from_up_flags(flags: Flags) -> Json:
    """prefsFromUpArgs: the given flags, and the defaults of all other settings, including those without a flag of `up`."""
    settings = new_settings()
    check_host_name(flags.text("hostname"))
    if flags.on("exit-node-allow-lan-access") and not flags.text("exit-node"):
        raise Refused("Error: --exit-node-allow-lan-access can only be used with --exit-node")
    settings["ControlURL"] = DEFAULT_SERVER
    settings["WantRunning"] = True
    for name in flags.given:
        apply_flag(settings, flags, name)
    apply_routes(settings, flags)
    return settings


def to_up_flags(settings: Json) -> Dict[str, Union[str, bool]]:
    """prefsToFlags: the value that each flag of `up` needs to keep the settings."""
    return {
        "accept-dns": settings["CorpDNS"],
        "accept-routes": settings["RouteAll"],
        "advertise-connector": settings["AppConnector"]["Advertise"],
        "advertise-exit-node": is_exit_node(settings),
        "advertise-routes": without_exit_routes(settings["AdvertiseRoutes"]),
        "advertise-tags": ",".join(settings["AdvertiseTags"] or []),
        "exit-node": settings["ExitNodeIP"],
        "exit-node-allow-lan-access": settings["ExitNodeAllowLANAccess"],
        "hostname": settings["Hostname"],
        "login-server": settings["ControlURL"],
        "netfilter-mode": NETFILTER[settings["NetfilterMode"]],
        "operator": settings["OperatorUser"],
        "report-posture" if is_recent() else "posture-checking": settings["PostureChecking"],
        "shields-up": settings["ShieldsUp"],
        "snat-subnet-routes": not settings["NoSNAT"],
        "ssh": settings["RunSSH"],
        "stateful-filtering": not settings["NoStatefulFiltering"],
    }


def shown_flag(name: str, value: object) -> str:
    """fmtFlagValueArg."""
    if value is True:
        return f"--{name}"
    if value is False:
        return f"--{name}=false"
    if isinstance(value, float):
        return f"--{name}={go_duration(value)}"
    return f"--{name}={shell_quote(str(value))}" if value else f"--{name}="


def shell_quote(text: str) -> str:
    """The part of github.com/kballard/go-shellquote (Join) that settings need."""
    return text if re.fullmatch(r"[A-Za-z0-9_@%+=:,./^-]*", text) else "'" + text.replace("'", "'\\''") + "'"


def refuse_accidental_reverts(flags: Flags, new: Json, current: Json, user: str) -> None:
    """checkForAccidentalSettingReverts: every setting that would return to its default must be mentioned.
    Recorded order: the given flags by name, then the missing ones by name."""
    if not current["ControlURL"]:
        return
    if current["OperatorUser"] and current["OperatorUser"] == user and "operator" not in flags.given:
        new["OperatorUser"] = current["OperatorUser"]
    wanted = to_up_flags(new)
    missing = []
    for name, value in to_up_flags(current).items():
        if name in flags.given or value == wanted[name]:
            continue
        if name == "login-server" and same_server(str(value), str(wanted[name])):
            continue
        if name == "stateful-filtering" and value is True:
            continue
        missing.append(shown_flag(name, value))
    if not missing:
        return
    given = [shown_flag(name, flags.given[name]) for name in sorted(flags.given)]
    raise Refused(
        "Error: changing settings via 'tailscale up' requires mentioning all\n"
        "non-default flags. To proceed, either re-run your command with --reset or\n"
        "use the command below to explicitly mention the current value of\n"
        "all non-default settings:\n\n"
        f"\ttailscale up {' '.join(given + sorted(missing))}\n\n")
