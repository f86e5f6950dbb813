"""A file that is imported again: nothing where nothing changed, else revisions with a reason, and never a loss."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from accounts.roles import Role
from predictions import actions, ledger, revisions
from predictions.models import (
    TOMBSTONE,
    Basis,
    Claim,
    Collection,
    Entry,
    Evidence,
    Expert,
    Organization,
    Prior,
    PriorBasis,
    Refusal,
    Statement,
    Wording,
)
from predictions.policy import SYSTEM
from predictions.verifying import verify
from tests.builders import NOW, a_document, a_person, a_record, saved
from tests.predictions.importing.bundles import changed, claim_of, imported, some_of

WHY = "The summary had a slip"


@pytest.fixture
def bundle(db):
    """Three claims in a record, published: one said by people, one by nobody named, one endorsed."""
    a_record()
    small = some_of("SC-01", "SC-02", "SC-23")
    imported(small, publish="bundled")
    return small


def test_a_second_run_adds_nothing(bundle):
    before = ledger.position()

    again = imported(bundle)

    assert again.plan.is_empty
    assert again.plan.kept == []
    assert ledger.position() == before


def test_a_changed_summary_becomes_one_revision_of_that_document_with_the_reason(bundle):
    before = ledger.position()
    first, *others = claim_of(bundle, "SC-01").evidence
    mended = replace(first, summary="A new summary.")

    done = imported(changed(bundle, "SC-01", evidence=(mended, *others)), reason=WHY)

    evidence = Evidence.objects.get(key=first.key)
    assert [difference.changes for difference in done.plan.differences] == [
        (("summary", first.summary, "A new summary."),)
    ]
    assert (evidence.version, evidence.summary) == (2, "A new summary.")
    assert evidence.history.order_by("-history_id").first().history_change_reason == WHY
    assert evidence.history.count() == 2
    assert ledger.position() == before + 1


def test_criteria_of_a_published_claim_changed_by_a_file_are_a_revision_and_stay_frozen(bundle):
    criteria = claim_of(bundle, "SC-02").criteria
    grades = criteria.grades | {Decimal("1.00"): {"en": "All of A, B and C.", "fr": "A, B et C."}}

    imported(changed(bundle, "SC-02", criteria=replace(criteria, grades=grades)), reason=WHY)

    claim = Claim.objects.get(key="SC-02")
    assert claim.criteria_frozen_at == NOW
    for language, text in grades[Decimal("1.00")].items():
        wording = claim.wordings.get(language=language)
        assert (wording.version, wording.grades["1"]) == (2, text)
        assert wording.history.order_by("history_id").values_list("history_change_reason", flat=True)[1] == WHY


def test_what_is_removed_from_a_file_stays_in_the_record_and_is_named(bundle):
    claim = claim_of(bundle, "SC-02")
    smaller = changed(bundle, "SC-02", evidence=claim.evidence[:-1], statements=claim.statements[:0], prior=None)
    smaller = replace(smaller, claims=tuple(one for one in smaller.claims if one.key != "SC-01"))
    rows = [model.objects.count() for model in (Claim, Statement, Evidence, Prior, Wording)]

    done = imported(smaller)

    assert done.plan.is_empty
    assert done.plan.kept == [
        "claim SC-01 is in the record, not in the file",
        *(f"statement {n} of SC-02 is in the record, not in the file" for n in range(1, 1 + len(claim.statements))),
        f"evidence {claim.evidence[-1].key} is in the record, not in the file",
        "the prior of SC-02 is in the record, not in the file",
    ]
    assert [model.objects.count() for model in (Claim, Statement, Evidence, Prior, Wording)] == rows


def test_documents_that_reviewers_found_are_theirs_and_keep_their_numbers(bundle):
    claim = Claim.objects.get(key="SC-02")
    found = a_document(claim, by=a_person(Role.REVIEWER))
    more = replace(claim_of(bundle, "SC-02").evidence[0], key="SC-02-E99")

    done = imported(changed(bundle, "SC-02", evidence=(*claim_of(bundle, "SC-02").evidence, more)))

    assert done.plan.kept == []
    assert Evidence.objects.get(key="SC-02-E99").number == found.number + 1


def test_a_statement_put_in_front_is_a_new_row_and_nobody_is_given_anothers_words(bundle):
    claim = claim_of(bundle, "SC-23")
    speaker = replace(claim.statements[0], expert="jj-asghar", hedge=replace(claim.statements[0].hedge, words="oui"))
    before = set(Statement.objects.filter(claim__key="SC-23").values_list("pk", "expert__slug", "version"))

    imported(changed(bundle, "SC-23", statements=(speaker, *claim.statements)))

    after = set(Statement.objects.filter(claim__key="SC-23").values_list("pk", "expert__slug", "version"))
    assert before < after
    assert [(slug, version) for _, slug, version in after - before] == [("jj-asghar", 1)]


def test_a_refused_statement_put_in_front_leaves_the_others_as_they_are(bundle):
    note = bundle.collection.selection_note
    first = replace(note.refused[0], paragraph=1, what={"en": "Forgotten.", "fr": "Oubliée."})
    with_it = replace(note, refused=(first, *note.refused), considered=note.considered + 1)

    done = imported(replace(bundle, collection=replace(bundle.collection, selection_note=with_it)))

    assert {(type(one.fact), one.fact.version) for one in done.plan.differences} == {(Collection, 2), (Refusal, 1)}
    assert Refusal.objects.get(number=1 + len(note.refused)).what == first.what


def test_an_erased_reason_does_not_come_back_with_the_file(bundle):
    prior = Prior.objects.get(claim__key="SC-02")
    actions.erase(fact=prior, authority="A request", by=SYSTEM, at=NOW)

    done = imported(bundle)

    assert Prior.objects.get(pk=prior.pk).reason == TOMBSTONE
    assert done.plan.is_empty
    assert "prior of SC-02: its reason was erased and stays so" in done.plan.kept


def test_a_prior_that_the_importer_set_blind_is_neither_doubled_nor_changed(db):
    a_record()
    editor = a_person(Role.EDITOR)
    small = some_of("SC-02")
    imported(changed(small, "SC-02", prior=None), by=editor)
    claim = Claim.objects.get()
    blind = saved(
        Prior(
            claim=claim,
            set_by=editor.ref,
            expected=Decimal("0.3"),
            basis=PriorBasis.BLIND,
            set_on=date(2025, 2, 1),
            reason="Early.",
        )
    )

    done = imported(small, by=editor)

    assert list(Prior.objects.values_list("pk", "version", "basis")) == [(blind.pk, 1, "blind")]
    assert done.plan.kept == ["you have set a prior for claim SC-02 before; that of the file is not taken"]


def test_whether_a_published_claim_is_scored_is_settled(bundle):
    done = imported(changed(bundle, "SC-01", scored=not claim_of(bundle, "SC-01").scored))

    assert Claim.objects.get(key="SC-01").is_scored is claim_of(bundle, "SC-01").scored
    assert done.plan.is_empty
    assert [line for line in done.plan.kept if line.startswith("claim SC-01 was published as")]


def test_a_draft_can_still_become_unscored(db):
    a_record()
    small = some_of("SC-02")
    imported(small)

    imported(changed(small, "SC-02", scored=False))

    claim = Claim.objects.get()
    assert (claim.status, claim.is_scored, claim.version) == ("draft", False, 2)


def test_a_collection_stays_retrospective_when_its_late_claims_leave_the_file(bundle):
    early = changed(some_of("SC-01"), "SC-01", criteria_written_on=date(2025, 1, 7))

    imported(early)

    assert Collection.objects.get().basis == Basis.RETROSPECTIVE


def test_a_collection_with_criteria_of_the_day_it_was_said_is_prospective(db):
    a_record()
    imported(changed(some_of("SC-02"), "SC-02", criteria_written_on=date(2025, 1, 7)))

    assert Collection.objects.get().basis == Basis.PROSPECTIVE


def test_two_experts_of_one_name_are_two_people(db):
    a_record()
    small = some_of("SC-02")
    twin = replace(small.experts[0], key="another-one")
    imported(replace(small, experts=(*small.experts, twin)))

    assert Expert.objects.filter(name=twin.name).count() == 2
    assert set(Expert.objects.filter(name=twin.name).values_list("slug", flat=True)) == {small.experts[0].key, twin.key}


def test_organizations_are_known_by_name_and_told_apart_where_their_slugs_would_be_one(db):
    a_record()
    saved(Organization(name="I.B.M.", slug="ibm"))
    small = some_of("SC-02")
    source = replace(small.sources[0], publisher="IBM")

    imported(replace(small, sources=(source,)))
    imported(replace(small, sources=(source,)))

    slugs = dict(Organization.objects.filter(name__in=["IBM", "I.B.M."]).values_list("name", "slug"))
    assert slugs["I.B.M."] == "ibm"
    assert slugs["IBM"].startswith("ibm-")


def test_the_ledger_holds_after_imports(bundle):
    imported(changed(bundle, "SC-01", near_certain=True), reason=WHY)

    assert verify().entries == Entry.objects.count()


HOSTILE = (
    "'; DROP TABLE predictions_claim; --",
    '<script>alert("1")</script><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }} {% debug %} ${7*7}",
    "مرحبا \u202eאבג\u202c 👩\u200d👧 ☠\ufe0f",
    "e\u0301 \ufb01 \u200b",
)


@pytest.mark.parametrize("text", HOSTILE, ids=["sql", "html", "template", "right-to-left", "combining"])
def test_hostile_texts_arrive_unchanged_but_for_their_normal_form(db, text):
    a_record()
    small = some_of("SC-02")
    claim = claim_of(small, "SC-02")
    evidence = replace(claim.evidence[0], title=text, summary=text, publisher=text, note=text)
    hostile = changed(
        small, "SC-02", proposition={"en": text, "fr": text}, evidence=(evidence,), sample_assessment=None, locator=text
    )
    hostile = replace(hostile, experts=(replace(small.experts[0], name=text), *small.experts[1:]))

    imported(hostile, publish="bundled")

    kept = revisions.clean_text(text, "text")
    row = Evidence.objects.get()
    assert (row.title, row.summary, row.publisher, row.note) == (kept,) * 4
    assert {wording.proposition for wording in Wording.objects.all()} == {kept}
    assert Expert.objects.get(slug=small.experts[0].key).name == kept
    assert imported(hostile).plan.is_empty
