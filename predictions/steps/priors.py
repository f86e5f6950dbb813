"""What a reviewer expects of a claim before its deadline, as chances of the five grades."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from statistics import median

from predictions import revisions
from predictions.lifecycle import GRADES
from predictions.models import Claim, Prior, PriorBasis
from predictions.policy import Person
from predictions.sentences import gettext_noop

FEWEST = 3
MILLIONTH = Decimal("0.000001")


class WrongShares(ValueError):
    """The shares are no chances of the five grades; the message says why."""


def check_shares(shares: Mapping[Decimal, Decimal]) -> None:
    """Raise `WrongShares` unless there is one share for each grade, none below 0, and together they make 1."""
    if set(shares) != set(GRADES):
        raise WrongShares(gettext_noop("Give a share for each of the five grades, 0 where you rule it out."))
    if any(share < 0 for share in shares.values()):
        raise WrongShares(gettext_noop("A share is 0 or more. Give 0 where you rule a grade out."))
    total = sum(shares.values(), Decimal(0)) * 100
    if total != 100:
        raise WrongShares(
            gettext_noop(
                "The shares add up to %(total)s per cent. They have to make 100 together: something will happen.",
                total=format(total.normalize(), "f"),
            )
        )


def expected_of(shares: Mapping[Decimal, Decimal]) -> Decimal:
    """The grade that `shares` expect: each grade as often as it is thought likely."""
    return sum((grade * share for grade, share in shares.items()), Decimal(0)).quantize(MILLIONTH)


def set_prior(claim: Claim, shares: Mapping[Decimal, Decimal], *, by: Person, at: datetime, reason: str) -> Prior:
    """Write what `by` expects into a stream of its own, so that no version that others can see moves.

    The caller has checked role, moment and ties.

    raises  WrongShares, revisions.BlankReason
    """
    check_shares(shares)
    prior = Prior.objects.filter(claim=claim, set_by=by.ref).first() or Prior(claim=claim, set_by=by.ref)
    prior.basis = PriorBasis.BLIND
    prior.expected = expected_of(shares)
    prior.shares = {_plain(grade): _plain(shares[grade]) for grade in GRADES}
    prior.set_on, prior.reason = at.date(), reason.strip()
    revisions.save(prior, by=by.ref, at=at, reason=reason)
    return prior


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")


def median_of(expected: Iterable[Decimal]) -> Decimal | None:
    """The middle of what at least three people expected; None where fewer did."""
    given = list(expected)
    return median(given).quantize(MILLIONTH) if len(given) >= FEWEST else None
