"""Where somebody probably wanted to go who came to an address at which there is nothing."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext as _

from config.languages import follows_the_reader, in_language, plain
from predictions import public_ids
from predictions.models import Claim, Collection
from predictions.reading import public_experts, public_sources

MOST = 4
LONGEST = 200  # of an address that is looked into
LIKE = 200  # names that are compared
# Words that people write for what is here under another.
OTHER_WORDS = {
    "about": "methodology",
    "board": "leaderboard",
    "claim": "claims",
    "classement": "leaderboard",
    "collection": "collections",
    "correction": "corrections",
    "expert": "experts",
    "login": "accounts/login",
    "method": "methodology",
    "methode": "methodology",
    "predictions": "claims",
    "rss": "feeds/decisions.atom",
    "feed": "feeds/decisions.atom",
    "signin": "accounts/login",
    "source": "sources",
}
KEY = re.compile(r"[A-Za-z]{1,6}-?\d{1,6}")


def suggestions(path: str) -> list[tuple[str, str]]:
    """Up to four places with their words: every one is there. At most two queries, each of a bounded list."""
    if len(path) > LONGEST or "\0" in path:
        return []
    found: dict[str, str] = {}
    for address, words in _guesses(path):
        if address != path and len(found) < MOST:
            found.setdefault(address, words)
    return [(words, address) for address, words in found.items()]


def _guesses(path: str) -> Iterator[tuple[str, str]]:
    parts = [part for part in plain(path.lower()).split("/") if part]
    if not parts:
        return
    respelt = "/".join([OTHER_WORDS.get(parts[0], parts[0]), *parts[1:]])
    for address in (f"/{respelt}/", f"/{respelt}"):
        if there := _there(address):
            yield there, there
            break
    yield from _named(OTHER_WORDS.get(parts[0], parts[0]), parts[-1] if len(parts) > 1 else "")
    if KEY.fullmatch(parts[-1]):
        listed = in_language("/claims/", translation.get_language() or "en")
        yield f"{listed}?q={parts[-1].upper()}", _("Claims with the key %(key)s") % {"key": parts[-1].upper()}


def _there(address: str) -> str | None:
    """`address` in the language that is spoken, if a page is known there; whose page it would be is not looked up."""
    local = address if follows_the_reader(address) else in_language(address, translation.get_language() or "en")
    try:
        match = resolve(local)
    except Resolver404:
        return None
    return None if match.kwargs else local


def _named(kind: str, name: str) -> Iterator[tuple[str, str]]:
    """What of this kind is called nearly like this."""
    if not name:
        return
    if kind == "claims":
        yield from _claim(name)
    elif kind == "experts":
        near = public_experts().filter(slug__startswith=name[:1]).order_by("slug")[:LIKE]
        yield from _nearest(name, {one.slug: (one.get_absolute_url(), one.name) for one in near})
    elif kind == "collections":
        every = Collection.objects.order_by("slug")[:LIKE]
        yield from _nearest(name, {one.slug: (one.get_absolute_url(), one.slug) for one in every})
    elif kind == "sources":
        some = public_sources().filter(slug__startswith=name[:1]).order_by("slug")[:LIKE]
        yield from _nearest(name, {one.slug: (one.get_absolute_url(), one.title or one.slug) for one in some})


def _claim(name: str) -> Iterator[tuple[str, str]]:
    """A claim under an address that goes on behind its id."""
    try:
        claim = Claim.objects.shown().filter(pk=public_ids.clean(name)).first()
    except public_ids.NotAPublicId:
        return
    if claim is not None:
        yield claim.get_absolute_url(), claim.key


def _nearest(name: str, known: dict[str, tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for slug in difflib.get_close_matches(name, known, n=2, cutoff=0.6):
        yield known[slug]
