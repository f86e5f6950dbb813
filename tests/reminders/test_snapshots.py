"""The three parts of the digest, word for word, in both languages: the files in snapshots/ are what people get.

A wanted change is written by deleting a file and running this test; the new one is then read and committed.
"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from accounts.models import RoleGrant, User
from accounts.roles import Role
from predictions import actions as record
from predictions.models import Checkpoint, Claim, RecordKind, Wording
from predictions.people import person_of
from reminders import actions, emails
from reminders.digest import digest, take_folded
from reminders.models import Delivery, Kind, Matter
from tests import builders
from tests.builders import NOW
from tests.reminders import happenings, mails

FOLDER = Path(__file__).parent / "snapshots"
MONDAY = mails.MONDAY
A_DAY = timedelta(days=1)
LONG = {
    "en": "Collaborations between large companies on language models will become more common, in <science> & industry.",
    "fr": "Les collaborations entre grandes entreprises sur les modèles de langue seront plus fréquentes, l’été venu.",
}


def a_week() -> dict[str, Claim]:
    """One claim in each part of reviewer one's week, and one that two others decided."""
    builders.a_record(RecordKind.DEMONSTRATION)
    (one,) = builders.reviewers("one")
    collection = builders.a_collection()
    named = {key: builders.a_claim(collection=collection, key=key) for key in ("SC-08", "SC-25", "SC-09", "SC-05")}
    for language, words in LONG.items():
        wording = Wording.objects.get(claim=named["SC-25"], language=language)
        wording.proposition = words
        builders.saved(wording)
    builders.assigned(named["SC-08"], one, at=MONDAY - 17 * A_DAY)
    builders.assigned(named["SC-25"], one, at=MONDAY - 13 * A_DAY)
    builders.assigned(named["SC-09"], one, at=MONDAY - 2 * A_DAY)
    builders.a_verdict(named["SC-05"], one, at=MONDAY - 3 * A_DAY)
    decided = builders.a_claim(collection=collection, key="SC-12")
    for other in builders.reviewers("two", "three"):
        builders.a_verdict(decided, other, "0.75", at=MONDAY - A_DAY)
    return named | {"SC-12": decided}


def written(language: str, claims: dict[str, Claim]) -> dict[str, str]:
    """The parts of reviewer one's mail by the name of their file, with what is random replaced by its name."""
    user = User.objects.get(username="reviewer-one")
    user.language, user.time_zone = language, "Europe/Paris"
    delivery = Delivery(message_id="<weekly@hindcast.example>", recipient=user, period="2026-W48")
    mail = emails.weekly(delivery, digest(user, period="2026-W48", at=MONDAY))
    parts = {"subject.txt": f"{mail.subject}\n", "txt": str(mail.body), "html": str(mail.alternatives[0][0])}
    return {f"weekly.{language}.{name}": _without_chance(text, claims) for name, text in parts.items()}


def _without_chance(text: str, claims: dict[str, Claim]) -> str:
    for key, claim in claims.items():
        text = text.replace(claim.pk, key)
    return re.sub(
        r"/mail/unsubscribe/[^/]+/", "/mail/unsubscribe/TOKEN/", re.sub(r"/mail/of/[^/]+/", "/mail/of/TOKEN/", text)
    )


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_digest_reads_word_for_word_as_it_was_approved(language: str, settings: Any) -> None:
    settings.SITE_URL = "https://hindcast.example"
    claims = a_week()
    Checkpoint.objects.create(size=20, root="9f2c4e1b70d871ab" * 4, made_at=MONDAY - A_DAY)

    parts = written(language, claims)

    for name, text in parts.items():
        path = FOLDER / name
        if not path.exists():
            path.write_text(text, encoding="utf-8")
            pytest.fail(f"{name} was missing. It is written now: read it, and commit it if it is right.")
        assert text == path.read_text(encoding="utf-8"), name


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_line_of_the_text_is_wider_than_78_signs_unless_it_is_an_address(language: str) -> None:
    lines = (FOLDER / f"weekly.{language}.txt").read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if len(line) > 78 and "https://" not in line] == []


def a_full_week() -> User:
    """Somebody who judges and edits, for whom there is something in every other part of a digest."""
    builders.a_record()
    user = builders.a_user(Role.EDITOR)
    RoleGrant.objects.create(user=user, role=Role.REVIEWER, starts=NOW - A_DAY)
    person = person_of(user, at=NOW)
    collection = builders.a_collection()
    soon = builders.a_claim(collection=collection, key="SC-01", due_on=(NOW + 20 * A_DAY).date())
    builders.assigned(soon, person)
    late = builders.a_claim(collection=collection, key="SC-02")
    happenings.objected(late)
    folded = builders.a_claim(collection=collection, key="SC-03")
    builders.assigned(folded, person)
    builders.a_draft(collection=collection, key="SC-04", by=person)
    record.keep_draft(place="/desk/interests/", fields={"note": ["A cousin"]}, most=999, by=person, at=NOW)
    actions.plan_news(at=NOW)
    Matter.objects.filter(kind=Kind.ASSIGNMENT).update(folded_at=NOW)
    return user


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_digest_with_something_in_every_part_reads_as_it_was_approved(language: str, settings: Any) -> None:
    settings.SITE_URL = "https://hindcast.example"
    user = a_full_week()
    user.language, user.time_zone = language, "Europe/Paris"
    user.save()
    delivery = Delivery(key="weekly:one", kind=Kind.WEEKLY, recipient=user, period="2026-W12")
    at = NOW + 15 * A_DAY
    mail = emails.weekly(delivery, digest(user, period="2026-W12", at=at, folded=take_folded(delivery)))

    parts = {"subject.txt": f"{mail.subject}\n", "txt": str(mail.body), "html": str(mail.alternatives[0][0])}
    for name, text in parts.items():
        held(f"full-week.{language}.{name}", re.sub(r"/(claims|objections|drafts)/\w+/", r"/\1/ID/", text))
    assert [line for line in str(mail.body).splitlines() if len(line) > 78 and "https://" not in line] == []


def held(name: str, text: str) -> None:
    """`text` is what the file `name` holds, but for what is random in it."""
    text = re.sub(r"/mail/(of|unsubscribe)/[^/]+/", r"/mail/\1/TOKEN/", text)
    text = re.sub(r"/sources/[\w-]+/", "/sources/SLUG/", text)
    path = FOLDER / name
    if not path.exists():
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8"), name
