"""Where every figure of a line comes from: claims, grades, weights and the arithmetic, worked out again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from predictions.models import Claim, Collection, Expert
from scoring import moments, past, recounting
from scoring.grounds import Ground
from scoring.leaderboard import Board
from scoring.models import DECIDED, Contribution, Release, Standing, State
from scoring.recounting import Sums
from scoring.rules.weights import QUARTERS, WHOLE
from scoring.scopes import Scope

KEPT = 60 * 60
NOT_SHOWN = "A board that is not shown with scores has nothing to explain."


@dataclass(frozen=True)
class Term:
    """One claim of an expert, and what it gives. Weight and points are exact."""

    claim: Claim | None
    """None where the claim is no longer shown to everybody; what it gave stands."""
    state: State
    is_own: bool
    is_counted: bool
    """Whether it is one's own, or endorsed claims count here as well."""
    grade: Decimal | None
    weight: Decimal
    points: Decimal
    is_overdue: bool
    is_provisional: bool

    @property
    def counts_for(self) -> str:
        """`points`, `unknown` (it only widens the bounds), or nothing: it moves no figure but a count."""
        if not self.is_counted:
            return ""
        if self.state is State.GRADED:
            return "points"
        return "unknown" if self.state is State.AMBIGUOUS or self.is_overdue else ""

    @property
    def word(self) -> str:
        """What became of it where it has no grade."""
        return "overdue" if self.is_overdue else self.state.value


@dataclass(frozen=True)
class Figure:
    """One figure of a line: as it is stored, as it follows from the claims, and how."""

    name: str
    label: Promise
    stored: Decimal | int | bool | None
    again: Decimal | int | bool | None
    """Worked out again just now."""
    formula: str | Promise
    numbers: str
    """The same with the numbers of this line."""

    @property
    def is_equal(self) -> bool:
        """Whether the stored figure is the one that follows from the claims, to its last digit."""
        return self.stored == self.again


@dataclass(frozen=True)
class Rival:
    """Somebody whom a ranked line is compared with, the person of the line among them."""

    name: str
    slug: str
    points: Decimal
    weight: Decimal


@dataclass(frozen=True)
class Explained:
    """Everything behind one line of a board. Points, weight and unknown are exact, before any rounding."""

    board: Board
    standing: Standing
    points: Decimal
    weight: Decimal
    unknown: Decimal
    figures: list[Figure]
    rivals: list[Rival]


def line_of(board: Board, expert_id: str) -> Standing | None:
    """The line of an expert on `board`, if it has one."""
    return next((one for one in board.standings if one.expert_id == expert_id), None)


def explained(board: Board, standing: Standing, *, visitor: str, now: datetime) -> Explained:
    """Work out again what `standing` says on `board`, from the contributions in force at its place.

    What was worked out is kept for a while; where it has to be done anew, `visitor` is charged for it.
    raises  limiting.TooMany, limiting.TooSlow, moments.NotFollowed; ValueError for a board shown without scores
    """
    release, ground = _shown(board)
    moments.require_worked_out(release)
    # Sums are one for the whole board, however many people are looked at; what follows for one is kept beside them.
    everybody = partial(past.kept, "sums", ground, _sums, now=now, timeout=KEPT)
    again = partial(_again, board, release, standing.expert_id, partial(everybody, visitor=None))
    figures = past.kept(f"traced:{standing.expert_id}", ground, again, visitor=visitor, now=now, timeout=KEPT)
    by_id = everybody(visitor=visitor)
    own = by_id.get(standing.expert_id) or Sums(expert_id=standing.expert_id)
    ranked = [one for one in board.standings if one.tier is not None]
    return Explained(
        board=board,
        standing=standing,
        points=_points(own),
        weight=_claims(own.weight),
        unknown=_claims(own.unknown),
        figures=list(_figures(standing, figures, own, len(ranked), ground.scope)),
        rivals=[_rival(one, by_id.get(one.expert_id)) for one in ranked] if standing.tier else [],
    )


def _shown(board: Board) -> tuple[Release, Ground]:
    """Head and ground of a board that is shown with scores."""
    if board.release is None or board.ground is None:
        raise ValueError(NOT_SHOWN)
    return board.release, board.ground


def _sums(ground: Ground) -> dict[str, Sums]:
    """The sums of everybody by expert id."""
    return {one.expert_id: one for one in recounting.sums(ground)}


def _again(
    board: Board, release: Release, expert_id: str, everybody: Callable[[], dict[str, Sums]], _ground: Ground
) -> dict[str, Any]:
    """What follows for one expert from the sums of everybody."""
    named = {one.expert_id: one.name for one in board.standings}
    found = list(everybody().values())
    made = recounting.recount(
        found,
        slugs=_slugs(board, found),
        # Somebody whom only a rebuild put here has no name on the board; it would decide an order among equals alone.
        names={one.expert_id: named.get(one.expert_id, "") for one in found},
        minimum=release.minimum,
    )
    return made.figures.get(expert_id, {})


def _slugs(board: Board, found: Iterable[Sums]) -> dict[str, str]:
    """The slug of everybody who has sums, by id: those of lines are at hand."""
    known = {one.expert_id: one.expert.slug for one in board.standings}
    missing = [one.expert_id for one in found if one.expert_id not in known]
    return known | (dict(Expert.objects.filter(pk__in=missing).values_list("pk", "slug")) if missing else {})


def _rival(standing: Standing, total: Sums | None) -> Rival:
    total = total or Sums(expert_id=standing.expert_id)
    return Rival(standing.name, standing.expert.slug, _points(total), _claims(total.weight))


def newest_with(person: Expert) -> Collection | None:
    """The newest collection with a claim of `person`."""
    theirs = Collection.objects.filter(claims__in=Claim.objects.visible().filter(statements__expert=person))
    return theirs.distinct().order_by("-ends", "slug").first()


def terms(board: Board, expert_id: str) -> list[Term]:
    """Every claim of an expert that falls under `board`, by collection and key; endorsed ones among them."""
    _, ground = _shown(board)
    held = ground.held(endorsed_too=True).filter(expert=expert_id)
    rows = list(held.order_by("collection__slug", "claim__key"))
    shown = Claim.objects.shown().prefetch_related("wordings").in_bulk([row.claim_id for row in rows])
    return [_term(row, shown.get(row.claim_id), ground) for row in rows]


def _term(row: Contribution, claim: Claim | None, ground: Ground) -> Term:
    state, at = State(row.state), ground.part_of(row).at
    return Term(
        claim=claim,
        state=state,
        is_own=row.is_own,
        is_counted=row.is_own or ground.scope.with_endorsements,
        grade=Decimal(row.credit) / (row.weight * QUARTERS) if state is State.GRADED and row.weight else None,
        weight=_claims(getattr(row, ground.weight_column)),
        points=Decimal(ground.credit_of(row)) / (WHOLE * QUARTERS),
        is_overdue=state is State.OPEN and row.due_at <= at,
        is_provisional=state in DECIDED and (row.official_at is None or row.official_at > at),
    )


def _claims(millionths: int) -> Decimal:
    return Decimal(millionths) / WHOLE


def _points(one: Sums) -> Decimal:
    return Decimal(one.credit) / (WHOLE * QUARTERS)


def plain(number: Decimal) -> str:
    """All digits and no zeros at the end: 2.5, 3, 0.333333."""
    return f"{number.normalize():f}"


WILSON = "(points + z²/2 {} z · √(points · (weight − points) / weight + z²/4)) / (weight + z²)"
POSTERIOR = "Beta({alpha}, {beta})"
OTHERS = "n = {ranked}"
COUNT = gettext_lazy("how many of the person’s own claims")
COUNT_OF_BOTH = gettext_lazy("how many of the claims that the person made or endorsed")
FORMULAS: tuple[tuple[str, Promise, str | Promise, str], ...] = (
    ("points", gettext_lazy("Points"), gettext_lazy("sum of weight × grade"), "{points}"),
    ("weight", gettext_lazy("Resolved predictions, weighted"), gettext_lazy("sum of weights"), "{weight}"),
    ("score", gettext_lazy("Fair score"), "(points + 1) / (weight + 2)", "({points} + 1) / ({weight} + 2)"),
    ("low", gettext_lazy("Fair score, lower end of the bar"), gettext_lazy("5 % point of the posterior"), POSTERIOR),
    ("high", gettext_lazy("Fair score, upper end of the bar"), gettext_lazy("95 % point of the posterior"), POSTERIOR),
    ("accuracy", gettext_lazy("Own points alone"), "points / weight", "{points} / {weight}"),
    ("accuracy_low", gettext_lazy("Own points alone, lower end"), WILSON.format("−"), "z = Φ⁻¹(0.95)"),
    ("accuracy_high", gettext_lazy("Own points alone, upper end"), WILSON.format("+"), "z = Φ⁻¹(0.95)"),
    (
        "bound_low",
        gettext_lazy("Were all that is unknown wrong"),
        "points / (weight + unknown)",
        "{points} / ({weight} + {unknown})",
    ),
    (
        "bound_high",
        gettext_lazy("Were all that is unknown right"),
        "(points + unknown) / (weight + unknown)",
        "({points} + {unknown}) / ({weight} + {unknown})",
    ),
    (
        "rank_low",
        gettext_lazy("Best likely rank"),
        gettext_lazy("5 % point of 1 and the number of the others whose true score is higher"),
        OTHERS,
    ),
    (
        "rank_high",
        gettext_lazy("Worst likely rank"),
        gettext_lazy("95 % point of 1 and the number of the others whose true score is higher"),
        OTHERS,
    ),
    (
        "expected_rank",
        gettext_lazy("Expected rank"),
        gettext_lazy("1 and the chances of each of the others to be higher"),
        OTHERS,
    ),
    (
        "p_best",
        gettext_lazy("Chance of being the best"),
        gettext_lazy("chance that the true score is higher than those of all the others"),
        OTHERS,
    ),
    (
        "tier",
        gettext_lazy("Tier"),
        gettext_lazy("1 and the places after which all above beat all below with a chance of 0.9"),
        OTHERS,
    ),
    ("is_leader", gettext_lazy("Named as first"), gettext_lazy("the chance of being the best is 0.9 or more"), OTHERS),
    ("resolved", pgettext_lazy("column of claims", "Resolved"), COUNT, ""),
    ("ambiguous", pgettext_lazy("column of claims", "Ambiguous"), COUNT, ""),
    ("annulled", pgettext_lazy("column of claims", "Annulled"), COUNT, ""),
    ("open", pgettext_lazy("column of claims", "Open"), COUNT, ""),
    ("overdue", pgettext_lazy("column of claims", "Overdue"), COUNT, ""),
    ("unscored", pgettext_lazy("status of a claim", "On record, not scored"), COUNT, ""),
)


def _figures(standing: Standing, again: Mapping[str, Any], own: Sums, ranked: int, scope: Scope) -> Iterator[Figure]:
    points, weight = _points(own), _claims(own.weight)
    numbers = {
        "points": plain(points),
        "weight": plain(weight),
        "unknown": plain(_claims(own.unknown)),
        "alpha": plain(1 + points),
        "beta": plain(1 + weight - points),
        "ranked": str(ranked),
    }
    for name, label, formula, pattern in FORMULAS:
        yield Figure(
            name=name,
            label=label,
            stored=getattr(standing, name),
            again=again.get(name),
            formula=COUNT_OF_BOTH if formula is COUNT and scope.with_endorsements else formula,
            numbers=pattern.format(**numbers),
        )
