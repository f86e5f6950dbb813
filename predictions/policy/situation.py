"""What policy wants to know of one claim and one person, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from predictions.lifecycle import Status


@dataclass(frozen=True)
class Ties:
    """How one person stands to one claim.

    has_judged   filed a verdict in the round that is open now, or before
    judged_before  judged or decided it in an earlier round: the next one is for somebody new
    added_document, retracted_document  listed, or took back, the document that is asked about
    was_let_go   was asked to judge it in the round that is open now, and is not any more
    organizations, experts  names of those they are tied to and that said or published the claim
    until        the last day on which one of these ties counts, where each of them has an end
    """

    wrote_it_up: bool = False
    offered_it: bool = False
    has_read_source: bool = False
    is_assigned: bool = False
    has_judged: bool = False
    judged_before: bool = False
    added_document: bool = False
    retracted_document: bool = False
    was_let_go: bool = False
    organizations: tuple[str, ...] = field(default=())
    experts: tuple[str, ...] = field(default=())
    until: date | None = None


@dataclass(frozen=True)
class Situation:
    """One claim at one moment, as one person meets it.

    is_offered    a draft whose writer says that it is ready
    is_due        its deadline has passed
    is_contested  the verdicts of its open round are there and do not agree
    """

    status: Status = Status.DRAFT
    is_merged: bool = False
    is_offered: bool = False
    is_due: bool = False
    is_contested: bool = False
    ties: Ties = field(default_factory=Ties)
