"""The state and the actions of the daemon: the stand-in of ipn/ipnlocal.

Each request is a method here. As in the real daemon, a thread logs in. It tries again if the server cannot be
reached, or if the server asks it to wait.
"""
from __future__ import annotations

import json
import os
import threading
import time
from typing import List, NamedTuple, Optional

from standin import machine
from standin.machine import Json, write_file
from standin.server import Answer, Request, Server, can_connect, fetch_failure, is_contacted
from standin.settings import is_default_server, is_exit_node, new_settings

RETRY_SECONDS = 1.0
NEVER_SECONDS = 1e8

STOPPED = "Tailscale is stopped."
STARTING = "Tailscale is starting. Please wait."
LOGGED_OUT = "You are logged out."
OUT_OF_SYNC = ("Unable to connect to the Tailscale coordination server to synchronize the state of your tailnet. "
               "Peer reachability might degrade over time.")
LOCKED_OUT = ("this node is locked out; it will not have connectivity until it is signed. "
              "For more info, see https://tailscale.com/s/locked-out")
# Recorded from a node that waits for approval and has no connection to a relay yet.
NO_RELAY = ("Tailscale could not connect to the 'Lab' relay server. Your Internet connection might be down, "
            "or the server might be temporarily unavailable.")
STORE_FAILED = ("State store failed to initialize, Tailscale will not work until this is resolved. "
                "See https://tailscale.com/s/state-store-init-error. Error: ")


class Failure(Exception):
    """The daemon's error answer to a request. The command prints it."""


class Attempt(NamedTuple):
    """A pending login."""
    auth_key: str
    # True for an interactive login, and for a node whose key has expired.
    new_key: bool
    due: float


def random_key() -> str:
    return os.urandom(32).hex()


def empty_profile() -> Json:
    """ipn/ipnlocal/profiles.go (defaultPrefs): logged out, WantRunning is false."""
    settings = new_settings()
    settings["LoggedOut"] = True
    return {"settings": settings, "node_key": "", "lock_key": "", "login": None, "node_id": ""}


def store_error(error: json.JSONDecodeError, text: str) -> str:
    """The messages of encoding/json for the most common kinds of damage."""
    if error.pos >= len(text):
        return "unexpected end of JSON input"
    where = {
        "Expecting value": "looking for beginning of value",
        "Expecting property name enclosed in double quotes": "looking for beginning of object key string",
        "Expecting ':' delimiter": "after object key",
        "Expecting ',' delimiter": "after object key:value pair",
        "Extra data": "after top-level value",
    }.get(error.msg, "in string literal")
    return f"invalid character {text[error.pos]!r} {where}"


class Backend:
    """The state of the daemon between requests. Callers hold `lock`."""

    def __init__(self, state_path: str, tun: bool) -> None:
        self.lock = threading.Condition()
        self.state_path = state_path
        self.tun = tun
        self.store_error = ""
        self.machine_key = ""
        self.profile = empty_profile()
        # The server's data about this node, since the daemon started.
        self.netmap: Optional[Json] = None
        # The run of the server to which the daemon has an open poll; 0 means no poll.
        self.poll = 0
        self.attempt: Optional[Attempt] = None
        # The control client keeps a rejected key until a new start request or a restart of the daemon.
        self.auth_key = ""
        self.auth_url = ""
        # The error of the last login, and the part of it that a waiting command gets.
        self.login_error = ""
        self.reported_error = ""
        self._load()

    # State file

    def _load(self) -> None:
        """ipn/store (NewFileStore): a missing file is the same as an empty one; any other damage is an error."""
        text = ""
        try:
            if os.path.exists(self.state_path):
                with open(self.state_path, encoding="utf-8", errors="replace") as file:
                    text = file.read()
            document = json.loads(text) if text else {}
            if not isinstance(document, dict):
                kind = {list: "array", str: "string", bool: "bool"}.get(type(document), "number")
                raise ValueError(f"json: cannot unmarshal {kind} into Go value of type map[ipn.StateKey][]uint8")
            self.machine_key = document.get("machine_key", "")
            self.profile.update(document.get("profile", {}))
            if not self.machine_key:
                self.machine_key = random_key()
                self.save()
        except json.JSONDecodeError as error:
            self.store_error = store_error(error, text)
        except ValueError as error:
            self.store_error = str(error)
        except OSError as error:
            self.store_error = f"open {self.state_path}: {machine.go_error(error)}"

    def save(self) -> None:
        if not self.store_error:
            document = {"machine_key": self.machine_key, "profile": self.profile}
            write_file(self.state_path, json.dumps(document, indent=1) + "\n")

    # Queries

    @property
    def settings(self) -> Json:
        settings: Json = self.profile["settings"]
        return settings

    @property
    def node_key(self) -> str:
        key: str = self.profile["node_key"]
        return key

    def refresh(self) -> Server:
        """Updates the poll and the network map from the server, if the server can be reached."""
        server = Server.load()
        if not self.node_key or not self.settings["WantRunning"] or self.attempt:
            self.poll = 0 if not self.settings["WantRunning"] else self.poll
            return server
        if not self._reaches(server):
            self.poll = 0
            return server
        if self.poll != server.run:
            self.poll = 0
        node = server.node_with_key(self.node_key)
        if node and self.netmap and not self.login_error:
            self.netmap, self.poll = dict(node), server.run
            self._find_exit_node(server)
        return server

    def _find_exit_node(self, server: Server) -> None:
        """resolveExitNodeInPrefs: once the network map has the node, the settings name it by its id."""
        peer = next((peer for peer in server.peers if self.settings["ExitNodeIP"] in peer["ips"]), None)
        if peer:
            self.settings.update(ExitNodeID=peer["id"], ExitNodeIP="")
            self.save()

    def _reaches(self, server: Server) -> bool:
        url = self.settings["ControlURL"]
        return not server.away and (not is_contacted(url) or can_connect(url))

    def state(self) -> str:
        """nextStateLocked."""
        if self.store_error:
            return "NoState"
        if not self.settings["WantRunning"] and not self.settings["LoggedOut"] and self.node_key:
            return "Stopped"
        if not self.netmap:
            waits_for_server = self.node_key and self.attempt and not self.auth_url
            return "NoState" if waits_for_server else "NeedsLogin"
        if self.netmap["expired"]:
            return "NeedsLogin"
        if not self.netmap["authorized"]:
            return "NeedsMachineAuth"
        return "Starting" if self.attempt else "Running"

    def health(self, server: Server) -> List[str]:
        """Recorded for each state; health/warnings.go has the texts."""
        messages = []
        if self.store_error:
            messages.append(STORE_FAILED + self.store_error)
        elif not self.settings["WantRunning"]:
            messages.append(STOPPED)
        elif self.login_error:
            messages.append(f"{LOGGED_OUT} The last login error was: {self.login_error}")
        elif not self.netmap and self.node_key:
            messages.append(STARTING)
        elif self.state() == "NeedsMachineAuth":
            messages.append(NO_RELAY)
        elif self.netmap and not self.poll and server.lost_long:
            messages.append(OUT_OF_SYNC)
        if self.netmap and server.locked:
            messages.append(LOCKED_OUT)
        return messages + server.health

    # Requests that change the state

    def begin(self) -> None:
        """The start of the daemon: a node with WantRunning registers with its existing key."""
        if self.node_key and self.settings["WantRunning"] and not self.store_error:
            self._log_in("", new_key=False)

    def start(self, settings: Json, auth_key: str, interactive: bool) -> None:
        """LocalBackend.Start, and StartLoginInteractive: replaces all settings, and logs in."""
        if self.store_error:
            raise Failure("500 Internal Server Error: cannot start backend when state store is unhealthy")
        self.profile["settings"] = settings
        self.save()
        if interactive or self.node_key:
            self._log_in(auth_key, interactive)

    def edit(self, settings: Json) -> None:
        """LocalBackend.CheckPrefs and EditPrefs."""
        if (settings["ExitNodeIP"] or settings["ExitNodeID"]) and is_exit_node(settings):
            raise Failure("Cannot advertise an exit node and use an exit node at the same time.")
        wanted = self.settings["WantRunning"]
        host_name = self.host_name()
        self.profile["settings"] = settings
        self.save()
        if not settings["WantRunning"]:
            self.poll, self.attempt = 0, None
        elif not wanted and self.node_key:
            self._log_in(self.auth_key, new_key=False)
        elif self.host_name() != host_name and self.poll:
            with Server.changing() as server:
                node = server.node_with_key(self.node_key)
                if node:
                    server.hear_host_name(node, self.host_name(), by_login=False)

    def log_out(self) -> None:
        """LocalBackend.Logout: deletes the profile with all its settings."""
        if not self.node_key:
            return
        self.settings.update(WantRunning=False, LoggedOut=True)
        self.attempt, self.poll = None, 0
        self.save()
        if not self._reaches(Server.load()):
            raise Failure(f"500 Internal Server Error: {self._unreachable()}")
        with Server.changing() as server:
            server.log_out(self.node_key)
        self.new_profile()

    def new_profile(self) -> None:
        """SwitchToEmptyProfile. The machine key stays."""
        self.profile = empty_profile()
        self.netmap, self.attempt, self.poll = None, None, 0
        self.auth_key = self.auth_url = self.login_error = self.reported_error = ""
        self.save()

    def host_name(self) -> str:
        return str(self.settings["Hostname"]) or machine.host_name()

    # Login

    def _log_in(self, auth_key: str, new_key: bool) -> None:
        self.attempt = Attempt(auth_key, new_key, 0)
        self.auth_key = auth_key
        self.auth_url = self.login_error = self.reported_error = ""
        self.poll = 0
        self.lock.notify_all()

    def log_in_forever(self) -> None:
        """authRoutine: the thread that logs in."""
        with self.lock:
            while True:
                attempt = self.attempt
                wait = attempt.due - time.monotonic() if attempt else None
                if attempt is None or (wait or 0) > 0:
                    self.lock.wait(wait)
                    continue
                url = self.settings["ControlURL"]
                self.lock.release()
                # Outside the lock, so that the daemon answers requests even if the server does not respond.
                failure = self._contact(url)
                self.lock.acquire()
                if attempt is self.attempt:
                    self._try(attempt, failure)
                    self.lock.notify_all()

    def _contact(self, url: str) -> str:
        if Server.load().away:
            return self._unreachable(url)
        return fetch_failure(url, machine.capability()) if is_contacted(url) else ""

    def _unreachable(self, url: str = "") -> str:
        """Assumed: connections to a server that is away are refused."""
        url = url or self.settings["ControlURL"]
        address = "192.0.2.1:443" if is_default_server(url) else url.partition("://")[2]
        return f'fetch control key: Get "{url}/key?v={machine.capability()}": dial tcp {address}: connect: connection refused'

    def _try(self, attempt: Attempt, failure: str) -> None:
        if failure:
            self.login_error = failure
            self.attempt = attempt._replace(due=time.monotonic() + RETRY_SECONDS)
            return
        new_key = attempt.new_key or not self.node_key or bool(self.netmap and self.netmap["expired"])
        request = Request(
            self.settings["ControlURL"], self.machine_key, self.node_key, random_key() if new_key else self.node_key,
            attempt.auth_key, self.settings["AdvertiseTags"] or [], self.host_name())
        self.profile["lock_key"] = self.profile["lock_key"] or random_key()
        with Server.changing() as server:
            answer = server.register(request)
        if answer is None:
            # The server never answers, so this login waits until another request replaces it.
            self.attempt = attempt._replace(due=time.monotonic() + NEVER_SECONDS)
        else:
            self._take(attempt, request, answer, server)
        self.save()

    def _take(self, attempt: Attempt, request: Request, answer: Answer, server: Server) -> None:
        if answer.retry_after:
            self.login_error = self.reported_error = (
                f"node registration rate limited; will retry after {machine.go_duration(answer.retry_after)}")
            self.attempt = attempt._replace(due=time.monotonic() + answer.retry_after)
            return
        self.attempt = None
        self.login_error = self.reported_error = answer.error
        self.auth_url = answer.url
        if answer.url and not server.node_with_key(self.node_key):
            self.netmap = None
        if answer.expired:
            # control/controlclient/direct.go: no message for the user, so a waiting command does not get the error.
            self.login_error = f"weird: regen=true but server says NodeKeyExpired: nodekey:{request.new_key}"
            if self.netmap:
                self.netmap["expired"] = time.time()
        if answer.node:
            self.profile.update(node_key=request.new_key, node_id=answer.node["id"], login=user_of(answer.node))
            self.netmap, self.poll, self.auth_key = dict(answer.node), server.run, ""


def user_of(node: Json) -> Json:
    """The owner of the node. The id of tagged nodes was recorded from Headscale's API and is used for both kinds of server."""
    if node["tags"]:
        return {"ID": 2147455555, "LoginName": "tagged-devices", "DisplayName": "Tagged Devices"}
    if node["tailnet"] == "hs.lab.internal":
        return {"ID": 1, "LoginName": "ops", "DisplayName": "ops"}
    return {"ID": 1, "LoginName": f"admin@{node['domain'].partition('@')[2]}", "DisplayName": "admin"}
