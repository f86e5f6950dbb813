"""A tie that somebody declares."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from predictions.desk.fields import Day, Long, Row
from predictions.desk.forms.base import DeskForm
from predictions.models import Expert, InterestKind, Organization


class DeclareInterest(DeskForm):
    """A tie to one organization or one person."""

    either: ClassVar = frozenset({"organization", "expert"})
    organization = Row(Organization.objects.all(), label=_("Organization"), required=False)
    expert = Row(Expert.objects.all(), label=_("Person"), required=False)
    kind = forms.ChoiceField(
        label=_("What sort of tie"),
        choices=[(InterestKind.MEMBER, _("I work or worked there")), (InterestKind.TIE, _("Another tie"))],
    )
    starts = Day(
        label=_("Since"),
        help_text=_(
            "What you have filed on such a claim no longer counts while its round is open, and somebody else is asked. "
            "A tie that begins later does so from that day on."
        ),
    )
    ends = Day(label=_("Until"), required=False)
    note = Long(label=_("Note"), required=False, help_text=_("Only you and the ledger’s keepers see it."))

    def clean(self) -> dict[str, Any]:
        """One of the two, and days in order."""
        found = super().clean() or {}
        if bool(found.get("organization")) == bool(found.get("expert")):
            raise forms.ValidationError(_("Choose one organization or one person."))
        if found.get("starts") and found.get("ends") and found["ends"] < found["starts"]:
            raise forms.ValidationError(_("A tie cannot end before it begins."))
        return found
