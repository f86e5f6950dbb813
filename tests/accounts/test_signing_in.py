"""Signing in: a clear answer to whatever is typed."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["reviewer-one", "reviewer-one@example.org"])
def test_a_name_or_an_address_and_the_password_open_the_desk(name):
    builders.a_user(Role.REVIEWER)

    answer = Client().post("/accounts/login/", {"login": name, "password": builders.PASSWORD})

    assert (answer.status_code, answer["Location"]) == (302, "/desk/")


@pytest.mark.parametrize("name", ["nobody", "\0", "<script>", "a" * 200_000, "' OR 1=1 --", "💥"])
def test_anything_else_is_answered_on_the_same_page(name):
    answer = Client().post("/accounts/login/", {"login": name, "password": "wrong"})

    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert "<script>" not in answer.content.decode().replace("<script ", "")


@pytest.mark.parametrize("to", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_site(to):
    builders.a_user(Role.REVIEWER)

    answer = Client().post("/accounts/login/", {"login": "reviewer-one", "password": builders.PASSWORD, "next": to})

    assert answer["Location"] == "/desk/"


def test_nobody_makes_an_account_for_themselves():
    given = {
        "username": "new",
        "email": "new@example.org",
        "password1": builders.PASSWORD,
        "password2": builders.PASSWORD,
    }

    answer = Client().post("/accounts/signup/", given)

    assert answer.status_code == 200
    assert not User.objects.filter(username="new").exists()
