"""Contesting a claim as a stranger: the form, the mail's page, and what then stands on the page of the claim."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from predictions import actions
from predictions.confirming import token_of
from predictions.models import Claim, Objection, PendingObjection
from predictions.steps import throttling
from tests import builders
from tests.predictions import contesting
from tests.predictions.pages.shown import words

pytestmark = pytest.mark.django_db

FILLED = {
    "about": "quote",
    "text": "It was said <b>in June</b>, as the document shows.",
    "document_url": "https://Example.org/june#top",
    "contact": "somebody@example.org",
    "language": "fr",
    "leave_empty": "",
}


@pytest.fixture
def claim() -> Claim:
    return contesting.a_resolved_claim()


def form_of(claim: Claim) -> str:
    """The address of the form."""
    return f"/claims/{claim.pk}/object/"


def sent(client: Client, claim: Claim, **given: Any) -> Any:
    """The answer to a filled-in form."""
    return client.post(form_of(claim), FILLED | given)


def test_anybody_reaches_the_form_from_the_claim_and_no_cache_keeps_it(client: Client, claim: Claim) -> None:
    assert form_of(claim) in client.get(claim.get_absolute_url()).content.decode()

    answer = client.get(form_of(claim))

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


def test_the_form_takes_a_stranger_with_the_cookie_it_gave_and_nobody_without(claim: Claim) -> None:
    stranger = Client(enforce_csrf_checks=True)
    token = stranger.get(form_of(claim)).cookies["csrftoken"].value

    without = Client(enforce_csrf_checks=True).post(form_of(claim), FILLED)
    answer = stranger.post(form_of(claim), FILLED | {"csrfmiddlewaretoken": token})

    assert (without.status_code, answer.status_code) == (403, 200)


def test_what_is_sent_waits_for_its_mail_and_stands_nowhere(client: Client, claim: Claim) -> None:
    answer = sent(client, claim)

    assert "Look into your mail" in words(answer.content.decode())
    pending = PendingObjection.objects.get()
    assert (pending.document_url, pending.language) == ("https://example.org/june", "fr")
    assert len(pending.network) == 64
    assert "127.0.0.1" not in pending.network
    assert "in June" not in client.get(claim.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"about": ""}, "required"),
        ({"about": "everything"}, "everything"),
        ({"text": ""}, "required"),
        ({"text": "\u200b\u200b.."}, "Say in a sentence or two"),
        ({"text": "Wrong. \u202eand turned around"}, "turns the direction of reading"),
        ({"text": "nul\0 in the middle of it"}, "unreadable character U+0000"),
        ({"text": "x" * 5001}, "5000"),
        ({"document_url": "http://example.org/june"}, "begins with https://"),
        ({"document_url": "javascript:alert(1)"}, "https://"),
        ({"document_url": "https://127.0.0.1/"}, "public host"),
        ({"document_url": "https://user:pw@example.org/"}, "user name"),
        ({"contact": "nobody"}, "valid"),
        ({"contact": "a@example.org\r\nBcc: b@example.org"}, "valid"),
        ({"contact": "a@example.org, b@example.org"}, "valid"),
        ({"contact": "a@exämple.org"}, "plain letters"),
        ({"contact": "x" * 250 + "@example.org"}, "254"),
        ({"language": "xx"}, "xx"),
        ({"leave_empty": "https://spam.example"}, "Only programs fill in this field"),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field_and_nothing_typed_is_lost(
    client: Client, claim: Claim, given: dict[str, str], says: str
) -> None:
    answer = sent(client, claim, **given)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in words(page)
    assert "as the document shows." in page or "text" in given
    assert not PendingObjection.objects.exists()


def test_a_grade_is_contested_only_while_its_time_lasts(client: Client, claim: Claim) -> None:
    answer = sent(client, claim, about="grade")  # decided in March, by the clock of the test long ago

    assert timezone.now() > builders.NOW + timedelta(days=30)
    assert answer.status_code == 422
    assert "The grade could be contested until 1 April 2026." in words(answer.content.decode())
    assert "as the document shows." in answer.content.decode()


def test_the_refusal_is_said_in_french_too(claim: Claim) -> None:
    answer = Client().post(f"/fr{form_of(claim)}", FILLED | {"about": "grade"})

    assert "jusqu’au 1 avril 2026" in words(answer.content.decode()).replace("1er avril", "1 avril")


def test_too_many_from_one_network_are_told_when_to_come_back_and_keep_their_text(client: Client, claim: Claim) -> None:
    for number in range(throttling.MOST_OF_A_NETWORK):
        sent(client, claim, contact=f"sender-{number}@example.org")

    answer = sent(client, claim, contact="another@example.org")

    assert answer.status_code == 429
    assert 86_000 < int(answer["Retry-After"]) <= 86_400
    assert "Send it again after" in words(answer.content.decode())
    assert "as the document shows." in answer.content.decode()


def test_behind_a_trusted_proxy_clients_are_told_apart_and_without_one_they_cannot_pretend(
    client: Client, claim: Claim, settings: Any
) -> None:
    def from_(address: str, number: int) -> int:
        return int(
            client.post(
                form_of(claim),
                FILLED | {"contact": f"sender-{number}@example.org"},
                headers={"x-forwarded-for": address},
            ).status_code
        )

    pretended = [from_(f"192.0.2.{number}", number) for number in range(6)]
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    apart = [from_(f"192.0.2.{number}", number + 10) for number in range(2)]

    assert pretended == [200] * 5 + [429]
    assert apart == [200, 200]


def test_a_household_with_new_addresses_is_one_network(client: Client, claim: Claim) -> None:
    addresses = [f"2001:db8:1:2::{number}" for number in range(1, 7)]

    answers = [
        client.post(
            form_of(claim), FILLED | {"contact": f"sender-{number}@example.org"}, REMOTE_ADDR=address
        ).status_code
        for number, address in enumerate(addresses)
    ]

    assert answers == [200] * 5 + [429]


def test_nobody_learns_from_the_page_whether_an_address_has_objected(client: Client, claim: Claim) -> None:
    first = words(sent(client, claim).content.decode())

    second = words(sent(client, claim).content.decode())

    assert first == second
    assert PendingObjection.objects.count() == 1


def test_a_busy_record_asks_to_come_back_and_keeps_the_text(
    client: Client, claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(**_given: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(actions, "ask_to_object", busy)

    answer = sent(client, claim)

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "as the document shows." in answer.content.decode()


@pytest.mark.parametrize("pk", ["nonsense", "0000000A0"])
def test_there_is_no_form_for_what_is_no_claim(client: Client, pk: str) -> None:
    assert client.get(f"/claims/{pk}/object/").status_code == 404


def test_there_is_no_form_for_a_draft(client: Client) -> None:
    builders.a_record()

    assert client.get(form_of(builders.a_draft())).status_code == 404


# --- The page of the mail ---------------------------------------------------------------------------------------------


@pytest.fixture
def link(client: Client, claim: Claim) -> str:
    """The address that stands in the mail."""
    sent(client, claim)
    return f"/objections/{token_of(PendingObjection.objects.get())}/"


def test_opening_the_link_changes_nothing_and_shows_what_was_written(client: Client, link: str) -> None:
    for method in (client.get, client.head):
        assert method(link).status_code == 200

    page = client.get(link)
    assert "Is this yours?" in words(page.content.decode())
    assert "&lt;b&gt;in June&lt;/b&gt;" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert not Objection.objects.exists()


def test_the_button_puts_it_on_record_and_says_what_happens_next(client: Client, claim: Claim, link: str) -> None:
    answer = client.post(link, follow=True)

    said = words(answer.content.decode())
    by = timezone.now().date() + timedelta(days=21)
    assert "Your objection is on record" in said
    assert f"answers it by {by.day} {by:%B %Y}" in said
    shown = client.get(claim.get_absolute_url()).content.decode()
    assert "&lt;b&gt;in June&lt;/b&gt;" in shown
    assert "waits for an answer" in words(shown)
    assert "somebody@example.org" not in shown
    assert 'href="https://example.org/june"' not in shown  # nobody has looked at it yet


def test_pressing_twice_says_so(client: Client, link: str) -> None:
    client.post(link)

    again = client.post(link)

    assert "It was confirmed on" in words(again.content.decode())
    assert Objection.objects.count() == 1


def test_the_button_needs_no_account_but_the_cookie_of_the_page(link: str) -> None:
    stranger = Client(enforce_csrf_checks=True)
    token = stranger.get(link).cookies["csrftoken"].value

    assert Client(enforce_csrf_checks=True).post(link).status_code == 403
    assert stranger.post(link, {"csrfmiddlewaretoken": token}).status_code == 302


@pytest.mark.parametrize("is_swept", [True, False])
def test_an_old_link_says_that_it_is_no_longer_good(client: Client, link: str, *, is_swept: bool) -> None:
    pending = PendingObjection.objects.get()
    pending.made_at -= timedelta(days=8)
    pending.save()
    link = f"/objections/{token_of(pending)}/"
    if is_swept:
        actions.forget_unconfirmed(at=timezone.now())

    answers = [client.get(link), client.post(link)]

    assert [answer.status_code for answer in answers] == [410, 410]
    assert "This link is no longer good" in words(answers[0].content.decode())
    assert not Objection.objects.exists()


def test_a_link_that_was_tampered_with_is_none_of_ours(client: Client, link: str) -> None:
    assert client.get(link[:-2] + "/").status_code == 404
    assert client.post("/objections/1/").status_code == 404


def test_a_link_to_what_can_no_longer_be_contested_says_why(client: Client, claim: Claim) -> None:
    pending = contesting.sent(claim, at=builders.NOW)
    PendingObjection.objects.update(made_at=timezone.now())
    pending.refresh_from_db()

    answer = client.get(f"/objections/{token_of(pending)}/")

    assert answer.status_code == 409
    assert "could be contested until 1 April 2026" in words(answer.content.decode())


# --- What is shown ----------------------------------------------------------------------------------------------------


def test_an_erased_objection_says_that_it_was_erased(client: Client, claim: Claim) -> None:
    objection = contesting.raised(claim)
    actions.erase(
        fact=objection, authority="The sender asked", by=builders.a_person(Role.ADMINISTRATOR), at=builders.NOW
    )

    page = client.get(claim.get_absolute_url()).content.decode()

    assert "(erased)" in page
    assert contesting.TEXT not in page


def test_the_address_of_the_document_is_a_link_once_somebody_has_looked_at_it(client: Client, claim: Claim) -> None:
    contesting.answered(contesting.raised(claim), builders.a_person(Role.EDITOR))

    page = client.get(claim.get_absolute_url()).content.decode()

    assert f'<a href="{contesting.DOCUMENT}" rel="nofollow ugc noopener noreferrer">' in page
    assert "We read the document." in page
    assert "being judged again by reviewers who are new to it" in words(page)
