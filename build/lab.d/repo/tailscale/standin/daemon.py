"""`tailscaled`: a socket for the command, with one JSON line per request and one per answer. `backend` has its state."""
from __future__ import annotations

import json
import os
import socket
import struct
import sys
import threading
from typing import List

from standin import machine
from standin.backend import Backend, Failure
from standin.machine import Json
from standin.settings import as_debug_prefs
from standin.status import status

# The real daemon's answers to users without permission (ipn/localapi/localapi.go), by request.
DENIED = {
    "start": "checkprefs access denied", "edit": "prefs write access denied", "log_out": "logout access denied",
    "new_profile": "profile access denied",
}


def lock_status(backend: Backend, locked: bool) -> Json:
    """The part of ipnstate.TailnetLockStatus that `tailscale lock status` prints."""
    return {"enabled": locked, "node_key": backend.node_key, "lock_key": backend.profile["lock_key"]}


def debug_prefs(backend: Backend) -> Json:
    """The private keys are replaced with zeros (ipn/localapi/localapi.go, stripKeysFromPrefs)."""
    persist = None
    if backend.node_key:
        persist = {
            "PrivateNodeKey": "privkey:" + machine.ZERO_KEY, "OldPrivateNodeKey": "privkey:" + machine.ZERO_KEY,
            "UserProfile": backend.profile["login"], "NetworkLockKey": "nlpriv:" + machine.ZERO_KEY,
            "NodeID": backend.profile["node_id"],
        }
    return as_debug_prefs(backend.settings, persist)


def answer(backend: Backend, request: Json, user: int) -> Json:
    """Answers one request. Only root, the daemon's user and the operator may make changes."""
    what = request["do"]
    server = backend.refresh()
    if what in DENIED and user not in (0, os.getuid()) and not is_operator(backend, user):
        raise Failure(f"Access denied: {DENIED[what]}")
    if what == "status":
        return {
            "status": status(backend, server, request["peers"]), "settings": backend.settings,
            "busy": bool(backend.attempt), "reported_error": backend.reported_error, "logged_in": backend.profile["login"] is not None,
        }
    if what == "debug_prefs":
        return debug_prefs(backend)
    if what == "lock_status":
        return lock_status(backend, server.locked)
    if what == "start":
        backend.start(request["settings"], request["auth_key"], request["interactive"])
    elif what == "edit":
        backend.edit(request["settings"])
    elif what == "log_out":
        backend.log_out()
    elif what == "new_profile":
        backend.new_profile()
    return {}


def is_operator(backend: Backend, user: int) -> bool:
    import pwd

    try:
        return bool(backend.settings["OperatorUser"]) and pwd.getpwuid(user).pw_name == backend.settings["OperatorUser"]
    except KeyError:
        return False


def serve(backend: Backend, connection: socket.socket) -> None:
    with connection, connection.makefile("rw", encoding="utf-8") as stream:
        _, user, _ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
        line = stream.readline()
        if not line:
            return
        try:
            with backend.lock:
                said = answer(backend, json.loads(line), user)
        except Failure as failure:
            said = {"failure": str(failure)}
        try:
            stream.write(json.dumps(said) + "\n")
            stream.flush()
        except OSError:
            # The command did not wait for the answer.
            return


def notify_ready() -> None:
    """sd_notify(3)."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if address:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
            notify.sendto(b"READY=1", address.replace("@", "\0", 1) if address.startswith("@") else address)


def option(arguments: List[str], name: str, default: str) -> str:
    """The value of a flag, in the forms of Go's flag package: --name=value, --name value, or with one dash."""
    for i, word in enumerate(arguments):
        flag, has_value, value = word.lstrip("-").partition("=")
        if word.startswith("-") and flag == name:
            return value if has_value else (arguments[i + 1] if i + 1 < len(arguments) else default)
    return default


def main(arguments: List[str]) -> int:
    backend = Backend(option(arguments, "state", machine.STATE), option(arguments, "tun", "tailscale0") != "userspace-networking")
    if backend.store_error and not machine.is_recent():
        # cmd/tailscaled/tailscaled.go of 1.80.3
        print(f"getLocalBackend error: store.New: {backend.store_error}", file=sys.stderr)
        return 1
    path = option(arguments, "socket", machine.SOCKET)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if os.path.exists(path):
        os.unlink(path)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(path)
        os.chmod(path, 0o666)
        listener.listen(128)
        threading.Thread(target=backend.log_in_forever, daemon=True).start()
        with backend.lock:
            backend.begin()
            # Waits at most 1 s, so that a node that its server knows runs when the unit is started. If the server cannot be
            # reached, the unit starts too.
            backend.lock.wait_for(lambda: not backend.attempt or backend.login_error, 1)
        notify_ready()
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=serve, args=(backend, connection), daemon=True).start()
