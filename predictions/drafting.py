"""What an editor need not type: days by precision, a question, and criteria to start from. Standard library only.

The templates are words of ours for what is claimed most often. They are a start: `…` marks where the words of the claim
belong, and `checkability` reminds of every one that is left.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from predictions.sentences import Sentence, gettext_noop

_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?\Z", re.ASCII)


class NotADay(ValueError):
    """The text names no day, month or year of the calendar."""


def last_day(text: str) -> tuple[date, str]:
    """The last day of what `text` names (2025, 2025-06 or 2025-06-30), and its precision: year, month or day.

    raises  NotADay
    """
    found = _DAY.match(text.strip())
    if found is None:
        raise NotADay(gettext_noop("This is not a day, a month or a year. Write it like 2025-06-30, 2025-06 or 2025."))
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        if year is None or not 1900 <= year <= 2200:
            raise ValueError
        if month is None:
            return date(year, 12, 31), "year"
        if day is None:
            return date(year, month, calendar.monthrange(year, month)[1]), "month"
        return date(year, month, day), "day"
    except (ValueError, calendar.IllegalMonthError) as error:
        raise NotADay(gettext_noop("There is no such day. Give one of the calendar, between 1900 and 2200.")) from error


def shown(day: date, precision: str) -> str:
    """How `last_day` would have been told this day."""
    return day.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)]


def question(proposition: str, language: str, due_on: date) -> str:
    """The question that reviewers answer, made from the proposition."""
    if language == "fr":
        return f"Au {due_on.isoformat()}, peut-on dire : « {proposition.rstrip(' .')} » ?"
    return f"By {due_on.isoformat()}, can it be said: “{proposition.rstrip(' .')}”?"


@dataclass(frozen=True)
class Template:
    """Criteria to start from: a name for the list, and the text of each grade by language."""

    name: Sentence
    grades: Mapping[str, Mapping[str, str]]


def _template(name: Sentence, **texts: tuple[str, str, str, str, str]) -> Template:
    return Template(
        name,
        {language: dict(zip(("1", "0.75", "0.5", "0.25", "0"), five, strict=True)) for language, five in texts.items()},
    )


TEMPLATES: Mapping[str, Template] = MappingProxyType(
    {
        "release": _template(
            gettext_noop("announced and released"),
            en=(
                "Announced and released by the day, for anybody to use.",
                "Announced by the day and released to some, by invitation or in one country.",
                "Announced by the day with a date; not released.",
                "Announced by the day without a date, or confirmed by two independent publications only.",
                "Neither announced nor released by the day.",
            ),
            fr=(
                "Annoncé et publié avant l'échéance, à la portée de chacun.",
                "Annoncé avant l'échéance et ouvert à un cercle choisi, sur invitation ou dans un seul pays.",
                "Annoncé avant l'échéance avec une date ; non publié.",
                "Annoncé avant l'échéance sans date, ou confirmé seulement par deux publications indépendantes.",
                "Ni annoncé ni publié avant l'échéance.",
            ),
        ),
        "number": _template(
            gettext_noop("a number is reached"),
            en=(
                "The figure is at least … by the day.",
                "The figure is below that, but at least three quarters of it.",
                "The figure is at least half of it.",
                "The figure is at least a quarter of it.",
                "The figure is below a quarter of it.",
            ),
            fr=(
                "Le chiffre atteint au moins … à l'échéance.",
                "Le chiffre est inférieur, mais en vaut au moins les trois quarts.",
                "Le chiffre en vaut au moins la moitié.",
                "Le chiffre en vaut au moins le quart.",
                "Le chiffre est inférieur au quart.",
            ),
        ),
        "cases": _template(
            gettext_noop("enough cases are found"),
            en=(
                "At least five cases of … are documented by the day, from three or more makers.",
                "At least five cases, from one or two makers.",
                "Three or four cases.",
                "One or two cases.",
                "No case.",
            ),
            fr=(
                "Au moins cinq cas de … sont documentés à l'échéance, chez trois acteurs ou plus.",
                "Au moins cinq cas, chez un ou deux acteurs.",
                "Trois ou quatre cas.",
                "Un ou deux cas.",
                "Aucun cas.",
            ),
        ),
        "direction": _template(
            gettext_noop("something rises or falls"),
            en=(
                "The yearly figure moves that way by 20 percent or more.",
                "It moves that way by 10 percent or more, but less than 20.",
                "It moves that way by less than 10 percent.",
                "It does not move: 1 percent or less either way.",
                "It moves the other way.",
            ),
            fr=(
                "Le chiffre annuel évolue dans ce sens de 20 pour cent ou plus.",
                "Il évolue dans ce sens de 10 pour cent ou plus, mais de moins de 20.",
                "Il évolue dans ce sens de moins de 10 pour cent.",
                "Il ne bouge pas : 1 pour cent au plus dans un sens ou dans l'autre.",
                "Il évolue dans l'autre sens.",
            ),
        ),
    }
)
