"""The named points at which a planner or a sender may be killed. In production nothing happens there; tests kill."""

from __future__ import annotations

from collections.abc import Callable

PLANNING = ("chosen", "owed")
SENDING = ("leased", "begun", "prepared", "connected", "taken", "marked", "released")
ENDING = ("recorded",)
NAMES = (*PLANNING, *SENDING, *ENDING)


def _nothing(_name: str) -> None:
    """What is done at a milestone unless a test says otherwise."""


watcher: Callable[[str], None] = _nothing


def passed(name: str) -> None:
    """Work has come to `name`: whoever is killed here leaves a state from which the next one goes on."""
    watcher(name)
