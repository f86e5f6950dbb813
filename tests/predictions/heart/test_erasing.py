"""A person's own words can go; that they were there, and everything else, stays."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.roles import Role
from predictions import actions, verifying
from predictions.models import FACTS, TOMBSTONE, Claim, Erasure, Fact, Record, Verdict
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

    said = erase(model.kind(), row.pk)

    assert said == f"The texts of {model.kind()} {row.pk} are erased. Erase them from your backups as well.\n"
    report = verifying.verify()
    assert report.faults == []
    row.refresh_from_db()
    assert {getattr(row, column) for column in model.ERASABLE} <= {TOMBSTONE}
    reasons = model.history.filter(id=row.pk, version__lt=row.version).values_list("history_change_reason", flat=True)
    assert set(reasons) == {TOMBSTONE}


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
