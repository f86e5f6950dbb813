"""Asking people in: one open link an address, which works once and says why when it does not."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPServerDisconnected
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import actions, mails
from accounts.actions.inviting import DAYS
from accounts.models import Invitation, RoleGrant, User
from accounts.roles import Role
from tests import builders
from tests.accounts.members import ADDRESS, CHOICE, an_administrator, invited, link, signed_in, text

pytestmark = pytest.mark.django_db

FORM = {"email": ADDRESS, "roles": ["reviewer"], "language": "fr"}


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        ("en", "Administrator one invites you to Hindcast", "The link works once"),
        ("fr", "Administrator one vous invite sur Hindcast", "Le lien sert une fois"),
    ],
)
def test_an_invitation_is_a_mail_in_its_language_with_the_link_in_text_and_page(language, subject, words):
    invited(Role.REVIEWER, Role.EDITOR, language=language)

    (sent,) = mail.outbox
    html = sent.alternatives[0].content
    assert (sent.subject, sent.to) == (subject, [ADDRESS])
    assert words in sent.body
    assert link(sent) in html
    assert f'lang="{language}"' in html


def test_the_link_is_kept_nowhere_but_in_the_mail():
    invitation = invited()

    token = link(mail.outbox[0]).split("/")[2]
    assert token not in str(Invitation.objects.filter(pk=invitation.pk).values())


def test_an_invited_person_chooses_a_name_and_a_password_and_holds_the_roles_from_then_on():
    administrator = an_administrator()
    invited(Role.REVIEWER, Role.CONTRIBUTOR, by=administrator)
    client = Client()

    answer = client.post(link(mail.outbox[0]), CHOICE)

    user = User.objects.get(username="reviewer-nine")
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert (user.email, user.display_name, user.language, user.time_zone) == (
        ADDRESS,
        "Reviewer nine",
        "fr",
        "Europe/Paris",
    )
    assert user.check_password(builders.PASSWORD)
    assert user.roles(at=timezone.now()) == {Role.REVIEWER, Role.CONTRIBUTOR}
    assert {grant.granted_by for grant in user.grants.all()} == {administrator}
    assert Invitation.objects.get().accepted_by == user


def test_an_invited_administrator_lands_among_the_people():
    invited(Role.ADMINISTRATOR)

    answer = Client().post(link(mail.outbox[0]), CHOICE)

    assert answer["Location"] == "/people/"
    assert User.objects.get(username="reviewer-nine").is_staff


def test_opening_the_link_uses_nothing_up():
    invited()
    client = Client()

    pages = [client.get(link(mail.outbox[0])), client.head(link(mail.outbox[0])), client.get(link(mail.outbox[0]))]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert Invitation.objects.get().accepted_at is None


def test_the_page_speaks_the_language_of_the_mail_until_another_is_chosen():
    invited(language="fr")
    client = Client(headers={"accept-language": "en"})

    first = text(client.get(link(mail.outbox[0])))
    client.post("/i18n/setlang/", {"language": "en", "next": "/"})
    second = text(client.get(link(mail.outbox[0])))

    assert "Vous êtes invité" in first
    assert "You are invited" in second


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"username": ""}, "This field is required."),
        ({"username": "reviewer nine"}, "Use letters, digits and . + - _ only"),
        ({"username": "somebody@example.org"}, "Use letters, digits and . + - _ only"),
        ({"username": "Administrator-One"}, "already exists"),
        ({"username": "administrator"}, "can not be used"),
        ({"username": "\0"}, "Null characters are not allowed."),
        ({"display_name": "x" * 81}, "at most 80 characters"),
        ({"password": "short", "password_again": "short"}, "at least 12 characters"),
        ({"password": "reviewer-nine-x", "password_again": "reviewer-nine-x"}, "too similar to the username"),
        ({"password_again": "another long password"}, "The two passwords differ."),
        ({"password": "x" * 100_000, "password_again": "x" * 100_000}, "at most 256 characters"),
        ({"language": "xx"}, "Select a valid choice."),
        ({"time_zone": "Mars/Olympus"}, "Select a valid choice."),
        ({"time_zone": "../../etc/passwd"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_taken_is_said_and_what_was_typed_stays(wrong, why):
    invited()
    client = Client()

    answer = client.post(link(mail.outbox[0]), CHOICE | wrong)

    assert answer.status_code == 422
    assert why in text(answer)
    assert ("Reviewer nine" in text(answer)) is ("display_name" not in wrong)
    assert builders.PASSWORD not in text(answer)
    assert not User.objects.filter(email=ADDRESS).exists()
    assert Invitation.objects.get().accepted_at is None


def test_a_link_works_once():
    invited()
    Client().post(link(mail.outbox[0]), CHOICE)

    again = Client().post(link(mail.outbox[0]), CHOICE | {"username": "reviewer-ten"})

    assert again.status_code == 410
    assert "This link was used already." in text(again)
    assert not User.objects.filter(username="reviewer-ten").exists()


@pytest.mark.parametrize("token", ["nonsense", "x" * 5000, "%00", "💥", "' OR 1=1 --"])
def test_a_link_that_was_never_sent_opens_nothing(token):
    answer = Client().get(f"/invitation/{token}/")

    assert answer.status_code == 410
    assert "Look for the newest mail" in text(answer)


def test_a_link_dies_after_a_week_and_says_whom_to_ask():
    at = timezone.now() - timedelta(days=DAYS)
    invited(at=at)

    answer = Client().post(link(mail.outbox[0]), CHOICE)

    assert answer.status_code == 410
    assert "This link is more than 7 days old. Ask who invited you to send it again." in text(answer)


def test_a_withdrawn_invitation_opens_nothing_and_makes_room_for_another():
    administrator = an_administrator()
    invitation = invited(by=administrator)
    actions.withdraw(invitation=invitation, by=administrator, at=timezone.now())

    assert "This invitation was withdrawn." in text(Client().get(link(mail.outbox[0])))
    invited(by=administrator)
    assert Client().get(link(mail.outbox[1])).status_code == 200


def test_sent_again_the_old_link_dies_and_the_new_one_has_a_week():
    administrator = an_administrator()
    invitation = invited(by=administrator, at=timezone.now() - timedelta(days=DAYS + 1))

    actions.send_again(invitation=invitation, by=administrator, at=timezone.now())

    assert Client().get(link(mail.outbox[0])).status_code == 410
    assert Client().get(link(mail.outbox[1])).status_code == 200
    assert Invitation.objects.count() == 1


def test_an_invitation_is_worth_nothing_when_its_inviter_keeps_no_accounts_any_more():
    administrator, other = an_administrator(), an_administrator("two")
    invited(Role.ADMINISTRATOR, by=administrator)
    actions.end_role(grant=administrator.grants.get(), by=other, at=timezone.now())

    answer = Client().post(link(mail.outbox[0]), CHOICE)

    assert "Who invited you keeps no accounts here any more." in text(answer)
    assert not User.objects.filter(email=ADDRESS).exists()


def test_the_same_address_has_one_open_invitation_however_it_is_spelt():
    client = signed_in(an_administrator())
    client.post("/people/invite/", FORM)

    answer = client.post("/people/invite/", FORM | {"email": ADDRESS.upper()})

    assert "is invited already. Send that invitation again, or withdraw it first." in text(answer)
    assert (Invitation.objects.count(), len(mail.outbox)) == (1, 1)


def test_an_address_whose_link_ran_out_can_be_invited_anew():
    administrator = an_administrator()
    invited(by=administrator, at=timezone.now() - timedelta(days=DAYS))

    signed_in(administrator).post("/people/invite/", FORM)

    assert Invitation.objects.filter(withdrawn_at=None).count() == 1
    assert Client().get(link(mail.outbox[1])).status_code == 200


def test_who_has_an_account_is_given_the_role_there():
    builders.a_user(Role.EDITOR)

    answer = signed_in(an_administrator()).post("/people/invite/", FORM | {"email": "editor-one@example.org"})

    assert "editor-one@example.org has an account already: Editor one." in text(answer)
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"email": "nobody"}, "Enter a valid email address."),
        ({"email": "a@example.org\nBcc: b@example.org"}, "Enter a valid email address."),
        ({"email": "x" * 250 + "@example.org"}, "at most 254 characters"),
        ({"roles": []}, "This field is required."),
        ({"roles": ["superuser"]}, "Select a valid choice."),
        ({"roles": ["administrator", "reviewer"]}, "Who keeps the accounts does not judge."),
        ({"language": "de"}, "Select a valid choice."),
    ],
)
def test_nonsense_invites_nobody(wrong, why):
    answer = signed_in(an_administrator()).post("/people/invite/", FORM | wrong)

    assert why in text(answer)
    assert not Invitation.objects.exists()
    assert mail.outbox == []


def test_a_mail_that_cannot_be_sent_leaves_nothing_behind_and_is_said(monkeypatch):
    monkeypatch.setattr(mails, "send_invitation", fails)

    answer = signed_in(an_administrator()).post("/people/invite/", FORM)

    assert f"The mail to {ADDRESS} could not be sent, so nothing was changed." in text(answer)
    assert "went away" in text(answer)
    assert ADDRESS in text(answer)
    assert not Invitation.objects.exists()


def test_a_link_lives_on_when_it_cannot_be_sent_again(monkeypatch):
    administrator = an_administrator()
    invitation = invited(by=administrator)
    monkeypatch.setattr(mails, "send_invitation", fails)

    answer = signed_in(administrator).post(f"/people/invitations/{invitation.pk}/again/", follow=True)

    assert "could not be sent" in text(answer)
    assert Client().get(link(mail.outbox[0])).status_code == 200


def test_who_is_signed_in_is_asked_to_sign_out_before_a_new_account_is_made():
    invited()
    client = signed_in(builders.a_user(Role.EDITOR))

    answer = client.post(link(mail.outbox[0]), CHOICE)

    assert "Editor one is signed in." in text(answer)
    assert not User.objects.filter(email=ADDRESS).exists()


@pytest.mark.django_db(transaction=True)
def test_two_browsers_that_use_one_link_in_the_same_moment_make_one_account():
    invited()
    address = link(mail.outbox[0])
    start, answers = Barrier(2), []

    def use(name: str) -> None:
        start.wait(timeout=10)
        try:
            answers.append(Client().post(address, CHOICE | {"username": name}).status_code)
        finally:
            connection.close()

    threads = [Thread(target=use, args=(name,)) for name in ("reviewer-nine", "reviewer-ten")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert sorted(answers) in ([302, 422], [302, 410])
    assert User.objects.filter(email=ADDRESS).count() == 1
    assert RoleGrant.objects.filter(role=Role.REVIEWER).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_invite_one_address_in_the_same_moment_send_one_mail():
    administrators = [an_administrator(number) for number in ("one", "two")]
    start, told = Barrier(2), []

    def ask(administrator: User) -> None:
        start.wait(timeout=10)
        try:
            invited(by=administrator)
            told.append("sent")
        except actions.Refused as refusal:
            told.append(str(refusal))
        finally:
            connection.close()

    threads = [Thread(target=ask, args=(one,)) for one in administrators]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert len(told) == 2
    assert "sent" in told
    assert any("is invited already" in one for one in told)
    assert Invitation.objects.count() == 1


def fails(*_given):
    raise SMTPServerDisconnected("went away")
