"""Objections: what can be contested until when, taking one in, and answering it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from predictions import lifecycle, revisions
from predictions.lifecycle import Opening, Status
from predictions.models import Claim, Objection, ObjectionAbout, ObjectionState, PendingObjection, Round
from predictions.policy import SYSTEM, Person, WrongMoment
from predictions.sentences import gettext_noop
from predictions.steps.judging import open_round

# How long the link in the mail is good.
TO_CONFIRM = timedelta(days=7)
# Within which an objection is answered, from the day on which it was sent.
TO_ANSWER = timedelta(days=21)


class CannotBeContested(ValueError):
    """Nobody can contest this now; the message says why and what can be done."""


class NotToConfirm(Exception):
    """The objection cannot be confirmed any more: it is too old."""


class AlreadyConfirmed(Exception):
    """The objection was confirmed before; nothing is done a second time."""


class AlreadyAnswered(Exception):
    """Somebody else answered the objection first."""

    def __init__(self, objection: Objection) -> None:
        self.objection = objection
        super().__init__(gettext_noop("This objection was answered meanwhile. What was said stands on its page."))


class DecidedSince(WrongMoment):
    """The decision that the objection is against is not in force any more."""

    def __init__(self) -> None:
        super().__init__(
            gettext_noop(
                "The claim was judged again since this objection was raised: the decision it is against is no longer "
                "in force. Refuse it with an answer that says so; its author may object to the new one."
            )
        )


class EmptyAnswer(ValueError):
    """An objection was to be answered without a word."""

    def __init__(self) -> None:
        super().__init__(
            gettext_noop("An answer says why. Write in a few sentences what was examined and what follows from it.")
        )


@dataclass(frozen=True)
class Contested:
    """What somebody says against a claim, with a document, and where they are answered."""

    about: str
    text: str
    document_url: str
    contact: str
    language: str


def contestable_until(claim: Claim) -> datetime | None:
    """Until when the grade of `claim` can be contested; None while there is no grade."""
    resolution = claim.resolution
    if resolution is None:
        return None
    return resolution.decided_at + timedelta(days=claim.collection.objection_days)


def check_contestable(claim: Claim, about: str, *, at: datetime) -> None:
    """Raise `CannotBeContested` unless `about` of `claim` could be contested at `at`, when the objection was sent."""
    if claim.merged_into_id is not None:
        raise CannotBeContested(
            gettext_noop("This claim is a duplicate and was merged into another one. Raise the objection there.")
        )
    if about == ObjectionAbout.GRADE:
        _check_grade(claim, at)


def _check_grade(claim: Claim, at: datetime) -> None:
    resolution, until = claim.resolution, contestable_until(claim)
    if resolution is None or until is None:
        raise CannotBeContested(
            gettext_noop(
                "This claim has no grade now, so there is none to contest. An error in the quote, in who said it or in "
                "a fact can be raised at any time: choose that instead."
            )
        )
    if at < resolution.decided_at:
        raise CannotBeContested(
            gettext_noop(
                "The claim was judged again after you wrote. Look at the new decision; if that is wrong too, object to "
                "it."
            )
        )
    if at >= until:
        raise CannotBeContested(
            gettext_noop(
                "The grade could be contested until %(until)s. An error in the quote, in who said it or in a fact can "
                "be raised at any time: choose that instead.",
                until=until.date(),
            )
        )


def check_confirmable(pending: PendingObjection, *, at: datetime) -> None:
    """Raise `AlreadyConfirmed`, `NotToConfirm` or `CannotBeContested` unless `pending` can be confirmed at `at`."""
    if pending.confirmed_at is not None:
        raise AlreadyConfirmed
    if pending.made_at + TO_CONFIRM <= at:
        raise NotToConfirm
    check_contestable(pending.claim, pending.about, at=pending.made_at)


def take_in(pending: PendingObjection, *, at: datetime) -> Objection:
    """Put a confirmed objection on record, and forget what was kept until then.

    raises  AlreadyConfirmed, NotToConfirm, CannotBeContested
    """
    check_confirmable(pending, at=at)
    claim = pending.claim
    objection = Objection(
        claim=claim,
        resolution=claim.resolution,
        about=pending.about,
        text=pending.text,
        document_url=pending.document_url,
        contact=pending.contact,
        language=pending.language,
        raised_at=pending.made_at,
    )
    revisions.save(objection, by=SYSTEM.ref, at=at, reason="The sender confirmed it by mail")
    pending.confirmed_at = at
    pending.text = pending.document_url = pending.contact = ""
    pending.save()
    return objection


def answer(objection: Objection, *, accepted: bool, text: str, by: Person, at: datetime) -> Round | None:
    """Accept `objection` for examination or refuse it, with an answer that everybody can read.

    returns  the round in which the claim is judged again, if the grade is contested and the objection accepted
    raises   AlreadyAnswered, EmptyAnswer, DecidedSince
    """
    if objection.state != ObjectionState.RECEIVED:
        raise AlreadyAnswered(objection)
    text = revisions.clean_text(text.strip(), "answer")
    if not text:
        raise EmptyAnswer
    opened = None
    if accepted and objection.about == ObjectionAbout.GRADE:
        _check_in_force(objection)
        opened = _judged_again(objection.claim, by=by, at=at)
    objection.state = ObjectionState.ACCEPTED if accepted else ObjectionState.REFUSED
    objection.answer, objection.answered_at, objection.answered_by = text, at, by.ref
    objection.round = opened
    revisions.save(objection, by=by.ref, at=at, reason="Accepted for examination" if accepted else "Refused")
    return opened


def _check_in_force(objection: Objection) -> None:
    newest = objection.claim.resolutions.order_by("-number").first()
    if newest is not None and objection.resolution_id not in {None, newest.pk}:
        raise DecidedSince


def _judged_again(claim: Claim, *, by: Person, at: datetime) -> Round:
    """A round for reviewers who are new to the claim: the one that is open already, or else one opened for this."""
    running = claim.rounds.filter(closed_at__isnull=True).first()
    if running is not None:
        return running
    lifecycle.check_reopening(Status(claim.status))
    claim.status = Status.OPEN
    reason = "An objection to the grade was accepted for examination"
    revisions.save(claim, by=by.ref, at=at, reason=reason)
    return open_round(claim, Opening.OBJECTION, by=by, at=at, reason=reason)
