"""Letters to people without an account: answers, and what somebody named is told. `letters` says what is in them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reminders.kinds.described import Described, Often, Stopping, To
from reminders.models import Kind


def _letter(kind: Kind, name: Promise, when: Promise) -> Described:
    return Described(
        kind=kind,
        name=name,
        when=when,
        to=To.ADDRESS,
        often=Often.ONCE,
        stopping=Stopping.NEVER,
        counts=False,
        template=kind.value,
    )


DESCRIBED = (
    _letter(
        Kind.CONFIRMATION,
        _("Is this objection yours?"),
        _("Comes when an address was typed into the form for objections. It asks, and tells nothing."),
    ),
    _letter(Kind.RECEIVED, _("Your objection is on record"), _("Comes when an objection was confirmed.")),
    _letter(Kind.ANSWERED, _("Your objection was answered"), _("Comes when an editor answered an objection.")),
    _letter(
        Kind.OUTCOME, _("The claim was judged again"), _("Comes when a claim was judged again because of an objection.")
    ),
    _letter(Kind.NOTICE, _("What is on record of you"), _("Comes when an editor tells somebody who is quoted.")),
    _letter(
        Kind.CORRECTED,
        _("What was put right of you"),
        _("Comes the day after something was put right of somebody who was told by mail."),
    ),
)
