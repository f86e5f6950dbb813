"""Mails to addresses that asked for them: the question whether they did, and what was decided of what they follow."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reminders.kinds.described import Described, Often, Stopping, To
from reminders.models import Kind

DESCRIBED = (
    Described(
        kind=Kind.SUBSCRIBE,
        name=_("Do you want these mails?"),
        when=_("Comes when an address was typed into the form for following something; once a day at the most."),
        to=To.ADDRESS,
        often=Often.ONCE_A_DAY,
        stopping=Stopping.NEVER,
        counts=False,
        template="subscribe",
    ),
    Described(
        kind=Kind.FOLLOWED,
        name=_("What you follow"),
        when=_(
            "Comes when something was decided of what was followed: at once, four times a day at the most, or once a "
            "week or a month. A decision that replaces another does not wait."
        ),
        to=To.SUBSCRIPTION,
        often=Often.AT_ONCE,
        stopping=Stopping.ONE_CLICK,
        counts=False,
        template="followed",
    ),
    Described(
        kind=Kind.BOARD,
        name=_("The leaderboard, once a month"),
        when=_("Comes on the first of the month, with the board as it stands."),
        to=To.SUBSCRIPTION,
        often=Often.ONCE,
        stopping=Stopping.ONE_CLICK,
        counts=False,
        template="board",
    ),
)
