"""How much may come in from strangers: counted in rows, so that it holds on every database and after a restart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from predictions.models import Objection, PendingObjection

A_DAY = timedelta(days=1)
MOST_OF_A_NETWORK = 5
MOST_OF_AN_ADDRESS = 3
MOST_TO_A_CLAIM = 20


class TooMany(Exception):
    """Too much came in within a day; `until` says when there is room again. It does not say what was counted."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(f"Too many objections came in. There is room again at {until.isoformat()}.")


def mailbox(address: str) -> str:
    """The mailbox that `address` leads to: without the part after a plus, and in small letters."""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def check_room(*, network: str, contact: str, claim_id: str, at: datetime) -> None:
    """Raise `TooMany` unless one more may come from this network, for this mailbox and to this claim."""
    recent = PendingObjection.objects.filter(made_at__gt=at - A_DAY)
    full = [
        _full(recent.filter(network=network).values_list("made_at", flat=True), MOST_OF_A_NETWORK),
        _full(_of_mailbox(contact, at), MOST_OF_AN_ADDRESS),
        _full(recent.filter(claim=claim_id).values_list("made_at", flat=True), MOST_TO_A_CLAIM),
    ]
    if until := max((one for one in full if one), default=None):
        raise TooMany(until)


def _full(moments: Iterable[datetime], most: int) -> datetime | None:
    newest = sorted(moments, reverse=True)[:most]
    return newest[-1] + A_DAY if len(newest) == most else None


def _of_mailbox(contact: str, at: datetime) -> list[datetime]:
    """When something came for the mailbox of `contact`: what waits to be confirmed, and what was."""
    wanted, (_local, _at, domain) = mailbox(contact), contact.lower().rpartition("@")
    ending = f"@{domain}"
    waiting = PendingObjection.objects.filter(made_at__gt=at - A_DAY, contact__iendswith=ending)
    raised = Objection.objects.filter(raised_at__gt=at - A_DAY, contact__iendswith=ending)
    rows = [*waiting.values_list("contact", "made_at"), *raised.values_list("contact", "raised_at")]
    return [moment for address, moment in rows if mailbox(address) == wanted]


def waits_already(*, contact: str, claim_id: str, since: datetime) -> bool:
    """Whether an objection of this mailbox to this claim waits for its confirmation since `since` or later."""
    waiting = PendingObjection.objects.filter(claim=claim_id, confirmed_at__isnull=True, made_at__gt=since)
    return mailbox(contact) in {mailbox(one) for one in waiting.values_list("contact", flat=True)}
