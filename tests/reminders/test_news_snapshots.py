"""Every mail that tells news, word for word, in both languages: the files in snapshots/ are what people get.

A wanted change is written by deleting a file and running this test; the new one is then read and committed.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from reminders.actions.preparing import prepare
from reminders.models import NEWS, Delivery, Kind
from tests import builders
from tests.builders import NOW
from tests.reminders import happenings, kept
from tests.reminders.happenings import A_DAY, SOON

LONG = {
    "en": "Collaborations between large companies on language models will become more common, in <science> & industry.",
    "fr": "Les collaborations entre grandes entreprises sur les modèles de langue seront plus fréquentes, l’été venu.",
}


def everything(language: str) -> dict[Kind, Delivery]:
    """One mail of each kind that is owed to somebody who reads `language`."""
    builders.a_record()
    collection = builders.a_collection()
    for role in (Role.EDITOR, Role.ADJUDICATOR):
        builders.a_user(role)
    first, second, third, fourth = (builders.a_claim(key=f"SC-0{n}", collection=collection) for n in (1, 2, 3, 4))
    for one in (first, second):
        happenings.asked(one, "five")
    wording = second.wordings.get(language=language)
    wording.proposition = LONG[language]
    builders.saved(wording)
    happenings.contested(third)
    happenings.superseded(fourth, at=NOW - 3 * A_DAY)
    happenings.objected(fourth)
    User.objects.update(language=language, time_zone="Europe/Paris")
    later = NOW + timedelta(days=15)
    found = {
        Kind.ASSIGNMENT: happenings.owed(Kind.ASSIGNMENT, "reviewer-five", at=NOW),
        Kind.CONTESTED: happenings.owed(Kind.CONTESTED, "adjudicator-one", at=NOW),
        Kind.OBJECTION: happenings.owed(Kind.OBJECTION, "editor-one", at=NOW),
        Kind.SUPERSEDED: happenings.owed(Kind.SUPERSEDED, "reviewer-one", at=NOW),
    }
    return found | {Kind.OVERDUE: happenings.owed(Kind.OVERDUE, "editor-one", at=later)}


def without_chance(text: str) -> str:
    """`text` with names in place of ids and signatures."""
    text = re.sub(r"/(claims|objections)/\w+/", r"/\1/ID/", text)
    return re.sub(r"/mail/(of|unsubscribe)/[^/]+/", r"/mail/\1/TOKEN/", text)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_mail_reads_word_for_word_as_it_was_approved(language: str, settings: Any) -> None:
    settings.SITE_URL = "https://hindcast.example"
    written: list[str] = []

    for kind, delivery in everything(language).items():
        at = delivery.due_at if kind is Kind.OVERDUE else NOW + SOON
        mail = prepare(delivery, at=at).write()
        written += kept.compared(mail, f"{kind}.{language}", without_chance=without_chance)

    assert written == [], kept.MISSING


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", NEWS)
def test_no_line_is_wider_than_78_signs_unless_it_is_an_address(kind: Kind, language: str) -> None:
    assert kept.wide_lines(f"{kind}.{language}") == []
