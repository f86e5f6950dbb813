"""What plain-text mails need of a template."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def indented(text: str) -> str:
    """`text` with its second and later lines two spaces in, as the first one stands."""
    return text.replace("\n", "\n  ")
