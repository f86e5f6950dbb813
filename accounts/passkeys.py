"""The forms by which a browser hands over a passkey: whatever comes instead is refused in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

LONGEST_NAME = 60
# What the library raises for an answer that lacks a part, or has another thing in its place.
NONSENSE = (AttributeError, KeyError, RecursionError, TypeError, ValueError)


@contextmanager
def refused_in_words() -> Iterator[None]:
    """Turn everything that a passkey can be wrong in into one sentence. What stops guessing keeps its own."""
    try:
        yield
    except forms.ValidationError as error:
        if error.code != "incorrect_code":
            raise
        raise _opens_nothing() from error
    except NONSENSE as error:
        raise _opens_nothing() from error


def _opens_nothing() -> forms.ValidationError:
    return forms.ValidationError(
        gettext("This passkey opens nothing here. Try again, or take another one, or another way.")
    )


class Credential(forms.JSONField):
    """What the browser's script put into the form."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        """The answer of the browser, which is an object."""
        with refused_in_words():
            given = super().to_python(value)
            if given is not None and not isinstance(given, dict):
                raise TypeError(given)
            return given

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Nothing of it is shown again: a passkey answers once."""
        return None


class UsePasskey(AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """A passkey after the password."""

    credential = Credential()

    def clean_credential(self) -> Authenticator:
        """The passkey of this person that the browser has shown."""
        with refused_in_words():
            return super().clean_credential()


class SignInByPasskey(LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey instead of the password."""

    credential = Credential()

    def clean_credential(self) -> Authenticator:
        """The passkey that the browser has shown, whoever's it is."""
        with refused_in_words():
            return super().clean_credential()


class ShowPasskey(ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey to show once more who one is."""

    credential = Credential()

    def clean_credential(self) -> Authenticator:
        """The passkey of this person that the browser has shown."""
        with refused_in_words():
            return super().clean_credential()


class NamePasskey(EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    name = forms.CharField(label=_("Name of the passkey"), max_length=LONGEST_NAME)


class AddPasskey(AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey, which signs in alone unless one says otherwise."""

    name = forms.CharField(label=_("Name of the passkey"), max_length=LONGEST_NAME, required=False)
    credential = Credential()
    passwordless = forms.BooleanField(
        label=_("It signs in alone, without the password"),
        required=False,
        initial=True,
        help_text=_("It then asks for a finger, your face or a PIN. Untick this for a key that has none of them."),
    )

    def clean(self) -> dict[str, Any]:
        """The name, and the new passkey as the browser made it."""
        with refused_in_words():
            return dict(super().clean())
