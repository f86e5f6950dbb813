"""The leaderboard for programs: the release that is shown, with everything needed to read it rightly."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import Http404
from django.urls import path
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from predictions.api import Reading
from predictions.models import Collection
from scoring import agreement, leaderboard, stated
from scoring.agreement import Agreed
from scoring.leaderboard import Board
from scoring.models import Standing
from scoring.rules.agreement import DRAWS, LEVEL, SEED, Scale
from scoring.rules.logarithmic import CLIPPED_TO
from scoring.stated import Stated


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


class Leaderboard(Reading, generics.ListAPIView):  # type: ignore[type-arg]
    """GET /api/v1/leaderboard/?collection=SLUG: the newest collection where none is named."""

    serializer_class = StandingSerializer
    parameters = frozenset({"collection"})

    def list(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        board = leaderboard.current(_collection(request))
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
    release = board.release
    head = {
        "collection": board.collection.slug,
        "finding": board.finding,
        "withheld_because": board.gloss if board.is_withheld else None,
        "quoted_without_a_prediction": [person.slug for person in board.quoted_only],
    }
    if release is None:
        return head | dict.fromkeys(RELEASE)
    shown = {name: getattr(release, name) for name in RELEASE if name != "position"}
    return head | shown | {"position": release.public_position}


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
        lines = [_stated(one) for one in stated.in_release(board.release)] if board.release else []
        response = self.get_paginated_response(self.paginate_queryset(lines))
        scoring = {"scores": stated.METHOD, "log_clipped_to": CLIPPED_TO}
        response.data = _release(board) | scoring | response.data
        return response


def _stated(one: Stated) -> dict[str, Any]:
    line: dict[str, Any] = {"expert": one.expert.slug, "name": one.expert.name, "claims": one.claims}
    line |= {"weight": str(one.weight), "revised": one.revised}
    for name, scores in (("first", one.first), ("last", one.last)):
        line[name] = {key: value if isinstance(value, int) else str(value) for key, value in asdict(scores).items()}
    return line


urlpatterns = [
    path("stated-chances/", StatedChances.as_view(), name="api-stated-chances"),
    path("leaderboard/", Leaderboard.as_view(), name="api-leaderboard"),
    path("agreement/", AgreementOfReviewers.as_view(), name="api-agreement"),
]
