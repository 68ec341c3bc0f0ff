"""`tailscale status --json`: ipnstate.Status (ipn/ipnstate/ipnstate.go), with the same order of fields."""
from __future__ import annotations

import time
from typing import List, Optional

from standin import machine
from standin.backend import Backend, user_of
from standin.machine import Json
from standin.server import Server, hex_of
from standin.settings import EXIT_ROUTES

NO_TIME = "0001-01-01T00:00:00Z"
# Recorded from a Headscale node, and used for every node.
CAPABILITIES = {
    "default-auto-update": [False],
    "https://tailscale.com/cap/file-sharing": [],
    "https://tailscale.com/cap/is-admin": [],
    "https://tailscale.com/cap/ssh": [],
}
DEPRECATION = "HTTPS://TAILSCALE.COM/s/DEPRECATED-NODE-CAPS#see-https://github.com/tailscale/tailscale/issues/11508"


def go_time(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def node_status() -> Json:
    """ipnstate.PeerStatus of an unknown node. `without_absent` removes optional members that are still None."""
    status: Json = {
        "ID": "", "NodeID": 0, "PublicKey": "nodekey:" + machine.ZERO_KEY, "HostName": "", "DNSName": "", "OS": "linux",
        "UserID": 0, "TailscaleIPs": None, "AllowedIPs": None, "Tags": None, "Addrs": [], "CurAddr": "", "Relay": "",
        "PeerRelay": "", "RxBytes": 0, "TxBytes": 0, "Created": NO_TIME, "LastWrite": NO_TIME, "LastSeen": NO_TIME,
        "LastHandshake": NO_TIME, "Online": False, "ExitNode": False, "ExitNodeOption": False, "Active": False,
        "PeerAPIURL": None, "TaildropTarget": 0, "NoFileSharingReason": "", "Capabilities": None, "CapMap": None,
        "InNetworkMap": False, "InMagicSock": False, "InEngine": False, "Expired": None, "KeyExpiry": None,
    }
    if not machine.is_recent():
        # ipnstate.go of 1.80.3
        for name in ("NodeID", "PeerRelay", "TaildropTarget", "NoFileSharingReason"):
            del status[name]
    return status


def without_absent(status: Json) -> Json:
    optional = ("AllowedIPs", "Tags", "Capabilities", "CapMap", "Expired", "KeyExpiry")
    return {name: value for name, value in status.items() if value is not None or name not in optional}


def fill(status: Json, node: Json) -> None:
    """peerStatusFromNode, and the additions of UpdateStatus."""
    if "NodeID" in status:
        status["NodeID"] = node["number"]
    status.update(
        ID=node["id"], PublicKey="nodekey:" + node["key"], HostName=node["host_name"],
        DNSName=f"{node['name']}.{node['tailnet']}.", UserID=user_of(node)["ID"], TailscaleIPs=node["ips"],
        AllowedIPs=[node["ips"][0] + "/32", node["ips"][1] + "/128"], Tags=node["tags"] or None, Relay="lab",
        Created=node["created"], InNetworkMap=True)
    if node.get("exit"):
        status.update(ExitNodeOption=True, AllowedIPs=[*status["AllowedIPs"], *EXIT_ROUTES])
    if node["expired"]:
        status.update(Expired=True, KeyExpiry=go_time(node["expired"]))


def self_status(backend: Backend) -> Json:
    status = node_status()
    status["HostName"] = machine.host_name()
    node = backend.netmap
    if node:
        fill(status, node)
        ports = [30000 + int(hex_of(node["key"] + family, 4), 16) % 20000 for family in "46"]
        status.update(
            Addrs=["10.213.0.11:41641"],
            PeerAPIURL=[f"http://{node['ips'][0]}:{ports[0]}", f"http://[{node['ips'][1]}]:{ports[1]}"],
            Capabilities=[DEPRECATION, *CAPABILITIES], CapMap=CAPABILITIES)
    status["Online"] = bool(backend.poll)
    return without_absent(status)


def stranger(name: str, host_name: str, number: int, tags: List[str], online: bool) -> Json:
    """Two such nodes always exist. They expose a parser that reads the first "Tags" or "DNSName" in the document."""
    return {"id": f"n{name}CNTRL", "key": hex_of(name, 64), "name": host_name.lower(), "host_name": host_name,
            "ips": [f"100.64.0.{number}", f"fd7a:115c:a1e0::{number}"], "tags": tags, "online": online}


def peers(server: Server, tailnet: str, domain: str) -> Json:
    """The peers by node key. For an added node, everything else follows from its name and ID."""
    nodes = [
        stranger("STRANGER", 'Somebody "else"', 1, ["tag:stranger"], True),
        stranger("ANOTHER", "laptop", 2, [], False),
        *server.peers,
    ]
    nodes[0]["name"] = "somebody-else"
    shown = {}
    for node in nodes:
        status = node_status()
        number = int(node["id"]) if node["id"].isdigit() else int(hex_of(node["id"], 12), 16)
        fill(status, {**node, "number": number, "tailnet": tailnet, "domain": domain, "expired": 0, "created": "2026-11-26T18:25:48.760186777Z"})
        status.update(Addrs=None, Online=node["online"], InMagicSock=True)
        if not node["online"]:
            status["LastSeen"] = "2026-11-26T18:25:48Z"
        shown["nodekey:" + node["key"]] = without_absent(status)
    return dict(sorted(shown.items()))


def exit_node_status(backend: Backend, server: Server) -> Optional[Json]:
    """ipnstate.ExitNodeStatus, only of a node that the network map has."""
    peer = next((peer for peer in server.peers if peer["id"] == backend.settings["ExitNodeID"]), None)
    if not peer or not backend.netmap:
        return None
    return {"ID": peer["id"], "Online": peer["online"], "TailscaleIPs": [peer["ips"][0] + "/32", peer["ips"][1] + "/128"]}


def status(backend: Backend, server: Server, with_peers: bool) -> Json:
    node: Optional[Json] = backend.netmap
    document: Json = {"Version": machine.long_version(), "TUN": backend.tun, "BackendState": backend.state()}
    if backend.node_key:
        document["HaveNodeKey"] = True
    document.update({
        "AuthURL": backend.auth_url,
        "TailscaleIPs": node["ips"] if node else None,
        "Self": self_status(backend),
        "ExitNodeStatus": exit_node_status(backend, server),
        "Health": backend.health(server),
        "MagicDNSSuffix": node["tailnet"] if node else "",
        "CurrentTailnet": {"Name": node["domain"], "MagicDNSSuffix": node["tailnet"], "MagicDNSEnabled": True} if node else None,
        "CertDomains": None,
    })
    if machine.is_recent():
        document["ExtraRecords"] = None
    document["Peer"] = peers(server, node["tailnet"], node["domain"]) if node and with_peers else None
    # The older client lists the node's own user only together with the peers.
    user = user_of(node) if node and (with_peers or machine.is_recent()) else None
    document["User"] = {str(user["ID"]): user} if user else None
    document["ClientVersion"] = None
    if not document["ExitNodeStatus"]:
        del document["ExitNodeStatus"]
    return document
