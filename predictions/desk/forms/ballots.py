"""A verdict, and a decision between verdicts that do not agree."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from predictions.desk.fields import Long
from predictions.desk.forms.base import DeskForm, Keyed
from predictions.lifecycle import GRADES, Fault, Judgement, Outcome
from predictions.models import Claim, Evidence
from predictions.templatetags.words import FAULTS as FAULT_WORDS
from predictions.templatetags.words import GRADES as GRADE_WORDS
from predictions.templatetags.words import OUTCOMES as OUTCOME_WORDS

NO_GRADE = [Judgement.AMBIGUOUS, Judgement.ANNUL, Judgement.CANNOT_ASSESS]
GRADE_VALUES = [format(grade.normalize(), "f") for grade in GRADES]


class FaultField(forms.TypedChoiceField):
    """What is wrong with a claim that is to be annulled; nothing otherwise."""

    def __init__(self) -> None:
        choices = [("", _("nothing: it is not annulled")), *FAULT_WORDS.items()]
        super().__init__(
            label=_("If annulled: what is wrong with the claim"),
            required=False,
            coerce=Fault,
            empty_value=None,
            choices=choices,
            widget=forms.Select(attrs={"aria-keyshortcuts": "f"}),
        )


class Confirm(Keyed):
    """One's own verdict, to be filed once more as it stands, on the claim as it reads now."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


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
    fault = FaultField()
    reasons = Long(
        label=_("Reasons, for the public"),
        widget=forms.Textarea(attrs={"rows": 5, "aria-keyshortcuts": "r"}),
    )
    would_change = Long(
        label=_("What would change this verdict"),
        max_length=1000,
        required=False,
        help_text=_("Needed for a grade you are not sure of: what a later reader should look for."),
        widget=forms.Textarea(attrs={"rows": 2, "aria-keyshortcuts": "w"}),
    )
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
    def given(self) -> dict[str, Any]:
        """What was filled in, as the action takes it."""
        names = ("confidence", "fault", "reasons", "would_change")
        chosen = {"judgement": self.judgement, "grade": self.value, "cites": self.cited}
        return chosen | {name: self.cleaned_data[name] for name in names}

    @property
    def ticked(self) -> list[int]:
        """The numbers of the documents that are ticked."""
        ticked = {str(number) for number in self["cites"].value() or []}
        return [one.number for one in self.evidence if str(one.number) in ticked]


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
    fault = FaultField()
    reasons = Long(label=_("Reasons, answering those of the reviewers"))

    def __init__(self, *args: Any, claim: Claim, **options: Any) -> None:
        super().__init__(*args, **options)
        self.evidence = list(claim.evidence.filter(retracted_at=None).order_by("number"))
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
