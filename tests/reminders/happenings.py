"""What mails tell of, each as it happens in the product: asked, let go, contested, objected to, overdue, superseded."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from accounts.roles import Role
from predictions import actions as record
from predictions.lifecycle import Opening
from predictions.models import Claim, Objection
from predictions.people import person_of
from predictions.policy import SYSTEM
from reminders import actions
from reminders.actions.preparing import prepare
from reminders.letters import NotOwed
from reminders.models import Delivery, Kind, State
from tests import builders
from tests.builders import NOW
from tests.predictions import contesting

A_DAY = timedelta(days=1)
SOON = timedelta(minutes=6)  # what comes up together is told together, five minutes later


def asked(claim: Claim, number: str = "one", *, at: datetime = NOW) -> User:
    """Reviewer `number`, asked to judge `claim`."""
    builders.assigned(claim, builders.reviewers(number)[0], at=at)
    return User.objects.get(username=f"reviewer-{number}")


def let_go(claim: Claim, number: str = "one", *, at: datetime = NOW) -> None:
    """Reviewer `number`, let go from judging `claim` by an editor."""
    editor = User.objects.filter(username="editor-one").first() or builders.a_user(Role.EDITOR)
    record.let_go(
        claim_id=claim.pk,
        reviewer_ref=builders.reviewers(number)[0].ref,
        by=person_of(editor, at=at),
        at=at,
        reason="Somebody else has the time",
    )


def contested(claim: Claim, *, at: datetime = NOW) -> Claim:
    """`claim`, on which reviewers one and two do not agree."""
    for reviewer, grade in zip(builders.reviewers("one", "two"), ("0", "1"), strict=True):
        builders.a_verdict(claim, reviewer, grade, at=at)
    return claim


def objected(claim: Claim, *, at: datetime = NOW) -> Objection:
    """An objection to the quote of `claim`, confirmed."""
    return contesting.raised(claim, "quote", at=at)


def superseded(claim: Claim, *, at: datetime = NOW) -> Claim:
    """`claim`, resolved by reviewers one and two, opened again, and resolved otherwise by three and four."""
    builders.resolved(claim, "0.75", at=at)
    record.reopen(
        claim_id=claim.pk,
        why=Opening.REOPENED,
        by=SYSTEM,
        at=at + A_DAY,
        reason="A document was missed",
    )
    return builders.resolved(claim, "0.5", at=at + 2 * A_DAY)


def owed(kind: Kind, to: str, *, at: datetime) -> Delivery:
    """The one mail of `kind` that is owed to the account `to`, planned at `at`."""
    actions.plan_news(at=at)
    return Delivery.objects.get(kind=kind, recipient__username=to, state=State.PENDING)


def said(delivery: Delivery, *, at: datetime) -> str:
    """Everything a mail says at `at`: subject, text and page; or why it is not sent."""
    try:
        mail = prepare(Delivery.objects.select_related("recipient").get(pk=delivery.pk), at=at).write()
    except NotOwed as reason:
        return f"not owed: {reason}"
    page: Any = mail.alternatives[0][0]
    return "\n".join((str(mail.subject), str(mail.body), str(page)))
