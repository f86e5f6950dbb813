"""Two claims that are one: the page that points, the answer of the API, the lists and the scores."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.roles import Role
from predictions import actions, policy
from predictions.lifecycle import Status
from predictions.models import Assignment, Objection
from predictions.steps.merging import CannotMerge
from tests import builders
from tests.predictions.desk import benches, desks

pytestmark = pytest.mark.django_db


@pytest.fixture
def collection():
    builders.a_record()
    return builders.a_collection()


@pytest.fixture
def pair(collection):
    """A claim and its duplicate, each said by somebody else."""
    stays = builders.a_claim(collection=collection, experts=[builders.an_expert("Expert one")], key="SC-01")
    double = builders.a_claim(collection=collection, experts=[builders.an_expert("Expert two")], key="SC-02")
    return stays, double


def merged(double, stays, **given):
    who = {"by": benches.a_writer(), "at": builders.NOW, "reason": "They say the same"}
    return actions.merge(claim_id=double.pk, into_id=stays.pk, **(who | given))


def test_an_editor_merges_a_duplicate_and_it_points(pair):
    stays, double = pair
    page = desks.address(double, "merge/")

    answer = benches.editor().post(page, {"into": stays.pk, "reason": "They say the same"}, follow=True)

    html = answer.content.decode()
    assert answer.redirect_chain[0][0] == double.get_absolute_url()
    assert "SC-02 is the same claim as SC-01" in html
    assert "They say the same" in html
    assert stays.get_absolute_url() in html


def test_the_speakers_that_the_other_lacks_are_carried_over_as_new_rows(pair):
    stays, double = pair

    carried = merged(double, stays)

    assert [(one.number, one.expert.name) for one in carried] == [(2, "Expert two")]
    assert list(stays.statements.values_list("expert__name", flat=True)) == ["Expert one", "Expert two"]
    assert double.statements.count() == 1


def test_a_speaker_who_is_there_already_is_not_there_twice(collection):
    expert = builders.an_expert("Expert one")
    stays, double = (builders.a_claim(collection=collection, experts=[expert]) for _ in range(2))

    assert merged(double, stays) == []


def test_the_duplicate_leaves_the_lists_and_the_desk(pair):
    stays, double = pair
    builders.assigned(double, builders.reviewers("one")[0])

    merged(double, stays)

    visitor = Client()
    assert double.key not in visitor.get("/claims/").content.decode()
    assert [one["key"] for one in visitor.get("/api/v1/claims/").json()["results"]] == ["SC-01"]
    assert double.key not in desks.somebody().get("/desk/").content.decode()
    actions.assign_waiting(at=builders.NOW)
    assert not Assignment.objects.filter(round__claim=double, reviewer_ref=builders.reviewers("two")[0].ref).exists()


def test_the_id_of_a_duplicate_answers_with_the_claim_and_its_aliases(pair):
    stays, double = pair
    third = builders.a_claim(collection=stays.collection, experts=[builders.an_expert("Expert three")], key="SC-03")
    merged(double, stays)
    merged(stays, third)

    answer = Client().get(f"/api/v1/claims/{double.pk}/").json()

    assert (answer["id"], answer["aliases"]) == (third.pk, [stays.pk, double.pk])
    assert third.get_absolute_url() in Client().get(double.get_absolute_url()).content.decode()


def test_nobody_judges_a_duplicate(pair):
    stays, double = pair
    reviewer = desks.somebody(claim=double)
    merged(double, stays)

    answer = reviewer.get(desks.address(double))

    assert answer.status_code == 403
    assert "was merged into another one" in answer.content.decode()


def test_the_round_of_a_duplicate_ends_without_a_decision_and_its_reviewers_are_let_go(pair):
    stays, double = pair
    (one,) = builders.reviewers("one")
    builders.a_verdict(double, one, "1")

    merged(double, stays)

    ended = double.rounds.get()
    assert ended.closed_at == builders.NOW
    assert not ended.assignments.filter(released_at=None).exists()
    assert not double.resolutions.exists()
    assert ended.verdicts.count() == 1


def test_nobody_gains_or_loses_a_grade_by_a_merging(pair):
    stays, double = pair
    builders.resolved(stays, "1")
    draft = builders.a_draft(collection=stays.collection, experts=[builders.an_expert("Expert three")])

    with pytest.raises(CannotMerge, match="An open claim is merged into an open one"):
        merged(double, stays)
    with pytest.raises(CannotMerge, match="has been decided"):
        merged(stays, double)
    carried = merged(draft, stays)

    assert carried == []
    assert list(stays.statements.values_list("expert__name", flat=True)) == ["Expert one"]


def test_who_objected_gets_an_answer_before_the_claim_is_merged(pair):
    stays, double = pair
    builders.saved(
        Objection(
            claim=double,
            about="quote",
            text="Other words.",
            document_url="https://example.org/words",
            contact="somebody@example.org",
            raised_at=builders.NOW,
        )
    )

    with pytest.raises(CannotMerge, match="waits for an answer"):
        merged(double, stays)


@pytest.mark.parametrize(
    ("which", "says"),
    [("itself", "into itself"), ("elsewhere", "another collection"), ("draft", "still a draft")],
)
def test_what_is_not_one_is_not_merged(pair, which, says):
    stays, _double = pair
    others = {
        "itself": lambda: stays,
        "elsewhere": builders.a_claim,
        "draft": lambda: builders.a_draft(collection=stays.collection),
    }

    with pytest.raises(CannotMerge, match=says):
        merged(stays, others[which]())


def test_nothing_is_merged_twice_nor_into_a_duplicate(pair):
    stays, double = pair
    merged(double, stays)

    with pytest.raises(policy.WrongMoment):
        merged(double, stays)
    with pytest.raises(policy.WrongMoment):
        merged(stays, double)


def test_a_contributor_merges_nothing(pair):
    stays, double = pair

    with pytest.raises(policy.NotAllowed):
        merged(double, stays, by=benches.a_writer(Role.CONTRIBUTOR))


def test_a_draft_is_merged_before_anybody_sees_it(collection):
    source = benches.a_text()
    stays = builders.a_claim(collection=collection, source=source)
    double = builders.a_draft(collection=collection, source=source)

    answer = benches.editor().post(desks.address(double, "merge/"), {"into": stays.pk, "reason": "The same"})

    double.refresh_from_db()
    assert answer["Location"] == benches.address(source)
    assert (double.merged_into, double.status) == (stays, Status.DRAFT)
    assert double.key not in benches.editor().get(benches.address(source)).content.decode()


def test_a_merge_says_why_or_is_not_done(pair):
    stays, double = pair

    answer = benches.editor().post(desks.address(double, "merge/"), {"into": stays.pk, "reason": " "})

    assert answer.status_code == 422
    double.refresh_from_db()
    assert double.merged_into is None
