"""A start says once what went wrong, waits for the database, and lets nothing compete with the first page."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from launcher import starting
from launcher.addresses import Address
from launcher.children import Child
from launcher.trouble import Trouble

NOBODY = Address("127.0.0.1", 1)
OLD = "what it said the last time"


@pytest.fixture
def web(tmp_path: Path) -> Child:
    """A web server that was started before and has left a line in its log."""
    log = tmp_path / "logs" / "web.log"
    log.parent.mkdir()
    log.write_text(f"{OLD}\n")
    return Child("web", [sys.executable, "-c", "print('serving')"], tmp_path, log)


def ended(web: Child, code: str) -> Child:
    """The web server, started for the first time with `code` as its program, after that has ended."""
    web.start(first=[sys.executable, "-c", f"import os, sys\nlog = open({str(web.log)!r}, 'a')\n{code}"])
    assert web.process is not None
    web.process.wait(timeout=30)
    return web


def wait(web: Child, stopping: Callable[[], bool] = lambda: False) -> None:
    starting.wait_for_first_answer(web, address=NOBODY, stopping=stopping)


def test_what_prepares_the_site_speaks_to_the_terminal_and_what_serves_it_to_the_log(
    web: Child, capfd: pytest.CaptureFixture[str]
) -> None:
    ended(web, "print('passwords, once', flush=True); print('an error', file=sys.stderr)")
    said = capfd.readouterr()
    unheard = web.last_words()

    web.start()
    assert web.process is not None
    web.process.wait(timeout=30)

    assert (said.out, said.err, unheard) == ("passwords, once\n", "an error\n", "")
    assert web.last_words() == "serving"
    assert web.log.read_text() == f"{OLD}\nserving\n"


def test_a_reason_that_was_said_on_the_terminal_is_not_said_again(
    web: Child, capfd: pytest.CaptureFixture[str]
) -> None:
    ended(web, "sys.exit('This database is a record, for good.')")

    with pytest.raises(SystemExit) as caught:
        wait(web)

    assert caught.value.code == 1
    assert capfd.readouterr().err == "This database is a record, for good.\n"


def test_a_reason_that_went_to_the_log_is_quoted_with_the_place_of_the_log(web: Child) -> None:
    ended(web, "log.write('Starting\\nThe port is taken\\n\\n'); log.flush(); sys.exit(3)")

    with pytest.raises(Trouble, match=r"The web server did not start: The port is taken \(its log: .*web\.log\)"):
        wait(web)


def test_an_end_by_a_signal_without_a_word_is_said(web: Child) -> None:
    ended(web, "os.kill(os.getpid(), 9)")

    with pytest.raises(Trouble, match="Preparing the database was ended by signal 9; run this again"):
        wait(web)


def test_preparing_takes_the_time_it_takes_and_serving_does_not(web: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    now, log = [0.0], web.log.open("a")
    web.log_began = log.tell()
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    rounds = 0

    def a_round(_seconds: float) -> None:
        nonlocal rounds
        rounds, now[0] = rounds + 1, now[0] + 3600
        if rounds == 5:
            log.write("Starting gunicorn\n")
            log.flush()

    monkeypatch.setattr(time, "sleep", a_round)
    with log, pytest.raises(Trouble, match="did not start: Starting gunicorn"):
        wait(web)

    assert rounds == 6


def test_a_signal_while_the_database_is_prepared_ends_the_start(web: Child) -> None:
    web.start(first=[sys.executable, "-c", "import time; time.sleep(60)"])

    with pytest.raises(KeyboardInterrupt):
        wait(web, stopping=lambda: True)

    web.kill()


def test_worker_and_clock_are_started_when_a_page_has_been_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    happened: list[str] = []

    def start(child: Child, *, first: list[str] | None = None) -> None:
        happened.append(f"{child.name}, preparing first" if first else child.name)
        child.process = None

    def answers(_address: Address, *, path: str = "/healthz") -> bool:
        happened.append(path)
        return True

    def stopping() -> bool:
        return {"worker", "beat"} <= set(happened)

    monkeypatch.setenv("HINDCAST_SITE_URL", NOBODY.url)
    monkeypatch.setattr(Child, "start", start)
    monkeypatch.setattr(starting, "answers", answers)
    starting.run(Path(sys.executable), address=NOBODY, data=tmp_path, kind="record", stopping=stopping)

    assert happened[:3] == ["web, preparing first", "/healthz", "/"]
    assert {"worker", "beat"} <= set(happened[3:])
    assert "Hindcast is at http://127.0.0.1:1 (a record" in capsys.readouterr().out
