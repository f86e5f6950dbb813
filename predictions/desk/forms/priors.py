"""What a reviewer expects of a claim, in per cent for each grade."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from predictions.desk.fields import Long
from predictions.desk.forms.base import DeskForm
from predictions.desk.telling import in_words
from predictions.lifecycle import GRADES
from predictions.steps.priors import WrongShares, check_shares
from predictions.templatetags.words import GRADES as GRADE_WORDS

FIELDS: Mapping[str, Decimal] = {f"grade_{int(grade * 100)}": grade for grade in GRADES}


class StatePrior(DeskForm):
    """Five chances in per cent that make 100 together, and why."""

    field_order = (*FIELDS, "reason")
    reason = Long(
        label=_("Why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What you know today that makes you think so. Kept sealed like the shares."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, grade in FIELDS.items():
            self.fields[name] = forms.DecimalField(
                label=str(GRADE_WORDS[grade]),
                min_value=0,
                max_value=100,
                max_digits=5,
                decimal_places=2,
                widget=forms.NumberInput(attrs={"inputmode": "decimal"}),
                help_text=_("per cent"),
            )
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Shares that make 100 together."""
        found = super().clean() or {}
        if all(name in found for name in FIELDS):
            try:
                check_shares(self.shares)
            except WrongShares as error:
                self.add_error(None, in_words(error))
        return found

    @property
    def shares(self) -> dict[Decimal, Decimal]:
        """The chance of each grade, by grade."""
        return {grade: self.cleaned_data[name] / 100 for name, grade in FIELDS.items()}
