"""`./hindcast up`: from a bare checkout to a running site, and back."""

from __future__ import annotations

import json
import math
import os
import signal
import time
from pathlib import Path

from launcher import commands
from launcher.addresses import Address, answers, check_free, is_loopback
from launcher.children import Child
from launcher.environment import prepare
from launcher.messages import compile_changed
from launcher.places import ROOT, data_folder, make_writable, shown
from launcher.supervising import Pulse, stop, supervise
from launcher.terminal import say
from launcher.trouble import Trouble
from launcher.turns import only_one

FIRST_ANSWER = 60.0  # seconds the web server may take; it needs about one


class Stopping:
    """Remembers that Ctrl-C or SIGTERM came. While a slow step runs, the signal ends that step instead."""

    def __init__(self) -> None:
        self.came = False
        self.in_step = True
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.note)

    def note(self, *_: object) -> None:
        first, self.came = not self.came, True
        if self.in_step and first:
            raise KeyboardInterrupt

    def __call__(self) -> bool:
        return self.came


def up(*, address: Address, kind: str) -> None:
    """Run Hindcast on `address` until Ctrl-C. `kind` is `record` or `demonstration`. Raises `Trouble`."""
    if kind == "demonstration" and not is_loopback(address.host):
        raise Trouble(
            f"A demonstration is for this machine only and does not listen on {address.host}; leave out --host, "
            "or start a record with --record."
        )
    data = data_folder()
    make_writable(data)
    with only_one(data / "up.lock", note=f"process {os.getpid()}, {address.url}"):
        check_free(address)
        stopping = Stopping()
        python = prepare("runtime")
        os.environ.update(surroundings(address, data=data))
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # compiled once, all we start is up a second sooner
        compile_changed()
        stopping.in_step = False
        run(python, address=address, data=data, kind=kind, stopping=stopping)


def surroundings(address: Address, *, data: Path) -> dict[str, str]:
    """The variables for everything we start; what the person has set stands."""
    hosts = dict.fromkeys([address.host, "127.0.0.1", "localhost", "[::1]"])
    return {
        "HINDCAST_DATA": str(data),
        "HINDCAST_SITE_URL": os.environ.get("HINDCAST_SITE_URL", address.url),
        "HINDCAST_ALLOWED_HOSTS": os.environ.get("HINDCAST_ALLOWED_HOSTS", json.dumps(list(hosts))),
        "PYTHONUNBUFFERED": "1",
    }


def run(python: Path, *, address: Address, data: Path, kind: str, stopping: Stopping) -> None:
    """Start the three processes and look after them until the signal comes.

    The one that will serve pages brings the database and the static files up to date first; the other two wait until
    a page was served.
    """
    logs = data / "logs"
    web, worker, beat = children = [
        Child(name, [str(python), *command], ROOT, logs / f"{name}.log")
        for name, command in (
            ("web", commands.web(bind=address.bind)),
            ("worker", commands.worker()),
            ("beat", commands.beat()),
        )
    ]
    start_up = commands.start_up_and_serve(
        kind=kind, site_url=os.environ["HINDCAST_SITE_URL"], bind=address.bind, log=web.log
    )
    try:
        web.start(first=[str(python), *start_up])
        wait_for_first_answer(web, address=address, stopping=stopping)
        answers(address, path="/")  # whatever it answers: worker and clock do not compete with the first page
        say(f"\nHindcast is at {address.url} (a {kind}; all it writes is under {shown(data)}). Ctrl-C stops it.")
        supervise(children, pulse=Pulse(data / "heartbeat", [worker, beat]), stopping=stopping)
    finally:
        stop(children)
    say("Stopped.")


def wait_for_first_answer(web: Child, *, address: Address, stopping: Stopping) -> None:
    """Return when the web server answers. Raises KeyboardInterrupt when the signal comes before that.

    Bringing a database up to date takes the time it takes; from the first line in the web server's log on it has
    `FIRST_ANSWER` seconds. Raises `Trouble` when it does not answer by then, or says in its log why it ended, and
    SystemExit when it has said so on the terminal.
    """
    deadline = math.inf
    while not answers(address):
        if stopping():
            raise KeyboardInterrupt
        code, said = web.exit_code(), web.last_words()
        if code is not None and not said:
            if code < 0:
                raise Trouble(f"Preparing the database was ended by signal {-code}; run this again.")
            raise SystemExit(code)
        if code is not None or time.monotonic() > deadline:
            raise Trouble(f"The web server did not start: {said} (its log: {shown(web.log)})")
        if said and deadline == math.inf:
            deadline = time.monotonic() + FIRST_ANSWER
        time.sleep(0.05)
