"""Parses flags like Go's flag package and Tailscale's command."""
from __future__ import annotations

import re
import sys
from typing import Dict, List, NoReturn, Tuple, Union

Value = Union[str, bool, float]

BOOLS = {**dict.fromkeys("1 t T true TRUE True".split(), True), **dict.fromkeys("0 f F false FALSE False".split(), False)}
UNITS = {"ns": 1e-9, "us": 1e-6, "ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
# cmd/tailscale/cli/cli.go (CleanUpArgs)
OLD_NAMES = {"authkey": "auth-key", "posture-checking": "report-posture"}


def parse_duration(text: str) -> float:
    """Go's time.ParseDuration: 1m30s, 500ms, 0."""
    if text == "0":
        return 0.0
    parts = re.findall(r"([0-9]+(?:\.[0-9]*)?)(ns|us|ms|s|m|h)", text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise ValueError
    return sum(float(number) * UNITS[unit] for number, unit in parts)


class Flags:
    """The flags of a command line. Kinds: b is a bool, s a string, d a duration in seconds."""

    def __init__(self, command: str, kinds: Dict[str, str], arguments: List[str]) -> None:
        self.command = command
        self.kinds = kinds
        self.given: Dict[str, Value] = {}
        self.rest: List[str] = []
        self._parse(list(arguments))

    def get(self, name: str, default: Value) -> Value:
        return self.given.get(name, default)

    def text(self, name: str) -> str:
        return str(self.given.get(name, ""))

    def on(self, name: str, default: bool = False) -> bool:
        return bool(self.given.get(name, default))

    def seconds(self, name: str) -> float:
        return float(self.given.get(name, 0))

    def _parse(self, arguments: List[str]) -> None:
        while arguments:
            word = arguments[0]
            if word == "--" or word == "-" or not word.startswith("-"):
                self.rest = arguments[1:] if word == "--" else arguments
                return
            arguments.pop(0)
            name, has_value, value = word[2 if word.startswith("--") else 1:].partition("=")
            name = OLD_NAMES.get(name, name)
            if name in ("h", "help"):
                self._usage(0)
            if name not in self.kinds:
                self._fail(f"flag provided but not defined: -{name}")
            if not has_value and self.kinds[name] == "b":
                value = "true"
            elif not has_value:
                if not arguments:
                    self._fail(f"flag needs an argument: -{name}")
                value = arguments.pop(0)
            self._store(name, value)

    def _store(self, name: str, value: str) -> None:
        kind = self.kinds[name]
        if name in self.given:
            what = f'boolean value "{value}" for -{name}' if kind == "b" else f'value "{value}" for flag -{name}'
            self._fail(f"invalid {what}: flag provided multiple times")
        if kind == "b":
            if value not in BOOLS:
                self._fail(f'invalid boolean value "{value}" for -{name}: parse error')
            self.given[name] = BOOLS[value]
        elif kind == "d":
            try:
                self.given[name] = parse_duration(value)
            except ValueError:
                self._fail(f'invalid value "{value}" for flag -{name}: parse error')
        else:
            self.given[name] = value

    def _fail(self, text: str) -> NoReturn:
        print(re.sub(r"tskey-[A-Za-z0-9-]*", "tskey-XXXX", text), file=sys.stderr)
        self._usage(2)

    def _usage(self, status: int) -> NoReturn:
        print(f"\nUSAGE\n  tailscale {self.command} [flags]", file=sys.stderr)
        sys.exit(status)


def split(arguments: List[str]) -> Tuple[str, List[str]]:
    """The subcommand and its arguments."""
    return (arguments[0], arguments[1:]) if arguments else ("", [])
