"""The leaderboard for programs: the release that is shown, with everything needed to read it rightly."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import path
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from predictions.api import Reading
from predictions.models import Collection
from scoring import leaderboard
from scoring.leaderboard import Board
from scoring.models import Standing


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
        board = leaderboard.current(self._collection(request))
        page = self.paginate_queryset(board.standings)
        lines = self.get_serializer(page, many=True).data
        response = self.get_paginated_response(lines)
        response.data = _release(board) | response.data
        return response

    def _collection(self, request: Request) -> Collection:
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
        "quoted_without_a_prediction": [person.slug for person in board.quoted_only],
    }
    if release is None:
        return head | dict.fromkeys(RELEASE)
    return head | {name: getattr(release, name) for name in RELEASE}


urlpatterns = [path("leaderboard/", Leaderboard.as_view(), name="api-leaderboard")]
