"""A person's own words can go; that they were there, and everything else, stays."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Q
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from predictions import actions, guards, verifying
from predictions.models import FACTS, TOMBSTONE, Claim, Entry, Erasure, Evidence, Fact, Objection, Record, Verdict
from predictions.people import person_of
from predictions.policy import NotAllowed
from predictions.revisions import BlankReason
from predictions.steps.erasing import NothingToErase
from predictions.steps.versions import claim_version
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def record() -> Claim:
    """A record with a row of every kind, whose administrator is called administrator-one."""
    builders.a_user(Role.ADMINISTRATOR)
    return builders.one_of_each()


@pytest.fixture
def verdict(record: Claim) -> Verdict:
    """A verdict with reasons in it."""
    return Verdict.objects.filter(round__claim=record).order_by("pk")[0]


def erase(kind: str, pk: str, authority: str = "Asked for by the person", admin: str = "administrator-one") -> str:
    out = StringIO()
    call_command("erase", kind, pk, "--authority", authority, "--as", admin, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("model", [model for model in FACTS if model is not Record])
def test_every_kind_of_fact_can_have_its_texts_erased_and_the_ledger_holds(record: Claim, model: type[Fact]) -> None:
    row = model._default_manager.order_by("pk")[0]
    empty = {column for column in model.ERASABLE if not getattr(row, column)}

    said = erase(model.kind(), row.pk)

    assert said == f"The texts of {model.kind()} {row.pk} are erased. Erase them from your backups as well.\n"
    report = verifying.verify()
    assert report.faults == []
    row.refresh_from_db()
    assert {getattr(row, column) for column in model.ERASABLE - empty} <= {TOMBSTONE}
    assert {getattr(row, column) for column in empty} <= {"", TOMBSTONE}
    reasons = model.history.filter(id=row.pk, version__lt=row.version).values_list("history_change_reason", flat=True)
    assert set(reasons) == {TOMBSTONE}


@pytest.fixture
def contested(record: Claim) -> Objection:
    """An objection that is answered, to a claim with a document that is retracted."""
    document = record.evidence.order_by("number")[0]
    editor = builders.a_person(Role.EDITOR)
    actions.retract_evidence(
        evidence_id=document.pk, seen_version=1, by=editor, at=NOW, reason="A neighbour told me so"
    )
    objection = Objection.objects.get()
    actions.answer_objection(objection_id=objection.pk, accepted=True, answer="As her letter says.", by=editor, at=NOW)
    return objection


def test_why_a_document_was_retracted_and_what_was_answered_can_go_from_the_record_and_its_pages(
    contested: Objection, client: Client
) -> None:
    document = contested.claim.evidence.order_by("number")[0]
    address = contested.claim.get_absolute_url()
    before = client.get(address).content.decode()

    erase("objection", contested.pk)
    erase("evidence", document.pk)

    gone = ("A neighbour told me so", "As her letter says.", "https://example.org/june")
    after = client.get(address).content.decode()
    assert [text in before for text in gone] == [True, True, True]
    assert [text in after for text in gone] == [False, False, False]
    assert "(erased)" in after
    assert TOMBSTONE not in after
    assert not Objection.history.filter(Q(answer__contains="letter") | Q(document_url__contains="june")).exists()
    assert not Evidence.history.filter(retraction_reason__contains="neighbour").exists()
    assert [one.retraction_reason for one in Evidence.history.filter(id=document.pk, version=1)] == [""]
    assert verifying.verify().faults == []
    with pytest.raises(CommandError, match="is erased already"):
        erase("evidence", document.pk)


def test_a_document_that_stands_can_be_erased_and_still_be_retracted(record: Claim) -> None:
    document = record.evidence.order_by("number")[0]

    erase("evidence", document.pk)
    document.refresh_from_db()
    actions.retract_evidence(
        evidence_id=document.pk, seen_version=2, by=builders.a_person(Role.EDITOR), at=NOW, reason="Withdrawn"
    )

    assert document.retraction_reason == ""
    assert verifying.verify().faults == []


@pytest.fixture
def written_before(monkeypatch: pytest.MonkeyPatch) -> Objection:
    """An answered objection of a ledger from before answers and addresses could be erased."""
    builders.a_user(Role.ADMINISTRATOR)
    with monkeypatch.context() as before:
        before.setattr(Objection, "ERASABLE", frozenset({"text", "contact"}))
        before.setattr(Objection, "ONCE_PLAIN", frozenset())
        builders.one_of_each()
        objection = Objection.objects.get()
        editor = builders.a_person(Role.EDITOR)
        actions.answer_objection(objection_id=objection.pk, accepted=False, answer="No.", by=editor, at=NOW)
    return objection


def test_a_ledger_from_before_answers_could_be_erased_still_verifies_and_loses_them_when_asked(
    written_before: Objection,
) -> None:
    kinds = {tuple(sorted(one.text_digests)) for one in Entry.objects.filter(subject_kind="objection")}
    before = verifying.verify().faults

    erase("objection", written_before.pk)

    assert kinds == {("contact", "history_change_reason", "text")}
    assert before == []
    assert verifying.verify().faults == []
    assert not Objection.history.exclude(answer__in=["", TOMBSTONE]).exists()
    assert not Objection.history.exclude(document_url=TOMBSTONE).exists()


def test_an_answer_of_before_that_is_changed_behind_our_back_is_found(written_before: Objection) -> None:
    guards.lift()
    Objection.history.filter(id=written_before.pk).exclude(answer="").update(answer=TOMBSTONE)
    guards.restore()

    assert [one.subject for one in verifying.verify().faults][:1] == [f"objection {written_before.pk} version 2"]


def test_an_erasure_says_on_whose_authority_and_by_whom(verdict: Verdict) -> None:
    erase("verdict", verdict.pk, "  Letter of 2 March  ")

    erasure = Erasure.objects.get()
    assert (erasure.subject_kind, erasure.subject_id, erasure.authority) == ("verdict", verdict.pk, "Letter of 2 March")
    assert erasure.actor_ref == User.objects.get(username="administrator-one").actor_ref


def test_an_id_may_be_typed_as_it_was_read_out(verdict: Verdict) -> None:
    assert "are erased" in erase("verdict", f"{verdict.pk[:4]}-{verdict.pk[4:]}".lower())


def test_erasing_a_verdict_moves_no_version_of_its_claim(record: Claim, verdict: Verdict) -> None:
    before = claim_version(record)

    erase("verdict", verdict.pk)

    assert claim_version(record) == before


def test_what_is_erased_is_not_erased_again_until_texts_have_come_to_it(record: Claim) -> None:
    erase("claim", record.pk)
    with pytest.raises(CommandError, match="is erased already"):
        erase("claim", record.pk)
    record.refresh_from_db()
    builders.saved(record, reason="A name that slipped in")

    erase("claim", record.pk)

    assert Erasure.objects.filter(subject_id=record.pk).count() == 2
    assert not record.history.filter(history_change_reason="A name that slipped in").exists()
    assert verifying.verify().is_sound


@pytest.mark.parametrize(
    ("kind", "pk", "authority", "admin", "words"),
    [
        ("verdict", "U", "Asked", "administrator-one", "is not an id of this record"),
        ("verdict", "000000011", "Asked", "administrator-one", "There is no verdict 000000011"),
        (None, None, " ", "administrator-one", "The authority is empty"),
        (None, None, "A\0", "administrator-one", "unreadable character"),
        (None, None, "Asked", "nobody", "There is no account 'nobody'"),
        (None, None, "Asked", "reviewer-one", "may not erase personal text"),
        ("planet", "000000011", "Asked", "administrator-one", "invalid choice: 'planet'"),
    ],
)
def test_a_request_that_cannot_be_met_is_answered_with_what_would_be_right(
    verdict: Verdict, kind: str | None, pk: str | None, authority: str, admin: str, words: str
) -> None:
    with pytest.raises(CommandError, match=words):
        erase(kind or "verdict", pk or verdict.pk, authority, admin)

    assert not Erasure.objects.exists()


def test_what_a_database_is_cannot_be_erased(record: Claim) -> None:
    with pytest.raises(CommandError, match="is erased already"):
        erase("record", Record.objects.get().pk)


def test_only_who_may_erase_does_and_says_why(verdict: Verdict) -> None:
    administrator = person_of(User.objects.get(username="administrator-one"), at=NOW)

    with pytest.raises(NotAllowed):
        actions.erase(fact=verdict, authority="Asked", by=builders.reviewers("one")[0], at=NOW)
    with pytest.raises(BlankReason):
        actions.erase(fact=verdict, authority=" ", by=administrator, at=NOW)
    actions.erase(fact=verdict, authority="Asked", by=administrator, at=NOW)
    with pytest.raises(NothingToErase):
        actions.erase(fact=verdict, authority="Asked", by=administrator, at=NOW)
