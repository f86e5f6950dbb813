"""The form by which anybody contests what is on record."""

from __future__ import annotations

import unicodedata

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from predictions.desk.fields import Address, Long
from predictions.models import ObjectionAbout
from predictions.steps.objecting import Contested

# They turn the direction of what follows, and could make a text read as another one.
TURNS_AROUND = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain_address(address: str) -> str:
    """`address`, where every mail server takes it. Raises `forms.ValidationError` where not."""
    if not address.isascii() or '"' in address:
        raise forms.ValidationError(_("Give an address in plain letters, like name@example.org."))
    return address


class RaiseObjection(forms.Form):
    """What is wrong, the document that shows it, and where the sender can be asked whether it was them."""

    about = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=[
            (ObjectionAbout.GRADE, _("The grade: the claim came out otherwise")),
            (ObjectionAbout.QUOTE, _("The quote: it was not said like this")),
            (ObjectionAbout.ATTRIBUTION, _("The speaker: somebody else said it")),
            (ObjectionAbout.FACT, _("A fact: a date, a document, a description")),
        ],
        widget=forms.RadioSelect,
    )
    text = Long(
        label=pgettext_lazy("of an objection", "Say what is wrong, and what would be right"),
        help_text=_("Everybody will read this. Leave out what is private."),
    )
    document_url = Address(
        label=_("A document that shows it"),
        help_text=_("The address of a public page, with https://"),
    )
    contact = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("Never shown. We write to it to ask whether this is yours, and to answer you."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    language = forms.ChoiceField(
        label=_("Write to me in"), choices=settings.LANGUAGES, widget=forms.RadioSelect(attrs={"class": "row"})
    )
    leave_empty = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def clean_text(self) -> str:
        """Something that can be read, and reads the way it is written."""
        text = str(self.cleaned_data["text"]).strip()
        if TURNS_AROUND & set(text):
            raise forms.ValidationError(
                _("The text holds a hidden character that turns the direction of reading. Type it without.")
            )
        if sum(unicodedata.category(character)[0] in "LN" for character in text) < 10:
            raise forms.ValidationError(_("Say in a sentence or two what is wrong and what would be right."))
        return text

    def clean_document_url(self) -> str:
        """The address of a public page, by https."""
        address = str(self.cleaned_data["document_url"])
        if not address.startswith("https://"):
            raise forms.ValidationError(
                _("Give an address that begins with https://, which nobody on the way can alter.")
            )
        return address

    def clean_contact(self) -> str:
        """An address that every mail server takes."""
        return plain_address(self.cleaned_data["contact"])

    def clean_leave_empty(self) -> str:
        """Programs fill in whatever they find."""
        if self.cleaned_data["leave_empty"]:
            raise forms.ValidationError(_("Only programs fill in this field. Empty it and send the form again."))
        return ""

    def contested(self) -> Contested:
        """What was filled in, as the action takes it."""
        names = ("about", "text", "document_url", "contact", "language")
        return Contested(**{name: self.cleaned_data[name] for name in names})

    def typed(self) -> list[tuple[str, str]]:
        """What somebody may want to keep of what they typed, each with its question."""
        return [(str(self.fields[name].label), self[name].value()) for name in ("text", "document_url")]
