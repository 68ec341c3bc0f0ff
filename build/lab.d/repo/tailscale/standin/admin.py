"""`tailscale-standin`: simulates the actions of an administrator or the control server on this node.

  tailscale-standin expire                     the node's key expires
  tailscale-standin unexpire                   undoes expire, like headscale nodes expire --disable
  tailscale-standin approve                    the machine is approved
  tailscale-standin delete                     the node is deleted
  tailscale-standin retag TAG,TAG              the node's tags are changed; without an argument it has none
  tailscale-standin rename NAME                the node gets another name in the tailnet
  tailscale-standin take NAME                  another node of the tailnet has this name
  tailscale-standin peer NAME ID [TAG,TAG] [KEY]
                                               adds a node; - means no tags, KEY is its node key in hex
  tailscale-standin exitnode NAME              the added node NAME offers to be an exit node
  tailscale-standin server away|back|restart   the control server stops, answers again, or restarts
  tailscale-standin outofsync on|off           simulates the end of the 8 minutes after which a node warns that it
                                               has lost its server
  tailscale-standin ratelimit SECONDS          the next registration must wait for SECONDS; 0 ends the limit
  tailscale-standin unowned on|off             a request for tags that the node's tags do not own expires its key
  tailscale-standin lock | unlock              tailnet lock locks the node out, or is disabled
  tailscale-standin health TEXT | --clear      adds a health message to the status; removes the added messages
"""
from __future__ import annotations

import os
import sys
import time
from typing import Callable, Dict, List, Tuple

from standin.machine import STATE_DIR, TAKEN, Json
from standin.server import Server, hex_of


class Misuse(Exception):
    """The arguments are not valid. The usage text above is printed."""


def current(server: Server) -> Json:
    if server.current not in server.nodes:
        raise SystemExit("tailscale-standin: the control server knows no node of this host")
    return server.nodes[server.current]


def choice(word: str, meanings: Dict[str, bool]) -> bool:
    if word not in meanings:
        raise Misuse
    return meanings[word]


def expire(server: Server, _: List[str]) -> None:
    current(server)["expired"] = time.time()


def unexpire(server: Server, _: List[str]) -> None:
    current(server)["expired"] = 0


def approve(server: Server, _: List[str]) -> None:
    current(server)["authorized"] = True


def delete(server: Server, _: List[str]) -> None:
    current(server)
    del server.nodes[server.current]


def retag(server: Server, words: List[str]) -> None:
    current(server)["tags"] = tags_of(words, 0)


def rename(server: Server, words: List[str]) -> None:
    current(server).update(name=words[0], renamed=True)


def take(_: Server, words: List[str]) -> None:
    os.makedirs(STATE_DIR, exist_ok=True)
    with open(TAKEN, "a", encoding="utf-8") as file:
        file.write(words[0] + "\n")


def peer(server: Server, words: List[str]) -> None:
    name, node_id = words[:2]
    number = len(server.peers) + 3
    server.peers.append({
        "id": node_id, "key": words[3] if len(words) > 3 else hex_of(node_id, 64), "name": name, "host_name": name,
        "ips": [f"100.64.0.{number}", f"fd7a:115c:a1e0::{number:x}"], "tags": tags_of(words, 2), "online": True,
    })


def exit_node(server: Server, words: List[str]) -> None:
    for node in server.peers:
        if node["name"] == words[0]:
            node["exit"] = True


def tags_of(words: List[str], i: int) -> List[str]:
    return words[i].split(",") if len(words) > i and words[i] not in ("", "-") else []


def control_server(server: Server, words: List[str]) -> None:
    if words[0] == "restart":
        server.run += 1
        return
    server.away = choice(words[0], {"away": True, "back": False})
    if server.away:
        server.run += 1


def rate_limit(server: Server, words: List[str]) -> None:
    server.rate_limit, server.limited_until = float(words[0]), 0


def unowned(server: Server, words: List[str]) -> None:
    server.unowned = choice(words[0], {"on": True, "off": False})


def out_of_sync(server: Server, words: List[str]) -> None:
    server.lost_long = choice(words[0], {"on": True, "off": False})


def lock(server: Server, _: List[str]) -> None:
    server.locked = True


def unlock(server: Server, _: List[str]) -> None:
    server.locked = False


def health(server: Server, words: List[str]) -> None:
    server.health = [] if words[0] == "--clear" else [*server.health, words[0]]


# The minimum and maximum number of arguments, and the action.
VERBS: Dict[str, Tuple[int, int, Callable[[Server, List[str]], None]]] = {
    "expire": (0, 0, expire), "unexpire": (0, 0, unexpire), "approve": (0, 0, approve), "delete": (0, 0, delete),
    "retag": (0, 1, retag), "rename": (1, 1, rename), "take": (1, 1, take), "peer": (2, 4, peer), "exitnode": (1, 1, exit_node),
    "server": (1, 1, control_server), "ratelimit": (1, 1, rate_limit), "unowned": (1, 1, unowned),
    "outofsync": (1, 1, out_of_sync), "lock": (0, 0, lock), "unlock": (0, 0, unlock), "health": (1, 1, health),
}


def main(arguments: List[str]) -> int:
    try:
        least, most, verb = VERBS[arguments[0]]
        if not least <= len(arguments) - 1 <= most:
            raise Misuse
        with Server.changing() as server:
            verb(server, arguments[1:])
    except (IndexError, KeyError, ValueError, Misuse):
        print(__doc__, file=sys.stderr)
        return 2
    return 0
