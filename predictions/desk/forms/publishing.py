"""Publishing drafts, one or several, and giving one back."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from predictions import public_ids
from predictions.desk.fields import Long, Text
from predictions.desk.forms.base import DeskForm

MARK = re.compile(r"^([0-9A-Za-z]{1,16}):(\d{1,9})\Z")


class Publish(DeskForm):
    """One draft that a second person publishes."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = Text(
        label=_("What you checked"),
        max_length=500,
        initial=_("The quotes and the criteria were compared with the source"),
        help_text=_("Everybody can read it among the revisions of the claim."),
    )


class SendBack(DeskForm):
    """One draft that goes back to its writer."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = Long(label=_("What is to be done"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class PublishSeveral(DeskForm):
    """Several drafts, each named with the revision that was seen."""

    reason = Text(
        label=_("What you checked"),
        max_length=500,
        initial=_("The quotes and the criteria were compared with the source"),
    )

    def clean(self) -> dict[str, Any]:
        """At least one draft, each by its mark."""
        found = super().clean() or {}
        marks = self.typed("draft")
        if not marks:
            raise forms.ValidationError(_("No draft is ticked. Tick what you have compared with the source."))
        found["seen"] = dict(_read(mark) for mark in marks)
        return found


def _read(mark: str) -> tuple[str, int]:
    parts = MARK.match(mark)
    try:
        return public_ids.clean(parts[1] if parts else mark), int(parts[2]) if parts else 0
    except public_ids.NotAPublicId as error:
        raise forms.ValidationError(str(error)) from error
