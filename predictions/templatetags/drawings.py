"""Numbers for drawings and beside them: places as SVG wants them in every language, figures as readers do."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext

register = template.Library()

Number = Decimal | float | int

# The ticks of a grade stand between these two places of a drawing that is 84 wide (components/grade.html).
FIRST_TICK, LAST_TICK = Decimal(6), Decimal(78)
HUNDREDTH = Decimal("0.01")


@register.filter
def percent(share: Number) -> str:
    """A place on an axis, for an SVG attribute: 0.4604 becomes "46.04%", with a point in every language.

    share    a number in [0, 1]
    returns  at most two decimals
    raises   ValueError for anything else: a point outside its axis would be a false drawing
    """
    return f"{plain(on_scale(share) * 100)}%"


@register.filter
def tick(grade: Number) -> str:
    """Where the dot of a grade in [0, 1] stands, in the coordinates of components/grade.html. Raises ValueError."""
    return plain(FIRST_TICK + (LAST_TICK - FIRST_TICK) * on_scale(grade))


@register.filter
def score(value: Number) -> str:
    """A score or a grade in [0, 1] as people read it: two decimals, 0.75 in English and 0,75 in French."""
    return str(number_format(rounded(on_scale(value)), decimal_pos=2))


@register.filter
def exact(value: Number | None) -> str:
    """A figure with all its digits and no zeros at the end, as the reader writes numbers; a dash for nothing."""
    match value:
        case None:
            return "–"
        case bool():
            return gettext("yes") if value else gettext("no")
        case Decimal():
            return str(number_format(value.normalize()))
    return str(number_format(value))


def on_scale(value: Number) -> Decimal:
    """The number as a decimal, if it lies in [0, 1]. Raises ValueError otherwise."""
    number = value if isinstance(value, Decimal) else Decimal(str(float(value)))
    if not (number.is_finite() and 0 <= number <= 1):
        raise ValueError(f"{value} cannot be drawn: a score, grade or limit lies between 0 and 1.")
    return number


def rounded(number: Decimal) -> Decimal:
    """To two decimals, halves away from zero, as a reader would."""
    return number.quantize(HUNDREDTH, ROUND_HALF_UP)


def plain(number: Decimal) -> str:
    """Two decimals at most, no zeros at the end, never an exponent."""
    return f"{rounded(number):f}".rstrip("0").rstrip(".")
