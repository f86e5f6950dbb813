"""Documents at the desk: listed once, with a file, dated, and leaning on nobody."""

from __future__ import annotations

import socket
from datetime import date

import pytest
from django.test import Client

from accounts.roles import Role
from predictions import actions
from predictions.files import keeping
from predictions.lifecycle import days_of, lateness
from predictions.models import Evidence
from predictions.policy import SYSTEM
from predictions.steps.evidence import AlreadyListed
from tests import builders, papers
from tests.faults.test_writers import at_once, kinds
from tests.predictions.desk import desks
from tests.predictions.desk.desks import DOCUMENT
from tests.predictions.desk.documents import a_file, add, change, give_reason, listed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_folder_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def claim():
    return desks.a_claim_to_judge()


# --- Listing ----------------------------------------------------------------------------------------------------------


def test_a_document_carries_its_language_its_excerpt_its_archive_and_its_file_to_page_and_program(claim):
    given = {
        "language": "fr",
        "excerpt": "quatre modèles ont été publiés",
        "archived_url": "https://archive.example.org/2025/new",
        "file": a_file(name="étude.html"),
    }

    answer = add(desks.somebody(claim=claim), claim, **given)
    page = Client().get(claim.get_absolute_url()).content.decode()
    told = Client().get(f"/api/v1/claims/{claim.pk}/").json()["evidence"][-1]
    handed = Client().get(told["file"]["path"]).getvalue()

    assert answer.status_code == 302
    assert '<p lang="fr">It counts four.</p>' in page
    assert "<q>quatre modèles ont été publiés</q>" in page
    assert 'href="https://archive.example.org/2025/new"' in page
    assert "étude.html.pdf</a> (PDF, " in page
    assert (told["language"], told["excerpt"]) == ("fr", "quatre modèles ont été publiés")
    assert told["file"]["type"] == "application/pdf"
    assert handed == papers.a_pdf()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"language": "de"}, "de"),
        ({"excerpt": "x" * 301}, "300"),
        ({"archived_url": "ftp://example.org/"}, "https://"),
        ({"archived_url": "https://EXAMPLE.org/new#top"}, "This is the address itself"),
        ({"published": "2026-02", "retrieved_on": "2026-01-05"}, "You read it before this day"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_lost(claim, given, says):
    answer = add(desks.somebody(claim=claim), claim, **given)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert says in html
    assert "It counts four." in html
    assert not Evidence.objects.filter(title=DOCUMENT["title"]).exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty"),
        (b"<html>", "neither a PDF nor a PNG"),
        (papers.a_pdf()[:-30], "does not end as a PDF"),
        (papers.a_png(first=papers.header(30_000, 30_000)), "more pixels"),
        (b"%PDF-1.7\n" + b"0" * 10_485_760, "more than 10 MB"),
    ],
)
def test_a_file_that_is_no_document_is_refused_at_its_field(claim, content, says):
    answer = add(desks.somebody(claim=claim), claim, file=a_file(content))

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Evidence.objects.filter(title=DOCUMENT["title"]).exists()


def test_a_file_is_not_lost_when_something_else_is_amiss(claim):
    reviewer = desks.somebody(claim=claim)
    html = add(reviewer, claim, summary="", file=a_file()).content.decode()

    answer = add(reviewer, claim, held=desks.hidden(html, "held"))

    assert "report.pdf (" in html
    assert "is here and goes with the form" in html
    assert answer.status_code == 302
    assert listed(claim).file_name == "report.pdf"


def test_a_file_that_was_chosen_can_be_left_out_again(claim):
    reviewer = desks.somebody(claim=claim)
    html = add(reviewer, claim, summary="", file=a_file()).content.decode()

    add(reviewer, claim, held=desks.hidden(html, "held"), without_file="on")

    assert listed(claim).file_name == ""


@pytest.mark.parametrize("spoil", [lambda held: held[:-3] + "abc", lambda _held: "nonsense"])
def test_nobody_makes_up_a_file_that_was_not_handed_in(claim, spoil):
    reviewer = desks.somebody(claim=claim)
    held = desks.hidden(add(reviewer, claim, summary="", file=a_file()).content.decode(), "held")

    add(reviewer, claim, held=spoil(held))

    assert listed(claim).file_name == ""


def test_the_file_of_one_person_does_not_go_with_the_form_of_another(claim):
    html = add(desks.somebody(claim=claim), claim, summary="", file=a_file()).content.decode()

    add(desks.somebody(number="two", claim=claim), claim, held=desks.hidden(html, "held"))

    assert listed(claim).file_name == ""


def test_a_full_disk_is_said_and_the_form_can_be_sent_without_the_file(claim, monkeypatch):
    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keeping, "keep", full)
    answer = add(desks.somebody(claim=claim), claim, file=a_file())

    assert answer.status_code == 422
    assert "cannot keep files at the moment" in answer.content.decode()


def test_what_is_far_too_large_is_refused_in_words_before_it_is_read(claim):
    reviewer = desks.somebody(claim=claim)

    class Unread:
        def read(self, *_size: int) -> bytes:
            raise AssertionError("the body was read")

        readline = read

    answer = reviewer.generic("POST", desks.address(claim, "evidence/"), b"", content_type="multipart/form-data")
    too_large = reviewer.post(
        desks.address(claim, "evidence/"),
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(12 * 1024 * 1024),
        **{"wsgi.input": Unread()},
    )

    assert answer.status_code != 413
    assert too_large.status_code == 413
    assert "files of up to 10 MB" in too_large.content.decode()


def test_nothing_is_ever_fetched(claim, monkeypatch, settings):
    def blocked(*_given: object, **_named: object) -> None:
        raise AssertionError("something reached for the network")

    reviewer = desks.somebody(claim=claim)
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, blocked)

    answer = add(reviewer, claim, archived_url="https://archive.example.org/2025/new", file=a_file())

    assert answer.status_code == 302


# --- Known again ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("https://example.org/new", "HTTPS://Example.org:443/new?utm_source=mail#part"),
        ("https://arxiv.org/abs/2501.12948v1", "https://arxiv.org/pdf/2501.12948v1.pdf"),
        ("https://doi.org/10.1000/ABC", "https://dx.doi.org/10.1000/abc"),
    ],
)
def test_the_same_page_in_another_spelling_is_not_listed_again(claim, first, second):
    reviewer = desks.somebody(claim=claim)
    add(reviewer, claim, url=first)

    answer = add(reviewer, claim, url=second, key="another", is_another="on")

    assert answer.status_code == 422
    assert "is already document 4" in answer.content.decode()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"url": "https://example.org/new"}, {"url": "http://www.example.org/new/"}),
        ({"url": "https://example.org/new"}, {"url": "https://web.archive.org/web/2025/https://example.org/new"}),
        (
            {"url": "https://arxiv.org/abs/2501.12948"},
            {"url": "https://example.org/p", "identifier": "arXiv:2501.12948v2"},
        ),
    ],
)
def test_what_is_probably_the_same_is_listed_once_the_person_has_compared(claim, first, second):
    reviewer = desks.somebody(claim=claim)
    add(reviewer, claim, **first)

    asked = add(reviewer, claim, key="another", **second)
    answer = add(reviewer, claim, key="a-third", is_another="on", **second)

    assert asked.status_code == 422
    assert "This looks like document 4 of the claim (A new report" in asked.content.decode()
    assert 'name="is_another"' in asked.content.decode()
    assert answer.status_code == 302


def test_the_address_stands_in_the_record_as_it_was_given(claim):
    add(desks.somebody(claim=claim), claim, url="https://example.org/a?utm_source=mail&b=%41")

    assert listed(claim).url == "https://example.org/a?utm_source=mail&b=%41"


@pytest.mark.django_db(transaction=True)
def test_two_people_who_add_the_same_page_at_once_list_it_once():
    builders.a_record()
    claim = builders.a_claim()
    people = builders.reviewers("one", "two")

    def work(number: int) -> Evidence:
        url = ("https://example.org/new", "https://example.org/new?utm_source=x")[number]
        return builders.a_document(claim, by=people[number], url=url)

    answers = at_once(2, work)

    assert kinds(answers) == {"Evidence": 1, AlreadyListed.__name__: 1}


# --- Dates ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("published", "due", "expected"),
    [
        ("2025", date(2025, 12, 31), "not"),
        ("2025", date(2025, 6, 30), "possibly"),
        ("2026", date(2025, 12, 31), "after"),
        ("2025-06", date(2025, 6, 30), "not"),
        ("2025-06", date(2025, 6, 29), "possibly"),
        ("2025-07", date(2025, 6, 30), "after"),
        ("2024-02", date(2024, 2, 29), "not"),
        ("2024-12", date(2024, 12, 30), "possibly"),
        ("2025-06-30", date(2025, 6, 30), "not"),
        ("2025-07-01", date(2025, 6, 30), "after"),
        ("", date(2025, 6, 30), "unknown"),
        ("spring", date(2025, 6, 30), "unknown"),
    ],
)
def test_a_document_is_late_only_as_far_as_its_date_tells(published, due, expected):
    assert lateness(published, due) == expected


def test_a_year_has_all_its_days():
    assert days_of("2024") == (date(2024, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize(
    ("published", "says", "told"),
    [
        ("2026-01-01", "Published after the deadline", "after"),
        ("2025-12-31", None, "not"),
        ("", None, "unknown"),
    ],
)
def test_a_document_from_after_the_deadline_is_marked_wherever_it_is_shown(claim, published, says, told):
    add(desks.somebody(claim=claim), claim, published=published)

    pages = [
        Client().get(claim.get_absolute_url()).content.decode(),
        desks.somebody(number="two", claim=claim).get(desks.address(claim)).content.decode(),
    ]
    shown = Client().get(f"/api/v1/claims/{claim.pk}/").json()["evidence"][-1]["published_after_deadline"]

    assert shown == told
    for page in pages:
        assert ("after the deadline</span>" in page) == (says is not None)
        assert says is None or says in page


# --- Blindness --------------------------------------------------------------------------------------------------------


def test_while_the_round_is_open_nobody_reads_who_listed_or_changed_a_document(claim):
    reviewer = desks.somebody(claim=claim)
    add(reviewer, claim)
    change(reviewer, listed(claim), strength="3")
    give_reason(reviewer, listed(claim), "retract")

    pages = [
        Client().get(claim.get_absolute_url()).content.decode(),
        Client().get(f"/api/v1/claims/{claim.pk}/").content.decode(),
        desks.somebody(number="two", claim=claim).get(desks.address(claim)).content.decode(),
        desks.somebody(number="two", claim=claim).get(desks.address(claim, "evidence/")).content.decode(),
    ]

    assert [page for page in pages if "Reviewer one" in page] == []
    assert pages[0].count("Named when the round closes") == 3


def test_when_the_round_closes_everybody_reads_who_listed_it(claim):
    add(desks.somebody(number="nine", claim=claim), claim)
    builders.resolved(claim)

    page = Client().get(claim.get_absolute_url()).content.decode()

    assert "Reviewer nine" in page
    assert "Named when the round closes" not in page


def test_a_reopened_claim_still_names_who_listed_what_before(claim):
    add(desks.somebody(number="nine", claim=claim), claim)
    builders.resolved(claim)
    actions.reopen(claim_id=claim.pk, why="objection", by=SYSTEM, at=builders.NOW, reason="A new document")
    add(desks.somebody(number="five", claim=claim), claim, url="https://example.org/newer", key="x")

    page = Client().get(claim.get_absolute_url()).content.decode()

    assert "Reviewer nine" in page
    assert "Reviewer five" not in page


def test_an_auditor_reads_in_the_ledger_who_did_the_rest_and_not_who_lists_documents_now(claim):
    add(desks.somebody(number="nine"), claim)
    ref = str(builders.reviewers("nine")[0].ref)

    page = desks.somebody(Role.AUDITOR).get("/admin/predictions/entry/").content.decode()

    assert "named when the round closes" in page
    assert ref not in page
