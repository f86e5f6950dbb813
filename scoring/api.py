"""The leaderboard for programs: the release that is shown, with everything needed to read it rightly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from rest_framework import generics, serializers
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from predictions.api import Reading
from predictions.models import Collection, Expert
from predictions.networks import network_of
from predictions.reading import public_experts
from scoring import agreement, changes, leaderboard, methods, past, scopes, series, stated, telling, tracing
from scoring.agreement import Agreed
from scoring.changes import Changes, Shift
from scoring.expected import FEWEST
from scoring.grounds import Part
from scoring.leaderboard import Board
from scoring.models import Release, Standing
from scoring.moments import NoBoard
from scoring.rules.agreement import DRAWS, LEVEL, SEED, Scale
from scoring.rules.hits import HIT_FROM
from scoring.rules.logarithmic import CLIPPED_TO
from scoring.rules.rounding import stored
from scoring.scopes import NoCollection
from scoring.stated import Chances, Stated
from scoring.tracing import Figure, Rival, Term, plain


class StandingSerializer(serializers.ModelSerializer[Standing]):
    """An expert's line. Decimals are strings; tier and ranks are null with too few claims to compare."""

    expert = serializers.CharField(source="expert.slug")

    class Meta:
        model = Standing
        fields = (
            "expert", "name", "organization", "score", "low", "high", "points", "weight", "accuracy", "accuracy_low",
            "accuracy_high", "bound_low", "bound_high", "tier", "rank_low", "rank_high", "expected_rank", "p_best",
            "is_leader", "resolved", "ambiguous", "annulled", "open", "overdue", "unscored",
        )  # fmt: skip


class NotNow(APIException):
    """It cannot be answered at the moment; `wait` becomes the Retry-After of the answer."""

    def __init__(self, error: NoBoard) -> None:
        self.status_code, self.wait = error.status, error.retry_after
        super().__init__(str(error))


def _collection_of(request: Request, expert: Expert) -> Collection:
    """The collection that is asked for, or the newest one with a claim of `expert`. Raises Http404."""
    newest = tracing.newest_with(expert)
    return newest if newest and not request.query_params.get("collection") else _collection(request)


def _refusal(error: NoBoard) -> Exception:
    """`error` as an answer: what was asked for is not there, or is wrong and where, or cannot be told now."""
    if isinstance(error, NoCollection):
        return Http404(str(error))
    if error.status == HTTPStatus.BAD_REQUEST:
        return ValidationError({error.parameter: [str(error)]})
    return NotNow(error)


def _board(request: Request, *, default: Collection | None = None) -> Board:
    """The board that is asked for: one that is published or a cut, as it is shown or an older one."""
    asked, given = request.query_params.get("as_of", ""), request.query_params.dict()
    try:
        scope = scopes.choices().scope(given, default=default)
        if scope is None:
            raise Http404("There is no collection to rank people by: none yet.")
        return past.asked_for(scope, asked, visitor=network_of(request), now=timezone.now())
    except NoBoard as error:
        raise _refusal(error) from error


class Leaderboard(Reading, generics.ListAPIView):  # type: ignore[type-arg]
    """GET /api/v1/leaderboard/?collection=SLUG: the newest collection where none is named, all of them for *.

    `topic`, `year` and `endorsements` (on or off) cut it; `as_of` asks for an older board: a UTC day's end
    (2026-06-30), or, of a board that is no cut, a release (release-12).
    """

    serializer_class = StandingSerializer
    parameters = scopes.PARAMETERS | {"as_of"}

    def list(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        board = _board(request)
        page = self.paginate_queryset(board.standings)
        lines = self.get_serializer(page, many=True).data
        response = self.get_paginated_response(lines)
        response.data = _release(board) | response.data
        return response


def _collection(request: Request) -> Collection:
    """The collection that is asked for, or the newest. Raises Http404 naming those there are."""
    collections = Collection.objects.order_by("-ends", "slug")
    slug = request.query_params.get("collection", "").replace("\0", "?")
    found = collections.filter(slug=slug).first() if slug else collections.first()
    if found is None:
        known = ", ".join(collections.values_list("slug", flat=True)[:20]) or "none yet"
        raise Http404(f"There is no collection {slug[:80]!r}. There are: {known}.")
    return found


RELEASE = (
    "method", "position", "made_at", "minimum", "tiers", "is_official", "is_provisional", "is_retrospective",
    "is_demonstration",
)  # fmt: skip


def _release(board: Board) -> dict[str, Any]:
    release, scope = board.release, board.scope
    head = {
        "collection": scope.collection.slug if scope.collection else None,
        "topic": scope.topic.key if scope.topic else None,
        "year": scope.year,
        "endorsements": scope.with_endorsements,
        "as_of": board.past.asked if board.past else None,
        "finding": board.finding,
        "withheld_because": board.gloss if board.is_withheld else None,
        "quoted_without_a_prediction": [person.slug for person in board.quoted_only],
        "counted_from": [_part(one) for one in board.ground.parts] if board.ground else [],
        "not_shown_with_scores": [one.slug for one in board.left_out],
    }
    if release is None:
        return head | dict.fromkeys(("release", *RELEASE))
    return head | _labels(release)


def _part(one: Part) -> dict[str, Any]:
    """A collection that a board is counted from, and at which of its releases; None on a day of the past."""
    return {
        "collection": one.collection.slug,
        "release": one.release.name if one.release else None,
        "made_at": one.at,
        "minimum": one.minimum,
        "is_retrospective": one.is_retrospective,
    }


def _labels(release: Release) -> dict[str, Any]:
    """What a release is: its name, its place among the public entries, its method and how far it is settled."""
    shown = {name: getattr(release, name) for name in RELEASE if name != "position"}
    return shown | {"release": release.name, "position": release.public_position}


class SideBySide(Reading, generics.ListAPIView):  # type: ignore[type-arg]
    """GET /api/v1/leaderboard/methods/: a board by every method, in the order of the board.

    The board is chosen by the parameters of the leaderboard.
    """

    parameters = scopes.PARAMETERS | {"as_of"}

    def list(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        board = _board(request)
        try:
            found = methods.side_by_side(board, visitor=network_of(request), now=timezone.now())
        except NoBoard as error:
            raise _refusal(error) from error
        page: Any = self.paginate_queryset(board.standings if found else [])
        response = self.get_paginated_response([_by_every_method(found.row(one)) for one in page] if found else [])
        response.data = _release(board) | _methods(board, found) | response.data
        return response


def _methods(board: Board, found: methods.SideBySide | None) -> dict[str, Any]:
    """Name and version of each method, and how much there was for those that need more than grades."""
    of_release = board.release.method if board.release else None
    named = dict.fromkeys(("fair", "accuracy", "bounds"), of_release) | {
        "hits": methods.LABELS["hits"],
        "above_expectation": methods.LABELS["above"],
        "stated": methods.LABELS["stated"],
        "hedges": None,
    }
    above = found.worked.above if found else None
    return {
        "methods": named,
        "hits_from": str(HIT_FROM),
        "log_clipped_to": CLIPPED_TO,
        "priors": {
            "fewest": FEWEST,
            "claims": above.claims if above else 0,
            "claims_with_enough": above.expected if above else 0,
        },
        "no_hedges_because": "the record holds no reading of the words as chances",
    }


def _by_every_method(row: methods.Row) -> dict[str, Any]:
    """One person; null where a method has nothing to say of them."""
    line, above = row.standing, row.above
    is_scored = line.resolved > 0
    hits = {name: str(stored(value)) for name, value in row.hits._asdict().items()} if row.hits else None
    return {
        "expert": line.expert.slug,
        "name": line.name,
        "tier": line.tier,
        "fair": {"score": str(line.score), "low": str(line.low), "high": str(line.high)} if is_scored else None,
        "accuracy": _share(line.accuracy, line.accuracy_low, line.accuracy_high),
        "hits": hits,
        "bounds": {"low": str(line.bound_low), "high": str(line.bound_high)},
        "above_expectation": {name: _bare(value) for name, value in asdict(above).items()} if above else None,
        "no_above_expectation_because": None if above else "not enough priors",
        "stated": _chances(row.stated) if row.stated else None,
    }


def _share(share: Decimal | None, low: Decimal | None, high: Decimal | None) -> dict[str, str] | None:
    return None if share is None else {"share": str(share), "low": str(low), "high": str(high)}


class Standings(Reading, generics.ListAPIView):  # type: ignore[type-arg]
    """GET /api/v1/experts/SLUG/standings/?collection=SLUG: their line in every release that was shown, oldest first."""

    parameters = frozenset({"collection"})

    def list(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        expert = get_object_or_404(public_experts(), slug=self.kwargs["slug"])
        collection = _collection_of(request, expert)
        page: Any = self.paginate_queryset(series.lines(expert, collection))
        past.call_as_stored(page)
        response = self.get_paginated_response([_labels(one.release) | StandingSerializer(one).data for one in page])
        response.data = {"expert": expert.slug, "collection": collection.slug} | response.data
        return response


# What there is to say of somebody without a line: nothing, and certainly no zero.
NO_LINE: dict[str, Any] = {"name": None, "exactly": None, "figures": [], "compared_with": []}


class Figures(Reading, generics.ListAPIView):  # type: ignore[type-arg]
    """GET /api/v1/experts/SLUG/figures/?collection=SLUG: every figure of their line, and the claims it comes from.

    The board is chosen by the parameters of the leaderboard.
    """

    parameters = scopes.PARAMETERS | {"as_of"}

    def list(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        expert = get_object_or_404(public_experts(), slug=self.kwargs["slug"])
        board = _board(request, default=tracing.newest_with(expert))
        standing = tracing.line_of(board, expert.pk)
        if standing is None:
            return self._answer(board, {"expert": expert.slug} | NO_LINE, [])
        try:
            found = tracing.explained(board, standing, visitor=network_of(request), now=timezone.now())
        except NoBoard as error:
            raise _refusal(error) from error
        head = {
            "expert": expert.slug,
            "name": standing.name,
            "exactly": {name: plain(getattr(found, name)) for name in ("points", "weight", "unknown")},
            "figures": [_figure(one) for one in found.figures],
            "compared_with": [_rival(one) for one in found.rivals],
        }
        return self._answer(board, head, tracing.terms(board, expert.pk))

    def _answer(self, board: Board, head: dict[str, Any], terms: Sequence[Term]) -> Response:
        page: Any = self.paginate_queryset(terms)
        response = self.get_paginated_response([_term(one) for one in page])
        response.data = _release(board) | head | response.data
        return response


def _figure(one: Figure) -> dict[str, Any]:
    """One figure: `stored` on the board, worked out `again`, and the arithmetic between the claims and it."""
    return {
        "name": one.name,
        "stored": _bare(one.stored),
        "again": _bare(one.again),
        "is_equal": one.is_equal,
        "formula": str(one.formula),
        "numbers": one.numbers,
    }


def _bare(value: Decimal | str | int | bool | None) -> str | int | bool | None:  # noqa: FBT001  a figure may be one
    return str(value) if isinstance(value, Decimal) else value


def _rival(one: Rival) -> dict[str, str]:
    return {"expert": one.slug, "name": one.name, "points": plain(one.points), "weight": plain(one.weight)}


def _term(one: Term) -> dict[str, Any]:
    """One claim; its id and key are null where it is no longer shown to everybody."""
    return {
        "claim": one.claim.pk if one.claim else None,
        "key": one.claim.key if one.claim else None,
        "state": one.state.value,
        "is_own": one.is_own,
        "is_counted": one.is_counted,
        "grade": None if one.grade is None else plain(one.grade),
        "weight": plain(one.weight),
        "points": plain(one.points),
        "counts_for": one.counts_for or None,
        "is_overdue": one.is_overdue,
        "is_provisional": one.is_provisional,
    }


class WhatChanged(Reading, generics.ListAPIView):  # type: ignore[type-arg]
    """GET /api/v1/leaderboard/changes/?collection=SLUG: what changed with the newest release, claim by claim, and why.

    `as_of` asks for the changes with an older release, or with the last one of a UTC day.
    """

    parameters = frozenset({"collection", "as_of"})

    def list(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        collection, asked = _collection(request), request.query_params.get("as_of", "")
        try:
            release = changes.release_at(collection, asked, now=timezone.now())
            visitor = network_of(request)
            found = changes.changes(release, visitor=visitor, now=timezone.now()) if release else None
        except NoBoard as error:
            raise _refusal(error) from error
        page: Any = self.paginate_queryset(found.moves if found else [])
        claims, people = changes.claims_of(page), changes.people_of(page)
        names = past.names_then(people, release.position) if release else {}
        slugs = dict(Expert.objects.filter(pk__in=people).values_list("pk", "slug"))
        told = (telling.told(move, claims, names) for move in page)
        response = self.get_paginated_response([telling.for_programs(one, slugs, names) for one in told])
        response.data = _changes(collection, found) | response.data
        return response


def _changes(collection: Collection, found: Changes | None) -> dict[str, Any]:
    """The two releases that are compared, and the lines that read differently; nulls before anything was shown."""
    release, since = (found.release, found.since) if found else (None, None)
    return {
        "collection": collection.slug,
        "release": _named(release),
        "since": _named(since),
        "is_comparable": found.is_comparable if found else False,
        "is_cut": found.is_cut if found else False,
        "lines": [_shift(one) for one in found.shifts] if found else [],
    }


def _named(release: Release | None) -> dict[str, Any] | None:
    if release is None:
        return None
    named = {"release": release.name, "method": release.method, "position": release.public_position}
    return named | {"made_at": release.made_at, "minimum": release.minimum}


def _shift(one: Shift) -> dict[str, Any]:
    lines = {"before": one.before, "after": one.after}
    return {name: StandingSerializer(line).data if line else None for name, line in lines.items()}


class AgreementOfReviewers(Reading):
    """GET /api/v1/agreement/: Krippendorff's alpha over closed blind rounds, together and by collection."""

    def get(self, _request: Request) -> Response:
        """The figures, and all that somebody needs to work them out again from the verdicts of closed rounds."""
        head = {
            "method": agreement.METHOD,
            "coefficient": "krippendorff_alpha",
            "scale": Scale.ORDINAL.value,
            "interval": {"how": "bootstrap over rounds", "level": LEVEL, "draws": DRAWS, "seed": SEED},
        }
        return Response(head | {"results": [_agreed(one) for one in agreement.everywhere()]})


def _agreed(one: Agreed) -> dict[str, Any]:
    """One line: `collection` is null for all together; a figure that is not defined is null, and the reason stands."""
    return {
        "collection": one.collection.slug if one.collection else None,
        "alpha": None if one.alpha is None else str(one.alpha),
        "low": None if one.low is None else str(one.low),
        "high": None if one.high is None else str(one.high),
        "no_alpha_because": one.no_alpha,
        "no_interval_because": one.no_range,
        "closed_blind_rounds": one.closed,
        "rounds": one.rounds,
        "verdicts": one.verdicts,
    }


class StatedChances(Reading, generics.ListAPIView):  # type: ignore[type-arg]
    """GET /api/v1/stated-chances/?collection=SLUG: the scores of chances that were stated, first ones and last ones."""

    parameters = frozenset({"collection"})

    def list(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        board = leaderboard.current(_collection(request))
        try:
            lines = [_stated(one) for one in stated.in_release(board.release)] if board.release else []
        except NoBoard as error:
            raise _refusal(error) from error
        response = self.get_paginated_response(self.paginate_queryset(lines))
        scoring = {"scores": stated.METHOD, "log_clipped_to": CLIPPED_TO}
        response.data = _release(board) | scoring | response.data
        return response


def _stated(one: Stated) -> dict[str, Any]:
    return {"expert": one.expert.slug, "name": one.expert.name} | _chances(one)


def _chances(one: Chances) -> dict[str, Any]:
    line: dict[str, Any] = {"claims": one.claims, "weight": str(one.weight), "revised": one.revised}
    for name, scores in (("first", one.first), ("last", one.last)):
        line[name] = {key: value if isinstance(value, int) else str(value) for key, value in asdict(scores).items()}
    return line


urlpatterns = [
    path("stated-chances/", StatedChances.as_view(), name="api-stated-chances"),
    path("leaderboard/changes/", WhatChanged.as_view(), name="api-changes"),
    path("leaderboard/methods/", SideBySide.as_view(), name="api-methods"),
    path("leaderboard/", Leaderboard.as_view(), name="api-leaderboard"),
    path("experts/<slug:slug>/standings/", Standings.as_view(), name="api-standings"),
    path("experts/<slug:slug>/figures/", Figures.as_view(), name="api-figures"),
    path("agreement/", AgreementOfReviewers.as_view(), name="api-agreement"),
]
