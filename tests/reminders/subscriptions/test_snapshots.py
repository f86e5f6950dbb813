"""Mails to who follows something, word for word, in both languages.

A wanted change is written by deleting a file and running this test; the new one is then read and committed.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from accounts.roles import Role
from predictions.models import Claim
from reminders import emails
from reminders.models import SUBSCRIBED, Delivery, Kind, Subscription, What
from reminders.subscriptions import letters
from scoring import actions as scoring
from tests import builders
from tests.builders import NOW
from tests.predictions import contesting
from tests.reminders import kept
from tests.reminders.subscriptions import following

A_DAY = timedelta(days=1)


def everything(language: str) -> dict[Kind, str]:
    """One mail of each kind: the id of what each is about."""
    builders.a_record()
    collection = builders.a_collection()
    expert = builders.an_expert("Expert one")
    claims = [builders.a_claim(key=key, collection=collection, experts=[expert]) for key in ("SC-25", "SC-26")]
    builders.resolved(claims[0], "1")
    following.asked(claims[0], what=What.COLLECTION, language=language)
    one = following.followed(claims[0], what=What.CLAIM, language=language, address="another@example.org")
    decided_again(claims[0])
    builders.resolved(claims[1], "0.5", at=NOW + 2 * A_DAY)
    scoring.sweep(at=NOW + 3 * A_DAY, without_pause=True)
    many = following.followed(claims[0], what=What.COLLECTION, language=language, address="third@example.org")
    board = following.followed(claims[0], what=What.BOARD, language=language, network="other")
    Subscription.objects.update(number=1, told_until=NOW + 3 * A_DAY, told_from=NOW)
    asked = Subscription.objects.exclude(pk__in=[one.pk, many.pk, board.pk]).earliest("pk")
    Subscription.objects.filter(pk=asked.pk).update(confirmed_at=None, told_until=None, told_from=None, next_at=None)
    return {Kind.SUBSCRIBE: str(asked.pk), Kind.FOLLOWED: f"{many.pk}.1", Kind.BOARD: f"{board.pk}.1"}


def decided_again(claim: Claim) -> None:
    objection = contesting.raised(claim)
    contesting.answered(objection, builders.a_person(Role.EDITOR), at=NOW + A_DAY)
    builders.resolved(claim, "0.25", at=NOW + 2 * A_DAY)


def without_chance(text: str) -> str:
    """`text` with names in place of ids and signatures."""
    text = re.sub(r"/(confirm|following)/[^/\s\"]+/", r"/\1/TOKEN/", text)
    text = re.sub(r"/claims/\w+/", "/claims/ID/", text)
    text = re.sub(r"collection=[\w-]+", "collection=SLUG", text)
    return re.sub(r"/(experts|collections)/[\w-]+/", r"/\1/SLUG/", text)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_mail_reads_word_for_word_as_it_was_approved(language: str, settings: Any) -> None:
    settings.SITE_URL = "https://hindcast.example"
    written: list[str] = []

    for kind, about in everything(language).items():
        delivery = Delivery(kind=kind, about=about, message_id=f"<{kind}@hindcast.example>")
        mail = emails.letter(delivery, letters.letter(delivery, at=NOW + A_DAY))
        written += kept.compared(mail, f"{kind}.{language}", without_chance=without_chance)

    assert written == [], kept.MISSING


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", SUBSCRIBED)
def test_no_line_is_wider_than_78_signs_unless_it_is_an_address(kind: Kind, language: str) -> None:
    assert kept.wide_lines(f"{kind}.{language}") == []
