"""The words of a claim, changed."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from predictions.desk.fields import Long, Text
from predictions.desk.forms.base import DeskForm
from predictions.steps.wording import EDITABLE


class ReviseWording(DeskForm):
    """The words of a claim in one language, and why they change."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    proposition = Long(label=_("Proposition"), max_length=1000)
    question = Long(label=_("Question"), max_length=2000)
    source_of_truth = Long(label=_("Where to look"))
    edge_cases = Long(label=_("In doubt"))
    annul_if = Long(label=_("Annulled if"))
    reason = Text(label=_("Why it changes"), max_length=500)

    def changes(self) -> dict[str, str]:
        """The new text of each column."""
        return {column: self.cleaned_data[column] for column in EDITABLE}
