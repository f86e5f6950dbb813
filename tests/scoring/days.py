"""A ledger whose clock a test sets, and boards asked for as they stood on its days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from predictions import ledger
from predictions.models import Collection
from scoring import past
from scoring.leaderboard import Board
from scoring.scopes import Scope
from tests.scoring import boards

VISITOR = "a-visitor"


class Clock:
    """The clock of the database: every change from now on is recorded at `now`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
        self.now = now
        monkeypatch.setattr(ledger, "database_clock", lambda: self.now)

    def days_later(self, days: int = 1) -> datetime:
        self.now += timedelta(days=days)
        return self.now


def end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=UTC)


def as_of(collection: Collection, asked: str, *, now: datetime) -> Board:
    """The board of `collection` as it was at `asked`."""
    return past.asked_for(Scope(collection), asked, visitor=VISITOR, now=now)


def figures(board: Board) -> list[dict[str, Any]]:
    """Every figure of every line."""
    return [boards.plain(one) for one in board.standings]
