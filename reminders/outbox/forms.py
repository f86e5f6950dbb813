"""The forms of the outbox."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from predictions.desk.fields import Text
from predictions.desk.forms.base import DeskForm


class Why(DeskForm):
    """The reason for which somebody does something to a delivery by hand."""

    reason = Text(label=_("Reason"), max_length=500, help_text=_("Kept with your name. No mail addresses, please."))
