"""A role is held from its first day to its last, by an active account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError

from accounts.models import RoleGrant
from accounts.roles import Role
from predictions.people import holders
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db

A_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("starts", "ends", "is_held"),
    [
        (NOW - A_DAY, None, True),
        (NOW, None, True),
        (NOW + A_DAY, None, False),
        (NOW - A_DAY, NOW + A_DAY, True),
        (NOW - A_DAY, NOW, False),
    ],
)
def test_a_role_is_held_between_its_days(starts, ends, is_held):
    user = builders.a_user(None)
    RoleGrant.objects.create(user=user, role=Role.REVIEWER, starts=starts, ends=ends)

    assert (Role.REVIEWER in user.roles(at=NOW)) is is_held
    assert (user.actor_ref in holders(Role.REVIEWER, at=NOW)) is is_held


def test_an_account_that_was_closed_holds_nothing():
    user = builders.a_user(Role.REVIEWER)
    user.is_active = False
    user.save()

    assert user.roles(at=NOW) == frozenset()
    assert holders(Role.REVIEWER, at=NOW) == set()


def test_nobody_grants_a_role_to_themselves():
    user = builders.a_user(Role.ADMINISTRATOR)

    with pytest.raises(IntegrityError):
        RoleGrant.objects.create(user=user, role=Role.EDITOR, granted_by=user, starts=NOW)
