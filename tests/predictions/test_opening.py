"""Opening a database: whole at once or finished later, shown once, and quiet ever after."""

from __future__ import annotations

import re
from contextlib import suppress
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts import factors
from accounts.models import User
from accounts.roles import Role
from predictions import actions, ledger, opening
from predictions.models import Assignment, Claim, Entry, Record, RecordKind, Resolution
from tests import builders
from tests.builders import NOW

SITE = "http://127.0.0.1:8000"


class Killed(BaseException):
    """The process ends here."""


def open_as(kind: RecordKind, said: list[str]) -> bool:
    return opening.prepare(kind=kind, site_url=SITE, at=NOW, say=said.append)


def test_a_new_demonstration_is_whole(db):
    said: list[str] = []

    assert open_as(RecordKind.DEMONSTRATION, said)

    assert Record.objects.get().is_demonstration
    assert Entry.objects.get(position=1).subject_kind == "record"
    assert Claim.objects.exclude(status="draft").count() == 26
    assert {claim.publication for claim in Claim.objects.all()} == {"bundled"}
    assert Resolution.objects.count() == Claim.objects.filter(status="resolved").count() > 0
    assert len(said) == 1
    assert len(re.findall(r"^  (\S+) +(\S{16})$", said[0], re.MULTILINE)) == User.objects.count() == 5


def test_open_claims_of_a_demonstration_wait_on_the_desks_of_two_reviewers(db):
    open_as(RecordKind.DEMONSTRATION, [])

    waiting = Claim.objects.due(by=NOW)
    assert waiting.exists()
    for claim in waiting:
        assert Assignment.objects.filter(round__claim=claim).count() == 2


def test_a_new_record_has_every_claim_open_and_one_account_without_a_password(db):
    said: list[str] = []

    assert open_as(RecordKind.RECORD, said)

    assert not Record.objects.get().is_demonstration
    assert not Resolution.objects.exists()
    assert Claim.objects.due(by=NOW).count() == Claim.objects.filter(is_scored=True).count() == 17
    assert [(user.username, user.has_usable_password()) for user in User.objects.all()] == [("administrator", False)]
    assert f"{SITE}/accounts/password/reset/key/" in said[0]


@pytest.mark.parametrize("kind", RecordKind)
def test_opening_again_does_and_says_nothing_and_does_not_wait_for_a_writer(db, kind, django_assert_max_num_queries):
    open_as(kind, [])
    before = ledger.position()
    said: list[str] = []

    with django_assert_max_num_queries(2) as queries:  # the record, and whether there is a first account
        assert not open_as(kind, said)

    assert all("advisory" not in query["sql"] for query in queries.captured_queries)
    assert said == []
    assert ledger.position() == before


@pytest.mark.parametrize("kind", RecordKind)
@pytest.mark.parametrize("step", ["import_bundle", "load_samples", "say", "assign_waiting"])
def test_an_opening_that_was_killed_is_finished_by_the_next(db, monkeypatch, kind, step):
    def killed(*_, **__):
        raise Killed

    said: list[str] = []
    with monkeypatch.context() as patched, suppress(Killed):  # a record has no samples and nobody to ask
        if step != "say":
            patched.setattr(actions, step, killed)
        opening.prepare(kind=kind, site_url=SITE, at=NOW, say=killed if step == "say" else said.append)

    open_as(kind, said)
    actions.assign_waiting(at=NOW)

    assert Claim.objects.exclude(status="draft").count() == 26
    assert bool(Resolution.objects.count()) == (kind == RecordKind.DEMONSTRATION)
    assert len(said) == 1
    assert User.objects.count() == (5 if kind == RecordKind.DEMONSTRATION else 1)
    assert Assignment.objects.exists() == (kind == RecordKind.DEMONSTRATION)


def test_a_record_never_becomes_a_demonstration(db):
    open_as(RecordKind.RECORD, [])
    before = ledger.position()

    with pytest.raises(CommandError, match="This database is a record and stays one"):
        call_command("open_record", kind="demonstration", stdout=StringIO())

    assert ledger.position() == before
    assert User.objects.count() == 1


def found(pattern: str, text: str) -> str:
    return re.findall(pattern, text, re.MULTILINE)[0]


def link_of(said: str) -> str:
    return found(rf"^  {SITE}(\S+)$", said)


def test_the_link_lets_the_administrator_set_a_password_once_and_sign_in(db):
    said: list[str] = []
    open_as(RecordKind.RECORD, said)
    link, password = link_of(said[0]), "a long enough secret of theirs"

    client = Client()
    form = client.get(link, follow=True)
    done = client.post(form.redirect_chain[-1][0], {"password1": password, "password2": password}, follow=True)
    again = Client().get(link, follow=True)

    assert (form.status_code, done.status_code) == (200, 200)
    assert 'name="password1"' in form.content.decode()
    assert 'name="password1"' not in again.content.decode()
    signed_in = Client()
    signed_in.post("/accounts/login/", {"login": "administrator", "password": password})
    assert signed_in.session["_auth_user_id"] == str(User.objects.get().pk)
    assert signed_in.get("/admin/", follow=True).redirect_chain[-1][0] == "/accounts/factors/"
    builders.a_factor(User.objects.get())
    assert signed_in.get("/admin/").status_code == 200


def test_who_runs_the_site_lets_an_administrator_in_who_lost_every_factor(db):
    open_as(RecordKind.RECORD, [])
    builders.a_factor(User.objects.get())

    call_command("administrator_link", site_url=SITE, stdout=StringIO())
    kept = factors.has_one(User.objects.get())
    call_command("administrator_link", site_url=SITE, forget_factors=True, stdout=StringIO())

    assert kept
    assert not factors.has_one(User.objects.get())


def test_a_new_link_is_there_for_who_lost_the_first(db):
    open_as(RecordKind.RECORD, [])
    out = StringIO()

    call_command("administrator_link", site_url=SITE, stdout=out)

    page = Client().get(link_of(out.getvalue()), follow=True)
    assert 'name="password1"' in page.content.decode()
    assert User.objects.get().roles(at=NOW) == {Role.ADMINISTRATOR}


def test_new_passwords_are_there_for_who_lost_the_first(db):
    open_as(RecordKind.DEMONSTRATION, [])
    out = StringIO()

    call_command("demonstration_passwords", stdout=out)

    password = found(r"^  adjudicator +(\S+)$", out.getvalue())
    assert User.objects.get(username="adjudicator").check_password(password)
    assert User.objects.count() == 5


def test_a_record_has_no_passwords_to_show(db):
    open_as(RecordKind.RECORD, [])

    with pytest.raises(CommandError, match="not a demonstration"):
        call_command("demonstration_passwords", stdout=StringIO())

    assert User.objects.count() == 1


def test_the_command_shows_what_was_made_once_and_then_one_line(db):
    first, second = StringIO(), StringIO()

    call_command("open_record", kind="demonstration", site_url=SITE, stdout=first)
    call_command("open_record", kind="demonstration", site_url=SITE, stdout=second)

    assert "reviewer-three" in first.getvalue()
    assert second.getvalue() == "This database is a demonstration already.\n"
