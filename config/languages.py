"""Which language a page is in: a public page in that of its address, everything else in that of who reads it.

English stands at the plain path, French under /fr/, so that a cache and a citation meet one language at one address,
whatever a browser asks for. The desk, accounts and the API have one address and follow the reader.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject

from accounts.models import User

# What says which page it is; other filters and the order of a list are the same page to a search engine.
TELLING = ("collection", "topic", "year", "endorsements", "as_of", "page")


def follows_the_reader(path: str) -> bool:
    """Whether what stands at `path` speaks the language of its reader instead of that of its address."""
    return path.startswith(settings.IN_THE_READERS_LANGUAGE)


class LanguageOfTheAddress(LocaleMiddleware):
    """Django's, which takes the default language for every path without a prefix, the desk's too."""

    def process_request(self, request: HttpRequest) -> None:
        """Speak the language of the address, or where the address has none, that of the cookie or the browser."""
        if follows_the_reader(request.path_info):
            language = translation.get_language_from_request(request)
        else:
            language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Say which language it is, and that it depends on the browser only where it does."""
        if follows_the_reader(request.path_info):
            patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response


def plain(path: str) -> str:
    """`path` without the prefix of its language."""
    language = translation.get_language_from_path(path)
    return path[len(language) + 1 :] if language and path.startswith(f"/{language}/") else path


def in_language(path: str, language: str) -> str:
    """The address in `language` of what stands at `path`, an address of a public page in any language."""
    return plain(path) if language == settings.LANGUAGE_CODE else f"/{language}{plain(path)}"


def address(request: HttpRequest) -> dict[str, Any]:
    """For every template: where the page is read in each language, worked out where it is used.

    elsewhere  the page in each other language: code, path with its query, and whether the signed-in person prefers it;
               empty where the address does not decide
    canonical  the one full address of this page
    versions   each language with the full address of this page in it
    """
    return {
        "site_url": settings.SITE_URL,
        "elsewhere": SimpleLazyObject(lambda: _elsewhere(request)),
        "canonical": SimpleLazyObject(lambda: settings.SITE_URL + request.path + _telling(request)),
        "versions": SimpleLazyObject(lambda: _versions(request)),
    }


def _elsewhere(request: HttpRequest) -> list[dict[str, Any]]:
    if follows_the_reader(request.path_info):
        return []
    here, query = translation.get_language(), request.META.get("QUERY_STRING", "")
    asked = f"?{query}" if query else ""
    return [
        {"code": code, "path": in_language(request.path, code) + asked, "is_preferred": code == _preferred(request)}
        for code, _name in settings.LANGUAGES
        if code != here
    ]


def _preferred(request: HttpRequest) -> str | None:
    """The language in the account of who is signed in. That of a browser is left to the browser: caches serve many."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    user = getattr(request, "user", None)
    return user.language if isinstance(user, User) else None


def _versions(request: HttpRequest) -> list[tuple[str, str]]:
    if follows_the_reader(request.path_info):
        return []
    asked = _telling(request)
    return [(code, settings.SITE_URL + in_language(request.path, code) + asked) for code, _name in settings.LANGUAGES]


def _telling(request: HttpRequest) -> str:
    """The part of the query that says which page it is, always in the same order."""
    kept = {name: request.GET[name] for name in TELLING if request.GET.get(name)}
    return f"?{urlencode(kept)}" if kept else ""
