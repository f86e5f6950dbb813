"""Addresses of feeds and files, in English, and under /fr/ in French."""

from django.urls import path, re_path
from django.views.decorators.http import require_safe

from publishing import feeds
from publishing.views import exports

urlpatterns = [
    path("feeds/decisions.atom", require_safe(feeds.Decisions()), name="decisions_feed"),
    path("feeds/collections/<slug:slug>.atom", require_safe(feeds.OfCollection()), name="collection_feed"),
    path("feeds/experts/<slug:slug>.atom", require_safe(feeds.OfExpert()), name="expert_feed"),
    path("feeds/claims/<str:pk>.atom", require_safe(feeds.OfClaim()), name="claim_feed"),
    re_path(r"^exports/claims\.(?P<form>csv|json)$", exports.claims, name="claims_file"),
    re_path(r"^exports/experts\.(?P<form>csv|json)$", exports.experts, name="experts_file"),
]
