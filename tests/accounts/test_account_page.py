"""One's own account: name, language and time zone, in force on every page; address, password and sign-ins."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from tests import builders
from tests.accounts.members import signed_in, text

pytestmark = pytest.mark.django_db

FORM = {"display_name": "Reviewer one", "language": "fr", "time_zone": "Asia/Kathmandu"}
PAGES = ["/account/", "/account/sign-ins/", "/accounts/email/", "/accounts/password/change/", "/accounts/factors/"]


def with_password(name: str = "reviewer-one", agent: str = "Browser one") -> Client:
    """A browser that has signed in by password a moment ago."""
    client = Client(headers={"user-agent": agent})
    client.post("/accounts/login/", {"login": name, "password": builders.PASSWORD})
    assert "_auth_user_id" in client.session
    return client


def clicked(pattern: str) -> str:
    """The link in the last mail."""
    found = re.search(pattern, str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found[0]


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_is_asked_to_sign_in(page):
    assert Client().get(page)["Location"] == f"/accounts/login/?next={page}"


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_everybody_has_these_pages_in_their_language(page, language):
    client = signed_in(builders.a_user(None, language=language))

    answer = client.get(page, headers={"accept-language": "de"})

    assert answer.status_code == 200
    assert f'<html lang="{language}">' in text(answer)


def test_what_is_kept_is_in_force_at_once_and_leads_to_the_public_pages_in_that_language():
    client = signed_in(builders.a_user(Role.REVIEWER))

    said = text(client.post("/account/", FORM, follow=True))

    assert "Votre compte" in said
    assert "Enregistré." in said
    assert '<a href="/fr/claims/">Prédictions</a>' in said
    user = User.objects.get(username="reviewer-one")
    assert (user.language, user.time_zone) == ("fr", "Asia/Kathmandu")


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"display_name": ""}, "This field is required."),
        ({"display_name": "x" * 81}, "at most 80 characters"),
        ({"language": "de"}, "Select a valid choice."),
        ({"time_zone": "Moon/Base"}, "Select a valid choice."),
        ({"time_zone": "x" * 10_000}, "Select a valid choice."),
    ],
)
def test_nonsense_is_refused_and_nothing_is_kept(wrong, why):
    client = signed_in(builders.a_user(Role.REVIEWER))

    answer = client.post("/account/", FORM | wrong)

    assert why in text(answer)
    assert User.objects.values_list("language", "time_zone").get(username="reviewer-one") == ("en", "UTC")


def test_nobody_gives_themselves_more_than_the_form_asks():
    client = signed_in(builders.a_user(Role.REVIEWER))

    client.post("/account/", FORM | {"is_staff": "on", "email": "x@example.org", "username": "administrator"})

    user = User.objects.get()
    assert (user.username, user.email, user.is_staff) == ("reviewer-one", "reviewer-one@example.org", False)


def test_a_zone_that_the_list_does_not_have_stays():
    client = signed_in(builders.a_user(Role.REVIEWER, time_zone="Etc/GMT+5"))

    client.post("/account/", FORM | {"time_zone": "Etc/GMT+5"})

    assert User.objects.get().time_zone == "Etc/GMT+5"


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Europe/Paris", "2 March 2026, 10:00 (Europe/Paris)"),
        ("America/New_York", "2 March 2026, 04:00 (America/New York)"),
        ("UTC", "2 March 2026, 09:00 UTC"),
        ("No/Where", "2 March 2026, 09:00 UTC"),
    ],
)
def test_an_instant_is_shown_in_ones_own_zone_which_is_named(zone, shown):
    user = builders.a_user(Role.ADMINISTRATOR)
    User.objects.update(time_zone=zone, date_joined=builders.NOW)

    page = text(signed_in(user).get("/people/administrator-one/"))

    assert f'<time datetime="2026-03-02T09:00Z">{shown}</time>' in page


def test_a_visitor_keeps_utc():
    claim = builders.one_of_each()
    signed_in(builders.a_user(None, "nine", time_zone="Asia/Kathmandu")).get("/claims/")

    page = text(Client().get(claim.get_absolute_url()))

    assert " UTC</time>" in page
    assert "Kathmandu" not in page


def test_what_programs_read_is_the_same_for_everybody():
    claim = builders.one_of_each()
    address = f"/api/v1/claims/{claim.pk}/"

    mine = signed_in(builders.a_user(None, "nine", language="fr", time_zone="Asia/Kathmandu")).get(address)

    assert mine.content == Client().get(address).content


def test_the_button_for_the_other_language_changes_the_account_too():
    user = builders.a_user(Role.REVIEWER)
    client = signed_in(user)

    answer = client.post("/i18n/setlang/", {"language": "fr", "next": "/account/"})

    assert answer["Location"] == "/account/"
    assert "Votre compte" in text(client.get("/account/"))
    user.refresh_from_db()
    assert user.language == "fr"


@pytest.mark.parametrize("language", ["", "xx", "\0", "f" * 5_000])
def test_a_language_that_is_none_changes_nothing(language):
    user = builders.a_user(Role.REVIEWER)

    answer = signed_in(user).post("/i18n/setlang/", {"language": language, "next": "https://example.com/"})

    assert answer["Location"] == "/"
    user.refresh_from_db()
    assert user.language == "en"


def test_a_visitor_chooses_a_language_by_cookie():
    client = Client()

    client.post("/i18n/setlang/", {"language": "fr", "next": "/accounts/login/"})

    assert '<html lang="fr">' in text(client.get("/accounts/login/", headers={"accept-language": "en"}))


def test_another_address_is_taken_when_its_link_is_followed_and_the_old_one_is_told():
    user = builders.a_user(Role.REVIEWER)
    client = with_password()

    client.post("/accounts/email/", {"email": "new@example.org", "action_add": ""})
    user.refresh_from_db()
    before = user.email
    waiting = text(client.get("/accounts/email/"))
    (asked,) = mail.outbox
    client.post(clicked(r"/accounts/confirm-email/[^/\s]+/"))

    user.refresh_from_db()
    assert (before, user.email) == ("reviewer-one@example.org", "new@example.org")
    assert "new@example.org waits for its link to be followed." in waiting
    assert (asked.to, asked.subject) == (["new@example.org"], "Hindcast: is this your address?")
    told = [one for one in mail.outbox if "was changed from reviewer-one@example.org" in str(one.body)]
    assert [one.to for one in told] == [["reviewer-one@example.org"]]


def test_an_address_of_somebody_else_is_not_taken_and_not_given_away():
    user = builders.a_user(Role.REVIEWER)
    builders.a_user(Role.EDITOR)
    client = with_password()

    asked = client.post("/accounts/email/", {"email": "Editor-One@example.org", "action_add": ""}, follow=True)
    EmailAddress.objects.filter(email="editor-one@example.org").update(verified=False)
    answer = client.post(clicked(r"/accounts/confirm-email/[^/\s]+/"), follow=True)

    assert "in use" not in text(asked)
    assert answer.status_code == 200
    user.refresh_from_db()
    assert user.email == "reviewer-one@example.org"


@pytest.mark.parametrize("address", ["", "nobody", "a@b\n@example.org", "x" * 5_000 + "@example.org", "\0@example.org"])
def test_what_is_no_address_is_refused(address):
    builders.a_user(Role.REVIEWER)

    answer = with_password().post("/accounts/email/", {"email": address, "action_add": ""})

    assert "errorlist" in text(answer)
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        ("en", "Hindcast: your password was changed", "If that was not you, change your password at once"),
        ("fr", "Hindcast: votre mot de passe a été changé", "Si ce n’était pas vous, changez aussitôt"),
    ],
)
def test_a_changed_password_ends_the_other_sign_ins_and_is_told_by_mail(language, subject, words):
    builders.a_user(Role.REVIEWER, language=language, time_zone="Europe/Paris")
    here, there = with_password(), with_password(agent="Browser two")
    new = "another long and quiet password"

    here.post("/accounts/password/change/", {"oldpassword": builders.PASSWORD, "password1": new, "password2": new})

    assert there.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200
    (sent,) = mail.outbox
    body = " ".join(str(sent.body).split())
    assert (sent.subject, sent.to) == (subject, ["reviewer-one@example.org"])
    assert words in body
    assert "Browser one" in body
    assert "(Europe/Paris)" in body
    assert "{" not in body


def test_a_link_for_a_new_password_comes_in_the_language_of_the_account():
    builders.a_user(Role.REVIEWER, language="fr")

    Client().post("/accounts/password/reset/", {"email": "reviewer-one@example.org"})

    (sent,) = mail.outbox
    assert sent.subject == "Hindcast: un lien pour un nouveau mot de passe"
    assert "Votre nom d’utilisateur est reviewer-one." in " ".join(str(sent.body).split())


def test_asking_for_a_password_answers_the_same_for_every_address_also_when_no_mail_leaves(settings):
    builders.a_user(Role.REVIEWER)
    settings.EMAIL_BACKEND = "tests.accounts.test_account_page.NoMail"

    answers = [
        Client().post("/accounts/password/reset/", {"email": f"{name}@example.org"}, follow=True)
        for name in ("reviewer-one", "nobody-at-all")
    ]

    assert answers[0].redirect_chain == answers[1].redirect_chain
    assert len({re.sub(r'value="[^"]*"', "", text(answer)) for answer in answers}) == 1


def test_a_mail_that_cannot_leave_is_said_to_who_is_signed_in(settings):
    builders.a_user(Role.REVIEWER)
    client = with_password()
    settings.EMAIL_BACKEND = "tests.accounts.test_account_page.NoMail"

    answer = client.post("/accounts/email/", {"email": "new@example.org", "action_add": ""}, follow=True)

    assert "A mail to you could not be sent. Tell an administrator." in text(answer)


def test_signing_in_is_stopped_after_too_many_wrong_passwords():
    builders.a_user(Role.REVIEWER)
    client = Client()

    for _ in range(12):
        client.post("/accounts/login/", {"login": "reviewer-one", "password": "wrong"})
    client.post("/accounts/login/", {"login": "reviewer-one", "password": builders.PASSWORD})

    assert "_auth_user_id" not in client.session


def test_one_sees_where_one_is_signed_in_and_ends_it_there():
    builders.a_user(Role.REVIEWER)
    here, there, third = with_password(), with_password(agent="Browser two"), with_password(agent="Browser three")

    page = text(here.get("/account/sign-ins/"))
    row = re.search(r'Browser two.*?name="one" value="(\d+)"', page, re.DOTALL)
    assert row
    here.post("/account/sign-ins/end/", {"one": row[1]})

    assert page.count("This browser</span>") == 1
    assert [one.get("/account/").status_code for one in (here, there, third)] == [200, 302, 200]
    assert "Browser two" not in text(here.get("/account/sign-ins/"))


def test_one_ends_all_sign_ins_but_this_one():
    builders.a_user(Role.REVIEWER)
    here, there, third = with_password(), with_password(agent="Browser two"), with_password(agent="Browser three")

    here.post("/account/sign-ins/end/", {"others": "1"})

    assert [one.get("/account/").status_code for one in (here, there, third)] == [200, 302, 302]


def test_nobody_ends_or_sees_the_sign_ins_of_somebody_else():
    builders.a_user(Role.REVIEWER)
    builders.a_user(Role.REVIEWER, "two")
    mine, theirs = with_password(), with_password("reviewer-two", agent="Browser two")
    theirs_page = text(theirs.get("/account/sign-ins/"))
    other = with_password("reviewer-two", agent="Browser three")
    row = re.search(r'name="one" value="(\d+)"', text(theirs.get("/account/sign-ins/")))
    assert row

    answer = mine.post("/account/sign-ins/end/", {"one": row[1]})

    assert answer.status_code == 404
    assert "Browser two" in theirs_page
    assert "Browser two" not in text(mine.get("/account/sign-ins/"))
    assert other.get("/account/").status_code == 200


@pytest.mark.parametrize("one", ["", "0", "-1", "x", "💥", "9" * 40])
def test_a_sign_in_that_is_none_is_not_found(one):
    builders.a_user(Role.REVIEWER)

    assert with_password().post("/account/sign-ins/end/", {"one": one}).status_code == 404


class NoMail:
    """A mail server that is away."""

    def __init__(self, *_given: object, **_options: object) -> None:
        pass

    def send_messages(self, _messages: object) -> int:
        """Nothing leaves."""
        raise ConnectionRefusedError("nobody there")
