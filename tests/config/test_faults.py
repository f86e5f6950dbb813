"""What is answered when something is not there or goes wrong helps whoever meets it, people and programs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, OperationalError
from django.test import Client
from django.utils import timezone

from config import maintenance, wayfinding
from tests import builders

MEANT = re.compile(r'<ul class="claims">(.*?)</ul>', re.DOTALL)


def meant(address: str) -> list[str]:
    """Where a page that is none says one may have wanted to go."""
    answer = Client().get(address)
    assert answer.status_code == 404
    page = answer.content.decode()
    return [link for part in MEANT.findall(page) for link in re.findall(r'href="([^"]*)"', part)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "places"),
    [
        ("/en/claims/", ["/claims/"]),
        ("/fr/desk/", ["/desk/"]),
        ("/Claims/", ["/claims/"]),
        ("/method/", ["/methodology/"]),
        ("/fr/about", ["/fr/methodology/"]),
        ("/rss", ["/feeds/decisions.atom"]),
        ("/SC-12", ["/claims/?q=SC-12"]),
        ("/nothing/like/this/", []),
        ("/" + "x" * 5_000, []),
        ("/experts/%00/", []),
    ],
)
def test_a_page_that_is_none_says_where_one_may_have_wanted_to_go(address: str, places: list[str]) -> None:
    assert meant(address) == places


@pytest.mark.django_db
def test_a_name_or_an_id_that_is_nearly_right_finds_its_page_and_nobody_of_a_draft() -> None:
    claim = builders.one_of_each()
    speaker = claim.statements.get().expert
    assert speaker is not None
    hidden = builders.a_draft().statements.get().expert
    assert hidden is not None

    assert meant(f"/experts/{speaker.slug}x/")[0] == f"/experts/{speaker.slug}/"
    assert meant(f"/fr/expert/{speaker.slug}/")[0] == f"/fr/experts/{speaker.slug}/"
    assert meant(f"/claims/{claim.pk}/evidence/x/") == []
    assert f"/claims/{claim.pk}/" in meant(f"/claim/{claim.pk}")
    assert f"/experts/{hidden.slug}/" not in meant(f"/experts/{hidden.slug}x/")


@pytest.mark.django_db
def test_what_is_not_there_asks_at_most_two_more_questions(django_assert_max_num_queries: Any) -> None:
    builders.one_of_each()

    with django_assert_max_num_queries(3):  # one is whether this is a demonstration
        Client().get("/experts/nobody-like-this/")


@pytest.mark.django_db
def test_programs_get_plain_values_where_nothing_is() -> None:
    answer = Client().get("/api/v1/nothing/")

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")
    assert "/api/v1/" in answer.json()["detail"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "status"),
    [(OperationalError("canceling statement"), 503), (DatabaseError("x"), 500), (ValueError(), 500)],
)
@pytest.mark.parametrize("address", ["/fr/claims/", "/api/v1/claims/"])
def test_a_fault_is_said_and_one_that_passes_says_when(
    monkeypatch: Any, error: Exception, status: int, address: str
) -> None:
    def fails(*_args: Any, **_options: Any) -> None:
        raise error

    monkeypatch.setattr("predictions.models.claims.ClaimQuerySet.for_pages", fails)

    answer = Client(raise_request_exception=False).get(address)

    assert answer.status_code == status
    assert (answer.get("Retry-After") == "30") is (status == 503)
    if address.startswith("/api/"):
        assert answer.json()["detail"]
    else:
        assert '<html lang="fr">' in answer.content.decode()


@pytest.mark.django_db
def test_a_database_that_is_gone_leaves_the_suggestions_out(monkeypatch: Any) -> None:
    def fails(_path: str) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(wayfinding, "suggestions", fails)

    assert meant("/experts/nobody/") == []


@pytest.fixture
def _open_afterwards() -> Iterator[None]:
    yield
    maintenance.open_again()


@pytest.mark.usefixtures("_open_afterwards")
def test_while_the_site_is_worked_on_readers_are_told_when_to_come_back(capsys: Any) -> None:
    call_command("maintenance", "on", "--minutes", "20")

    page, api = Client().get("/fr/claims/"), Client().get("/api/v1/claims/")
    alive = Client().get("/healthz")
    call_command("maintenance", "off")

    assert (page.status_code, api.status_code, alive.status_code) == (503, 503, 200)
    assert 1_100 < int(page["Retry-After"]) <= 1_200
    assert "20 minutes" in page.content.decode()
    assert '<html lang="fr">' in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert api.json()["detail"]
    assert "Open again." in capsys.readouterr().out


@pytest.mark.usefixtures("_open_afterwards")
@pytest.mark.parametrize("written", ["", "soon", "2020-01-01T00:00:00+00:00", "2020-01-01"])
def test_a_switch_made_by_hand_closes_the_site_as_well(written: str) -> None:
    maintenance.close(until=timezone.now() + timedelta(hours=1))
    maintenance.switch().write_text(written)

    assert Client().get("/claims/")["Retry-After"] == "60"
