"""Who was told by mail hears of what is put right of them: once a day, the day after, at the address that worked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.roles import Role
from predictions import actions as record
from predictions.models import Claim, Expert, NoticeWay
from predictions.policy import Person
from predictions.steps.versions import claim_version
from reminders import actions
from reminders.models import Delivery, Kind, State
from tests import builders
from tests.builders import NOW
from tests.predictions import contesting
from tests.reminders import mails

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)
THE_DAY_AFTER = NOW + timedelta(days=2)


@pytest.fixture
def sink(settings: Any) -> Any:
    settings.SITE_URL = "https://hindcast.example"
    with mails.a_mail_server(settings) as server:
        yield server


@pytest.fixture
def claim() -> Claim:
    return contesting.a_resolved_claim()


@pytest.fixture
def editor() -> Person:
    return builders.a_person(Role.EDITOR)


def speaker(claim: Claim) -> Expert:
    expert = claim.statements.get().expert
    assert expert is not None
    return expert


def put_right(claim: Claim, editor: Person, *, at: Any = LATER, **changes: Any) -> None:
    record.correct_statement(
        statement_id=claim.statements.get().pk,
        seen_version=claim_version(claim),
        changes=changes,
        by=editor,
        at=at,
        reason="The recording shows it",
    )


def sent_out(at: Any = THE_DAY_AFTER) -> None:
    actions.plan_letters(at=at)
    actions.send_due(at=at)


def test_the_day_after_one_letter_says_everything_that_was_put_right(claim: Claim, editor: Person, sink: Any) -> None:
    builders.a_mailed_notice(speaker(claim), claim.collection)
    put_right(claim, editor, quote="a changé")
    put_right(claim, editor, role="chief", at=LATER + timedelta(hours=1))

    sent_out(LATER + timedelta(hours=2))
    on_the_day = sink.to()
    for _ in range(2):
        sent_out()

    (mail,) = sink.taken
    text = " ".join(str(mail.get_body(("plain",)).get_content()).split())
    assert on_the_day == []
    assert (mail["To"], mail["Subject"]) == ("expert@example.org", "What was put right of you on 3 March 2026")
    assert "Quote: from “va changer” to “a changé”" in text
    assert "Role: from “head” to “chief”" in text
    assert "Reason: The recording shows it" in text
    assert "https://hindcast.example/corrections/" in text


def test_it_goes_in_the_language_and_to_the_newest_address_at_which_they_were_told(
    claim: Claim, editor: Person, sink: Any
) -> None:
    expert = speaker(claim)
    builders.a_mailed_notice(expert, claim.collection)
    builders.a_mailed_notice(expert, claim.collection, at=NOW + timedelta(hours=1), address="new@example.org")
    put_right(claim, editor, quote="a changé")

    sent_out()

    assert sink.to() == ["new@example.org"]


def test_another_notice_of_the_same_day_keeps_no_correction_back(claim: Claim, editor: Person, sink: Any) -> None:
    builders.a_mailed_notice(speaker(claim), claim.collection)
    put_right(claim, editor, quote="a changé")
    builders.a_mailed_notice(speaker(claim), builders.a_collection(), at=LATER + timedelta(hours=5))
    sent_out()

    assert Delivery.objects.filter(kind=Kind.CORRECTED, state=State.SENT).count() == 1


@pytest.mark.parametrize(
    "columns",
    [
        {"taken_at": None, "way": NoticeWay.BY_HAND},
        {"failed_at": NOW, "failure": "came-back"},
        {"at": LATER + timedelta(hours=1)},
    ],
    ids=["told by hand", "the mail came back", "told only afterwards"],
)
def test_nothing_goes_to_who_was_not_told_by_mail_before(
    columns: dict[str, Any], claim: Claim, editor: Person, sink: Any
) -> None:
    builders.a_mailed_notice(speaker(claim), claim.collection, **columns)
    put_right(claim, editor, quote="a changé")

    sent_out()

    assert sink.taken == []


def test_who_is_named_no_more_hears_of_it_and_of_nothing_later(claim: Claim, editor: Person, sink: Any) -> None:
    before, after = speaker(claim), builders.an_expert("Expert two")
    builders.a_mailed_notice(before, claim.collection, at=NOW - timedelta(days=30))
    builders.a_mailed_notice(after, claim.collection, at=NOW - timedelta(days=30), address="two@example.org")
    put_right(claim, editor, expert_id=after.pk)
    sent_out()
    put_right(claim, editor, quote="a changé", at=THE_DAY_AFTER)

    sent_out(THE_DAY_AFTER + timedelta(days=1))

    assert sorted(sink.to()) == ["expert@example.org", "two@example.org", "two@example.org"]


def test_facts_of_the_claim_count_and_what_is_decided_does_not(claim: Claim, editor: Person, sink: Any) -> None:
    builders.a_mailed_notice(speaker(claim), claim.collection, at=NOW - timedelta(days=1))
    sent_out()
    decided = sink.to()
    version = claim_version(claim)
    record.correct_claim(
        claim_id=claim.pk, seen_version=version, changes={"near_certain": True}, by=editor, at=LATER, reason="It was"
    )

    sent_out()

    assert decided == []
    assert sink.to() == ["expert@example.org"]


def test_whose_address_is_erased_meanwhile_is_not_written_to(claim: Claim, editor: Person, sink: Any) -> None:
    notice = builders.a_mailed_notice(speaker(claim), claim.collection)
    put_right(claim, editor, quote="a changé")
    actions.plan_letters(at=THE_DAY_AFTER)
    record.erase(fact=notice, authority="They asked", by=builders.a_person(Role.ADMINISTRATOR), at=THE_DAY_AFTER)

    sent_out()

    assert sink.taken == []
    assert Delivery.objects.get().state == State.CANCELLED
