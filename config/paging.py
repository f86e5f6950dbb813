"""How lists of the API are cut into pages. Apart from `config.api`, which imports the apps that page with it."""

from __future__ import annotations

from rest_framework.pagination import PageNumberPagination


class Pages(PageNumberPagination):
    """`?page=2&page_size=50`: numbered pages of 25, or of 1 to 100 where the reader asks."""

    page_size = 25
    page_size_query_param = "page_size"
    max_page_size = 100
