"""Whatever dies is started again; whatever is told to stop is gone within five seconds."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from launcher.children import Child
from launcher.supervising import Pulse, look_after, stop, supervise

SLEEPER = "import time; print('up', flush=True); time.sleep(60)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPER}"
PARENT = (
    f"import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', {SLEEPER!r}]).pid, flush=True); {SLEEPER}"
)


def child(tmp_path: Path, code: str, name: str = "worker") -> Child:
    return Child(name, [sys.executable, "-c", code], tmp_path, tmp_path / f"{name}.log")


def wait_for_log(child: Child, lines: int = 1) -> list[str]:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if child.log.exists() and len(found := child.log.read_text().splitlines()) >= lines:
            return found
        time.sleep(0.02)
    raise AssertionError(f"{child.name} said nothing")


def running(child: Child) -> bool:
    return child.process is not None


def gone(pid: int) -> bool:
    """Whether the process ends within a few seconds (a zombie has); the kernel takes its time over a kill."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


def test_a_process_that_dies_is_started_again_after_a_pause(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dying = child(tmp_path, "raise SystemExit(3)")
    dying.start()
    while dying.exit_code() is None:
        time.sleep(0.02)

    look_after(dying)
    at_once = running(dying)
    dying.not_before = 0  # the pause is over
    look_after(dying)
    later = running(dying)

    assert (at_once, later) == (False, True)
    assert "worker ended (exit code 3); starting it again in 1 s" in capsys.readouterr().out
    dying.kill()


def test_a_process_that_keeps_dying_is_given_longer_and_longer_pauses(tmp_path: Path) -> None:
    dying = child(tmp_path, "")
    dying.started = time.monotonic()

    pauses = [dying.note_death() for _ in range(8)]

    assert pauses == [1, 2, 4, 8, 16, 30, 30, 30]


def test_a_process_that_ran_well_for_a_while_is_started_again_soon(tmp_path: Path) -> None:
    dying = child(tmp_path, "")
    dying.deaths = 5
    dying.started = time.monotonic() - 3600

    assert dying.note_death() == 1


@pytest.mark.alone
def test_a_process_that_will_not_stop_is_ended_with_all_it_started(tmp_path: Path) -> None:
    stubborn, parent = child(tmp_path, STUBBORN, "stubborn"), child(tmp_path, PARENT, "parent")
    for each in (stubborn, parent):
        each.start()
    wait_for_log(stubborn)
    grandchild = int(next(line for line in wait_for_log(parent, lines=3) if line != "up"))

    began = time.monotonic()
    stop([stubborn, parent])

    assert time.monotonic() - began < 5
    assert stubborn.exit_code() == -9
    assert gone(grandchild)


def test_a_deaf_worker_and_the_clock_are_started_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    worker, beat = child(tmp_path, SLEEPER), child(tmp_path, SLEEPER, "beat")
    heartbeat = tmp_path / "heartbeat"
    heartbeat.touch()
    os.utime(heartbeat, (0, 0))
    for each in (worker, beat):
        each.start()
        each.started -= 61
    assert worker.process is not None
    deaf = worker.process.pid
    rounds = iter([False, True])

    supervise([worker, beat], pulse=Pulse(heartbeat, [worker, beat]), stopping=lambda: next(rounds))

    assert worker.process.pid != deaf
    assert gone(deaf)
    assert "starting worker and beat again" in capsys.readouterr().out
    stop([worker, beat])


def test_a_queue_that_has_just_been_started_is_given_its_minute(tmp_path: Path) -> None:
    worker = child(tmp_path, SLEEPER)
    worker.started = time.monotonic() - 5

    assert Pulse(tmp_path / "heartbeat", [worker]).age() == pytest.approx(5, abs=1)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_a_killed_launcher_leaves_no_orphans(tmp_path: Path) -> None:
    program = (
        "from pathlib import Path; from launcher.children import Child; import sys, time;"
        f"child = Child('worker', [sys.executable, '-c', {SLEEPER!r}], Path('.'), Path({str(tmp_path / 'in.log')!r}));"
        "child.start(); print(child.process.pid, flush=True); time.sleep(60)"
    )
    launcher = Child("launcher", [sys.executable, "-c", program], Path.cwd(), tmp_path / "launcher.log")
    launcher.start()
    orphan = int(wait_for_log(launcher)[0])

    assert launcher.process is not None
    launcher.process.kill()
    launcher.process.wait()

    assert gone(orphan)
