"""Mails to who follows something, word for word, in both languages.

A wanted change is written by deleting a file and running this test; the new one is then read and committed.
"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
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
from tests.reminders.subscriptions import following

FOLDER = Path(__file__).parent.parent / "snapshots"
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
    written = []

    for kind, about in everything(language).items():
        delivery = Delivery(kind=kind, about=about, message_id=f"<{kind}@hindcast.example>")
        mail = emails.letter(delivery, letters.letter(delivery, at=NOW + A_DAY))
        parts = {"subject.txt": f"{mail.subject}\n", "txt": str(mail.body), "html": str(mail.alternatives[0][0])}
        for name, text in parts.items():
            path = FOLDER / f"{kind}.{language}.{name}"
            if not path.exists():
                path.write_text(without_chance(text), encoding="utf-8")
                written.append(path.name)
            assert without_chance(text) == path.read_text(encoding="utf-8"), path.name

    assert written == [], "They were missing and are written now: read them, and commit them if they are right."


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", SUBSCRIBED)
def test_no_line_is_wider_than_78_signs_unless_it_is_an_address(kind: Kind, language: str) -> None:
    lines = (FOLDER / f"{kind}.{language}.txt").read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if len(line) > 78 and "https://" not in line] == []
