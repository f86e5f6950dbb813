"""Reads the command line and calls the one function that does what it asks."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from launcher import benchmarks, checking, locking, starting, testing
from launcher.addresses import Address
from launcher.environment import prepare
from launcher.places import ROOT, data_folder
from launcher.terminal import complain
from launcher.trouble import Trouble

INTERRUPTED = 130


def main(arguments: Sequence[str]) -> int:
    """Do what the arguments ask and return the exit code: 0, or not 0 with a sentence on standard error."""
    if sys.platform == "win32":
        complain("runs on Linux and macOS; on Windows use it inside WSL.")
        return 1
    try:
        return dispatch(list(arguments))
    except Trouble as trouble:
        complain(str(trouble))
        return 1
    except KeyboardInterrupt:
        complain("stopped.")
        return INTERRUPTED


def dispatch(arguments: list[str]) -> int:
    """Call what the first word names."""
    if arguments[:1] == ["manage"]:  # everything after it belongs to manage.py
        return manage(arguments[1:])
    options, rest = parser().parse_known_args(arguments)
    if rest and options.command != "test":
        parser().error(f"{options.command} does not know {' '.join(rest)}; see ./hindcast {options.command} --help")
    match options.command:
        case "up":
            starting.up(
                address=Address(options.host, options.port), kind="record" if options.record else "demonstration"
            )
            return 0
        case "test":
            return testing.test(rest, strict=options.strict, long=options.long, newest=options.newest)
        case "check":
            return checking.check(only=options.name)
        case "lock":
            return locking.lock(upgrade=options.upgrade)
        case _:
            return benchmarks.bench(options.name, as_json=options.json, size=options.size, long=options.long)


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(
        prog="hindcast", description="The public record of what experts predicted, and how often each was right."
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    up = commands.add_parser("up", help="start the site on this machine; Ctrl-C stops it")
    up.add_argument("--port", type=int, default=8000, help="default: 8000")
    up.add_argument("--host", default="127.0.0.1", help="default: 127.0.0.1; a demonstration listens on loopback only")
    up.add_argument("--record", action="store_true", help="a record instead of a demonstration, for good")

    test = commands.add_parser(
        "test", help="run the tests; other arguments go to pytest", epilog="Everything else is handed to pytest."
    )
    test.add_argument("--strict", action="store_true", help="fail where PostgreSQL, Redis or Chromium is missing")
    test.add_argument("--long", action="store_true", help="also what takes minutes")
    test.add_argument("--newest", action="store_true", help="the fast tests on the newest Django and Python found")

    check = commands.add_parser("check", help="lint, types, contracts, migrations, security settings, documents")
    check.add_argument("name", nargs="*", help="only these checks")

    commands.add_parser("manage", help="Django's own commands: ./hindcast manage help", add_help=False)

    bench = commands.add_parser("bench", help="measure one of our speeds beside its peer")
    bench.add_argument("name", nargs="?", help="which one; without it they are listed")
    bench.add_argument("--json", action="store_true", help="figures for a program to read")
    bench.add_argument("--size", choices=("small", "full"), default="full", help="small: whether it works, in a minute")
    bench.add_argument("--long", action="store_true", help="also what takes many minutes")

    lock = commands.add_parser("lock", help="write requirements/*.txt anew from pyproject.toml (needs uv)")
    lock.add_argument("--upgrade", action="store_true", help="take newer releases, at least a week old")
    return top


def manage(arguments: list[str]) -> int:
    """Become `manage.py` in the project's environment, in the folder the person is in."""
    python = prepare("runtime")
    os.environ.setdefault("HINDCAST_DATA", str(data_folder()))
    os.execv(python, [str(python), str(ROOT / "manage.py"), *arguments])
