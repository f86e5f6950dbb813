"""Putting statements and facts right, keeping replies, and the list of corrections that follows from the record."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import RoleGrant, User
from accounts.roles import Role
from predictions import actions, corrections
from predictions.ledger import writing
from predictions.lifecycle import Opening
from predictions.models import Claim, Expert, InterestKind, Notice, Reply, Statement, StatementKind, Visibility
from predictions.people import person_of
from predictions.policy import SYSTEM, ConflictOfInterest, NotAllowed, Person
from predictions.steps.correcting import NotTheirs, WrongCorrection
from predictions.steps.notices import NotTold
from predictions.steps.publishing import publish_bundled
from predictions.steps.versions import StaleVersion, claim_version
from predictions.steps.wording import NothingChanged
from scoring import actions as scoring
from scoring.models import Contribution
from tests import builders
from tests.builders import NOW
from tests.predictions import contesting

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)


@pytest.fixture
def claim() -> Claim:
    return contesting.a_resolved_claim()


@pytest.fixture
def editor() -> Person:
    return builders.a_person(Role.EDITOR)


def corrected(statement: Statement, editor: Person, **changes: Any) -> Statement:
    """`statement`, put right by `editor`."""
    return actions.correct_statement(
        statement_id=statement.pk,
        seen_version=claim_version(statement.claim),
        changes=changes,
        by=editor,
        at=LATER,
        reason="The document shows it",
    )


def listed(**chosen: Any) -> list[tuple[str, str]]:
    """What the list of corrections holds: the claim and the kind of fact, newest first."""
    found = corrections.at_positions(corrections.positions(**chosen))
    return [(one.claim.key, one.revision.subject) for one in found]


def test_a_quote_that_is_put_right_loses_the_place_of_the_old_one(claim: Claim, editor: Person) -> None:
    statement = claim.statements.get()
    statement.quote_prefix, statement.quote_start, statement.quote_end = "tout ", 5, 15
    builders.saved(statement)

    corrected(statement, editor, quote="a changé")

    statement.refresh_from_db()
    assert (statement.quote, statement.quote_prefix) == ("a changé", "")
    assert Statement.objects.get(pk=statement.pk).quote_start is None


def told(name: str, claim: Claim) -> Expert:
    """Somebody who was told long ago that the collection of `claim` is shown with scores."""
    expert, long_ago = builders.an_expert(name), NOW - timedelta(days=30)
    builders.saved(Notice(expert=expert, collection=claim.collection, told_at=long_ago, address="two@example.org"))
    return expert


def test_no_statement_is_given_to_somebody_who_was_not_told_of_the_scores(claim: Claim, editor: Person) -> None:
    other = builders.an_expert("Expert two")

    with pytest.raises(NotTold, match="Expert two was not told"):
        corrected(claim.statements.get(), editor, expert_id=other.pk)

    assert claim.statements.get().expert_id != other.pk


def test_nobody_who_is_tied_makes_an_endorsement_of_it_and_takes_the_grade_out_of_the_score(
    claim: Claim, editor: Person
) -> None:
    speaker = claim.statements.get().expert_id
    actions.declare_interest(
        kind=InterestKind.TIE, expert_id=speaker, starts=builders.SAID, by=editor, at=NOW, reason="Declared"
    )

    with pytest.raises(ConflictOfInterest, match="You declared a tie to Expert"):
        corrected(claim.statements.get(), editor, kind_of=StatementKind.ENDORSED)
    assert claim.statements.get().kind_of == StatementKind.QUOTED
    corrected(claim.statements.get(), builders.a_person(Role.EDITOR, "two"), kind_of=StatementKind.ENDORSED)

    assert claim.statements.get().kind_of == StatementKind.ENDORSED


def test_a_statement_given_to_somebody_else_moves_its_points_there(claim: Claim, editor: Person) -> None:
    scoring.sweep(at=NOW)
    other = told("Expert two", claim)

    corrected(claim.statements.get(), editor, expert_id=other.pk)
    scoring.sweep(at=LATER)

    in_force = Contribution.objects.filter(claim_id=claim.pk, valid_to__isnull=True)
    assert [row.expert_id for row in in_force] == [other.pk]


@pytest.mark.parametrize("near", ["whom it is taken from", "whom it is given to"])
def test_a_statement_is_moved_by_nobody_who_is_tied_to_either_speaker(claim: Claim, editor: Person, near: str) -> None:
    before, other = claim.statements.get().expert_id, told("Expert two", claim)
    friend = before if near == "whom it is taken from" else other.pk
    actions.declare_interest(
        kind=InterestKind.TIE, expert_id=friend, starts=builders.SAID, by=editor, at=NOW, reason="Declared"
    )

    with pytest.raises(ConflictOfInterest, match="You declared a tie to Expert"):
        corrected(claim.statements.get(), editor, expert_id=other.pk)
    assert claim.statements.get().expert_id == before
    corrected(claim.statements.get(), editor, quote="a changé")
    corrected(claim.statements.get(), builders.a_person(Role.EDITOR, "two"), expert_id=other.pk)

    assert claim.statements.get().expert_id == other.pk


def test_a_statement_is_moved_by_nobody_who_judged_the_claim(claim: Claim) -> None:
    user = User.objects.get(username="reviewer-one")
    RoleGrant.objects.create(user=user, role=Role.EDITOR, starts=NOW)
    other = told("Expert two", claim)

    with pytest.raises(ConflictOfInterest, match="You judged or decided this claim"):
        corrected(claim.statements.get(), person_of(user, at=LATER), expert_id=other.pk)

    assert claim.statements.get().expert_id != other.pk


@pytest.mark.parametrize("changes", [{"expert_id": None}, {"voice": "experts"}])
def test_a_statement_has_one_speaker(claim: Claim, editor: Person, changes: dict[str, Any]) -> None:
    with pytest.raises(WrongCorrection, match="not both"):
        corrected(claim.statements.get(), editor, **changes)


def test_nothing_is_corrected_where_nothing_changes(claim: Claim, editor: Person) -> None:
    with pytest.raises(NothingChanged):
        corrected(claim.statements.get(), editor, quote=" va changer ")


def test_who_looked_at_an_older_revision_is_told(claim: Claim, editor: Person) -> None:
    with pytest.raises(StaleVersion):
        actions.correct_claim(
            claim_id=claim.pk, seen_version=1, changes={"near_certain": True}, by=editor, at=LATER, reason="It was"
        )


def test_a_claim_is_not_said_after_its_deadline(claim: Claim, editor: Person) -> None:
    with pytest.raises(WrongCorrection, match="after its deadline"):
        actions.correct_claim(
            claim_id=claim.pk,
            seen_version=claim_version(claim),
            changes={"said_on": date(2026, 1, 1)},
            by=editor,
            at=LATER,
            reason="A slip",
        )


def test_only_editors_correct(claim: Claim) -> None:
    with pytest.raises(NotAllowed, match="may not publish"):
        corrected(claim.statements.get(), builders.a_person(Role.ADJUDICATOR), quote="otherwise")


# --- The list ---------------------------------------------------------------------------------------------------------


def test_what_was_put_right_after_publication_is_listed_newest_first(claim: Claim, editor: Person) -> None:
    corrected(claim.statements.get(), editor, quote="a changé")
    actions.correct_claim(
        claim_id=claim.pk,
        seen_version=claim_version(claim),
        changes={"near_certain": True},
        by=editor,
        at=LATER,
        reason="Everybody knew",
    )

    assert listed() == [(claim.key, "claim"), (claim.key, "statement")]
    newest = corrections.at_positions(corrections.positions())[0].revision
    assert (newest.reason, [one.column for one in newest.differences]) == ("Everybody knew", ["near_certain"])


def test_a_decision_that_replaces_another_is_listed_with_both(claim: Claim, editor: Person) -> None:
    actions.reopen(claim_id=claim.pk, why=Opening.REOPENED, by=editor, at=LATER, reason="A document came up")
    builders.resolved(claim, "0", at=LATER)

    assert listed() == [(claim.key, "resolution")]
    change = corrections.at_positions(corrections.positions())[0].revision.differences[0]
    assert change.before.startswith("Came true")
    assert change.after.startswith("Did not come true")


def test_the_life_of_a_claim_is_no_correction(claim: Claim) -> None:
    contesting.answered(contesting.raised(claim), builders.a_person(Role.ADJUDICATOR), accepted=False)
    builders.a_document(claim)

    assert listed() == []


def test_what_was_changed_in_a_draft_is_no_correction_once_it_is_published() -> None:
    builders.a_record()
    draft = builders.a_draft()
    statement = draft.statements.get()
    statement.quote = "reworded"
    builders.saved(statement, at=NOW - timedelta(days=1))
    with writing():
        publish_bundled(draft, by=SYSTEM, at=NOW, reason="Published")

    assert listed() == []


def test_a_new_speaker_is_named(claim: Claim, editor: Person) -> None:
    corrected(claim.statements.get(), editor, expert_id=told("Expert two", claim).pk)

    change = corrections.at_positions(corrections.positions())[0].revision.differences[0]
    assert (change.label, change.before, change.after) == ("Speaker", "Expert one", "Expert two")


def test_the_list_can_be_of_one_collection_and_keeps_restricted_claims_out(claim: Claim, editor: Person) -> None:
    other = builders.resolved(builders.a_claim(), "1")
    for one in (claim, other):
        corrected(one.statements.get(), editor, quote="a changé")
    together, alone = listed(), listed(collection=claim.collection)
    other.refresh_from_db()
    other.visibility, other.restricted_cause = Visibility.RESTRICTED, "A court said so"
    builders.saved(other, at=LATER)

    assert together == [(other.key, "statement"), (claim.key, "statement")]
    assert alone == [(claim.key, "statement")]
    assert listed() == [(claim.key, "statement")]


# --- Replies ----------------------------------------------------------------------------------------------------------


def replied(claim: Claim | None, text: str, *, by: Person, **given: Any) -> Reply:
    """A reply of the speaker of `claim`, or to everything on record."""
    expert = given.pop("expert", None) or (claim.statements.get().expert if claim else None)
    filled = {"text": text, "language": "en", "received_at": NOW, "verified_how": "By telephone", "at": NOW}
    return actions.record_reply(expert_id=expert.pk, claim_id=claim.pk if claim else None, by=by, **filled | given)


def test_a_later_reply_points_back_at_the_one_before(claim: Claim, editor: Person) -> None:
    first = replied(claim, "I meant it.", by=editor)

    second = replied(claim, "I meant something else.", by=editor, received_at=LATER)

    assert (second.replaces, first.replaces) == (first, None)


def test_a_reply_to_one_claim_does_not_stand_before_one_to_everything(claim: Claim, editor: Person) -> None:
    expert = claim.statements.get().expert
    replied(claim, "To this.", by=editor)

    whole = replied(None, "To everything.", by=editor, expert=expert)

    assert whole.replaces is None


def test_the_same_words_are_kept_once(claim: Claim, editor: Person) -> None:
    replied(claim, "I meant it.", by=editor)

    with pytest.raises(NothingChanged):
        replied(claim, "I meant it. ", by=editor)


def test_a_reply_is_kept_with_a_claim_of_that_expert_only(claim: Claim, editor: Person) -> None:
    with pytest.raises(NotTheirs):
        replied(claim, "Not mine.", by=editor, expert=builders.an_expert("Expert two"))


def test_only_editors_keep_replies(claim: Claim) -> None:
    for one in (claim, None):
        with pytest.raises(NotAllowed):
            replied(one, "Words.", by=builders.reviewers("one")[0], expert=claim.statements.get().expert)
    replied(claim, "Words.", by=SYSTEM)
