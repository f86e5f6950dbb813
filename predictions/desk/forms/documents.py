"""A public document, what it says of a claim, and which way it points."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from predictions import web_addresses
from predictions.desk.fields import Day, Long, Text
from predictions.desk.forms.base import Keyed
from predictions.desk.telling import in_words
from predictions.importing import dates
from predictions.importing.errors import Unfit
from predictions.models import Stance, Tier
from predictions.steps.evidence import Document


class AddDocument(Keyed):
    """A public document, what it says, and which way it points."""

    url = Text(label=_("Address"), max_length=web_addresses.LONGEST, help_text=_("Of a public page, with https://"))
    title = Text(label=_("Title"), max_length=500)
    publisher = Text(label=_("Publisher"), max_length=200)
    published = Text(
        label=_("Published"),
        max_length=10,
        required=False,
        help_text=_("A year, month or day: 2025, 2025-06, 2025-06-30"),
    )
    stance = forms.ChoiceField(
        label=_("Which way it points"),
        choices=[
            ("", ""),
            (Stance.SUPPORTS, _("Supports")),
            (Stance.CONTRADICTS, _("Contradicts")),
            (Stance.CONTEXT, _("Context")),
        ],
    )
    strength = forms.TypedChoiceField(
        label=_("How strongly"),
        coerce=int,
        choices=[("", ""), (1, _("Weak or indirect")), (2, _("Fair")), (3, _("Strong"))],
    )
    tier = forms.ChoiceField(
        label=_("Sort of document"),
        choices=[
            ("", ""),
            (Tier.PRIMARY, _("The maker’s, author’s or measurer’s own words")),
            (Tier.PRESS, _("Press")),
            (Tier.ANALYSIS, _("Experts and law firms")),
            (Tier.SECONDARY, _("Digests, blogs, vendors")),
        ],
    )
    retrieved_on = Day(label=_("Read on"), initial=lambda: timezone.now().date())
    summary = Long(label=_("What it says"), help_text=_("In your own words, with the figure."))
    note = Long(label=_("Caution for the reader"), required=False)
    identifier = Text(
        label=_("Identifier"), max_length=100, required=False, help_text=_("For example an arXiv number.")
    )
    reason = Text(label=_("Why you add it"), max_length=500)

    def clean_url(self) -> str:
        """Refuse what is not a public page, in the words that say what would be right."""
        try:
            return web_addresses.clean(self.cleaned_data["url"])
        except web_addresses.NotAWebAddress as error:
            raise forms.ValidationError(in_words(error)) from error

    def clean_published(self) -> str:
        """A year, a month or a day that exists."""
        text = str(self.cleaned_data["published"]).strip()
        try:
            return dates.partial(text) if text else ""
        except Unfit as error:
            raise forms.ValidationError(
                gettext(
                    "“%(text)s” is not a date. Write a year, a month or a day from 1900 to 2200, such as 2025, 2025-06 "
                    "or 2025-06-30."
                )
                % {"text": text}
            ) from error

    def clean_retrieved_on(self) -> date:
        """Nobody has read a page tomorrow; but a day begins up to fourteen hours earlier elsewhere than in UTC."""
        day: date = self.cleaned_data["retrieved_on"]
        if day > timezone.now().date() + timedelta(days=1):
            raise forms.ValidationError(_("This day is still to come. Give the day on which you read the page."))
        return day

    def document(self) -> Document:
        """What was filled in, as the record takes it."""
        names = ("url", "title", "publisher", "published", "stance", "strength", "tier", "summary", "retrieved_on")
        given = {name: self.cleaned_data[name] for name in (*names, "note", "identifier")}
        return Document(**given)
