"""The machine that this runs on: paths, versions, files, and texts as Go writes them."""
from __future__ import annotations

import json
import os
from typing import Any, Dict

Json = Dict[str, Any]

# Tests of the stand-in itself put everything below another directory.
ROOT = os.environ.get("STANDIN_ROOT", "")
STATE_DIR = ROOT + "/var/lib/tailscale"
STATE = STATE_DIR + "/tailscaled.state"
SERVER = STATE_DIR + "/standin-server.json"
TAKEN = STATE_DIR + "/standin-taken-names"
SOCKET = ROOT + "/run/tailscale/tailscaled.sock"
ARGV_LOG = ROOT + "/var/log/tailscale-standin.argv"
VERSION_FILE = ROOT + "/usr/lib/tailscale-standin/version"

# Plainly not a commit: this is no build of Tailscale's.
COMMIT = "0" * 40
ZERO_KEY = "0" * 64


def short_version() -> str:
    """The package's version; the recorded client was built without stamps and reads 1.102.5-ERR-BuildInfo."""
    with open(VERSION_FILE, encoding="ascii") as file:
        return file.read().strip()


def is_stamped(version: str) -> bool:
    return not version.endswith("-ERR-BuildInfo")


def long_version() -> str:
    """A release reads 1.102.5-t1241b225b-g0520dfda5."""
    version = short_version()
    return f"{version}-t{COMMIT[:9]}-g{COMMIT[:9]}" if is_stamped(version) else version


def is_recent() -> bool:
    """1.102.5 rather than 1.80.3: the two that are recorded."""
    major, minor = short_version().split(".")[:2]
    return (int(major), int(minor)) >= (1, 100)


def capability() -> int:
    """tailcfg.CurrentCapabilityVersion; 142 is recorded, 113 is 1.80.3's source."""
    return 142 if is_recent() else 113


def host_name() -> str:
    return os.uname().nodename


def go_json(document: object, indent: str) -> str:
    """As Go's json.MarshalIndent: non-ASCII as it is, and three characters of HTML never."""
    text = json.dumps(document, indent=indent, ensure_ascii=False)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def go_quote(text: str) -> str:
    """As Go's %q."""
    return json.dumps(text, ensure_ascii=False)


def go_duration(seconds: float) -> str:
    """As Go's time.Duration prints: 30s, 1m30s, 500ms."""
    if 0 < seconds < 1:
        return f"{round(seconds * 1000)}ms"
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    number = f"{rest:.9f}".rstrip("0").rstrip(".")
    if hours:
        return f"{hours}h{minutes}m{number}s"
    return f"{minutes}m{number}s" if minutes else f"{number}s"


def go_error(error: OSError) -> str:
    """As Go names a system call's error."""
    return (error.strerror or str(error)).lower()


def write_file(path: str, text: str) -> None:
    """All or nothing, as the daemon writes its state."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path + ".new", "w", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(text)
    os.replace(path + ".new", path)
