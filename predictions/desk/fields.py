"""Kinds of fields on the desk's forms: texts, days and rows of the record that both databases can take."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from predictions import public_ids, web_addresses
from predictions.desk.telling import in_words
from predictions.importing import dates
from predictions.importing.errors import Unfit
from predictions.lifecycle import LAST_DAY
from predictions.revisions import UnreadableText, clean_text

LONG = 5000


class Text(forms.CharField):
    """A text that pages can show and both databases can keep. Its lines end in one way, whatever the browser sent."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        try:
            return clean_text(text.replace("\r\n", "\n"), str(self.label or _("this field")))
        except UnreadableText as error:
            raise forms.ValidationError(in_words(error)) from error


class Long(Text):
    """A text of several lines, up to 5,000 characters."""

    widget = forms.Textarea(attrs={"rows": 5})

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=options.pop("max_length", LONG), **options)


class Day(forms.DateField):
    """A day between 1900 and 2200."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **options)
        self.error_messages["invalid"] = _("This is not a day of the calendar. Write it like 2025-06-30.")

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is not None and not date(1900, 1, 1) <= day <= LAST_DAY:
            raise forms.ValidationError(_("Give a day between 1900 and 2200."))
        return day


class PastDay(Day):
    """A day on which something was done. It may begin up to fourteen hours earlier elsewhere than in UTC."""

    def __init__(self, *, to_come: Any, **options: Any) -> None:
        super().__init__(**options)
        self.error_messages["to_come"] = to_come

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is not None and day > timezone.now().date() + timedelta(days=1):
            raise forms.ValidationError(self.error_messages["to_come"])
        return day


class PartialDay(Text):
    """A year, a month or a day of the calendar, as it is written."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=10, **options)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value).strip()
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


class Address(Text):
    """The address of a public page; what is none is refused in the words that say what would be right."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=web_addresses.LONGEST, **options)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value)).strip()
        try:
            return web_addresses.clean(text) if text else ""
        except web_addresses.NotAWebAddress as error:
            raise forms.ValidationError(in_words(error)) from error


class Row(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic for the type checker only
    """One row of the record, named by its public id. What cannot be an id never reaches the database."""

    def __init__(self, *args: Any, empty_label: Any = "", **options: Any) -> None:
        super().__init__(*args, empty_label=empty_label, **options)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value:
            try:
                value = public_ids.clean(value)
            except public_ids.NotAPublicId as error:
                raise forms.ValidationError(str(error)) from error
        return super().to_python(value)
