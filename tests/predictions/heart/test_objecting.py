"""What can be contested until when, how often, by whom it is answered, and what follows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections

from accounts.roles import Role
from predictions import actions, verifying
from predictions.lifecycle import Opening, Status
from predictions.models import TOMBSTONE, Claim, Objection, ObjectionState, PendingObjection
from predictions.policy import ConflictOfInterest, NotAllowed
from predictions.steps import throttling
from predictions.steps.objecting import (
    TO_CONFIRM,
    AlreadyAnswered,
    AlreadyConfirmed,
    CannotBeContested,
    DecidedSince,
    EmptyAnswer,
    NotToConfirm,
)
from tests import builders
from tests.builders import NOW
from tests.predictions import contesting
from tests.predictions.contesting import A_DAY

pytestmark = pytest.mark.django_db

ERRORS = ["quote", "attribution", "fact"]


@pytest.fixture
def claim() -> Claim:
    return contesting.a_resolved_claim()


def test_what_is_sent_is_on_record_only_once_its_sender_has_confirmed_it(claim: Claim) -> None:
    pending = contesting.sent(claim)
    before = Objection.objects.count()

    actions.confirm_objection(pending_id=pending.pk, at=NOW)

    assert before == 0
    objection = Objection.objects.get()
    assert (objection.text, objection.contact, objection.state) == (contesting.TEXT, contesting.SENDER, "received")
    assert objection.resolution == claim.resolution


def test_once_confirmed_nothing_personal_is_kept_a_second_time(claim: Claim) -> None:
    contesting.raised(claim)

    pending = PendingObjection.objects.get()
    assert (pending.text, pending.document_url, pending.contact) == ("", "", "")


def test_confirming_twice_puts_one_objection_on_record(claim: Claim) -> None:
    pending = contesting.sent(claim)
    actions.confirm_objection(pending_id=pending.pk, at=NOW)

    with pytest.raises(AlreadyConfirmed):
        actions.confirm_objection(pending_id=pending.pk, at=NOW)

    assert Objection.objects.count() == 1


def test_after_a_week_it_can_no_longer_be_confirmed_and_the_sweep_deletes_it(claim: Claim) -> None:
    pending = contesting.sent(claim)
    late = NOW + TO_CONFIRM

    with pytest.raises(NotToConfirm):
        actions.confirm_objection(pending_id=pending.pk, at=late)

    assert actions.forget_unconfirmed(at=late - timedelta(seconds=1)) == 0
    assert actions.forget_unconfirmed(at=late) == 1
    assert not PendingObjection.objects.exists()


def test_a_grade_can_be_contested_for_as_long_as_the_collection_says(claim: Claim) -> None:
    last = NOW + timedelta(days=claim.collection.objection_days)
    contesting.sent(claim, at=last - timedelta(seconds=1))

    with pytest.raises(CannotBeContested, match="could be contested until 2026-04-01"):
        contesting.sent(claim, at=last, contact="late@example.org")


@pytest.mark.parametrize("about", ERRORS)
def test_an_error_can_be_raised_at_any_time(claim: Claim, about: str) -> None:
    objection = contesting.raised(claim, about, at=NOW + timedelta(days=4000))

    assert objection.about == about


def test_what_was_sent_in_time_counts_although_it_is_confirmed_after_it(claim: Claim) -> None:
    last = NOW + timedelta(days=claim.collection.objection_days)
    pending = contesting.sent(claim, at=last - timedelta(hours=1))

    objection = actions.confirm_objection(pending_id=pending.pk, at=last + timedelta(days=2))

    assert objection.raised_at == last - timedelta(hours=1)


def test_a_claim_without_a_grade_has_none_to_contest() -> None:
    builders.a_record()
    claim = builders.a_claim()

    with pytest.raises(CannotBeContested, match="has no grade now"):
        contesting.sent(claim)

    assert contesting.sent(claim, "quote").about == "quote"


def test_what_was_written_before_the_claim_was_judged_again_is_not_held_against_the_new_decision(claim: Claim) -> None:
    pending = contesting.sent(claim)
    editor = builders.a_person(Role.EDITOR)
    actions.reopen(claim_id=claim.pk, why=Opening.REOPENED, by=editor, at=NOW + A_DAY, reason="A document came up")
    builders.resolved(claim, "0", at=NOW + 2 * A_DAY)

    with pytest.raises(CannotBeContested, match="judged again after you wrote"):
        actions.confirm_objection(pending_id=pending.pk, at=NOW + 3 * A_DAY)


# --- How often --------------------------------------------------------------------------------------------------------


def test_a_network_may_send_five_a_day_and_is_told_when_there_is_room_again(claim: Claim) -> None:
    for number in range(throttling.MOST_OF_A_NETWORK):
        contesting.sent(claim, contact=f"sender-{number}@example.org", at=NOW + timedelta(hours=number))

    with pytest.raises(throttling.TooMany) as refusal:
        contesting.sent(claim, contact="another@example.org", at=NOW + timedelta(hours=6))

    assert refusal.value.until == NOW + A_DAY
    contesting.sent(claim, contact="another@example.org", at=NOW + A_DAY)
    contesting.sent(claim, contact="elsewhere@example.org", at=NOW + timedelta(hours=6), network="two")


@pytest.mark.parametrize("spelling", ["{}@example.org", "{}+{}@example.org", "{}@EXAMPLE.org"])
def test_a_mailbox_gets_at_most_three_mails_a_day_however_its_address_is_spelt(spelling: str) -> None:
    builders.a_record()
    collection = builders.a_collection()
    claims = [builders.a_claim(collection=collection) for _ in range(throttling.MOST_OF_AN_ADDRESS + 1)]
    *first, last = claims
    for number, one in enumerate(first):
        contesting.sent(one, "quote", contact=spelling.format("Victim", number), network=f"network {number}")

    with pytest.raises(throttling.TooMany):
        contesting.sent(last, "quote", contact="victim@example.org", network="another")


def test_confirmed_objections_count_for_their_mailbox_too() -> None:
    builders.a_record()
    collection = builders.a_collection()
    for number in range(throttling.MOST_OF_AN_ADDRESS):
        contesting.raised(builders.a_claim(collection=collection), "quote", network=f"network {number}")

    with pytest.raises(throttling.TooMany):
        contesting.sent(builders.a_claim(collection=collection), "quote", network="another")


def test_a_claim_takes_twenty_a_day(claim: Claim) -> None:
    for number in range(throttling.MOST_TO_A_CLAIM):
        contesting.sent(claim, contact=f"sender-{number}@example.org", network=f"network {number}")

    with pytest.raises(throttling.TooMany):
        contesting.sent(claim, contact="one-more@example.org", network="one more")


def test_while_one_waits_for_its_button_another_of_the_same_mailbox_to_the_claim_changes_nothing(claim: Claim) -> None:
    contesting.sent(claim)

    again = actions.ask_to_object(
        claim_id=claim.pk,
        contested=contesting.contested(text="Something else altogether.", contact="Somebody+x@example.org"),
        network="another",
        at=NOW,
    )

    assert again is None
    assert PendingObjection.objects.get().text == contesting.TEXT


@pytest.mark.django_db(transaction=True)
def test_ten_at_the_same_moment_from_one_network_are_five() -> None:
    claim = contesting.a_resolved_claim()
    start = Barrier(10)

    def send(number: int) -> bool:
        start.wait()
        try:
            contesting.sent(claim, contact=f"sender-{number}@example.org")
        except throttling.TooMany:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(10) as threads:
        taken = list(threads.map(send, range(10)))

    assert sum(taken) == PendingObjection.objects.count() == throttling.MOST_OF_A_NETWORK


# --- The answer -------------------------------------------------------------------------------------------------------


def test_an_accepted_objection_to_a_grade_is_judged_by_reviewers_who_are_new(claim: Claim) -> None:
    objection = contesting.raised(claim)
    editor = builders.a_person(Role.EDITOR)

    contesting.answered(objection, editor)

    claim.refresh_from_db()
    objection.refresh_from_db()
    assert claim.status == Status.OPEN
    assert objection.round is not None
    assert (objection.round.number, objection.round.opened_for) == (2, Opening.OBJECTION)
    one, three = builders.reviewers("one", "three")
    with pytest.raises(ConflictOfInterest, match="earlier round"):
        builders.assigned(claim, one)
    builders.assigned(claim, three)
    assert verifying.verify().is_sound


def test_two_accepted_objections_to_a_grade_share_a_round(claim: Claim) -> None:
    first, second = contesting.raised(claim), contesting.raised(claim, contact="other@example.org")
    editor = builders.a_person(Role.EDITOR)

    for objection in (first, second):
        contesting.answered(objection, editor)

    assert {one.round_id for one in Objection.objects.all()} == {claim.rounds.get(number=2).pk}


def test_an_objection_to_a_decision_that_was_replaced_takes_the_new_one_off_no_table(claim: Claim) -> None:
    objection, editor = contesting.raised(claim), builders.a_person(Role.EDITOR)
    actions.reopen(claim_id=claim.pk, why=Opening.RE_REVIEW, by=editor, at=NOW, reason="A second look")
    builders.resolved(claim, "1")

    with pytest.raises(DecidedSince, match="no longer in force"):
        contesting.answered(objection, editor)

    claim.refresh_from_db()
    assert claim.status == Status.RESOLVED


@pytest.mark.parametrize("about", ERRORS)
def test_an_accepted_error_opens_no_round(claim: Claim, about: str) -> None:
    contesting.answered(contesting.raised(claim, about), builders.a_person(Role.EDITOR))

    claim.refresh_from_db()
    assert claim.status == Status.RESOLVED
    assert Objection.objects.get().state == ObjectionState.ACCEPTED


def test_a_refused_objection_changes_nothing_but_says_why(claim: Claim) -> None:
    contesting.answered(contesting.raised(claim), builders.a_person(Role.ADJUDICATOR), accepted=False)

    claim.refresh_from_db()
    objection = Objection.objects.get()
    assert (claim.status, objection.state, objection.round) == (Status.RESOLVED, ObjectionState.REFUSED, None)
    assert objection.answer == "We read the document."


def test_who_wrote_the_claim_up_does_not_answer() -> None:
    editor = builders.a_person(Role.EDITOR)
    claim = contesting.a_resolved_claim(by=editor)
    objection = contesting.raised(claim)

    with pytest.raises(ConflictOfInterest, match="Somebody new"):
        contesting.answered(objection, editor)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.CONTRIBUTOR, Role.AUDITOR, Role.ADMINISTRATOR])
def test_whose_role_does_not_answer_objections_does_not(claim: Claim, role: Role) -> None:
    objection = contesting.raised(claim)

    with pytest.raises(NotAllowed, match="may not answer objections"):
        contesting.answered(objection, builders.a_person(role, "eight"))


def test_an_objection_is_answered_once(claim: Claim) -> None:
    objection = contesting.raised(claim)
    contesting.answered(objection, builders.a_person(Role.EDITOR), accepted=False)

    with pytest.raises(AlreadyAnswered):
        contesting.answered(objection, builders.a_person(Role.ADJUDICATOR))

    claim.refresh_from_db()
    assert claim.status == Status.RESOLVED


def test_an_answer_says_something(claim: Claim) -> None:
    objection = contesting.raised(claim)

    with pytest.raises(EmptyAnswer):
        actions.answer_objection(
            objection_id=objection.pk, accepted=False, answer=" \n", by=builders.a_person(Role.EDITOR), at=NOW
        )


def test_erasing_an_objection_takes_its_text_and_its_address_and_leaves_the_ledger_whole(claim: Claim) -> None:
    objection = contesting.raised(claim)
    contesting.answered(objection, builders.a_person(Role.EDITOR), accepted=False)

    actions.erase(
        fact=Objection.objects.get(), authority="The sender asked", by=builders.a_person(Role.ADMINISTRATOR), at=NOW
    )

    objection.refresh_from_db()
    assert (objection.text, objection.contact) == (TOMBSTONE, TOMBSTONE)
    assert {row.contact for row in Objection.history.all()} == {TOMBSTONE}
    assert verifying.verify().is_sound
