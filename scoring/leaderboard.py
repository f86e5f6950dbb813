"""The read side: a release as pages and programs show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal

from django.db.models import Exists, OuterRef
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from predictions.lifecycle import Status
from predictions.models import Claim, Collection, Expert, Statement
from predictions.steps.notices import waits
from scoring import grounds, series, showing
from scoring.grounds import Ground
from scoring.models import Contribution, Published, Release, Standing, State
from scoring.moments import NotFollowed, Past
from scoring.rules.method import FAIR
from scoring.rules.weights import QUARTERS, WHOLE
from scoring.scopes import Scope
from scoring.showing import Withheld
from scoring.stated import Stated, in_release


@dataclass(frozen=True)
class Tier:
    """A group of lines that have no order among them, and what that means in a sentence."""

    name: str
    meaning: str
    standings: list[Standing]


@dataclass(frozen=True)
class Board:
    """What a leaderboard shows: the finding as its headline, the gloss that explains it, the tiers that prove it."""

    scope: Scope
    release: Release | None
    finding: str
    gloss: str
    ground: Ground | None = None
    """What it is counted from; None before anything is published."""
    tiers: list[Tier] = field(default_factory=list)
    is_withheld: bool = False
    quoted_only: list[Expert] = field(default_factory=list)
    past: Past | None = None
    """Which older board it is; None for the one that is shown now."""

    @property
    def collection(self) -> Collection | None:
        """The one it is of; None for all of them together."""
        return self.scope.collection

    @property
    def left_out(self) -> list[Collection]:
        """Collections that belong here and are not shown with scores."""
        return self.ground.left_out if self.ground else []

    @property
    def standings(self) -> list[Standing]:
        """Every line in the order of the page."""
        return [standing for tier in self.tiers for standing in tier.standings]


def current(collection: Collection) -> Board:
    """The board of `collection` as it publishes it now. Three queries.

    Once anything is decided it has no release and no lines while the people on it are still to be told, see `showing`.
    """
    published = Published.objects.select_related("release").filter(collection=collection).first()
    release, scope = published.release if published else None, Scope(collection)
    if release is not None:
        release.collection = collection
    if release and release.decided and (kept_back := showing.withheld(collection)):
        return Board(
            scope=scope,
            release=None,
            finding=kept_back.finding,
            gloss=kept_back.why,
            is_withheld=True,
            quoted_only=list(_quoted_only(collection)),
        )
    standings = list(release.standings.select_related("expert")) if release else []
    ground = grounds.of_release(scope, release) if release else Ground(scope, ())
    return composed(ground, release, standings, quoted_only=list(_quoted_only(collection)))


def withheld(ground: Ground) -> Board:
    """The board of a cut of which nothing can be shown now."""
    kept_back = showing.withheld(ground.left_out[0])
    finding, why = (kept_back.finding, kept_back.why) if kept_back else ("", "")
    return Board(scope=ground.scope, release=None, finding=finding, gloss=why, ground=ground, is_withheld=True)


def composed(
    ground: Ground,
    release: Release | None,
    standings: list[Standing],
    *,
    quoted_only: list[Expert],
    past: Past | None = None,
) -> Board:
    """The board of these lines, with the words that a reader needs to read it rightly."""
    scope = ground.scope
    gloss = _gloss(release, standings, scope)
    return Board(
        scope=scope,
        release=release,
        finding=_finding(release, standings),
        gloss=gloss if scope.is_plain else f"{gloss} {_one_of_many()}",
        ground=ground,
        tiers=list(_tiers(release, standings, scope)) if release else [],
        quoted_only=quoted_only,
        past=past,
    )


def _one_of_many() -> str:
    return _("This is one of many cuts of the record: among so many, somebody leads one by chance alone.")


def _ranked(standings: list[Standing]) -> list[Standing]:
    return [standing for standing in standings if standing.tier is not None]


def in_hundred(chance: Decimal) -> int:
    """A chance as so many in 100."""
    return int((chance * 100).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def _finding(release: Release | None, standings: list[Standing]) -> str:
    if release is None or release.decided == 0:
        return _("Nothing has been decided yet")
    leader = next((standing for standing in standings if standing.is_leader), None)
    if leader is not None:
        return _("%(name)s is the clear leader") % {"name": leader.name}
    if not _ranked(standings):
        return _("Too few decided predictions to compare anybody")
    return _("No clear leader")


def _gloss(release: Release | None, standings: list[Standing], scope: Scope) -> str:
    if not standings and not scope.is_plain:
        return _("Nobody made a prediction that falls under this choice.")
    if release is None or release.decided == 0:
        return _("Every claim is open. The table fills as reviewers judge them; until then nobody is ahead or behind.")
    ranked = sorted(_ranked(standings), key=lambda one: (-(one.p_best or 0), one.name))
    if not ranked:
        if scope.with_endorsements:
            words = _("A rank needs %(minimum)s resolved predictions, made or endorsed, and nobody has them yet.")
        else:
            words = _("A rank needs %(minimum)s resolved predictions of one's own, and nobody has them yet.")
        return words % {"minimum": release.minimum}
    words = ngettext(
        "One person has enough judged predictions to compare; with nobody to compare to, no first is named.",
        "%(count)s people have enough judged predictions to compare. "
        "The chance that %(name)s is the best of them is %(chance)s in 100. We name a first from %(from)s.",
        len(ranked),
    )
    best = ranked[0]
    return words % {
        "count": len(ranked),
        "name": best.name,
        "chance": in_hundred(best.p_best or Decimal(0)),
        "from": in_hundred(FAIR.first_at),
    }


def _tiers(release: Release, standings: list[Standing], scope: Scope) -> Iterator[Tier]:
    ranked = _ranked(standings)
    for number in sorted({standing.tier for standing in ranked if standing.tier}):
        members = [standing for standing in ranked if standing.tier == number]
        yield Tier(*_tier_words(number, release.tiers, len(members)), members)
    few = [standing for standing in standings if standing.tier is None]
    if few:
        if scope.with_endorsements:
            meaning = _("Fewer than %(minimum)s resolved predictions, made or endorsed: no rank, in order of name.")
        else:
            meaning = ngettext(
                "Fewer than %(minimum)s resolved prediction of their own: no rank, in order of name.",
                "Fewer than %(minimum)s resolved predictions of their own: no rank, in order of name.",
                release.minimum,
            )
        yield Tier(_("Too few to compare"), meaning % {"minimum": release.minimum}, few)


def _tier_words(number: int, tiers: int, size: int) -> tuple[str, str]:
    if tiers == 1:
        if size == 1:
            return _("One person"), _("There is nobody to compare to.")
        return _("One tier"), _("Any of them could be first. The order here is by name, and is not a finding.")
    name = _("Tier %(number)s") % {"number": number}
    if number == 1:
        return name, _("Inside a tier the order is by name, and is not a finding.")
    return name, _("Below everyone above, with a chance of at least %(from)s in 100.") % {
        "from": in_hundred(FAIR.tier_at)
    }


def _quoted_only(collection: Collection) -> Iterator[Expert]:
    """People whom a source of the collection quotes without a prediction: listed, without a line, never 0 %."""
    refused = Expert.objects.filter(refusals__collection=collection).exclude(statements__claim__collection=collection)
    yield from refused.distinct().order_by("name", "slug")


@dataclass(frozen=True)
class Sizes:
    """How many claims of a collection there are, and of what sort. `nameless` and `unscored` do not overlap."""

    claims: int
    scored: int
    resolved: int
    open: int
    nameless: int
    unscored: int


def sizes(collection: Collection) -> Sizes:
    """Count the published claims of `collection`. One query."""
    named = Exists(Statement.objects.filter(claim=OuterRef("pk"), expert__isnull=False))
    published = Claim.objects.visible().filter(collection=collection)
    claims = list(published.annotate(is_named=named).values_list("status", "is_named"))
    status = Counter(status for status, _is_named in claims)
    return Sizes(
        claims=len(claims),
        scored=len(claims) - status[Status.UNSCORED],
        resolved=status[Status.RESOLVED],
        open=status[Status.OPEN],
        nameless=sum(not is_named for _status, is_named in claims),
        unscored=sum(status == Status.UNSCORED and is_named for status, is_named in claims),
    )


@dataclass(frozen=True)
class Piece:
    """What one claim gives an expert, as their page explains it; points and weight in claims."""

    claim_id: str
    state: State
    is_own: bool
    points: Decimal
    weight: Decimal


@dataclass(frozen=True)
class ExpertRecord:
    """An expert's standing in one collection and every claim it comes from."""

    collection: Collection
    release: Release
    standing: Standing
    ranked: int
    pieces: list[Piece] | None
    """None while the claims behind the release are worked out again: a part of them would be other figures."""
    stated: Stated | None
    """The scores of the chances they stated, if they stated any and `pieces` are at hand."""
    steps: list[Standing] = field(default_factory=list)
    """How the standing moved, the newest first."""

    @property
    def together(self) -> Decimal:
        """Points with the imaginary one that everybody starts with."""
        return self.standing.points + 1

    @property
    def sum(self) -> str:
        """The points of each resolved claim of their own, as one adds them: "1 + 0.75"; nothing where there is one."""
        counted = [piece.points for piece in self.pieces or () if piece.is_own and piece.state is State.GRADED]
        return " + ".join(formats.number_format(points.normalize()) for points in counted) if len(counted) > 1 else ""

    @property
    def p_best_in_hundred(self) -> int:
        """The chance of being the best of the ranked as so many in 100."""
        return in_hundred(self.standing.p_best or Decimal(0))

    @property
    def out_of(self) -> Decimal:
        """Predictions with the two imaginary ones that everybody starts with."""
        return self.standing.weight + 2


def of_expert(expert: Expert) -> list[ExpertRecord]:
    """The standings of `expert` in the boards that are shown now, with what each rests on."""
    shown = Published.objects.filter(release__standings__expert=expert).select_related("release", "collection")
    return [
        _record(expert, row, row.release)
        for row in shown.order_by("collection__slug")
        if row.release and not (row.release.decided and waits(row.collection))
    ]


def withheld_from(expert: Expert) -> list[Withheld]:
    """The collections with `expert` in which something is decided and no scores are shown, with what to say instead."""
    said = Claim.objects.visible().filter(statements__expert=expert, is_scored=True).values("collection")
    decided = Claim.objects.filter(status=Status.RESOLVED, collection__in=said).values("collection")
    found = (showing.withheld(one) for one in Collection.objects.filter(pk__in=decided).order_by("slug"))
    return [one for one in found if one is not None]


def _record(expert: Expert, published: Published, release: Release) -> ExpertRecord:
    standings = list(release.standings.all())
    pieces, stated = _behind(expert, published.collection, release)
    return ExpertRecord(
        collection=published.collection,
        release=release,
        standing=next(one for one in standings if one.expert_id == expert.pk),
        ranked=len(_ranked(standings)),
        pieces=pieces,
        stated=stated,
        steps=series.steps(expert, published.collection),
    )


def _behind(expert: Expert, collection: Collection, release: Release) -> tuple[list[Piece] | None, Stated | None]:
    """What each claim gave `expert` in `release`, and what their stated chances were worth; nothing while not whole."""
    try:
        stated = next(iter(in_release(release, expert=expert)), None)
    except NotFollowed:
        return None, None
    held = Contribution.objects.in_force(collection, method=release.method, position=release.position)
    return [_piece(row) for row in held.filter(expert=expert).order_by("claim__key")], stated


def _piece(row: Contribution) -> Piece:
    points = Decimal(row.credit) / (WHOLE * QUARTERS)
    return Piece(row.claim_id, State(row.state), row.is_own, points, Decimal(row.weight) / WHOLE)
