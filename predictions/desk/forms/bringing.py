"""Forms for bringing a text, correcting it, and making a collection."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from predictions import plain_texts
from predictions.desk.fields import Address, Day, Long, Row, Text
from predictions.desk.forms.base import DeskForm
from predictions.desk.telling import in_words
from predictions.models import Organization
from predictions.steps.collecting import Planned
from predictions.steps.sources import Described

FORMS = [
    ("article", _("Article")),
    ("interview", _("Interview")),
    ("talk", _("Talk")),
    ("post", _("Post")),
    ("report", _("Report")),
    ("letter", _("Letter")),
    ("book", _("Book")),
]
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
OTHER_LANGUAGES = [
    ("de", "Deutsch"),
    ("es", "Español"),
    ("it", "Italiano"),
    ("nl", "Nederlands"),
    ("pt", "Português"),
    ("ja", "日本語"),
    ("zh", "中文"),
]

# How statements are chosen by whoever works through a source here; an editor says so in other words where it is other.
HOW = {
    "en": "Every statement about the future was considered. Those that were not taken are listed, with the reason.",
    "fr": "Chaque énoncé sur l'avenir a été examiné. Ceux qui n'ont pas été retenus sont cités, avec le motif.",
}


class HeldText(DeskForm):
    """A text that is pasted, typed, or uploaded as a file, in one field or the other."""

    either: ClassVar = frozenset({"text", "file", "encoding"})
    text = Text(
        label=_("Text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=_("Paste or type it. Each line that is not empty counts as one paragraph."),
    )
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".txt,text/plain"}),
        help_text=_("Plain text (.txt), one megabyte at the most. It is read and not kept."),
    )
    encoding = forms.ChoiceField(
        label=_("How the file is written"), choices=list(plain_texts.ENCODINGS.items()), initial="utf-8", required=False
    )

    def clean(self) -> dict[str, Any]:
        """One text, from either place. A file that was read is put into the field, so that no error loses it."""
        found = super().clean() or {}
        file = found.get("file")
        try:
            if file is not None:
                self._take(file, found)
            if not self.has_error("text"):
                found["text"] = plain_texts.cleaned(found.get("text", ""))
        except plain_texts.UnfitText as error:
            self.add_error("file" if file is not None else "text", in_words(error))
        return found

    def _take(self, file: Any, found: dict[str, Any]) -> None:
        if found.get("text", "").strip():
            self.add_error("file", _("There is a text in the field and a file as well. Empty the one or the other."))
            return
        if not str(file.name).lower().endswith(".txt"):
            self.add_error(
                "file", _("Only plain text files are read, whose name ends in .txt. Paste the text instead.")
            )
            return
        raw = file.read(plain_texts.LARGEST_FILE + 1)
        found["text"] = plain_texts.decoded(raw, found.get("encoding") or "utf-8")
        self.retype(text=found["text"])


class BringSource(HeldText):
    """A text and what is known of it."""

    either: ClassVar = HeldText.either | {"publisher", "new_publisher"}
    form = forms.ChoiceField(label=_("Form"), choices=FORMS)
    language = forms.ChoiceField(label=_("Language"), choices=[*LANGUAGES, *OTHER_LANGUAGES])
    published_on = Day(label=_("Published on"))
    publisher = Row(Organization.objects.all(), label=_("Publisher"), required=False)
    new_publisher = Text(
        label=_("Or a publisher that is not listed"), max_length=200, required=False, help_text=_("Its name.")
    )
    title = Text(label=_("Title"), max_length=500, required=False)
    url = Address(label=_("Address"), required=False, help_text=_("With https://"))

    def clean(self) -> dict[str, Any]:
        """A publisher from the list, or the name of a new one, which is then meant whatever the list shows."""
        found = super().clean()
        if not found.get("publisher") and not found.get("new_publisher") and not self.has_error("publisher"):
            self.add_error("publisher", _("Choose a publisher, or give the name of one that is not listed."))
        return found

    def described(self) -> Described:
        """What was said of the text."""
        given = self.cleaned_data
        return Described(
            form=given["form"],
            language=given["language"],
            published_on=given["published_on"],
            publisher_id=given["publisher"].pk if given["publisher"] and not given["new_publisher"] else "",
            new_publisher=given["new_publisher"],
            title=given["title"],
            url=given["url"],
        )


class CorrectText(HeldText):
    """A better text of a source, and why."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = Text(label=_("Why it is replaced"), max_length=500)


class StartCollection(DeskForm):
    """A collection: its names, its time, its rules. Whether it is prospective follows from its dates."""

    slug = forms.SlugField(
        label=_("Name in the address"), max_length=80, help_text=_("Small letters and hyphens: open-source-ai-2025.")
    )
    title_en = Text(label=_("Title in English"), max_length=200)
    title_fr = Text(label=_("Title in French"), max_length=200)
    starts = Day(label=_("From"))
    ends = Day(label=_("To"))
    about_en = Long(label=_("What it is, in English"), required=False)
    about_fr = Long(label=_("What it is, in French"), required=False)
    how_en = Long(label=_("How statements are chosen, in English"), required=False, initial=HOW["en"])
    how_fr = Long(label=_("How statements are chosen, in French"), required=False, initial=HOW["fr"])
    truth_en = Long(
        label=_("Where to look, in English"), required=False, help_text=_("For every claim, to start from.")
    )
    truth_fr = Long(label=_("Where to look, in French"), required=False)
    edge_en = Long(label=_("In doubt, in English"), required=False)
    edge_fr = Long(label=_("In doubt, in French"), required=False)
    annul_en = Long(label=_("Annulled if, in English"), required=False)
    annul_fr = Long(label=_("Annulled if, in French"), required=False)
    quorum = forms.IntegerField(label=_("Verdicts that decide"), min_value=1, max_value=9, initial=2)
    minimum = forms.IntegerField(label=_("Resolved claims that a rank needs"), min_value=3, max_value=100, initial=5)
    objection_days = forms.IntegerField(label=_("Days for objections"), min_value=1, max_value=365, initial=30)

    def clean_slug(self) -> str:
        """An address in small letters."""
        return str(self.cleaned_data["slug"]).lower()

    def clean(self) -> dict[str, Any]:
        """Days in order."""
        found = super().clean() or {}
        if found.get("starts") and found.get("ends") and found["ends"] < found["starts"]:
            self.add_error("ends", _("It cannot end before it begins."))
        return found

    def planned(self) -> Planned:
        """The collection that was described."""
        given = self.cleaned_data
        rules = (("source-of-truth", "truth"), ("edge-cases", "edge"), ("annul-if", "annul"))
        return Planned(
            slug=given["slug"],
            title=self._both("title"),
            description=self._both("about") or self._both("title"),
            selection_how=self._both("how") or HOW,
            starts=given["starts"],
            ends=given["ends"],
            quorum=given["quorum"],
            minimum=given["minimum"],
            objection_days=given["objection_days"],
            rules=tuple({"key": key} | both for key, name in rules if (both := self._both(name))),
        )

    def _both(self, name: str) -> dict[str, str]:
        return {language: text for language in ("en", "fr") if (text := self.cleaned_data[f"{name}_{language}"])}
