"""What the desk cannot take: said where it was sent, with everything typed still there."""

from __future__ import annotations

import sqlite3

import pytest
from django.db import OperationalError

from accounts.roles import Role
from predictions import actions
from predictions.idempotency import KeyUsedForAnother
from predictions.models import DeclaredInterest, Evidence, Resolution, Verdict
from predictions.policy import ConflictOfInterest, NotAllowed
from predictions.steps.ballots import WrongVerdict
from predictions.steps.judging import RoundClosed
from tests import builders
from tests.predictions.desk import desks

pytestmark = pytest.mark.django_db

TYPED = "Typed with care, \u202eright to left\u202c & <b>bold</b> 👩‍🔬"
SHOWN = "Typed with care, \u202eright to left\u202c &amp; &lt;b&gt;bold&lt;/b&gt; 👩‍🔬"


@pytest.fixture
def claim():
    return desks.a_claim_to_judge()


def refusing(error):
    def action(**_given):
        raise error

    return action


@pytest.mark.parametrize(
    ("error", "status", "says"),
    [
        (lambda claim: NotAllowed("Not you."), 403, "Not you."),
        (lambda claim: ConflictOfInterest("You wrote this claim up."), 403, "You wrote this claim up."),
        (RoundClosed, 409, "not being judged"),
        (lambda claim: KeyUsedForAnother("k"), 409, "already sent with other content"),
        (lambda claim: WrongVerdict("A grade rests on evidence."), 422, "A grade rests on evidence."),
    ],
)
def test_whatever_refuses_a_verdict_is_said_on_its_page_with_what_was_typed(claim, monkeypatch, error, status, says):
    reviewer = desks.somebody(claim=claim)
    filled = desks.ballot(reviewer, claim, reasons=TYPED, grade="0.25", confidence="3", cites=["2"])
    monkeypatch.setattr(actions, "file_verdict", refusing(error(claim)))

    answer = reviewer.post(desks.address(claim), filled)
    page = answer.content.decode()

    assert answer.status_code == status
    assert says in page
    assert SHOWN in page
    assert 'name="grade" value="0.25" checked' in page
    assert 'name="confidence" value="3" checked' in page
    assert 'name="cites" value="2" checked' in page
    assert desks.SPEAKER not in page


def test_a_tie_declared_while_the_page_was_open_refuses_and_keeps_what_was_typed(claim):
    reviewer = desks.somebody(claim=claim)
    filled = desks.ballot(reviewer, claim, reasons=TYPED)
    tie = {"organization": claim.source.publisher_id, "kind": "member", "starts": "2020-01-01"}
    assert reviewer.post("/desk/interests/", tie).status_code == 302

    answer = reviewer.post(desks.address(claim), filled)

    assert answer.status_code == 403
    assert SHOWN in answer.content.decode()
    assert not Verdict.objects.exists()


def test_a_round_that_closed_in_the_meantime_leaves_the_text_to_its_author(claim):
    late = desks.somebody(number="three", claim=claim)
    filled = desks.ballot(late, claim, reasons=TYPED)
    builders.resolved(claim)

    answer = late.post(desks.address(claim), filled)
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "not being judged" in page
    assert SHOWN in page


def test_one_key_for_two_verdicts_asks_once_more_and_then_takes_it(claim):
    reviewer = desks.somebody(claim=claim)
    filled = desks.ballot(reviewer, claim, grade="1")
    reviewer.post(desks.address(claim), filled)

    back = reviewer.post(desks.address(claim), filled | {"grade": "0", "reasons": TYPED})
    page = back.content.decode()
    again = filled | {"grade": "0", "reasons": TYPED, "key": desks.hidden(page, "key")}

    assert back.status_code == 409
    assert SHOWN in page
    assert reviewer.post(desks.address(claim), again).status_code == 302
    assert [str(one.grade) for one in Verdict.objects.order_by("number")] == ["1.00", "0.00"]


@pytest.mark.parametrize("key", ["two words", "clé", "nul\0", "x" * 300])
def test_a_key_that_is_none_is_replaced_by_one(claim, key):
    reviewer = desks.somebody(claim=claim)
    filled = desks.ballot(reviewer, claim, reasons=TYPED)

    answer = reviewer.post(desks.address(claim), filled | {"key": key})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert SHOWN in page
    assert reviewer.post(desks.address(claim), filled | {"key": desks.hidden(page, "key")}).status_code == 302


@pytest.mark.parametrize("cites", [["²"], ["1" * 5000], ["-1"], ["1", "\0"]])
def test_a_document_that_cannot_be_one_is_named(claim, cites):
    reviewer = desks.somebody(claim=claim)

    answer = reviewer.post(desks.address(claim), desks.ballot(reviewer, claim, cites=cites, reasons=TYPED))

    assert answer.status_code == 422
    assert SHOWN in answer.content.decode()


def test_who_has_a_tie_is_shown_the_way_to_declare_it(claim):
    reviewer = desks.somebody(claim=claim)

    page = reviewer.post(
        desks.address(claim), desks.ballot(reviewer, claim, tie="some", reasons=TYPED)
    ).content.decode()

    assert '<a href="/desk/interests/">Declare the tie</a>' in page
    assert SHOWN in page


def test_a_text_for_a_page_one_may_not_use_is_given_back(claim):
    reviewer = desks.somebody(claim=claim)

    answer = reviewer.post(desks.address(claim, "wording/en/"), {"proposition": TYPED, "seen": "1"})

    assert answer.status_code == 403
    assert SHOWN in answer.content.decode()


def test_a_busy_database_asks_to_come_back_and_keeps_what_was_typed(claim, monkeypatch):
    reviewer = desks.somebody(claim=claim)
    filled = desks.ballot(reviewer, claim, reasons=TYPED)
    locked = OperationalError("database is locked")
    locked.__cause__ = sqlite3.OperationalError("database is locked")
    with monkeypatch.context() as patch:
        patch.setattr(actions, "file_verdict", refusing(locked))
        busy = reviewer.post(desks.address(claim), filled)
    page = busy.content.decode()

    assert (busy.status_code, busy["Retry-After"]) == (503, "5")
    assert SHOWN in page
    again = filled | {"seen": desks.hidden(page, "seen"), "key": desks.hidden(page, "key")}
    assert reviewer.post(desks.address(claim), again).status_code == 302


def test_a_decision_sent_twice_is_taken_once_and_the_text_given_back():
    claim = desks.contested()
    adjudicator = desks.somebody(Role.ADJUDICATOR)
    html = adjudicator.get(desks.address(claim, "adjudicate/")).content.decode()
    decision = {"seen": desks.hidden(html, "seen"), "grade": "ambiguous", "reasons": TYPED}

    answers = [adjudicator.post(desks.address(claim, "adjudicate/"), decision) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 409]
    assert SHOWN in answers[1].content.decode()
    assert Resolution.objects.get().outcome == "ambiguous"


def test_a_late_decision_shows_what_changed_and_one_more_click_decides():
    claim = desks.contested()
    adjudicator = desks.somebody(Role.ADJUDICATOR)
    html = adjudicator.get(desks.address(claim, "adjudicate/")).content.decode()
    decision = {"seen": desks.hidden(html, "seen"), "grade": "0.5", "reasons": TYPED, "cites": ["1"]}
    builders.a_document(claim, title="Came in between")

    late = adjudicator.post(desks.address(claim, "adjudicate/"), decision)
    page = late.content.decode()
    again = adjudicator.post(desks.address(claim, "adjudicate/"), decision | {"seen": desks.hidden(page, "seen")})

    assert late.status_code == 409
    assert "Came in between" in page
    assert SHOWN in page
    assert again.status_code == 302


def test_an_adjudicator_answers_every_reason_with_the_documents_of_both_sides():
    claim = desks.contested()
    builders.a_document(claim, title="Against it", stance="contradicts")

    html = desks.somebody(Role.ADJUDICATOR).get(desks.address(claim, "adjudicate/")).content.decode()

    for verdict in Verdict.objects.all():
        assert verdict.reasons in html
    assert "Against it" in html
    assert "Contradicts" in html
    assert "Mostly came true" in html


@pytest.mark.parametrize("given", [{"organization": "\0"}, {"expert": "nonsense"}, {"organization": "0000000ZZ"}])
def test_a_tie_to_nobody_on_record_is_refused_at_its_field(claim, given):
    reviewer = desks.somebody(claim=claim)

    answer = reviewer.post("/desk/interests/", {"kind": "tie", "starts": "2020-01-01", "note": TYPED} | given)

    assert answer.status_code == 422
    assert SHOWN in answer.content.decode()
    assert not DeclaredInterest.objects.exists()


@pytest.mark.parametrize("day", ["9999-01-01", "2025-02-30", "yesterday", "1025-01-01", "2025-01-01\0", "12/31/2025"])
def test_a_day_that_is_none_is_refused_at_its_field(claim, day):
    reviewer = desks.somebody(claim=claim)
    organization = claim.source.publisher_id

    tie = reviewer.post("/desk/interests/", {"organization": organization, "kind": "tie", "starts": day, "note": TYPED})
    document = reviewer.post(desks.address(claim, "evidence/"), desks.DOCUMENT | {"retrieved_on": day, "note": TYPED})

    assert (tie.status_code, document.status_code) == (422, 422)
    assert 'id="id_starts_error"' in tie.content.decode()
    assert SHOWN in tie.content.decode()
    assert 'id="id_retrieved_on_error"' in document.content.decode()
    assert SHOWN in document.content.decode()


def test_nobody_has_read_a_page_that_is_still_to_come(claim):
    reviewer = desks.somebody(claim=claim)

    answer = reviewer.post(desks.address(claim, "evidence/"), desks.DOCUMENT | {"retrieved_on": "2199-01-01"})

    assert answer.status_code == 422
    assert "still to come" in answer.content.decode()
    assert not Evidence.objects.filter(title=desks.DOCUMENT["title"]).exists()
