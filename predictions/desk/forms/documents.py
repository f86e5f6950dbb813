"""A public document, what it says of a claim, which way it points, and a copy of it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any, Self
from uuid import UUID

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from predictions import same_pages
from predictions.desk.fields import Address, Long, PartialDay, PastDay, Text
from predictions.desk.forms.base import DeskForm, Keyed
from predictions.desk.telling import in_words
from predictions.files import keeping
from predictions.files.keeping import Kept
from predictions.files.kinds import ENDINGS, NotAFileToKeep
from predictions.lifecycle import days_of
from predictions.models import Evidence, Stance, Tier
from predictions.steps.evidence import EDITABLE, Document
from predictions.templatetags.words import STRENGTHS

AS_IT_IS = _(
    "A PDF or PNG of up to 10 MB. It is published as it is: whatever it carries unseen, such as the name of who made "
    "it, is published with it. Have the right to publish it, or give an archived address instead."
)


class AboutDocument(DeskForm):
    """What is said of a document."""

    title = Text(label=_("Title"), max_length=500)
    publisher = Text(label=_("Publisher"), max_length=200)
    published = PartialDay(
        label=_("Published"),
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
        choices=[("", ""), *STRENGTHS.items()],
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
    retrieved_on = PastDay(
        label=_("Read on"),
        initial=lambda: timezone.now().date(),
        to_come=_("This day is still to come. Give the day on which you read the page."),
    )
    language = forms.ChoiceField(
        label=_("Language of what you write here"),
        choices=[("en", _("English")), ("fr", _("French"))],
        initial=lambda: (get_language() or "en")[:2],
    )
    summary = Long(label=_("What it says"), help_text=_("In your own words, with the figure."))
    excerpt = Text(
        label=_("Excerpt"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Shown as a quotation, so letter for letter and in the language of the document. At most 300 characters, "
            "and only where the exact words matter."
        ),
    )
    note = Long(label=_("Caution for the reader"), required=False)
    identifier = Text(
        label=_("Identifier"), max_length=100, required=False, help_text=_("For example an arXiv number or a DOI.")
    )
    archived_url = Address(
        label=_("Archived address"),
        required=False,
        help_text=_("Of a copy in a public web archive, for the day when the page is gone. We open neither."),
    )

    def clean(self) -> dict[str, Any]:
        """What is read has been published."""
        found = super().clean() or {}
        published, read = found.get("published"), found.get("retrieved_on")
        if published and read and days_of(published)[0] > read + timedelta(days=1):
            self.add_error("published", _("You read it before this day. Compare the two dates."))
        return found


class AddDocument(AboutDocument, Keyed):
    """A public document to list with a claim. A file that was taken once need not be chosen again."""

    url = Address(label=_("Address"), help_text=_("Of a public page, with https://"))
    file = forms.FileField(
        label=_("Copy of the document"),
        required=False,
        allow_empty_file=True,
        max_length=1000,
        help_text=AS_IT_IS,
        widget=forms.FileInput(attrs={"accept": ",".join([*ENDINGS, *ENDINGS.values()])}),
    )
    held = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)
    without_file = forms.BooleanField(label=_("Without this file"), required=False)
    is_another = forms.BooleanField(label=_("I have compared the two: this is another document"), required=False)
    reason = Text(label=_("Why you add it"), max_length=500)
    field_order = (
        "url", "title", "publisher", "published", "stance", "strength", "tier", "retrieved_on", "language", "summary",
        "excerpt", "note", "identifier", "archived_url", "file", "without_file", "is_another", "reason",
    )  # fmt: skip

    def __init__(self, *args: Any, ref: UUID, **options: Any) -> None:
        super().__init__(*args, **options)
        self.salt = f"a file that {ref} handed in"
        self.kept: Kept | None = None
        if not self.typed("is_another"):
            del self.fields["is_another"]
        held = self._held()
        if held is not None and not self.is_bound:
            self.initial["held"] = self.typed_before["held"][-1]
        self._tell_of_file(held)

    @property
    def loses_its_file(self) -> bool:
        """A file that was handed in with the form is kept for a while; one that was only chosen is not."""
        return self._held() is None

    def _held(self) -> Kept | None:
        """The file that came with the form before, if it still waits."""
        sent = self.typed("held") or self.typed_before.get("held") or [""]
        try:
            given = signing.loads(sent[-1], salt=self.salt, max_age=keeping.WAITS / 2)
            return Kept(**given)
        except (signing.BadSignature, TypeError):
            return None

    def _tell_of_file(self, held: Kept | None) -> None:
        """Say which file is there already, and offer to leave it out."""
        without = self.base_fields["without_file"]
        if held is None:
            self.fields.pop("without_file", None)
            self["file"].help_text = AS_IT_IS
            return
        self.fields["without_file"] = without
        told = {"name": held.name, "size": filesizeformat(held.size)}
        here = gettext("%(name)s (%(size)s) is here and goes with the form. Choose a file only to replace it.") % told
        self["file"].help_text = f"{here} {AS_IT_IS}"
        self.order_fields(self.field_order)

    def clean_file(self) -> Kept | None:
        """Keep what was chosen, so that it is not lost when something else has to be put right."""
        chosen = self.cleaned_data["file"]
        if not isinstance(chosen, UploadedFile):
            return None
        try:
            return keeping.keep(chosen.read(), chosen.name or "")
        except NotAFileToKeep as error:
            raise forms.ValidationError(in_words(error)) from error
        except OSError as error:
            raise forms.ValidationError(
                _("This site cannot keep files at the moment. Send the form without one, or tell an administrator.")
            ) from error

    def clean(self) -> dict[str, Any]:
        """An archive is a second address; a file is the one chosen now or the one chosen before."""
        found = super().clean()
        url, archived = found.get("url"), found.get("archived_url")
        if url and archived and same_pages.canonical(url) == same_pages.canonical(archived):
            self.add_error("archived_url", _("This is the address itself. Give that of a copy, or leave it empty."))
        self.kept = found.get("file") or self._held()
        if found.get("without_file") and not found.get("file"):
            self.kept = None
        held = signing.dumps(asdict(self.kept), salt=self.salt) if self.kept else ""
        self.retype(held=held)
        self._tell_of_file(self.kept)
        return found

    def ask_whether_another(self, why: str) -> None:
        """Show what the document looks like, and a box to say that it is another."""
        self.fields["is_another"] = self.base_fields["is_another"]
        self.order_fields(self.field_order)
        self.add_error("url", why)

    def document(self) -> Document:
        """What was filled in, as the record takes it."""
        given = {name: self.cleaned_data[name] for name in EDITABLE}
        return Document(
            **given,
            url=self.cleaned_data["url"],
            file=self.kept,
            is_another=bool(self.cleaned_data.get("is_another")),
        )


class ReviseDocument(AboutDocument):
    """What is said of a document that stands already, and why it is said anew."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = Text(label=_("Why it changes"), max_length=500)

    @classmethod
    def of(cls, document: Evidence) -> Self:
        """The form as `document` stands."""
        initial = {column: getattr(document, column) for column in EDITABLE}
        initial["language"] = document.language or (get_language() or "en")[:2]
        return cls(initial=initial | {"seen": document.version})

    def changes(self) -> dict[str, Any]:
        """The new value of each column."""
        return {column: self.cleaned_data[column] for column in EDITABLE}

    def beside(self, document: Evidence) -> list[tuple[str, str, str]]:
        """Where what stands now and what was typed differ: the name of the column, what stands, what was typed."""
        typed = self.changes()
        return [
            (str(self.fields[column].label), self._said(column, now), self._said(column, typed[column]))
            for column in EDITABLE
            if (now := getattr(document, column)) != typed[column]
        ]

    def _said(self, column: str, value: Any) -> str:
        """`value` as the form says it: the words of a choice, not its mark."""
        field = self.fields[column]
        if not isinstance(field, forms.ChoiceField):
            return str(value)
        return next((str(words) for mark, words in field.widget.choices if mark == value), str(value))


class WithReason(DeskForm):
    """Something that takes a reason and nothing else."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    why = Long(label=_("Reason, for the public"), max_length=1000)
