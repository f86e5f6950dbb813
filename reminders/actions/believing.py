"""Believing reports of mails that came back: only of mails that we sent, each once, and only what follows from them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from reminders import addresses
from reminders.actions.suppressing import suppress
from reminders.bounces import Report
from reminders.models import Delivery, Proof, State
from reminders.relay import DEAD

LEFT = (State.SENT, State.IN_DOUBT)  # what came back had left
BELIEVED, ON_THE_LIST, NOT_OURS = "believed", "address on the list", "not of a mail of ours, or known already"


def believe(reports: Iterable[Report], *, source: Proof, at: datetime) -> Counter[str]:
    """Note which mails came back, and write no more to addresses that do not exist. Returns how many ended how.

    A report that is not signed has to name the address we sent to as well as the Message-ID: whoever can forge it
    has read that mail. A delivery comes back once, so a report that is heard again changes nothing.
    """
    outcomes: Counter[str] = Counter()
    for report in reports:
        outcomes.update(_believe(report, source, at))
    return outcomes


@transaction.atomic
def _believe(report: Report, source: Proof, at: datetime) -> list[str]:
    delivery = Delivery.objects.filter(message_id=report.message_id, state__in=LEFT, bounced_at__isnull=True).first()
    if delivery is None or not (source == Proof.WEBHOOK or _names_its_address(report, delivery)):
        return [NOT_OURS]
    why = addresses.hidden(f"{report.code} {report.words}".strip(), *report.addresses).replace("\0", "\ufffd")
    came_back = Delivery.objects.filter(pk=delivery.pk, bounced_at__isnull=True).update(
        state=State.SENT, sent_at=delivery.sent_at or at, bounced_at=at, last_error=why
    )
    if not came_back:
        return [NOT_OURS]
    if not delivery.sent_to or not (report.is_complaint or re.fullmatch(DEAD, report.code)):
        return [BELIEVED]
    suppress(delivery, digest=delivery.sent_to, source=source, code=report.code, at=at)
    return [BELIEVED, ON_THE_LIST]


def _names_its_address(report: Report, delivery: Delivery) -> bool:
    return any(delivery.sent_to in addresses.digests(one) for one in report.addresses)
