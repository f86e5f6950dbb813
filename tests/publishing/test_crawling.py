"""What search engines are told: every public page in each language, nothing of the desk, nothing of a demonstration."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from django.conf import settings
from django.test import Client

from predictions.models import RecordKind
from tests import builders

pytestmark = pytest.mark.django_db

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


def read(address: str) -> ET.Element:
    answer = Client().get(address)
    assert answer.status_code == 200
    return ET.fromstring(answer.content)  # noqa: S314  our own


def test_every_page_is_listed_once_in_each_language_with_its_other_address() -> None:
    claim = builders.one_of_each()
    builders.a_draft()

    pages = {place.findtext(f"{MAP}loc"): place for place in read("/sitemap-claims.xml")}

    english, french = (f"{settings.SITE_URL}{before}/claims/{claim.pk}/" for before in ("", "/fr"))
    assert pages.keys() == {english, french}
    others = {link.get("hreflang"): link.get("href") for link in pages[english].findall(LINK)}
    assert others == {"en": english, "fr": french, "x-default": english}


def test_every_listed_address_is_a_page_and_every_section_is_in_the_index() -> None:
    builders.one_of_each()
    sections = [place.findtext(f"{MAP}loc") or "" for place in read("/sitemap.xml")]

    assert len(sections) == 5
    for section in sections:
        assert section.startswith(f"{settings.SITE_URL}/sitemap-")
        for place in read(section.removeprefix(settings.SITE_URL)):
            address = place.findtext(f"{MAP}loc") or ""
            assert Client().get(address.removeprefix(settings.SITE_URL)).status_code == 200, address


def test_robots_are_sent_to_the_map_and_kept_from_the_desk() -> None:
    builders.a_record(RecordKind.RECORD)

    said = Client().get("/robots.txt").content.decode().splitlines()

    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in said
    assert "Disallow: /desk/" in said
    assert "Disallow: /" not in said


def test_nothing_of_a_demonstration_is_listed() -> None:
    builders.a_record(RecordKind.DEMONSTRATION)

    assert Client().get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"
    assert Client().get("/sitemap.xml").status_code == 404
    assert Client().get("/sitemap-claims.xml").status_code == 404
