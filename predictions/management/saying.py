"""Saying something at once, before the process can be killed."""

from __future__ import annotations

from collections.abc import Callable

from django.core.management.base import OutputWrapper


def saying(stdout: OutputWrapper) -> Callable[[str], None]:
    """A function that writes a text to `stdout` and returns when it has left this process."""

    def say(text: str) -> None:
        stdout.write(text)
        stdout.flush()

    return say
