"""The accounts a new site begins with: nobody can sign in with what was not shown, and what was shown works."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.actions import (
    DEMONSTRATION,
    NoSuchAccount,
    find_account,
    is_set_up,
    make_administrator,
    make_demonstration_accounts,
)
from accounts.models import RoleGrant, User
from accounts.roles import Role
from tests.builders import NOW, PASSWORD


def can_sign_in(login: str, password: str) -> bool:
    client = Client()
    client.post(reverse("account_login"), {"login": login, "password": password})
    return "_auth_user_id" in client.session


def test_a_demonstration_has_accounts_named_by_role_that_hold_it(db):
    made = make_demonstration_accounts(at=NOW)

    assert [(one.user.username, one.user.email, set(one.user.roles(at=NOW))) for one in made] == [
        (name, f"{name}@example.org", {role}) for name, role in DEMONSTRATION
    ]
    assert User.objects.get(username="reviewer-one").display_name == "Reviewer one"
    assert not User.objects.filter(is_staff=True).exists()
    assert not User.objects.filter(is_superuser=True).exists()


def test_passwords_of_a_demonstration_are_random_and_work_with_name_or_address(db):
    made = make_demonstration_accounts(at=NOW)

    assert len({one.password for one in made}) == len(DEMONSTRATION)
    assert all(len(one.password) >= 16 for one in made)
    assert can_sign_in("reviewer-one", made[1].password)
    assert can_sign_in("reviewer-one@example.org", made[1].password)
    assert not can_sign_in("reviewer-one", made[2].password)


def test_asking_again_gives_new_passwords_to_the_same_accounts(db):
    first = make_demonstration_accounts(at=NOW)

    second = make_demonstration_accounts(at=NOW)

    assert [one.user.pk for one in second] == [one.user.pk for one in first]
    assert RoleGrant.objects.count() == len(DEMONSTRATION)
    assert can_sign_in("editor", second[0].password)
    assert not can_sign_in("editor", first[0].password)


def test_no_account_is_kept_whose_password_could_not_be_shown(db):
    def broken_pipe(_made):
        assert User.objects.count() == len(DEMONSTRATION)
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError), transaction.atomic():
        make_demonstration_accounts(at=NOW, show=broken_pipe)

    assert not User.objects.exists()
    assert not is_set_up()


def test_the_administrator_has_no_password_and_looks_at_the_records_from_the_admin(db):
    user = make_administrator(at=NOW)

    assert not user.has_usable_password()
    assert (user.is_staff, user.is_superuser) == (True, False)
    assert user.roles(at=NOW) == {Role.ADMINISTRATOR}
    assert is_set_up()


def test_there_is_one_administrator_however_often_one_is_made(db):
    assert make_administrator(at=NOW) == make_administrator(at=NOW)

    assert User.objects.count() == 1
    assert RoleGrant.objects.count() == 1


def test_an_account_made_by_hand_is_not_taken_for_a_site_that_is_set_up(db):
    User.objects.create_user(username="somebody", password=PASSWORD)

    assert not is_set_up()


def test_an_account_is_found_by_name_or_address_and_an_unknown_one_names_those_there_are(db):
    make_demonstration_accounts(at=NOW)

    assert find_account("editor").username == "editor"
    assert find_account("EDITOR@example.org").username == "editor"
    with pytest.raises(NoSuchAccount, match=r"no account 'nobody'\. Accounts here: adjudicator, editor, reviewer-one"):
        find_account("nobody")
