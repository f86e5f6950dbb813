"""Roles in words, and who is still to set up a second factor."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from accounts import words
from accounts.models import RoleGrant
from accounts.roles import GUARDED

register = template.Library()


@register.filter
def role_word(role: str) -> str:
    """What a role is called."""
    return words.role_word(role)


@register.filter
def role_words(roles: Iterable[str]) -> str:
    """Several roles, in the order in which they are always named."""
    return words.role_words(roles)


@register.filter
def roles_held(grants: Iterable[RoleGrant]) -> str:
    """The roles of several grants."""
    return words.role_words(grant.role for grant in grants)


@register.filter
def owe_a_factor(grants: Iterable[RoleGrant]) -> bool:
    """Whether any of the roles asks for a second factor, where factors are asked for."""
    return any(grant.role in GUARDED for grant in grants)
