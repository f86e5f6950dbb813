"""One language at one address, whatever a browser asks for; the desk, accounts and the API follow their reader."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from accounts.roles import Role
from config.languages import follows_the_reader
from tests import builders
from tests.addresses import addresses
from tests.predictions.desk import desks

pytestmark = pytest.mark.django_db

FRENCH = {"accept-language": "fr-FR,fr;q=0.9,en;q=0.5"}
# The same in every language.
FILES_AND_STATES = {"healthz", "mailz", "readyz", "evidence_file", "robots", "sitemap", "sitemap_section", "oembed"}
NAMED_IN_THE_ADDRESS = {"embed", "card"}


def language(page: str) -> str:
    """What the page says it is in."""
    found = re.search(r'<html lang="([\w-]+)">', page)
    assert found is not None
    return found[1]


def test_every_address_has_one_language_or_is_said_to_follow_its_reader() -> None:
    english = {name: pattern for pattern, name in addresses()}
    with translation.override("fr"):
        french = {name: pattern for pattern, name in addresses()}

    for name, pattern in english.items():
        stays = follows_the_reader(f"/{pattern}") or name in FILES_AND_STATES | NAMED_IN_THE_ADDRESS
        assert (french.get(name) == pattern) is stays, f"{pattern}: config/settings.py, IN_THE_READERS_LANGUAGE"


@pytest.mark.parametrize(
    ("address", "spoken"), [("/claims/", "en"), ("/fr/claims/", "fr"), ("/nowhere/", "en"), ("/fr/nowhere/", "fr")]
)
def test_a_public_page_speaks_the_language_of_its_address_to_everybody(address: str, spoken: str) -> None:
    builders.a_record()
    cookie = Client(headers=FRENCH)
    cookie.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    visitors = [Client(), Client(headers=FRENCH), cookie, desks.somebody(Role.EDITOR, language="fr")]

    answers = [visitor.get(address) for visitor in visitors]

    assert {language(answer.content.decode()) for answer in answers} == {spoken}
    assert all("Accept-Language" not in answer.get("Vary", "") for answer in answers)
    assert {answer["Content-Language"] for answer in answers} == {spoken}


def test_no_address_redirects_by_what_a_browser_prefers() -> None:
    builders.a_record()

    assert [Client(headers=FRENCH).get(one).status_code for one in ("/", "/claims/", "/fr/", "/fr")] == [
        200,
        200,
        200,
        301,
    ]


def test_a_sign_in_page_follows_the_browser_and_says_so_to_caches() -> None:
    answer = Client(headers=FRENCH).get("/accounts/login/")

    assert language(answer.content.decode()) == "fr"
    assert "Accept-Language" in answer["Vary"]


def test_a_page_names_its_one_address_and_itself_in_each_language() -> None:
    claim = builders.one_of_each()
    here = f"{settings.SITE_URL}/claims/{claim.pk}/"
    there = f"{settings.SITE_URL}/fr/claims/{claim.pk}/"

    for address, canonical in ((f"/claims/{claim.pk}/?utm=x", here), (f"/fr/claims/{claim.pk}/", there)):
        page = Client().get(address).content.decode()
        assert f'<link rel="canonical" href="{canonical}">' in page
        for tongue, place in (("x-default", here), ("en", here), ("fr", there)):
            assert f'<link rel="alternate" hreflang="{tongue}" href="{place}">' in page


def test_an_older_board_is_an_address_of_its_own_and_a_filter_is_not() -> None:
    builders.a_record()

    page = Client().get("/fr/claims/?q=x&page=1&status=open&collection=").content.decode()

    assert f'<link rel="canonical" href="{settings.SITE_URL}/fr/claims/?page=1">' in page
    assert 'href="/claims/?q=x&amp;page=1&amp;status=open&amp;collection="' in page


def test_the_desk_and_the_pages_without_a_public_side_have_no_other_address() -> None:
    page = desks.somebody(Role.EDITOR, language="fr").get("/desk/").content.decode()

    assert language(page) == "fr"
    assert "canonical" not in page
    assert 'href="/fr/claims/"' in page


def test_who_prefers_the_other_language_is_offered_it_quietly() -> None:
    builders.a_record()

    assert 'class="offered">Français' in desks.somebody(Role.EDITOR, language="fr").get("/claims/").content.decode()
    assert "offered" not in Client(headers=FRENCH).get("/claims/").content.decode()  # the browser marks it by itself


def test_what_nobody_translated_says_so_and_in_which_language_it_is() -> None:
    claim = builders.a_claim(collection=builders.a_collection(description={"en": "What was expected."}))
    french = claim.wordings.get(language="fr")
    french.proposition = ""
    builders.saved(french)
    mark = '<span class="badge">En anglais</span>'

    page, listed, collection = (
        Client().get(f"/fr{address}").content.decode()
        for address in (f"/claims/{claim.pk}/", "/claims/", f"/collections/{claim.collection.slug}/")
    )

    assert '<h1 class="statement" lang="en">' in page
    assert mark in page
    assert f"{claim.key} (en anglais)" in listed
    assert '<span lang="en">What was expected.</span>' in collection
    assert mark in collection
