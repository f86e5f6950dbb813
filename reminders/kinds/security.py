"""What protects an account: sent at once by `accounts`, to whoever holds it, and never stopped."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reminders.kinds.described import Described, Often, Stopping, To

DESCRIBED = Described(
    kind=None,
    name=_("The safety of your account"),
    when=_("Comes when your password, your address or your second factors change, or a new password is asked for."),
    to=To.ACCOUNT,
    often=Often.AT_ONCE,
    stopping=Stopping.NEVER,
    counts=False,
)
