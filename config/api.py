"""The read-only API under /api/v1/: each app's part, joined."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from config.paging import Pages

__all__ = ["Pages", "urlpatterns"]

urlpatterns: list[URLPattern | URLResolver] = []
