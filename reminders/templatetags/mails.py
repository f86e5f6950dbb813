"""What plain-text mails need of a template."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def indented(text: str) -> str:
    """`text` with its second and later lines two spaces in, as the first one stands."""
    return text.replace("\n", "\n  ")


@register.filter
def city(zone: str) -> str:
    """The place a time zone is named after, as people say it: "Los Angeles" for America/Los_Angeles, "UTC" for UTC."""
    return zone.rpartition("/")[2].replace("_", " ")
