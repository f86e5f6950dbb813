"""What the record refuses although the file is sound: everything at once, and then nothing of the file is in it."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from accounts.roles import Role
from predictions import ledger, policy, revisions
from predictions.actions.importing import NotOpened
from predictions.importing.matching import Unfitting
from predictions.models import Claim, Collection, Evidence, Expert, Source, Topic
from predictions.policy import Person
from tests.builders import a_person, a_record
from tests.predictions.importing.bundles import changed, claim_of, imported, some_of


@pytest.fixture
def record(db):
    return a_record()


def nothing_came() -> bool:
    return ledger.position() == 1 and not any(
        model.objects.exists() for model in (Topic, Source, Expert, Collection, Claim, Evidence)
    )


def test_everything_that_the_record_cannot_hold_is_said_at_once(record):
    small = some_of("SC-02")
    claim = claim_of(small, "SC-02")
    first, second, *others = claim.evidence
    evidence = (replace(first, title="t" * 501), replace(second, identifier="i" * 101), *others)
    misfit = changed(small, "SC-02", evidence=evidence)

    with pytest.raises(Unfitting) as refused:
        imported(misfit)

    assert str(refused.value).splitlines() == [
        "The record cannot take this file: 2 reasons. Nothing was written.",
        f"1. evidence {first.key}, title: Ensure this value has at most 500 characters (it has 501).",
        f"2. evidence {second.key}, identifier: Ensure this value has at most 100 characters (it has 101).",
    ]
    assert nothing_came()


def test_an_error_in_the_middle_leaves_nothing_behind(record, monkeypatch):
    save, saved = revisions.save, []

    def fail_at_the_thirtieth(fact, **how):
        saved.append(fact)
        if len(saved) == 30:
            raise OSError("no space left on device")
        return save(fact, **how)

    monkeypatch.setattr(revisions, "save", fail_at_the_thirtieth)

    with pytest.raises(OSError, match="no space"):
        imported(some_of("SC-02"), publish="bundled")

    assert len(saved) == 30
    assert nothing_came()


def test_a_key_that_means_another_person_in_another_collection_is_refused(record):
    small = some_of("SC-02")
    imported(small)
    speaker = claim_of(small, "SC-02").statements[0].expert
    experts = tuple(replace(one, name="Somebody Else") if one.key == speaker else one for one in small.experts)
    other = replace(small, experts=experts, collection=replace(small.collection, slug="another-collection"))

    with pytest.raises(Unfitting, match=f"expert {speaker}: in another collection this is .*Two people need two keys"):
        imported(other)

    assert Collection.objects.count() == 1
    assert not Expert.objects.filter(name="Somebody Else").exists()


def test_a_person_with_a_new_name_keeps_the_key_when_the_old_one_is_an_alias(record):
    small = some_of("SC-02")
    imported(small)
    speaker = claim_of(small, "SC-02").statements[0].expert
    old = Expert.objects.get(slug=speaker)
    experts = tuple(
        replace(one, name="New Name", aliases=(old.name,)) if one.key == speaker else one for one in small.experts
    )
    other = replace(small, experts=experts, collection=replace(small.collection, slug="another-collection"))

    imported(other)

    assert Expert.objects.get(slug=speaker).name == "New Name"
    assert Expert.objects.get(slug=speaker).statements.count() == 2


def test_a_key_that_means_another_text_in_another_collection_is_refused(record):
    small = some_of("SC-02")
    imported(small)
    source = replace(small.sources[0], content_sha256="f" * 64)
    other = replace(small, sources=(source,), collection=replace(small.collection, slug="another-collection"))

    with pytest.raises(Unfitting, match=f"source {source.key}: another collection cites"):
        imported(other)

    assert Source.objects.get().content_sha256 == small.sources[0].content_sha256


def test_a_database_that_was_never_opened_takes_no_file(db):
    with pytest.raises(NotOpened, match="never opened"):
        imported(some_of("SC-02"))

    assert not Claim.objects.exists()


def test_only_who_writes_up_claims_may_import(record):
    with pytest.raises(policy.NotAllowed):
        imported(some_of("SC-02"), by=a_person(Role.REVIEWER))

    assert nothing_came()


def test_an_import_needs_a_reason(record):
    with pytest.raises(revisions.BlankReason):
        imported(some_of("SC-02"), reason=" \u200b ")

    assert nothing_came()


def test_only_setting_up_a_database_publishes_as_bundled(record):
    with pytest.raises(policy.NotAllowed, match="bundled"):
        imported(some_of("SC-02"), by=a_person(Role.EDITOR), publish="bundled")

    assert nothing_came()


def test_two_people_publish_what_a_file_brings(record):
    first, second = a_person(Role.EDITOR, "one"), a_person(Role.EDITOR, "two")

    done = imported(some_of("SC-02", "SC-15"), by=first, publish=(first, second))

    assert done.published == 2
    assert set(Claim.objects.values_list("key", "status", "publication", "published_by", "seconded_by")) == {
        ("SC-02", "open", "people", first.ref, second.ref),
        ("SC-15", "unscored", "people", first.ref, second.ref),
    }


def test_publishing_leaves_other_drafts_of_the_collection_alone(record):
    first, second = a_person(Role.EDITOR, "one"), a_person(Role.EDITOR, "two")
    imported(some_of("SC-15"), by=second)

    imported(some_of("SC-02"), by=first, publish=(first, second))

    assert dict(Claim.objects.values_list("key", "status")) == {"SC-02": "open", "SC-15": "draft"}


@pytest.mark.parametrize("second", ["the same", "a reviewer"])
def test_publishing_takes_two_different_people_who_may(record, second):
    first = a_person(Role.EDITOR)
    other = first if second == "the same" else Person(uuid4(), frozenset({Role.REVIEWER}))

    with pytest.raises(policy.NotAllowed):
        imported(some_of("SC-02"), by=first, publish=(first, other))

    assert nothing_came()
