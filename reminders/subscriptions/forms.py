"""Asking to follow something: an address, how often, in which language."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from predictions.forms import plain_address
from reminders.models import Pace, What

PACES = [
    (Pace.AT_ONCE, _("At once, four mails a day at the most")),
    (Pace.WEEKLY, _("Once a week, on Monday")),
    (Pace.MONTHLY, _("Once a month, on the first")),
]


class Follow(forms.Form):
    """Where to write, how often and in which language. A leaderboard comes once a month."""

    address = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("We ask it once whether this is yours. It is shown to nobody, and forgotten when you stop."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    pace = forms.ChoiceField(label=_("How often"), choices=PACES, widget=forms.RadioSelect)
    language = forms.ChoiceField(
        label=_("Write to me in"), choices=settings.LANGUAGES, widget=forms.RadioSelect(attrs={"class": "row"})
    )
    leave_empty = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, data: Any = None, *, what: What, language: str) -> None:
        super().__init__(data, initial={"pace": Pace.WEEKLY, "language": language})
        if what is What.BOARD:
            del self.fields["pace"]

    def clean_address(self) -> str:
        """An address that every mail server takes."""
        return plain_address(self.cleaned_data["address"])

    def clean_leave_empty(self) -> str:
        """Nothing: who fills it in reads no labels."""
        if self.cleaned_data["leave_empty"]:
            raise forms.ValidationError(_("Leave this field empty."))
        return ""

    @property
    def pace_chosen(self) -> Pace:
        """How often; once a month where there is nothing to choose."""
        return Pace(self.cleaned_data.get("pace", Pace.MONTHLY))
