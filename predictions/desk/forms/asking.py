"""Asking a reviewer, letting one go, and opening a claim again."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from predictions.desk.fields import Long, Text
from predictions.desk.forms.base import DeskForm
from predictions.lifecycle import Opening

ASK, LET_GO = "ask", "let go"


class AskOrLetGo(DeskForm):
    """One reviewer who is asked, or is asked no longer; letting go needs a reason."""

    do = forms.ChoiceField(choices=[(ASK, ASK), (LET_GO, LET_GO)], widget=forms.HiddenInput)
    reviewer = forms.UUIDField(widget=forms.HiddenInput)
    reason = Text(label=_("Why they are let go"), max_length=500, required=False)

    def clean_reason(self) -> str:
        """A reason to let somebody go; asking needs none but that it is their turn."""
        reason = str(self.cleaned_data["reason"]).strip()
        if self.cleaned_data.get("do") == LET_GO and not reason:
            raise forms.ValidationError(_("Say why this reviewer is let go. It is kept in the ledger."))
        return reason


class Reopen(DeskForm):
    """Why a resolved claim is judged again."""

    why = forms.ChoiceField(
        label=_("Why it is judged again"),
        choices=[
            (Opening.REOPENED, _("The decision rests on something that has turned out wrong")),
            (Opening.OBJECTION, _("Somebody objected")),
            (Opening.RE_REVIEW, _("To see whether others come to the same grade")),
        ],
        widget=forms.RadioSelect,
    )
    reason = Long(
        label=_("Reason, for the public"), max_length=1000, help_text=_("It stands among the revisions of the claim.")
    )
