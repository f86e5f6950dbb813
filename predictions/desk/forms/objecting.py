"""The forms by which objections are answered, statements and facts put right, and replies kept."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from predictions.desk.fields import Day, Long, PastDay, Row, Text
from predictions.desk.forms.base import DeskForm
from predictions.models import Checkability, Claim, Expert, Objection, ObjectionAbout, Statement, StatementKind, Voice
from predictions.models.claims import HedgeClass
from predictions.reading import HEDGES, KINDS, VOICES


class Language(forms.RegexField):
    """A language by its code of two letters."""

    def __init__(self, **options: Any) -> None:
        super().__init__(r"^[a-z]{2}\Z", help_text=_("Two small letters: en, fr"), **options)
        self.error_messages["invalid"] = _("Give the language by two small letters, like en or fr.")


class AnswerObjection(DeskForm):
    """Accepted for examination or refused, and why, for everybody to read."""

    decision = forms.ChoiceField(
        label=_("Decision"), widget=forms.RadioSelect, choices=[("accept", _("Accept")), ("refuse", _("Refuse"))]
    )
    answer = Long(
        label=_("Answer, for the public and by mail"),
        help_text=_("What you examined, and what follows. Name nobody who is not named on the page already."),
    )

    def __init__(self, *args: Any, objection: Objection, **options: Any) -> None:
        super().__init__(*args, **options)
        follows = {
            ObjectionAbout.GRADE: _(
                "Accept: the claim leaves the table and is judged again by reviewers who are new to it"
            )
        }.get(ObjectionAbout(objection.about), _("Accept: an editor puts it right on the page"))
        choice: Any = self.fields["decision"]
        choice.choices = [("accept", follows), ("refuse", _("Refuse: everything stays as it is"))]

    @property
    def accepted(self) -> bool:
        """Whether it is to be examined."""
        return bool(self.cleaned_data["decision"] == "accept")


class CorrectStatement(DeskForm):
    """What the record says of somebody saying a claim, and why it changes."""

    either: ClassVar = frozenset({"expert", "voice"})
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    expert = Row(Expert.objects.all(), label=_("Speaker"), required=False)
    voice = forms.ChoiceField(
        label=_("Unnamed voice"),
        required=False,
        choices=[("", ""), *((voice, VOICES[voice]) for voice in Voice)],
        help_text=_("Only where nobody is named."),
    )
    kind_of = forms.ChoiceField(label=_("How it was said"), choices=[(kind, KINDS[kind]) for kind in StatementKind])
    said_on = Day(label=_("Said on"))
    quote = Text(
        label=_("Quote"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A few words, letter for letter."),
    )
    quote_language = Language(label=_("Language of the quote"), required=False)
    locator = Text(label=_("Place"), max_length=500, required=False)
    hedge_words = Text(label=_("Hedge"), max_length=200, required=False, help_text=_("As the speaker put it."))
    hedge_class = forms.ChoiceField(
        label=_("Sort of hedge"), required=False, choices=[("", ""), *((one, HEDGES[one]) for one in HedgeClass)]
    )
    role = Text(label=_("Role"), max_length=200, required=False, help_text=_("As the source words it."))
    organization = Text(label=_("Organization"), max_length=200, required=False, help_text=_("As the source words it."))
    probability = forms.DecimalField(
        label=_("Probability"), required=False, min_value=0, max_value=1, max_digits=7, decimal_places=6
    )
    reason = Text(label=_("Why it changes"), max_length=500)

    @staticmethod
    def given(statement: Statement) -> dict[str, Any]:
        """What stands there, as the form takes it."""
        names = [name for name in CorrectStatement.base_fields if name not in {"seen", "reason", "expert"}]
        return {name: getattr(statement, name) for name in names} | {"expert": statement.expert_id}

    def changes(self) -> dict[str, Any]:
        """The new value of each column."""
        found = {name: value for name, value in self.cleaned_data.items() if name not in {"seen", "reason", "expert"}}
        expert = self.cleaned_data["expert"]
        return found | {"expert_id": expert.pk if expert else None}


class CorrectClaim(DeskForm):
    """What the record says of a claim beside its words, and why it changes."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    said_on = Day(label=_("Said on"))
    deadline_assigned = forms.BooleanField(label=_("The speaker named no date; the deadline is ours"), required=False)
    checkability = forms.ChoiceField(
        label=_("Public facts can decide it"),
        choices=[(Checkability.YES, _("Yes")), (Checkability.PARTLY, _("Partly")), (Checkability.NO, _("No"))],
    )
    near_certain = forms.BooleanField(label=_("Close to certain when it was said"), required=False)
    reason = Text(label=_("Why it changes"), max_length=500)

    @staticmethod
    def given(claim: Claim) -> dict[str, Any]:
        """What stands there, as the form takes it."""
        return {name: getattr(claim, name) for name in CorrectClaim.base_fields if name not in {"seen", "reason"}}

    def changes(self) -> dict[str, Any]:
        """The new value of each column."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"seen", "reason"}}


class ClaimRow(Row):
    """A claim, called by its key and its words."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.key}: {obj.wording(get_language() or 'en').proposition}"


class RecordReply(DeskForm):
    """What an expert answers, whole, and how we know that it is theirs."""

    text = Long(label=_("The reply, whole"), max_length=20_000)
    language = Language(label=_("Its language"))
    received_on = PastDay(
        label=_("Received on"),
        to_come=_("This day is still to come. Give the day on which the reply came in."),
    )
    verified_how = Text(
        label=_("How we know that it is theirs"),
        max_length=200,
        help_text=_("For example: from the address on their page, and confirmed by telephone."),
    )

    def __init__(self, *args: Any, expert: Expert, **options: Any) -> None:
        super().__init__(*args, **options)
        said = Claim.objects.visible().filter(statements__expert=expert).distinct()
        row = ClaimRow(
            said.prefetch_related("wordings").order_by("key"),
            label=_("What it answers"),
            required=False,
            empty_label=_("Everything on record of this person"),
        )
        self.fields = {"claim": row, **self.fields}
