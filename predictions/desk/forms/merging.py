"""The form that merges a duplicate."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from predictions.desk.fields import Text
from predictions.desk.forms.base import DeskForm
from predictions.desk.forms.drafts import ClaimRow
from predictions.models import Claim, Wording


class Merge(DeskForm):
    """Which claim the duplicate repeats, and why the two are one."""

    into = ClaimRow(Claim.objects.none(), label=_("The claim that stays"), empty_label="")
    reason = Text(label=_("Why they are one"), max_length=500)

    def __init__(self, *args: Any, claim: Claim, language: str, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["into"]
        others = Claim.objects.filter(collection=claim.collection_id, merged_into=None).exclude(pk=claim.pk)
        field.queryset = others.prefetch_related("wordings").order_by("key")  # type: ignore[attr-defined]
        field.language = language  # type: ignore[attr-defined]
        self.wording: Wording | None = claim.wording(language) if claim.wordings.all() else None
