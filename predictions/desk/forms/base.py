"""What the forms of the desk have in common: nothing typed is lost, and what is sent twice is done once."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from predictions.desk import drafts


def fresh_key() -> str:
    """A key for a form, so that sending it twice does it once."""
    return str(uuid.uuid4())


def say_what_is_missing(field: forms.Field) -> None:
    """Let a field that was left empty say what to do, not that it is required. Words of its own stay."""
    if field.error_messages["required"] != forms.Field.default_error_messages["required"]:
        return
    chosen = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
    field.error_messages["required"] = _("Choose one.") if chosen else _("Fill this in.")


class DeskForm(forms.Form):
    """A form that can be shown again with everything that was typed, also days later.

    kept_as  its name among the forms of its page that are kept; the only one needs none
    either   fields of which one of several has to be filled in: none of them says that it may stay empty
    """

    either: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *args: Any, kept_as: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            say_what_is_missing(field)
        self.kept_as = kept_as
        self.draft = None if self.is_bound else drafts.before(kept_as)
        self.typed_before: dict[str, list[str]] = self.draft.fields if self.draft else {}

    @property
    def loses_its_file(self) -> bool:
        """Whether somebody who comes back to it has to choose their file again: none is kept."""
        return self.is_multipart()

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """What the person typed before and did not send; otherwise what the page begins with."""
        name = self.add_prefix(field_name)
        is_ours = field.widget.is_hidden and name not in self.typed_before
        if not self.typed_before or is_ours or isinstance(field, forms.FileField):
            return super().get_initial_for_field(field, field_name)
        kept = self.typed_before.get(name, [])
        if isinstance(field, forms.BooleanField):
            return bool(kept)
        if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
            return kept  # an empty list too: nothing was ticked
        return kept[-1] if kept else super().get_initial_for_field(field, field_name)

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
