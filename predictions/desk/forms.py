"""The forms of the desk. A form checks that a text is readable and of its kind; the actions check the rest."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from predictions import web_addresses
from predictions.desk.fields import Day, Long, Row, Text
from predictions.desk.telling import in_words
from predictions.importing import dates
from predictions.importing.errors import Unfit
from predictions.lifecycle import GRADES, Judgement, Outcome
from predictions.models import Claim, Evidence, Expert, InterestKind, Organization, Stance, Tier
from predictions.steps.evidence import Document
from predictions.steps.wording import EDITABLE
from predictions.templatetags.words import GRADES as GRADE_WORDS
from predictions.templatetags.words import OUTCOMES as OUTCOME_WORDS

NO_GRADE = [Judgement.AMBIGUOUS, Judgement.ANNUL, Judgement.CANNOT_ASSESS]
GRADE_VALUES = [format(grade.normalize(), "f") for grade in GRADES]


def fresh_key() -> str:
    """A key for a form, so that sending it twice does it once."""
    return str(uuid.uuid4())


class DeskForm(forms.Form):
    """A form that can be shown again with everything that was typed."""

    def retype(self, **values: str) -> None:
        """Put `values` in place of what was sent under these names; the rest stays as it was typed."""
        typed = QueryDict(mutable=True)
        for name in self.data:
            typed.setlist(name, self.typed(name))
        for name, value in values.items():
            typed[name] = value
        self.data = typed

    def typed(self, name: str) -> list[str]:
        """Everything that was sent under `name`."""
        return self.data.getlist(name) if isinstance(self.data, QueryDict) else []


class Keyed(DeskForm):
    """A form that does its work once, however often it is sent."""

    key = forms.RegexField(
        r"^[!-~]{1,64}\Z",
        widget=forms.HiddenInput,
        required=False,
        error_messages={"invalid": _("The form came with a mark that is not its own. Send it once more.")},
    )

    def clean(self) -> dict[str, Any]:
        """A form with errors is shown again under a fresh key: what is sent then is another request."""
        found = super().clean() or {}
        if self.errors:
            self.retype(key=fresh_key())
        return found

    def refuse_key(self) -> None:
        """Say that the form was sent before with other content, and make the next click a request of its own."""
        self.retype(key=fresh_key())
        self.add_error(
            None,
            _("This form was already sent with other content. To send what stands here as well, send it once more."),
        )


class Ballot(Keyed):
    """A verdict: a grade or why there is none, how sure, the reasons, and the documents it rests on."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    grade = forms.ChoiceField(
        label=_("Grade"),
        choices=[(value, value) for value in (*GRADE_VALUES, *NO_GRADE)],
        error_messages={"required": _("Choose a grade, or why there is none.")},
    )
    confidence = forms.TypedChoiceField(
        label=_("How sure are you?"), coerce=int, choices=[(1, _("Low")), (2, _("Medium")), (3, _("High"))]
    )
    reasons = Long(label=_("Reasons, for the public"))
    tie = forms.ChoiceField(
        label=_("Ties to the speaker, the publisher or a rival"),
        choices=[("none", _("None in the last 24 months")), ("some", _("I have one to declare"))],
    )

    def __init__(self, *args: Any, evidence: list[Evidence], **options: Any) -> None:
        super().__init__(*args, **options)
        self.evidence = evidence
        self.fields["cites"] = forms.MultipleChoiceField(
            label=_("Cited documents"),
            required=False,
            choices=[(str(one.number), str(one.number)) for one in evidence],
        )

    def clean_tie(self) -> str:
        """Somebody with a tie declares it; they do not judge."""
        if self.cleaned_data["tie"] == "some":
            raise forms.ValidationError(
                format_html(
                    gettext(
                        'Then somebody else has to judge this claim. <a href="{}">Declare the tie</a>, so that you are '
                        "not asked again."
                    ),
                    reverse("desk_interests"),
                )
            )
        return str(self.cleaned_data["tie"])

    @property
    def judgement(self) -> Judgement:
        """What was chosen, as the record calls it."""
        chosen = self.cleaned_data["grade"]
        return Judgement(chosen) if chosen in set(NO_GRADE) else Judgement.GRADED

    @property
    def value(self) -> Decimal | None:
        """The grade, if one was given."""
        return Decimal(self.cleaned_data["grade"]) if self.judgement is Judgement.GRADED else None

    @property
    def cited(self) -> list[str]:
        """The ids of the cited documents."""
        numbers = set(self.cleaned_data["cites"])
        return [one.pk for one in self.evidence if str(one.number) in numbers]

    @property
    def ticked(self) -> list[int]:
        """The numbers of the documents that are ticked."""
        if not self.is_bound:
            return list(self.initial.get("cites", []))
        sent = set(self.typed("cites"))
        return [one.number for one in self.evidence if str(one.number) in sent]


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


class Adjudicate(DeskForm):
    """A decision between verdicts that do not agree, with an answer to their reasons."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    grade = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            *((value, GRADE_WORDS[Decimal(value)]) for value in GRADE_VALUES),
            *((outcome, OUTCOME_WORDS[outcome]) for outcome in (Outcome.AMBIGUOUS, Outcome.ANNULLED)),
        ],
        widget=forms.RadioSelect,
    )
    reasons = Long(label=_("Reasons, answering those of the reviewers"))

    def __init__(self, *args: Any, claim: Claim, **options: Any) -> None:
        super().__init__(*args, **options)
        self.evidence = list(claim.evidence.order_by("number"))
        self.fields["cites"] = forms.MultipleChoiceField(
            label=_("Cited documents"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[(str(one.number), f"{one.number}. {one.title}") for one in self.evidence],
        )

    @property
    def outcome(self) -> Outcome:
        """What was decided, as the record calls it."""
        chosen = self.cleaned_data["grade"]
        return Outcome.GRADED if chosen in GRADE_VALUES else Outcome(chosen)

    @property
    def value(self) -> Decimal | None:
        """The grade, if one was given."""
        return Decimal(self.cleaned_data["grade"]) if self.outcome is Outcome.GRADED else None

    @property
    def cited(self) -> list[str]:
        """The ids of the cited documents."""
        numbers = set(self.cleaned_data["cites"])
        return [one.pk for one in self.evidence if str(one.number) in numbers]


class DeclareInterest(DeskForm):
    """A tie to one organization or one person."""

    organization = Row(Organization.objects.all(), label=_("Organization"), required=False)
    expert = Row(Expert.objects.all(), label=_("Person"), required=False)
    kind = forms.ChoiceField(
        label=_("What sort of tie"),
        choices=[(InterestKind.MEMBER, _("I work or worked there")), (InterestKind.TIE, _("Another tie"))],
    )
    starts = Day(label=_("Since"))
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
