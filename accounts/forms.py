"""The sign-in form, with a limit to what a name can be."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django.core.validators import MaxLengthValidator

# The longest e-mail address there is. SQLite refuses to search for much longer ones.
LONGEST = 320


class SignIn(LoginForm):  # type: ignore[misc]  # allauth ships no types
    """Takes a user name or an e-mail address of at most 320 characters."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["login"].validators.append(MaxLengthValidator(LONGEST))
        self.fields["login"].widget.attrs["maxlength"] = LONGEST
