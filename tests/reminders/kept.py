"""Mails that are kept word for word: the files in snapshots/ are what people get."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.core.mail import EmailMultiAlternatives

FOLDER = Path(__file__).parent / "snapshots"
MISSING = "They were missing and are written now: read them, and commit them if they are right."


def compared(mail: EmailMultiAlternatives, name: str, *, without_chance: Callable[[str], str]) -> list[str]:
    """Fail where `mail` does not read as kept. Returns the files that were missing and are written now."""
    written = []
    parts = {"subject.txt": f"{mail.subject}\n", "txt": str(mail.body), "html": str(mail.alternatives[0][0])}
    for part, text in parts.items():
        path = FOLDER / f"{name}.{part}"
        if not path.exists():
            path.write_text(without_chance(text), encoding="utf-8")
            written.append(path.name)
        assert without_chance(text) == path.read_text(encoding="utf-8"), path.name
    return written


def wide_lines(name: str) -> list[str]:
    """The lines of a kept text that are wider than 78 signs and hold no address."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if len(line) > 78 and "https://" not in line]
