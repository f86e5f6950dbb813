"""Somebody who has not filed looks everywhere they can, before and after others file, and finds no difference.

Not a list of pages kept by hand: every address of the site, every link that its pages hold, what is said to wrong and
early forms, headers, versions and sizes, the mails that are owed, and the exports.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from predictions import actions
from predictions.models import Claim, Verdict
from reminders import actions as mails
from reminders import emails
from reminders.calendars import writing
from reminders.calendars.asked import asked
from reminders.digest import digest
from reminders.models import Delivery
from scoring import actions as scoring
from tests import builders
from tests.addresses import addresses, filled
from tests.builders import NOW
from tests.predictions.desk import desks
from tests.reminders.happenings import said

pytestmark = [pytest.mark.thorough, pytest.mark.django_db]

LATER = NOW + timedelta(hours=2)
MUCH_LATER = NOW + timedelta(days=15)  # when editors hear that nobody decided
# What differs at each visit whatever happens: tokens against forgery, marks of forms, the moment of the answer.
DRAWN = re.compile(
    rb'(name="(?:csrfmiddlewaretoken|key)"[^>]*value="[^"]*"|value="[^"]*"[^>]*name="(?:csrfmiddlewaretoken|key)")'
    rb"|data-csrf=\"[^\"]*\"|csrfToken[^,]*"
)
PASSING = {"Date", "Set-Cookie", "Expires", "Server-Timing"}
LINK = re.compile(rb'(?:href|action|src)="(/[^"#?]*)"')
FILTERS = ["?status=open", "?status=overdue", "?page_size=1", "?page=2", "?q=expert", "?as_of=2026-03-02"]
# Nobody who looks around signs themselves out, or downloads the same style sheet twice.
LEFT_ALONE = re.compile(r"/(?:accounts/logout|static|i18n)/|/admin/.*(?:/add/|/delete/)")


def read(client: Client, address: str, method: str = "get", **sent: Any) -> tuple[Any, ...]:
    """An answer as its reader can tell it from another one: status, headers, and everything in it."""
    answer = getattr(client, method)(address, **sent)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = {name: value for name, value in answer.headers.items() if name not in PASSING | {"Content-Length"}}
    return answer.status_code, headers, DRAWN.sub(b"", body)


@dataclass
class Look:
    """Everything that one person finds, by what they did to find it."""

    client: Client
    found: dict[str, Any] = field(default_factory=dict)

    def around(self, claim: Claim, person: User | None) -> dict[str, Any]:
        """Look everywhere."""
        waiting = [filled(pattern, claim) for pattern, _ in addresses()]
        waiting += [page + chosen for page in waiting if _is_list(page) for chosen in FILTERS]
        while waiting:
            address = waiting.pop()
            if address not in self.found and not LEFT_ALONE.search(address):
                self.found[address] = read(self.client, address)
                waiting += [link.decode() for link in LINK.findall(self.found[address][2])]
        self._try(claim)
        if person is not None:
            self._mail(person)
        return self.found

    def _try(self, claim: Claim) -> None:
        """Send what is wrong, early or not theirs to send, and read what it is answered with."""
        for name, sent in ATTEMPTS.items():
            address = desks.address(claim, name.partition(" ")[0].strip("-"))
            self.found[f"POST {name}"] = read(self.client, address, "post", data=sent)
        for method in ("head", "options", "put", "delete"):
            for address in (claim.get_absolute_url(), f"/api/v1/claims/{claim.pk}/", "/api/v1/claims/", "/desk/"):
                self.found[f"{method} {address}"] = read(self.client, address, method)
        _, headers, _ = self.found[claim.get_absolute_url()]
        if "ETag" in headers:
            again = {"If-None-Match": headers["ETag"]}
            self.found["unchanged"] = read(self.client, claim.get_absolute_url(), headers=again)

    def _mail(self, person: User) -> None:
        """The digest, their calendar, and every other mail that is owed to them, or why one is not."""
        delivery = Delivery(message_id="<one@localhost>", period="2026-W10", kind="weekly", recipient=person)
        written = emails.weekly(delivery, digest(person, period="2026-W10", at=LATER))
        self.found["calendar"] = writing.written(asked(person, at=LATER), name="", page="", language="en")
        self.found["digest"] = (written.subject, written.body, [str(part) for part in written.alternatives])
        owed = Delivery.objects.filter(recipient=person).exclude(kind="weekly").select_related("recipient")
        self.found["mails"] = tuple((one.key, one.due_at, said(one, at=MUCH_LATER)) for one in owed.order_by("key"))


def _is_list(address: str) -> bool:
    return address.count("/") <= 2 or address.startswith("/api/v1/")


BALLOT = {"grade": "1", "confidence": "2", "reasons": "So", "cites": ["1"], "seen": "1", "tie": "none"}
ATTEMPTS: dict[str, dict[str, Any]] = {
    "- nothing": {},
    "- a foreign document": BALLOT | {"cites": ["99"]},
    "- an old version": BALLOT | {"seen": "0"},
    "- a tie": BALLOT | {"tie": "some"},
    "adjudicate/ nothing": {},
    "adjudicate/ a grade": {"grade": "0.5", "reasons": "Between them", "cites": ["1"], "seen": "1"},
    "wording/en/ nothing": {},
    "evidence/ nothing": {},
}


def one_files(claim: Claim) -> None:
    """The first verdict of the round."""
    builders.a_verdict(claim, builders.reviewers("one")[0], "1", at=NOW + timedelta(hours=1))


def two_disagree(claim: Claim) -> None:
    """A round that waits for an adjudicator."""
    one_files(claim)
    builders.a_verdict(claim, builders.reviewers("four")[0], "0", at=NOW + timedelta(hours=1))


def time_passes() -> None:
    """What the site does by itself: scores, checkpoints, mails that are planned and sent."""
    scoring.sweep(at=LATER, without_pause=True)
    actions.assign_waiting(at=LATER)
    mails.plan_week(at=LATER)
    mails.plan_news(at=MUCH_LATER)


@pytest.fixture
def claim() -> Iterator[Claim]:
    """A due claim that reviewers one, two and four are asked to judge, beside one that is resolved."""
    with time_machine.travel(LATER, tick=False):
        builders.one_of_each()
        actions.make_checkpoint(at=NOW)
        builders.an_erasure()
        claim = builders.a_claim(documents=2, experts=[builders.an_expert("Expert at large")])
        for reviewer in builders.reviewers("one", "two", "four"):
            builders.assigned(claim, reviewer)
        time_passes()
        yield claim


def a_second_reviewer() -> tuple[Client, User | None]:
    return desks.somebody(number="two"), User.objects.get(username="reviewer-two")


def a_reviewer_who_is_not_asked() -> tuple[Client, User | None]:
    return desks.somebody(number="seven"), User.objects.get(username="reviewer-seven")


def an_editor() -> tuple[Client, User | None]:
    return desks.somebody(Role.EDITOR), User.objects.get(username="editor-one")


def an_auditor() -> tuple[Client, User | None]:
    return desks.somebody(Role.AUDITOR), None


def a_stranger() -> tuple[Client, User | None]:
    return Client(), None


@pytest.mark.parametrize(
    ("reader", "filing"),
    [
        pytest.param(a_second_reviewer, one_files, marks=pytest.mark.long),
        (a_second_reviewer, two_disagree),
        pytest.param(a_reviewer_who_is_not_asked, two_disagree, marks=pytest.mark.long),
        (an_editor, two_disagree),
        pytest.param(an_auditor, one_files, marks=pytest.mark.long),
        (a_stranger, one_files),
    ],
    ids=lambda one: str(one.__name__),
)
def test_nothing_that_anybody_can_reach_tells_that_somebody_filed(
    claim: Claim, reader: Callable[[], tuple[Client, User | None]], filing: Callable[[Claim], None]
) -> None:
    client, person = reader()
    time_passes()
    before = Look(client).around(claim, person)

    filing(claim)
    time_passes()
    after = Look(client).around(claim, person)

    assert Verdict.objects.filter(round__claim=claim).exists()
    assert before.keys() ^ after.keys() == set()
    assert [place for place in before if before[place] != after[place]] == []


def test_who_looks_like_this_does_see_what_a_closed_round_shows(claim: Claim) -> None:
    client, _ = a_stranger()
    places = ["/claims/", claim.get_absolute_url(), f"/api/v1/claims/{claim.pk}/"]
    before = [read(client, place) for place in places]

    for number in ("one", "two"):
        builders.a_verdict(claim, builders.reviewers(number)[0], "1", at=NOW + timedelta(hours=1))
    time_passes()

    assert all(read(client, place) != seen for place, seen in zip(places, before, strict=True))


def test_the_mails_that_are_looked_at_are_there(claim: Claim) -> None:
    look = Look(Client())
    look._mail(User.objects.get(username="reviewer-two"))

    (_key, _due, text), *_others = look.found["mails"]
    assert claim.pk in text
