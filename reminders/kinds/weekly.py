"""The weekly digest: everything that waits for one person, in one mail. `digest` says what is in it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from reminders.kinds.described import Described, Often, Stopping, To
from reminders.models import Kind

DESCRIBED = Described(
    kind=Kind.WEEKLY,
    name=_("The weekly digest"),
    when=_("Comes once a week, on your day, when something waits for you or something was decided."),
    to=To.ACCOUNT,
    often=Often.ONCE_A_WEEK,
    stopping=Stopping.ONE_CLICK,
    roles=frozenset({Role.REVIEWER, Role.ADJUDICATOR, Role.EDITOR}),
    template="weekly",
)
