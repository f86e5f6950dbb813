"""What of the outbox one person may see, and what of a delivery: no address, and nothing that breaks blindness.

Who judges must not learn from mails what others filed. A digest that is put off tells that nothing waits for somebody,
and one that left, when something came up: they see of colleagues only what went wrong. That verdicts do not agree is
for adjudicators, so the mail that says so is in nobody's list, and of their digests all see only what went wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from accounts.models import RoleGrant
from accounts.roles import Permission, Role
from predictions.policy import Person
from reminders.actions.minding import possible
from reminders.models import SEALED, Deed, Delivery, Kind, State, Suppression

OWED = (State.PENDING, State.LEASED, State.SENDING)
WENT_WRONG = Q(state__in=(State.FAILED, State.IN_DOUBT)) | Q(stuck_since__isnull=False) | Q(bounced_at__isnull=False)
STATES: dict[str, Q] = {
    "wrong": WENT_WRONG,
    "owed": Q(state__in=OWED),
    "sent": Q(state=State.SENT, bounced_at__isnull=True),
    "in-doubt": Q(state=State.IN_DOUBT),
    "failed": Q(state=State.FAILED),
    "came-back": Q(bounced_at__isnull=False),
    "cancelled": Q(state=State.CANCELLED),
}


@dataclass(frozen=True)
class Row:
    """One delivery as the page shows it."""

    delivery: Delivery
    state: str
    why: str
    deeds: list[Deed]


def visible_to(person: Person) -> QuerySet[Delivery]:
    """The deliveries that `person` may see, newest first."""
    adjudicators = RoleGrant.objects.filter(role=Role.ADJUDICATOR).values("user")
    tells = Q(kind=Kind.WEEKLY, recipient__in=adjudicators) & ~WENT_WRONG
    found = Delivery.objects.exclude(kind__in=SEALED).exclude(tells).select_related("recipient")
    found = found.order_by("-due_at", "-pk")
    if person.can(Permission.JUDGE) or person.can(Permission.ADJUDICATE):
        found = found.filter(Q(recipient__isnull=True) | WENT_WRONG)
    return found


def chosen(found: QuerySet[Delivery], *, state: str, kind: str, person: str) -> QuerySet[Delivery]:
    """Those of `found` in this state, of this kind and to this person, each where it says something.

    person  a reference, or a part of the name of an account or of what a letter is about
    """
    if state in STATES:
        found = found.filter(STATES[state])
    if kind in Kind.values:
        found = found.filter(kind=kind)
    return found.filter(_is(person)) if person else found


def rows(page: list[Delivery]) -> list[Row]:
    """Each delivery of a page, with what can be done to it."""
    active = Suppression.objects.filter(address=OuterRef("sent_to"), lifted_at__isnull=True)
    marked = Delivery.objects.filter(Exists(active), pk__in=[one.pk for one in page]).exclude(sent_to="")
    suppressed = set(marked.values_list("pk", flat=True))
    return [row(one, is_suppressed=one.pk in suppressed) for one in page]


def row(delivery: Delivery, *, is_suppressed: bool) -> Row:
    """One delivery as the page shows it. Why something is only put off is nobody's business."""
    went_wrong = delivery.attempts > 0 or delivery.bounced_at or delivery.state != State.PENDING
    why = delivery.last_error if went_wrong else ""
    return Row(delivery, _state(delivery), gettext(why) if why else "", possible(delivery, is_suppressed=is_suppressed))


def _state(delivery: Delivery) -> str:
    if delivery.bounced_at:
        return "came-back"
    return "owed" if delivery.state in OWED else delivery.state


def _is(person: str) -> Q:
    found = Q(recipient__username__icontains=person) | Q(recipient__display_name__icontains=person)
    found |= Q(recipient__isnull=True, about__iexact=person)
    ref = _reference(person)
    return found if ref is None else found | Q(recipient__actor_ref=ref)


def _reference(person: str) -> UUID | None:
    """What `person` refers to an account by; None where it is a name."""
    try:
        return UUID(person)
    except ValueError:
        return None
