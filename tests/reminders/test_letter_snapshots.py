"""Every letter, word for word, in both languages: the files in snapshots/ are what people get.

A wanted change is written by deleting a file and running this test; the new one is then read and committed.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from accounts.roles import Role
from predictions import actions as record
from predictions.models import Claim, Expert, Notice, NoticeWay
from predictions.steps.versions import claim_version
from reminders import emails, letters
from reminders.models import LETTERS, Delivery, Kind
from tests import builders
from tests.builders import NOW
from tests.predictions import contesting
from tests.predictions.contesting import A_DAY
from tests.reminders import kept

NOTICE = {
    "en": "Dear expert,\n\nwe recorded two predictions of yours. They are shown with scores from 20 March 2026.",
    "fr": "Madame, Monsieur,\n\nnous avons consigné deux de vos prédictions, montrées avec leurs notes.",
}


def everything(language: str) -> dict[Kind, str]:
    """One thing to write about of each kind: the id of what each letter is about."""
    builders.a_record()
    collection = builders.a_collection(scores_shown_at=None, scores_shown_by=None)
    claim = builders.resolved(builders.a_claim(key="SC-25", collection=collection), "1")
    pending = contesting.sent(claim, "quote", language=language, contact="waits@example.org")
    objection = contesting.raised(claim, language=language)
    contesting.answered(objection, builders.a_person(Role.EDITOR), at=NOW + A_DAY)
    builders.resolved(claim, "0.25", at=NOW + 2 * A_DAY)
    expert = claim.statements.get().expert
    assert isinstance(expert, Expert)
    notice = builders.saved(
        Notice(
            expert=expert,
            collection=claim.collection,
            told_at=NOW,
            address="expert@example.org",
            way=NoticeWay.MAIL,
            language=language,
            text=NOTICE[language],
        )
    )
    put_right(claim)
    told = builders.a_mailed_notice(expert, claim.collection, at=NOW - A_DAY, language=language)
    corrected = f"{told.expert_id}.{NOW.date()}"
    ids = (str(pending.pk), objection.pk, objection.pk, objection.pk, notice.pk, corrected)
    return dict(zip(LETTERS, ids, strict=True))


def put_right(claim: Claim) -> None:
    """The quote of `claim`, put right by an editor."""
    record.correct_statement(
        statement_id=claim.statements.get().pk,
        seen_version=claim_version(claim),
        changes={"quote": "a changé"},
        by=builders.a_person(Role.EDITOR, "two"),
        at=NOW + timedelta(hours=1),
        reason="The recording shows it",
    )


def without_chance(text: str) -> str:
    """`text` with names in place of ids and signatures."""
    text = re.sub(r"/objections/[^/\s\"]+/", "/objections/TOKEN/", text)
    text = re.sub(r"/claims/\w+/(#o\w+)?", lambda found: "/claims/ID/" + ("#oID" if found[1] else ""), text)
    return re.sub(r"/(experts|collections)/[\w-]+/", r"/\1/SLUG/", text)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_letter_reads_word_for_word_as_it_was_approved(language: str, settings: Any) -> None:
    settings.SITE_URL = "https://hindcast.example"
    written: list[str] = []

    for kind, about in everything(language).items():
        delivery = Delivery(kind=kind, about=about, message_id=f"<{kind}@hindcast.example>")
        mail = emails.letter(delivery, letters.letter(delivery, at=NOW))
        written += kept.compared(mail, f"{kind}.{language}", without_chance=without_chance)

    assert written == [], kept.MISSING


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", LETTERS)
def test_no_line_of_a_letter_is_wider_than_78_signs_unless_it_is_an_address(kind: Kind, language: str) -> None:
    assert kept.wide_lines(f"{kind}.{language}") == []
