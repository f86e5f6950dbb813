"""Telling somebody that they are judged, and showing a collection with scores."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from predictions.desk.fields import Long, Text
from predictions.desk.forms.base import DeskForm, Keyed
from predictions.desk.telling import in_words
from predictions.models import NoticeWay
from predictions.steps.notices import WrongNotice, check_notice


class Tell(Keyed):
    """How one person was told, where, and in which words."""

    language = forms.ChoiceField(choices=[("en", "en"), ("fr", "fr")], widget=forms.HiddenInput)
    way = forms.ChoiceField(
        label=_("How"),
        choices=[
            (NoticeWay.MAIL, _("By a mail that this site sends")),
            (NoticeWay.BY_HAND, _("Otherwise: a letter, a form on their site; I have sent it")),
            (NoticeWay.NOT_REACHED, _("Not reached, though we tried")),
        ],
        widget=forms.RadioSelect,
    )
    address = Text(
        label=_("Where to, or what was tried"),
        max_length=320,
        help_text=_("A mail address; or where the letter or form went; or, if nobody was reached, what was tried."),
    )
    text = Long(
        label=_("What they are told"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 20}),
        help_text=_("Kept whole, with the date and the address, as the proof that they were told."),
    )

    def clean(self) -> dict[str, Any]:
        """A notice that proves something."""
        found = super().clean() or {}
        if "way" in found and "address" in found and "text" in found:
            try:
                check_notice(NoticeWay(found["way"]), found["address"], found["text"])
            except WrongNotice as error:
                self.add_error(None, in_words(error))
        return found


class CameBack(DeskForm):
    """That a mail came back which a mail server had taken."""

    words = Long(
        label=_("What the mail that came back says"),
        max_length=2000,
        help_text=_("The sentence that says why, or the whole. It is kept with the notice."),
    )


class ShowScores(DeskForm):
    """Showing a collection with scores."""

    reason = Text(label=_("Reason"), max_length=500, initial=_("Everybody named was told and had time to answer"))
