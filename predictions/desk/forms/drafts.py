"""The one form by which a passage becomes a draft, is kept as not taken, or joins a claim that says the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from predictions import drafting
from predictions.anchoring import AROUND, Anchor
from predictions.checkability import GRADES, Draft, Words
from predictions.desk.fields import Day, Long, Row, Text
from predictions.desk.forms.base import DeskForm
from predictions.desk.forms.bringing import LANGUAGES
from predictions.desk.telling import in_words
from predictions.models import (
    Checkability,
    Claim,
    Collection,
    Expert,
    RefusalReason,
    Source,
    StatementKind,
    Topic,
    Voice,
)
from predictions.reading import HEDGES, VOICES
from predictions.steps.drafts import RULES, Claimed, Said, grades_of, rule, share_quoted
from predictions.steps.speakers import Speaker

PARTS = ("question", "source_of_truth", "edge_cases", "annul_if")
GRADE_NAMES = dict(zip(GRADES, ("grade_4", "grade_3", "grade_2", "grade_1", "grade_0"), strict=True))
LONGEST_QUOTE = 500
REFUSALS = [
    ("", ""),
    (RefusalReason.PRESENT, _("About the present")),
    (RefusalReason.PAST, _("About the past")),
    (RefusalReason.OPINION, _("An opinion")),
    (RefusalReason.CAPABILITY, _("What a product can do")),
    (RefusalReason.ANNOUNCEMENT, _("An announcement")),
    (RefusalReason.UNREADABLE, _("Cannot be read for certain")),
]


class ClaimRow(Row):
    """One claim, shown with its key and what it says."""

    def label_from_instance(self, obj: Any) -> str:
        """The key and the beginning of the proposition."""
        wordings = list(obj.wordings.all())
        return f"{obj.key}: {obj.wording(self.language).proposition[:80]}" if wordings else obj.key

    language = "en"


class WriteUp(DeskForm):
    """A passage and what becomes of it.

    then  what is to be done: save (the draft, complete or not), offer, again (it says what a claim says already) or
          refuse (it was considered and is not taken)
    """

    seen = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    exact = Long(
        label=_("Quote"),
        max_length=LONGEST_QUOTE,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_("Select it in the text, or type its exact words."),
    )
    paragraph = forms.IntegerField(
        label=_("Paragraph"), min_value=1, required=False, help_text=_("Needed where the words stand more than once.")
    )
    before = Text(max_length=2 * AROUND, required=False, strip=False, widget=forms.HiddenInput)
    after = Text(max_length=2 * AROUND, required=False, strip=False, widget=forms.HiddenInput)
    start = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    end = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    speaker = forms.ChoiceField(label=_("Who says it"), required=False)
    new_name = Text(label=_("Or somebody who is not listed"), max_length=200, required=False, help_text=_("The name."))
    is_another = forms.BooleanField(label=_("Another person of the same name"), required=False)
    role = Text(
        label=_("Role, as the source words it"),
        max_length=200,
        required=False,
        help_text=_("Left empty, it is what the source said of them before."),
    )
    organization = Text(label=_("Of which organization"), max_length=200, required=False)
    kind = forms.ChoiceField(
        label=_("How the source carries it"),
        choices=[
            (StatementKind.QUOTED, _("Quoted")),
            (StatementKind.REPORTED, _("Reported")),
            (StatementKind.ENDORSED, _("Endorsed")),
        ],
    )
    said_on = Day(label=_("Said on"))
    hedge_words = Text(label=_("Words that hedge"), max_length=200, required=False)
    hedge_class = forms.ChoiceField(
        label=_("How firmly"), required=False, choices=[("", ""), *((sort, word) for sort, word in HEDGES.items())]
    )
    near_certain = forms.BooleanField(
        label=_("Close to certain when it was said"),
        required=False,
        help_text=_("Whatever the words: hardly anybody would have expected otherwise. The page of the claim says so."),
    )
    chance = forms.DecimalField(
        label=_("Chance that was stated, in percent"), min_value=0, max_value=100, decimal_places=4, required=False
    )
    horizon_words = Text(
        label=_("The time, in the speaker’s words"),
        max_length=200,
        required=False,
        help_text=_("Left empty, the page says that the day is assigned by us."),
    )
    resolve_by = Text(
        label=_("To be judged by"),
        max_length=10,
        required=False,
        help_text=_("A day, a month or a year: its last day counts. Left empty, the last day of the collection."),
    )
    collection = Row(Collection.objects.all(), label=_("Collection"), empty_label=None)
    binding = forms.ChoiceField(label=_("The language that binds"), choices=LANGUAGES)
    template = forms.ChoiceField(
        label=_("Criteria to start from"),
        required=False,
        choices=[],
        help_text=_("Put in where no criterion is given; edit them for this claim."),
    )
    checkability = forms.ChoiceField(
        label=_("Can public facts decide it?"),
        choices=[(Checkability.YES, _("Yes")), (Checkability.PARTLY, _("Partly")), (Checkability.NO, _("No"))],
    )
    topics = forms.MultipleChoiceField(label=_("Topics"), required=False, widget=forms.CheckboxSelectMultiple)
    is_unscored = forms.BooleanField(label=_("Keep it without a score"), required=False)
    because = Text(label=_("Why it is scored, or why not"), max_length=500, required=False)
    idea_of = ClaimRow(
        Claim.objects.none(),
        label=_("The same idea as"),
        required=False,
        help_text=_("Claims of one family weigh as one."),
    )
    again = ClaimRow(Claim.objects.none(), label=_("The claim that it says again"), required=False)
    why = forms.ChoiceField(label=_("Why it is not taken"), choices=REFUSALS, required=False)
    what_en = Text(label=_("What it says, in our words, in English"), max_length=500, required=False)
    what_fr = Text(label=_("What it says, in our words, in French"), max_length=500, required=False)

    def __init__(self, *args: Any, source: Source, language: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.source = source
        self.then = next(iter(self.typed("then")), "save")
        self.main = source.language if source.language in dict(LANGUAGES) else language
        self._choices("speaker", _speakers(source))
        templates = [(key, in_words(ValueError(one.name))) for key, one in drafting.TEMPLATES.items()]
        self._choices("template", [("", ""), *templates])
        self._choices("topics", [(one.key, one.title.get(language) or one.key) for one in Topic.objects.all()])
        claims = Claim.objects.filter(merged_into=None).prefetch_related("wordings").order_by("collection", "key")
        for name in ("idea_of", "again"):
            field = self.fields[name]
            field.queryset, field.language = claims, language  # type: ignore[attr-defined]
        for code in self.languages:
            self._add_language(code)

    def _choices(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def languages(self) -> list[str]:
        """The languages in which a claim may be worded, that of the source first."""
        return sorted((code for code, _name in LANGUAGES), key=lambda code: code != self.main)

    def _add_language(self, code: str) -> None:
        more = {
            f"{code}_proposition": Long(label=_("Proposition"), max_length=1000, required=False, widget=_rows(3)),
            **{
                f"{code}_{name}": Long(label=grade, max_length=2000, required=False, widget=_rows(2))
                for grade, name in GRADE_NAMES.items()
            },
            f"{code}_question": Long(
                label=_("Question"),
                max_length=2000,
                required=False,
                widget=_rows(2),
                help_text=_("Left empty, it is made from the proposition."),
            ),
            f"{code}_source_of_truth": Long(label=_("Where to look"), required=False, widget=_rows(2)),
            f"{code}_edge_cases": Long(label=_("In doubt"), required=False, widget=_rows(2)),
            f"{code}_annul_if": Long(label=_("Annulled if"), required=False, widget=_rows(2)),
        }
        for name, field in more.items():
            field.widget.attrs["lang"] = code
            self.fields[name] = field

    @property
    def tongues(self) -> list[dict[str, Any]]:
        """The fields of each language: the proposition, the criteria, the rest."""
        return [
            {
                "code": code,
                "proposition": self[f"{code}_proposition"],
                "grades": [self[f"{code}_{name}"] for name in GRADE_NAMES.values()],
                "parts": [self[f"{code}_{part}"] for part in PARTS],
                "is_filled": any(self[f"{code}_{name}"].value() for name in GRADE_NAMES.values()),
                "opens_parts": any(self[f"{code}_{part}"].errors for part in PARTS),
                "has_errors": any(name.startswith(f"{code}_") for name in self.errors),
            }
            for code in self.languages
        ]

    def clean_resolve_by(self) -> str:
        """A day, month or year of the calendar."""
        given = str(self.cleaned_data["resolve_by"]).strip()
        try:
            if given:
                drafting.last_day(given)
        except drafting.NotADay as error:
            raise forms.ValidationError(in_words(error)) from error
        return given

    def claimed(self) -> Claimed:
        """What is claimed, the binding words first."""
        given = self.cleaned_data
        due_on, precision = drafting.last_day(given["resolve_by"]) if given["resolve_by"] else (None, "day")
        order = sorted(self.languages, key=lambda code: code != given["binding"])
        return Claimed(
            collection_id=given["collection"].pk,
            words=tuple(self._words(code) for code in order),
            due_on=due_on,
            due_precision=precision,
            checkability=given["checkability"],
            topics=tuple(given["topics"]),
            near_certain=given["near_certain"],
            is_scored=not given["is_unscored"],
            because=given["because"],
            template=given["template"],
            idea_of=given["idea_of"].pk if given["idea_of"] else "",
        )

    def as_typed(self, *, instead_of: str = "") -> Draft:
        """What stands in the form so far, as `checkability` looks at a draft; what is not in order yet is left out.

        instead_of  the id of the draft that is being written anew
        """
        given = self.cleaned_data
        collection, resolve_by = given.get("collection"), given.get("resolve_by")
        due_on = drafting.last_day(resolve_by)[0] if resolve_by else collection.ends if collection else None
        place = (given.get("start") or 0, given.get("end") or 0)
        order = sorted(self.languages, key=lambda code: code != given.get("binding"))
        return Draft(
            said_on=given.get("said_on"),
            due_on=due_on,
            words=tuple(self._words_so_far(code, collection) for code in order),
            is_scored=not given.get("is_unscored"),
            not_scored_because=given.get("because", ""),
            is_horizon_assigned=not given.get("horizon_words"),
            quote=given.get("exact", ""),
            quoted_share=share_quoted(self.source, instead_of=instead_of, typed=place),
        )

    def _words_so_far(self, code: str, collection: Collection | None) -> Words:
        given = {name: self.cleaned_data.get(f"{code}_{name}", "") for name in ("proposition", *PARTS)}
        grades = {grade: self.cleaned_data.get(f"{code}_{name}", "") for grade, name in GRADE_NAMES.items()}
        words = Words(language=code, grades=grades, **given)
        rules = {part: rule(collection, key, code) for part, key in RULES.items() if collection and not given[part]}
        return replace(words, grades=grades_of(words, self.cleaned_data.get("template", "")), **rules)

    def _words(self, code: str) -> Words:
        given = self.cleaned_data
        return Words(
            language=code,
            proposition=given[f"{code}_proposition"],
            grades={grade: given[f"{code}_{name}"] for grade, name in GRADE_NAMES.items()},
            **{part: given[f"{code}_{part}"] for part in PARTS},
        )

    def clean(self) -> dict[str, Any]:
        """What else is needed for what is to be done."""
        found = super().clean() or {}
        if self.then == "again" and not found.get("again"):
            self.add_error("again", _("Choose the claim that it says again."))
        if self.then == "refuse":
            if not found.get("why"):
                self.add_error("why", _("Choose why it is not taken."))
            if not found.get("what_en") and not found.get("what_fr"):
                self.add_error("what_en", _("Say in our words what it says, in one language at least."))
        return found

    def anchor(self) -> Anchor:
        """What was selected or typed, not yet found in the text."""
        given = self.cleaned_data
        return Anchor(given["exact"], given["before"], given["after"], given["start"] or 0, given["end"] or 0)

    @property
    def who(self) -> Speaker:
        """Who speaks; the article itself where nobody was chosen."""
        given = self.cleaned_data
        sort, _colon, name = given["speaker"].partition(":")
        return Speaker(
            expert_id=name if sort == "expert" else "",
            voice=name if sort == "voice" else Voice.ARTICLE.value,
            new_name=given["new_name"],
            role=given["role"],
            organization=given["organization"],
            is_another=given["is_another"],
        )

    def said(self, passage: Anchor | None) -> Said:
        """Who said it and how, at `passage`."""
        given = self.cleaned_data
        return Said(
            speaker=self.who,
            said_on=given["said_on"],
            kind=given["kind"],
            passage=passage,
            hedge_words=given["hedge_words"],
            hedge_class=given["hedge_class"],
            horizon_words=given["horizon_words"],
            probability=None if given["chance"] is None else given["chance"] / 100,
        )

    @property
    def what(self) -> dict[str, str]:
        """What a passage that is not taken says, in our words, by language."""
        return {code: text for code in ("en", "fr") if (text := self.cleaned_data[f"what_{code}"])}

    def group(self, *names: str) -> list[BoundField]:
        """Some fields, for one part of the page."""
        return [self[name] for name in names]

    @property
    def introducing(self) -> list[BoundField]:
        """Somebody who is not listed, and what the source says of whoever speaks."""
        return self.group("new_name", "is_another", "role", "organization")

    @property
    def refusing(self) -> list[BoundField]:
        """Why a passage is not taken, and what it says."""
        return self.group("why", "what_en", "what_fr")

    @property
    def opens_firmness(self) -> bool:
        """Whether there is something to see in that part."""
        return self._is_wrong(self.firmness)

    @property
    def opens_keeping(self) -> bool:
        """Whether there is something to see in that part."""
        return self._is_wrong(self.keeping) or bool(self["idea_of"].value() or self["is_unscored"].value())

    def _is_wrong(self, fields: list[BoundField]) -> bool:
        return self.is_bound and any(field.errors for field in fields)

    @property
    def firmness(self) -> list[BoundField]:
        """How firmly it is said, and by when."""
        return self.group("hedge_words", "hedge_class", "near_certain", "chance", "kind", "said_on")

    @property
    def keeping(self) -> list[BoundField]:
        """Where it is kept and how it counts."""
        return self.group("collection", "binding", "checkability", "topics", "is_unscored", "because", "idea_of")


def _speakers(source: Source) -> list[Any]:
    """Those who speak in `source` first, then voices without a name, then everybody else."""
    here = Expert.objects.filter(statements__source=source).distinct()
    others = Expert.objects.exclude(pk__in=here.values("pk"))
    groups = [
        (_("In this source"), [(f"expert:{one.pk}", one.name) for one in here]),
        (_("Nobody by name"), [(f"voice:{voice}", word) for voice, word in VOICES.items()]),
        (_("On record"), [(f"expert:{one.pk}", one.name) for one in others]),
    ]
    return [(name, people) for name, people in groups if people]


def _rows(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})
