"""The read-only API under /api/v1/: each app's part, joined."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from config.paging import Pages
from predictions.api import marked
from predictions.api import urlpatterns as of_predictions
from scoring.api import urlpatterns as of_scoring

__all__ = ["Pages", "urlpatterns"]

PARTS = ("leaderboard", "changes", "stated-chances", "agreement", "claims", "experts", "sources", "corrections")


class Root(APIView):
    """GET /api/v1/: where everything is."""

    def get(self, request: Request) -> Response:
        """The address of each part."""
        return marked(Response({name: reverse(f"api-{name}", request=request) for name in PARTS}))


urlpatterns: list[URLPattern | URLResolver] = [
    path("", Root.as_view(), name="api-root"),
    *of_scoring,
    *of_predictions,
]
