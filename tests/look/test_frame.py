"""The frame of every page: the way around, the mark of a demonstration, what a browser is told."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import include, path
from django.utils.translation import override

STYLES = Path(settings.STATICFILES_DIRS[0]) / "hindcast.css"
TEMPLATES = STYLES.parent.parent / "templates"
ERRORS = ["400", "403", "403_csrf", "404", "500", "503"]
SIGN_IN = [
    "account_inactive",
    "login",
    "logout",
    "password_reset",
    "password_reset_done",
    "password_reset_from_key",
    "password_reset_from_key_done",
    "signup_closed",
]
PAGES = [
    "leaderboard",
    "claims",
    "experts",
    "sources",
    "collections",
    "methodology",
    "corrections",
    "desk",
    "account",
    "healthz",
]


def nothing(request: HttpRequest) -> HttpResponse:
    """A view that is never called."""
    return HttpResponse(request.path)


urlpatterns = [
    *(path(f"{name}/", nothing, name=name) for name in PAGES),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/factors/", include("allauth.mfa.urls")),
]

pytestmark = pytest.mark.urls(__name__)


def page(
    name: str = "base.html",
    *,
    at: str = "/claims/?topic=energy",
    signed_in: bool = False,
    demonstration: bool = False,
    **context: Any,
) -> str:
    """A page as a browser gets it, without a database."""
    request = RequestFactory().get(at)
    request.user = SimpleNamespace(is_authenticated=signed_in)  # type: ignore[assignment]
    request.resolver_match = SimpleNamespace(url_name="claims")  # type: ignore[assignment]
    record = SimpleNamespace(
        is_demonstration=demonstration, as_of=datetime(2026, 11, 23, 18, tzinfo=UTC), position=1284
    )
    return render_to_string(name, {"record": record, "messages": [], "user": request.user, **context}, request)


@pytest.mark.parametrize("name", ["base.html", *(f"{n}.html" for n in ERRORS), *(f"account/{n}.html" for n in SIGN_IN)])
def test_every_page_of_a_demonstration_says_so_and_asks_not_to_be_indexed(name: str) -> None:
    html = page(name, demonstration=True, form=forms.Form())

    assert "please do not quote the figures." in html
    assert '<meta name="robots" content="noindex">' in html


def test_a_page_of_a_record_has_no_such_mark() -> None:
    html = page()

    assert "Demonstration" not in html
    assert "noindex" not in html


def test_a_page_says_for_which_instant_it_is_true() -> None:
    html = page()

    assert "Monday 23 November 2026, 18:00 UTC" in html
    assert "position 1284 among the public entries of the ledger" in html


def test_the_way_around_says_where_one_is() -> None:
    html = page()

    assert '<a href="/claims/" aria-current="page">Claims</a>' in html
    assert html.count("aria-current") == 1


def test_a_public_page_links_to_itself_in_the_other_language() -> None:
    link = '<a href="{}" hreflang="{}" lang="{}" rel="alternate" data-offer>{}</a>'

    assert link.format("/fr/claims/?topic=energy", "fr", "fr", "Français") in page()
    with override("fr"):
        french = page(at="/fr/claims/?topic=energy")
    assert link.format("/claims/?topic=energy", "en", "en", "English") in french
    assert "<form" not in french


def test_changing_the_language_at_the_desk_comes_back_to_the_same_page() -> None:
    html = page(at="/desk/?part=due")

    assert '<form action="/i18n/setlang/" method="post">' in html
    assert '<input type="hidden" name="next" value="/desk/?part=due">' in html
    assert '<button type="submit" name="language" value="fr" lang="fr">Français</button>' in html


def test_the_desk_in_french_is_in_french_and_offers_english_by_its_own_name() -> None:
    with override("fr"):
        html = page(at="/desk/", demonstration=True)

    assert '<html lang="fr">' in html
    assert "merci de ne pas citer ces chiffres" in html
    assert 'value="en" lang="en">English</button>' in html


def test_a_reviewer_finds_the_desk_and_a_stranger_the_way_in() -> None:
    assert '<a href="/desk/">Desk</a>' in page(signed_in=True)
    assert '<a href="/desk/">Desk</a>' not in page()
    assert "Sign in</a>" in page()


def test_the_page_for_our_own_faults_needs_nothing_that_could_fail_again() -> None:
    html = render_to_string("500.html")

    assert "This went wrong on our side" in html
    assert "<form" not in html


def test_what_just_happened_is_said_once_above_the_page() -> None:
    refused = SimpleNamespace(level_tag="error", message="Somebody was first.")

    html = page(messages=[refused])

    assert '<li class="error"><b>Not done.</b>' in html


def test_a_question_of_the_sign_in_library_stands_in_our_hand() -> None:
    class Login(forms.Form):
        login = forms.CharField()

    html = page("account/login.html", form=Login({"login": ""}))

    assert 'aria-describedby="id_login_error"' in html
    assert "Accounts are given by invitation." in html


# --- Rules for every template and the style sheet ---------------------------------------------------------------------


def templates() -> list[Path]:
    """Every page and part of a page; mails have rules of their own."""
    return sorted(
        found for found in TEMPLATES.rglob("*.html") if "<html" not in found.read_text() or found.name == "base.html"
    )


def test_no_template_carries_a_style_or_a_script_of_its_own() -> None:
    offending = re.compile(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=\"|javascript:", re.IGNORECASE)

    found = {path.name: offending.findall(path.read_text()) for path in templates()}

    assert {name: matches for name, matches in found.items() if matches} == {}


def test_a_comment_of_a_template_ends_on_its_line() -> None:
    """Django shows a `{#` that does not close on the same line."""
    found = [path.name for path in templates() if re.search(r"\{#(?:(?!#\}).)*\n", path.read_text())]

    assert found == []


def test_only_the_tokens_name_a_colour() -> None:
    styles = re.sub(r"/\*.*?\*/", "", STYLES.read_text(), flags=re.DOTALL)
    start, end = styles.index("@layer tokens {"), styles.index("@layer base {")
    printed = styles.index("@layer print {")

    outside = styles[:start] + styles[end:printed]

    assert re.findall(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(", outside, re.IGNORECASE) == []


def test_every_address_in_the_style_sheet_is_a_file_of_ours() -> None:
    addresses = re.findall(r"url\(\"?([^)\"]+)\"?\)", STYLES.read_text())

    assert addresses
    assert all((STYLES.parent / address).is_file() for address in addresses)
