"""Cards in frames of other sites, and oEmbed: allowed where every other page refuses, with nobody's cookie."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client

from accounts.roles import Role
from predictions.models import Claim, RecordKind
from tests import builders
from tests.predictions.desk import desks

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim() -> Claim:
    builders.a_record(RecordKind.RECORD)
    return builders.resolved(builders.a_claim(), "0.5")


def policy(answer: Any) -> dict[str, str]:
    """The content security policy: directive to what it allows."""
    parts = (part.strip().partition(" ") for part in answer["Content-Security-Policy"].split(";"))
    return {name: allowed for name, _space, allowed in parts}


def test_a_card_may_be_framed_and_no_other_page_may(claim: Claim) -> None:
    card, page = Client().get(f"/embed/en/claims/{claim.pk}/"), Client().get(f"/claims/{claim.pk}/")

    assert policy(card)["frame-ancestors"] == "*"
    assert "X-Frame-Options" not in card
    assert "script-src" not in policy(card)
    assert policy(card)["default-src"] == "'none'"
    assert policy(page)["frame-ancestors"] == "'none'"
    assert page["X-Frame-Options"] == "DENY"


def test_a_card_is_the_same_for_everybody_and_leaves_no_cookie(claim: Claim) -> None:
    address = f"/embed/fr/claims/{claim.pk}/"
    editor = desks.somebody(Role.EDITOR, language="en")

    mine, anybodys = editor.get(address), Client().get(address)

    assert mine.content == anybodys.content
    assert not mine.cookies
    assert "Cookie" not in mine.get("Vary", "")
    assert '<html lang="fr">' in mine.content.decode()
    assert f'href="{settings.SITE_URL}/fr/claims/{claim.pk}/"' in mine.content.decode()
    assert re.search(r"<li>(Officiel|Provisoire)", mine.content.decode())


def test_a_card_names_its_page_in_its_one_spelling_however_it_was_asked_for(claim: Claim) -> None:
    card = Client().get(f"/embed/en/claims/{claim.pk.lower()}/").content.decode()
    frame = asked(f"{settings.SITE_URL}/claims/{claim.pk.lower()}/").json()["html"]

    assert f'<link rel="canonical" href="{settings.SITE_URL}/claims/{claim.pk}/">' in card
    assert f"/embed/en/claims/{claim.pk}/" in frame


def test_there_is_no_card_of_what_is_not_public(claim: Claim) -> None:
    draft = builders.a_draft()

    for address in (f"/embed/en/claims/{draft.pk}/", f"/embed/xx/claims/{claim.pk}/", "/embed/en/people/nobody/"):
        assert Client().get(address).status_code == 404


def asked(url: str, **more: str) -> Any:
    """The answer of oEmbed about a page."""
    return Client().get(f"/oembed?url={quote(url)}" + "".join(f"&{name}={value}" for name, value in more.items()))


def test_a_page_leads_to_its_frame_by_oembed(claim: Claim) -> None:
    page = Client().get(f"/fr/claims/{claim.pk}/").content.decode()
    (link,) = re.findall(r'type="application/json\+oembed"[^>]* href="([^"]*)"', page)

    said = Client().get(link.removeprefix(settings.SITE_URL)).json()

    assert (said["type"], said["version"], said["title"]) == ("rich", "1.0", claim.wording("fr").proposition)
    assert f'src="{settings.SITE_URL}/embed/fr/claims/{claim.pk}/"' in said["html"]
    assert said["labels"]


def test_a_frame_is_as_wide_as_it_may_be(claim: Claim) -> None:
    url = f"{settings.SITE_URL}/claims/{claim.pk}/"

    assert asked(url, maxwidth="400").json()["width"] == 400
    assert asked(url, maxwidth="99999").json()["width"] == 600
    assert asked(url, maxwidth="x").status_code == 400


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("", 400),
        ("http://x" * 200, 400),
        ("https://example.org/claims/1/", 404),
        (f"{settings.SITE_URL}.example.org/claims/1/", 404),
        (f"{settings.SITE_URL}/desk/", 404),
        (f"{settings.SITE_URL}/experts/nobody/", 404),
    ],
)
def test_what_has_no_card_is_refused_with_a_reason(claim: Claim, url: str, status: int) -> None:
    answer = asked(url)

    assert answer.status_code == status
    assert answer.json()["detail"]
    assert asked(f"{settings.SITE_URL}/claims/{claim.pk}/", format="xml").status_code == 501
