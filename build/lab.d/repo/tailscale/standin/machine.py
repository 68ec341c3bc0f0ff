"""The local machine: paths, versions, files, and texts in Go's format."""
from __future__ import annotations

import json
import os
from typing import Any, Dict

Json = Dict[str, Any]

# Tests of the stand-in use another root directory.
ROOT = os.environ.get("STANDIN_ROOT", "")
STATE_DIR = ROOT + "/var/lib/tailscale"
STATE = STATE_DIR + "/tailscaled.state"
SERVER = STATE_DIR + "/standin-server.json"
TAKEN = STATE_DIR + "/standin-taken-names"
SOCKET = ROOT + "/run/tailscale/tailscaled.sock"
ARGV_LOG = ROOT + "/var/log/tailscale-standin.argv"
VERSION_FILE = ROOT + "/usr/lib/tailscale-standin/version"

# Not a real commit, because this is not a build of Tailscale.
COMMIT = "0" * 40
ZERO_KEY = "0" * 64


def short_version() -> str:
    """The version of the package. The recorded client was built without version stamps: 1.102.5-ERR-BuildInfo."""
    with open(VERSION_FILE, encoding="ascii") as file:
        return file.read().strip()


def is_stamped(version: str) -> bool:
    return not version.endswith("-ERR-BuildInfo")


def long_version() -> str:
    """The format of a release is 1.102.5-t1241b225b-g0520dfda5."""
    version = short_version()
    return f"{version}-t{COMMIT[:9]}-g{COMMIT[:9]}" if is_stamped(version) else version


def is_recent() -> bool:
    """True for 1.102.5, false for 1.80.3: these two clients are recorded."""
    major, minor = short_version().split(".")[:2]
    return (int(major), int(minor)) >= (1, 100)


def capability() -> int:
    """tailcfg.CurrentCapabilityVersion. 142 is recorded, 113 is from the source of 1.80.3."""
    return 142 if is_recent() else 113


def host_name() -> str:
    return os.uname().nodename


def go_json(document: object, indent: str) -> str:
    """Like Go's json.MarshalIndent: does not escape non-ASCII characters, but escapes <, > and &."""
    text = json.dumps(document, indent=indent, ensure_ascii=False)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def go_quote(text: str) -> str:
    """Like Go's %q."""
    return json.dumps(text, ensure_ascii=False)


def go_duration(seconds: float) -> str:
    """Like Go's time.Duration: 30s, 1m30s, 500ms."""
    if 0 < seconds < 1:
        return f"{round(seconds * 1000)}ms"
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    number = f"{rest:.9f}".rstrip("0").rstrip(".")
    if hours:
        return f"{hours}h{minutes}m{number}s"
    return f"{minutes}m{number}s" if minutes else f"{number}s"


def go_error(error: OSError) -> str:
    """The message of a system call's error, like in Go."""
    return (error.strerror or str(error)).lower()


def write_file(path: str, text: str) -> None:
    """Writes the file completely or not at all, like the daemon writes its state."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path + ".new", "w", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(text)
    os.replace(path + ".new", path)
