"""Documents that are changed, retracted and restored: in the open, with a reason, and by whom it may be."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.roles import Role
from predictions import actions
from predictions.models import Verdict
from predictions.policy import SYSTEM
from predictions.steps.ballots import WrongVerdict
from predictions.steps.evidence import DocumentChanged, NothingNew, NotRetracted, RetractedAlready
from tests import builders
from tests.predictions.desk import desks
from tests.predictions.desk.desks import DOCUMENT
from tests.predictions.desk.documents import add, change, give_reason, listed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_folder_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def claim():
    return desks.a_claim_to_judge()


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
    given = {"evidence_id": document.pk, "by": SYSTEM, "at": builders.NOW, "reason": "Because"}

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
