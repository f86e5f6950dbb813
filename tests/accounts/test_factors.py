"""Second factors: who needs one where, how it is set up, and what it then takes to sign in."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts import factors
from accounts.roles import GUARDED, Role
from predictions.desk import urls as desk
from predictions.models import RecordKind
from predictions.people import second_factors_are_required
from tests import builders
from tests.accounts.members import an_administrator, signed_in, text

pytestmark = pytest.mark.django_db

FACTORS = "/accounts/factors/"
# The door of each role that has one.
DOORS = {
    Role.REVIEWER: "/desk/",
    Role.ADJUDICATOR: "/desk/",
    Role.EDITOR: "/desk/",
    Role.ADMINISTRATOR: "/people/",
}
# What may come where a browser should hand over a passkey.
NONSENSE = [
    "",
    "{}",
    "[]",
    "null",
    "nonsense",
    '{"id": "x"}',
    '{"id": "x", "rawId": "x", "type": "public-key", "response": {}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": "MQ", "clientDataJSON": "e30"}}',
    "[" * 5_000,
]


def digits(secret: str) -> str:
    """What the app shows now."""
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def at_the_door(name: str, **more: str) -> Client:
    """The browser of somebody who has given the right password."""
    client = Client()
    client.post("/accounts/login/", {"login": name, "password": builders.PASSWORD, **more})
    return client


def set_up(client: Client) -> str:
    """Set an app up as a person does. Returns its secret."""
    secret = re.search(r"<code>(\w+)</code>", text(client.get(f"{FACTORS}totp/activate/")))
    assert secret
    answer = client.post(f"{FACTORS}totp/activate/", {"code": digits(secret[1])})
    assert answer.status_code == 302, text(answer)
    return secret[1]


def test_a_demonstration_asks_nobody_and_a_record_does():
    assert not second_factors_are_required()
    builders.a_record()
    assert second_factors_are_required()


def test_a_demonstration_opens_its_desk_by_password():
    builders.a_record(RecordKind.DEMONSTRATION)
    builders.a_user(Role.REVIEWER)

    assert at_the_door("reviewer-one").get("/desk/").status_code == 200


@pytest.mark.parametrize("role", sorted(GUARDED))
def test_a_record_leads_who_lacks_one_to_set_it_up_says_why_and_goes_on_where_they_wanted(role):
    builders.a_record()
    user = builders.a_user(role)
    client = at_the_door(user.username)
    wanted = f"{DOORS[role]}?from=a-mail"

    answer = client.get(wanted)
    why = text(client.get(answer["Location"]))
    set_up(client)
    codes = text(client.get(f"{FACTORS}recovery-codes/"))

    assert answer["Location"] == FACTORS
    assert "signs in with a second factor: what goes wrong with such an account" in why
    assert f'href="{wanted}"' in codes
    assert client.get(wanted).status_code == 200
    assert "wanted_before_factor" not in client.session


@pytest.mark.parametrize("pattern", desk.urlpatterns, ids=str)
def test_no_address_of_the_desk_of_a_record_opens_without_one(pattern):
    builders.a_record()
    client = signed_in(builders.a_user(Role.REVIEWER))
    given = {name: 1 if "Int" in type(kind).__name__ else "x" for name, kind in pattern.pattern.converters.items()}
    address = reverse(pattern.name, kwargs=given)

    read, written = client.get(address), client.post(address)

    assert read.status_code == 405 or read["Location"] == FACTORS
    assert written.status_code == 405 or "needs a second factor" in text(written)
    assert {read.status_code, written.status_code} != {405}


@pytest.mark.parametrize("role", [None, *sorted(set(Role) - GUARDED)])
def test_a_record_asks_nobody_else(role):
    builders.a_record()
    builders.a_user(role, "nine")

    assert at_the_door(f"{role or 'nobody'}-nine").get("/desk/").status_code == 200


def test_what_was_typed_before_a_factor_was_asked_for_is_shown():
    builders.a_record()
    client = signed_in(builders.a_user(Role.REVIEWER))

    answer = client.post("/desk/interests/", {"note": "I worked there until May."})

    assert answer.status_code == 403
    assert "Set one up under Your account, then send this again." in text(answer)
    assert "I worked there until May." in text(answer)


@pytest.mark.parametrize("page", ["/admin/", "/admin/accounts/user/"])
def test_the_administration_asks_too(page):
    builders.a_record()
    client = signed_in(builders.a_user(Role.ADMINISTRATOR))

    answer = client.get(page, follow=True)

    assert answer.redirect_chain[-1][0] == FACTORS
    assert client.session["wanted_before_factor"] == "/admin/"


def test_nothing_of_the_people_opens_without_one():
    builders.a_record()
    client = signed_in(builders.a_user(Role.ADMINISTRATOR))

    answer = client.post("/people/invite/", {"email": "x@example.org", "roles": ["editor"], "language": "en"})

    assert answer["Location"] == FACTORS
    assert mail.outbox == []


def test_a_password_alone_signs_nobody_in_who_has_an_app():
    builders.a_record()
    user = builders.a_user(Role.REVIEWER)
    secret = builders.a_factor(user).data["secret"]
    client = at_the_door("reviewer-one", next="/desk/interests/")

    assert "_auth_user_id" not in client.session
    assert client.get("/desk/")["Location"].startswith("/accounts/login/")
    answer = client.post(f"{FACTORS}authenticate/", {"code": digits(secret)})

    assert answer["Location"] == "/desk/interests/"
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize("code", ["", "000000", "12345", "nonsense", "💥", "\0", "1" * 10_000])
def test_another_code_opens_nothing_and_says_what_to_do(code):
    builders.a_factor(builders.a_user(Role.REVIEWER))
    client = at_the_door("reviewer-one")

    answer = client.post(f"{FACTORS}authenticate/", {"code": code})

    assert answer.status_code == 200
    assert "errorlist" in text(answer)
    assert "_auth_user_id" not in client.session


def test_guessing_codes_is_stopped():
    user = builders.a_user(Role.REVIEWER)
    secret = builders.a_factor(user).data["secret"]
    client = at_the_door("reviewer-one")
    for _ in range(10):
        client.post(f"{FACTORS}authenticate/", {"code": "000000"})

    answer = client.post(f"{FACTORS}authenticate/", {"code": digits(secret)})

    assert "_auth_user_id" not in client.session
    assert answer.status_code in {200, 429}


def test_the_same_digits_open_once():
    user = builders.a_user(Role.REVIEWER)
    secret = builders.a_factor(user).data["secret"]
    code = digits(secret)
    at_the_door("reviewer-one").post(f"{FACTORS}authenticate/", {"code": code})

    second = at_the_door("reviewer-one")
    second.post(f"{FACTORS}authenticate/", {"code": code})

    assert "_auth_user_id" not in second.session


def test_a_recovery_code_opens_once():
    builders.a_record()
    builders.a_user(Role.REVIEWER)
    first = at_the_door("reviewer-one")
    set_up(first)
    code = re.search(r"<li><code>(\d+)</code>", text(first.get(f"{FACTORS}recovery-codes/")))
    assert code

    signed = [at_the_door("reviewer-one") for _ in range(2)]
    for client in signed:
        client.post(f"{FACTORS}authenticate/", {"code": code[1]})

    assert ["_auth_user_id" in client.session for client in signed] == [True, False]


def test_the_only_factor_stays_where_one_is_needed_and_goes_where_none_is():
    user = builders.a_user(Role.REVIEWER)
    client = at_the_door("reviewer-one")
    set_up(client)

    builders.a_record()
    refused = client.post(f"{FACTORS}totp/deactivate/")
    kept = factors.has_one(user)
    user.grants.update(ends=builders.NOW)
    client.post(f"{FACTORS}totp/deactivate/")

    assert "This is your only second factor, and what you may do here needs one." in text(refused)
    assert kept
    assert not factors.has_one(user)


def test_recovery_codes_alone_are_no_factor():
    user = builders.a_user(Role.REVIEWER)
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x", "used_mask": 0})

    assert not factors.has_one(user)


@pytest.mark.parametrize("page", ["totp/activate/", "webauthn/add/", "recovery-codes/generate/"])
def test_who_signed_in_long_ago_shows_once_more_who_they_are(page):
    user = builders.a_user(Role.REVIEWER)
    builders.a_factor(user)
    if page == "totp/activate/":
        Authenticator.objects.all().delete()

    answer = signed_in(user).get(FACTORS + page, follow=True)

    assert answer.redirect_chain[-1][0].startswith("/accounts/reauthenticate/")
    assert "Is it still you?" in text(answer)


def test_who_signed_in_a_moment_ago_is_not_asked_again():
    builders.a_user(Role.REVIEWER)

    assert at_the_door("reviewer-one").get(f"{FACTORS}totp/activate/").status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("language", "subjects"),
    [
        ("en", ["an app was set up as your second factor", "the app was taken away as your second factor"]),
        ("fr", ["une application a été configurée comme second facteur", "l’application a été retirée"]),
    ],
)
def test_each_change_of_the_factors_is_told_by_mail_in_the_language_of_the_account(language, subjects):
    builders.a_user(Role.REVIEWER, language=language)
    client = at_the_door("reviewer-one")

    set_up(client)
    client.post(f"{FACTORS}totp/deactivate/")

    told = [one for one in mail.outbox if "application" in one.subject or "app " in one.subject]
    assert len(told) == len(subjects)
    for sent, subject in zip(told, subjects, strict=True):
        assert sent.subject.startswith(f"Hindcast: {subject}")
        assert sent.to == ["reviewer-one@example.org"]
        assert "/account/" in str(sent.body)
        assert not {"{", "}", "&#x27;"} & set(str(sent.body).split())


def test_the_picture_for_the_app_is_part_of_the_page():
    """A picture in a `data:` address would be stopped by the content security policy."""
    builders.a_user(Role.REVIEWER)

    page = text(at_the_door("reviewer-one").get(f"{FACTORS}totp/activate/"))

    assert '<div class="qr" role="img"' in page
    assert "<svg" in page
    assert "data:image" not in page


def test_no_page_of_the_factors_carries_a_script_of_its_own():
    builders.a_record()
    user = an_administrator()
    builders.a_user(Role.REVIEWER)
    pages = [signed_in(user).get(FACTORS), Client().get("/accounts/login/")]
    pages += [at_the_door("reviewer-one").get(f"{FACTORS}webauthn/add/")]

    for page in pages:
        scripts = re.findall(r"<script([^>]*)>", text(page))
        assert all(" src=" in one or 'type="application/json"' in one for one in scripts), scripts
        assert page.headers["Content-Security-Policy"].count("script-src 'self'") == 1


@pytest.mark.parametrize("credential", NONSENSE)
def test_a_passkey_that_is_none_signs_nobody_in(credential):
    client = Client()
    client.get(f"{FACTORS}webauthn/login/", headers={"accept": "application/json"})

    answer = client.post(f"{FACTORS}webauthn/login/", {"credential": credential}, follow=True)

    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session
    assert '<li class="error"><b>Not done.</b>' in text(answer)


@pytest.mark.parametrize("credential", NONSENSE)
def test_a_passkey_that_is_none_is_not_added(credential):
    builders.a_user(Role.REVIEWER)
    client = at_the_door("reviewer-one")
    client.get(f"{FACTORS}webauthn/add/")

    answer = client.post(f"{FACTORS}webauthn/add/", {"credential": credential, "name": "x"})

    assert answer.status_code == 200
    assert "errorlist" in text(answer)
    assert not Authenticator.objects.exists()


def test_a_factor_is_of_the_person_who_set_it_up():
    mine, theirs = builders.a_user(Role.REVIEWER), builders.a_user(Role.REVIEWER, "two")
    key = Authenticator.objects.create(user=theirs, type=Authenticator.Type.WEBAUTHN, data={"name": "Theirs"})
    builders.a_factor(mine)
    Authenticator.objects.filter(user=mine).delete()
    client = at_the_door("reviewer-one")

    answers = [client.post(f"{FACTORS}webauthn/keys/{key.pk}/{what}/", {"name": "Mine"}) for what in ("remove", "edit")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert Authenticator.objects.get(user=theirs).data == {"name": "Theirs"}
