"""The picture beside a link: it carries its labels, is drawn once for each state, and shows what the page shows."""

from __future__ import annotations

import re
import struct
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache, caches
from django.test import Client

from predictions.models import Claim, Record, RecordKind
from publishing import pictures
from publishing.cards import Card
from scoring import actions as scoring
from scoring import limiting
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db

META = re.compile(r'<meta property="og:(image|title|description|image:alt)" content="([^"]*)">')


def told(address: str) -> dict[str, str]:
    """What the page tells other sites."""
    return dict(META.findall(Client().get(address).content.decode()))


def path(claim: Claim, language: str = "") -> str:
    return told(f"{language}/claims/{claim.pk}/")["image"].removeprefix(settings.SITE_URL)


@pytest.fixture
def claim() -> Claim:
    builders.a_record(RecordKind.RECORD)
    return builders.resolved(builders.a_claim(), "0.5")


@pytest.mark.parametrize(("days", "label"), [(1, "Provisional"), (31, "Official")])
def test_a_card_says_whether_the_decision_stands(claim: Claim, days: int, label: str) -> None:
    with time_machine.travel(NOW + timedelta(days=days), tick=False):
        card = told(f"/claims/{claim.pk}/")

    assert card["description"] == f"{label} · Partly came true, decided on 2 March 2026"
    assert label in card["image:alt"]


def test_a_card_of_a_demonstration_says_so_and_nothing_else() -> None:
    builders.a_record(RecordKind.DEMONSTRATION)
    collection = builders.a_collection(basis="retrospective")
    claim = builders.resolved(builders.a_claim(collection=collection), "1")

    assert told(f"/claims/{claim.pk}/")["description"].startswith("Demonstration · Retrospective · Came true")
    assert told(f"/fr/claims/{claim.pk}/")["description"].startswith("Démonstration · Rétrospecti")


def test_the_picture_is_a_png_of_the_size_it_says_and_may_be_kept_for_an_hour(claim: Claim) -> None:
    answer = Client().get(path(claim))

    assert answer.content[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", answer.content[16:24]) == (1200, 630)
    assert set(answer["Cache-Control"].split(", ")) == {"public", "max-age=3600"}
    assert not answer.cookies


def test_it_is_drawn_once_and_an_older_address_leads_to_the_newest(claim: Claim, monkeypatch: Any) -> None:
    address = path(claim)
    first = Client().get(address).content
    monkeypatch.setattr(pictures, "png", lambda _card: pytest.fail("it was drawn again"))

    assert Client().get(address).content == first
    assert Client().get(re.sub(r"[0-9a-f]{16}", "0" * 16, address))["Location"] == address
    assert address != path(claim, "/fr")
    caches["boards"].clear()


def test_whoever_has_too_many_drawn_is_asked_to_wait_and_gets_what_is_drawn_already(
    claim: Claim, monkeypatch: Any
) -> None:
    monkeypatch.setattr(limiting, "MOST_A_MINUTE", 1)
    cache.clear()

    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        first, second = path(claim), path(claim, "/fr")
        assert Client().get(first).status_code == 200
        refused = Client().get(second)
        assert Client().get(first).status_code == 200

    assert (refused.status_code, refused["Retry-After"]) == (429, str(60 - NOW.second))
    assert "pictures" in refused.content.decode()
    caches["boards"].clear()
    cache.clear()


def test_what_did_not_come_true_by_a_date_of_ours_says_whose_date_it_is() -> None:
    builders.a_record(RecordKind.RECORD)
    claim = builders.resolved(builders.a_claim(deadline_assigned=True), "0")

    with time_machine.travel(NOW + timedelta(days=31), tick=False):
        card = told(f"/claims/{claim.pk}/")

    assert card["description"].startswith("Official · Deadline set by us · Not come true by the date we set")


def test_another_figure_is_another_address() -> None:
    one, other = (Card("claim", "en", "", "It will", "", "Open", labels=labels) for labels in ([], ["Official"]))

    assert one.version != other.version


@pytest.mark.parametrize("kind", ["claims", "experts", "collections", "people"])
def test_there_is_no_card_of_what_is_not_public(claim: Claim, kind: str) -> None:
    draft = builders.a_draft()
    speaker = draft.statements.get().expert
    assert speaker is not None
    name = {"claims": draft.pk, "experts": speaker.slug}.get(kind, "nobody")

    assert Client().get(f"/cards/en/{kind}/{name}/0.png").status_code == 404
    assert Client().get(f"/cards/de/claims/{claim.pk}/0.png").status_code == 404


def test_a_person_is_shown_with_the_figures_of_the_board_and_a_collection_with_its_finding(claim: Claim) -> None:
    scoring.sweep(at=NOW, without_pause=True)
    speaker = claim.statements.get().expert
    assert speaker is not None

    person, collection = told(speaker.get_absolute_url()), told(claim.collection.get_absolute_url())

    page = Client().get("/").content.decode()
    (score,) = re.findall(r'average">[^0-9]*([0-9.]+)', page)
    assert f"Fair score {score}, 9 times in 10" in person["description"]
    assert person["description"].startswith("Provisional · ")
    assert person["description"].endswith(" · as of 2 March 2026")
    assert "Too few decided predictions" in collection["description"]


def test_no_card_shows_a_score_before_the_people_were_told() -> None:
    builders.a_record(RecordKind.RECORD)
    collection = builders.a_collection(scores_shown_at=None, scores_shown_by=None)
    claim = builders.resolved(builders.a_claim(collection=collection), "1")
    scoring.sweep(at=NOW, without_pause=True)
    speaker = claim.statements.get().expert
    assert speaker is not None
    assert not Record.objects.get().is_demonstration

    assert "Fair score" not in told(speaker.get_absolute_url())["description"]
    assert "Not shown with scores yet" in told(collection.get_absolute_url())["description"]
    assert "release-" not in Client().get(f"/claims/{claim.pk}/").content.decode()


def test_a_very_long_word_and_a_very_long_title_fit() -> None:
    card = Card("claim", "en", "k" * 900, "w" * 5_000 + " word" * 900, "b" * 900, "f" * 900, labels=["Official"])

    assert pictures.png(card)[:4] == b"\x89PNG"
