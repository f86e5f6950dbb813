"""What the scoring app does: it follows the ledger, publishes what came of it, and works it out again when asked."""

from __future__ import annotations

from datetime import datetime, timedelta

from scoring.actions.following import follow
from scoring.actions.publishing import PAUSE, publish
from scoring.actions.rebuilding import begin_rebuild, begin_where_far_behind, help_rebuild, rebuild_progress

__all__ = ["begin_rebuild", "help_rebuild", "rebuild", "rebuild_progress", "sweep"]


def sweep(*, at: datetime, without_pause: bool = False) -> int:
    """Take every ledger position that is not taken yet and publish what has changed. Safe to run at any time.

    Positions are given under the ledger's lock and appear in their order, so the ones after ours are all there are.

    without_pause  publish even where the last release has only just been made
    returns        how many releases were published
    """
    begin_where_far_behind(at=at)
    follow()
    return publish(at=at, pause=timedelta(0) if without_pause else PAUSE)


def rebuild(*, at: datetime) -> int:
    """Work every contribution out again from the first entry of the ledger. Releases stay: they were published.

    Ranges that somebody else is at are left to them; what is published then is published when they are done.

    returns  how many releases were published: none, unless the contributions or the method had changed
    """
    begin_rebuild(at=at)
    while help_rebuild(at=at):
        pass
    return sweep(at=at, without_pause=True)
