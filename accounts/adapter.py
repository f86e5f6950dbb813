"""How allauth meets our rules: accounts are made by invitation, never by a public form."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitationOnly(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Sign-in for people who were given an account; the sign-up form answers that it is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
