"""Documents at the desk: listed once, with a file, changed and retracted in the open, and leaning on nobody."""

from __future__ import annotations

import re
import socket
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.roles import Role
from predictions import actions
from predictions.files import keeping
from predictions.lifecycle import days_of, lateness
from predictions.models import Evidence, Verdict
from predictions.steps.ballots import WrongVerdict
from predictions.steps.evidence import AlreadyListed, DocumentChanged, NothingNew, NotRetracted, RetractedAlready
from tests import builders, papers
from tests.faults.test_writers import at_once, kinds
from tests.predictions.desk import desks
from tests.predictions.desk.desks import DOCUMENT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_folder_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def claim():
    return desks.a_claim_to_judge()


def add(client: Client, claim, **given: Any):
    return client.post(desks.address(claim, "evidence/"), DOCUMENT | given)


def a_file(content: bytes | None = None, name: str = "report.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, papers.a_pdf() if content is None else content, "text/html")


def listed(claim) -> Evidence:
    return claim.evidence.get(title=DOCUMENT["title"])


def change(client: Client, document: Evidence, **given: Any):
    address = desks.address(document.claim, f"evidence/{document.number}/")
    html = client.get(address).content.decode()
    columns = ("title", "publisher", "published", "stance", "strength", "tier", "summary", "note", "retrieved_on")
    filled = {column: str(getattr(document, column)) for column in columns}
    filled |= {"language": "en", "seen": desks.hidden(html, "seen"), "reason": "The figure was another"}
    return client.post(address, filled | given)


def give_reason(client: Client, document: Evidence, what: str, why: str = "It was withdrawn", **given: Any):
    seen = {"seen": str(Evidence.objects.get(pk=document.pk).version), "why": why}
    return client.post(desks.address(document.claim, f"evidence/{document.number}/{what}/"), seen | given)


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
    handed = b"".join(Client().get(told["file"]["path"]).streaming_content)

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


# --- Changing ---------------------------------------------------------------------------------------------------------


def test_who_added_a_document_changes_it_and_the_timeline_says_how(claim):
    reviewer = desks.somebody(claim=claim)
    add(reviewer, claim)

    answer = change(reviewer, listed(claim), stance="contradicts", strength="3", summary="It counts two.")
    page = Client().get(claim.get_absolute_url()).content.decode()

    assert answer.status_code == 302
    assert "Document 4 changed" in page
    assert "The figure was another" in page
    assert re.search(r"<del>Supports</del>\s*<ins>Contradicts</ins>", page)
    assert re.search(r"It counts <del>four\.?</del>\s*<ins>two\.?</ins>", page)


@pytest.mark.parametrize(
    ("given", "status", "says"),
    [
        ({"reason": ""}, 422, "required"),
        ({"stance": "nonsense"}, 422, "nonsense"),
        ({"published": "soon"}, 422, "is not a date"),
        ({}, 422, "Nothing was changed"),
        ({"seen": "7", "summary": "Another."}, 409, "has changed since you opened it"),
    ],
)
def test_a_change_that_cannot_be_recorded_says_why_and_loses_nothing(claim, given, status, says):
    reviewer = desks.somebody(claim=claim)
    add(reviewer, claim, note="Mind the date.")

    answer = change(reviewer, listed(claim), **given)

    assert answer.status_code == status
    assert says in answer.content.decode()
    assert "Mind the date." in answer.content.decode()
    assert listed(claim).version == 1


def test_who_comes_second_sees_what_stands_beside_what_they_typed(claim):
    editor = desks.somebody(Role.EDITOR)
    document = claim.evidence.get(number=1)
    change(editor, document, summary="The first change.")

    late = change(editor, document, seen="1", summary="The second change.")
    html = late.content.decode()
    again = change(editor, document, seen=desks.hidden(html, "seen"), summary="The second change.")

    assert late.status_code == 409
    assert "The first change." in html
    assert "second" in html
    assert again.status_code == 302


@pytest.mark.parametrize(
    ("role", "says"),
    [
        (Role.REVIEWER, "documents that you added"),
        (Role.ADJUDICATOR, "documents that you added"),
        (Role.AUDITOR, "may not add evidence"),
        (None, "may not add evidence"),
    ],
)
def test_the_documents_of_others_are_changed_by_editors(claim, role, says):
    somebody = desks.somebody(role, "five")
    document = claim.evidence.get(number=1)

    answers = [somebody.get(desks.address(claim, "evidence/1/")), give_reason(somebody, document, "retract")]

    for answer in answers:
        assert answer.status_code == 403
        assert says in answer.content.decode()
    assert claim.evidence.get(number=1).retracted_at is None


@pytest.mark.parametrize("number", ["0", "77", "99999999999999999999999"])
def test_a_document_that_is_not_there_has_no_page(claim, number):
    assert desks.somebody(Role.EDITOR).get(desks.address(claim, f"evidence/{number}/")).status_code == 404


# --- Retracting -------------------------------------------------------------------------------------------------------


def test_a_retracted_document_stays_struck_through_with_its_reason(claim):
    document = claim.evidence.get(number=2)

    answer = give_reason(desks.somebody(Role.EDITOR), document, "retract", "The maker withdrew the figure.")
    page = Client().get(claim.get_absolute_url()).content.decode()
    told = Client().get(f"/api/v1/claims/{claim.pk}/").json()["evidence"][1]

    assert answer.status_code == 302
    assert re.search(rf'<del><a href="{document.url}"', page)
    assert "The maker withdrew the figure." in page
    assert "Document 2 retracted" in page
    assert told["retraction_reason"] == "The maker withdrew the figure."
    assert told["retracted_at"]


def test_a_reviewer_sees_it_struck_through_cannot_cite_it_and_learns_why_after_filing(claim):
    reviewer = desks.somebody(claim=claim)
    give_reason(desks.somebody(Role.EDITOR), claim.evidence.get(number=2), "retract", "It contradicts itself.")

    blind = reviewer.get(desks.address(claim)).content.decode()
    refused = reviewer.post(desks.address(claim), desks.ballot(reviewer, claim, cites=["2"]))
    filed = reviewer.post(desks.address(claim), desks.ballot(reviewer, claim, cites=["1"]))
    after = reviewer.get(desks.address(claim)).content.decode()

    assert "<del><a " in blind
    assert re.findall(r'name="cites" value="(\d)"', blind) == ["1", "3"]
    assert "It contradicts itself." not in blind
    assert refused.status_code == 422
    assert "Document 2 was retracted" in refused.content.decode()
    assert filed.status_code == 302
    assert "It contradicts itself." in after


def test_verdicts_that_cited_it_keep_doing_so_and_the_page_marks_it(claim):
    builders.resolved(claim)
    first = claim.evidence.get(number=1)

    give_reason(desks.somebody(Role.EDITOR), first, "retract")
    page = Client().get(claim.get_absolute_url()).content.decode()

    assert '<del><a href="#e1">1</a></del> (retracted since)' in page
    assert first.pk in Verdict.objects.all()[0].cites


def test_no_adjudicator_rests_on_what_was_retracted():
    claim = desks.contested()
    adjudicator = desks.somebody(Role.ADJUDICATOR)
    give_reason(desks.somebody(Role.EDITOR), claim.evidence.get(number=2), "retract")

    page = adjudicator.get(desks.address(claim, "adjudicate/")).content.decode()

    assert re.findall(r'type="checkbox" name="cites" value="(\d)"', page) == ["1", "3"]


def test_a_retraction_is_taken_back_with_a_reason_and_both_stay_in_the_timeline(claim):
    editor = desks.somebody(Role.EDITOR)
    document = claim.evidence.get(number=2)
    give_reason(editor, document, "retract", "By mistake?")

    page = editor.get(desks.address(claim, "evidence/2/")).content.decode()
    answer = give_reason(editor, document, "restore", "It was the right page after all.")
    public = Client().get(claim.get_absolute_url()).content.decode()

    assert "Restore the document" in page
    assert "Record the change" not in page
    assert answer.status_code == 302
    assert claim.evidence.get(number=2).retraction_reason == ""
    for told in ("Document 2 retracted", "By mistake?", "Document 2 restored", "It was the right page after all."):
        assert told in public


@pytest.mark.parametrize("what", ["retract", "restore"])
def test_without_a_reason_nothing_is_retracted_or_restored(claim, what):
    editor = desks.somebody(Role.EDITOR)
    document = claim.evidence.get(number=2)
    if what == "restore":
        give_reason(editor, document, "retract")
    before = claim.evidence.get(number=2).version

    answer = give_reason(editor, document, what, " ")

    assert answer.status_code == 422
    assert claim.evidence.get(number=2).version == before


def test_who_is_too_late_is_told_and_keeps_their_reason(claim):
    editor = desks.somebody(Role.EDITOR)
    document = claim.evidence.get(number=2)
    give_reason(editor, document, "retract")

    twice = give_reason(editor, document, "retract", "My own reason")
    changed = editor.post(desks.address(claim, "evidence/2/"), DOCUMENT | {"seen": "2", "summary": "Typed meanwhile"})
    give_reason(editor, document, "restore")
    restored_twice = give_reason(editor, document, "restore")

    assert twice.status_code == changed.status_code == restored_twice.status_code == 409
    assert "Document 2 is retracted" in twice.content.decode()
    assert "My own reason" in twice.content.decode()
    assert "Typed meanwhile" in changed.content.decode()
    assert "Document 2 stands" in restored_twice.content.decode()


def test_who_added_it_retracts_and_restores_it_and_nobody_else_without_being_an_editor(claim):
    one, two = desks.somebody(claim=claim), desks.somebody(number="two", claim=claim)
    add(one, claim)
    document = listed(claim)

    by_another = give_reason(two, document, "retract")
    own = give_reason(one, document, "retract")
    restored_by_another = give_reason(two, document, "restore")
    restored = give_reason(one, document, "restore")

    assert [by_another.status_code, own.status_code] == [403, 302]
    assert [restored_by_another.status_code, restored.status_code] == [403, 302]


def test_who_added_it_does_not_undo_the_retraction_of_an_editor(claim):
    reviewer = desks.somebody(claim=claim)
    add(reviewer, claim)
    give_reason(desks.somebody(Role.EDITOR), listed(claim), "retract")

    assert give_reason(reviewer, listed(claim), "restore").status_code == 403


def test_the_actions_refuse_what_the_pages_do_not_offer(claim):
    document = claim.evidence.get(number=1)
    given = {"evidence_id": document.pk, "by": builders.SYSTEM, "at": builders.NOW, "reason": "Because"}

    with pytest.raises(NotRetracted):
        actions.restore_evidence(seen_version=1, **given)
    with pytest.raises(DocumentChanged):
        actions.retract_evidence(seen_version=9, **given)
    with pytest.raises(NothingNew):
        actions.revise_evidence(seen_version=1, changes={}, **given)
    actions.retract_evidence(seen_version=1, **given)
    with pytest.raises(RetractedAlready):
        actions.revise_evidence(seen_version=2, changes={"title": "New"}, **given)
    with pytest.raises(WrongVerdict, match="Document 1 was retracted"):
        builders.a_verdict(claim, builders.reviewers("one")[0])


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
    actions.reopen(claim_id=claim.pk, why="objection", by=builders.SYSTEM, at=builders.NOW, reason="A new document")
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
