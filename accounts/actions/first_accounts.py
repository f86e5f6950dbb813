"""Making accounts. Roles are given when the site is set up, or by an administrator; nobody gives one to themselves."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import RoleGrant, User
from accounts.roles import Role


@dataclass(frozen=True)
class NewAccount:
    """An account and the password that is shown once and kept nowhere."""

    user: User
    password: str


def make_account(
    *, username: str, display_name: str, email: str, roles: frozenset[Role], at: datetime, password: str | None
) -> User:
    """One account with its roles. Without a password nobody can sign in to it until one is set by a link."""
    with transaction.atomic():
        user = User.objects.create_user(
            username=username,
            email=email,
            password=password,
            display_name=display_name,
            is_staff=Role.ADMINISTRATOR in roles,
        )
        for role in sorted(roles):
            RoleGrant.objects.create(user=user, role=role, starts=at)
        return user


ADMINISTRATOR = "administrator"
DEMONSTRATION = (
    ("editor", Role.EDITOR),
    ("reviewer-one", Role.REVIEWER),
    ("reviewer-two", Role.REVIEWER),
    ("reviewer-three", Role.REVIEWER),
    ("adjudicator", Role.ADJUDICATOR),
)


def make_demonstration_accounts(
    *, at: datetime, show: Callable[[list[NewAccount]], object] = lambda _made: None
) -> list[NewAccount]:
    """Five accounts named by their role, with random passwords, for a demonstration on one's own machine.

    Called again it gives all of them new passwords: that is how they are shown a second time.

    show  is given the accounts before they are committed: there is never an account whose password nobody has seen,
          and a process that is killed in between leaves none behind
    """
    made = []
    with transaction.atomic():
        for name, role in DEMONSTRATION:
            password = secrets.token_urlsafe(12)
            user = User.objects.filter(username=name).first()
            if user is None:
                user = make_account(
                    username=name,
                    display_name=name.replace("-", " ").capitalize(),
                    email=f"{name}@example.org",
                    roles=frozenset({role}),
                    at=at,
                    password=password,
                )
            else:
                user.set_password(password)
                user.save(update_fields=["password"])
            made.append(NewAccount(user, password))
        show(made)
    return made


def make_administrator(*, at: datetime, show: Callable[[User], object] = lambda _user: None) -> User:
    """The account that keeps the other accounts, without a password, if there is none yet.

    show  is given the account before it is committed, for the same reason
    """
    with transaction.atomic():
        user = User.objects.filter(username=ADMINISTRATOR).first() or make_account(
            username=ADMINISTRATOR,
            display_name="Administrator",
            email="",
            roles=frozenset({Role.ADMINISTRATOR}),
            at=at,
            password=None,
        )
        show(user)
    return user


def is_set_up() -> bool:
    """Whether the first accounts of this site were made. They hold the roles that nobody granted."""
    return RoleGrant.objects.filter(granted_by=None).exists()


def find_account(name: str) -> User:
    """The account with this user name or e-mail address. Raises `NoSuchAccount`."""
    found = User.objects.filter(username=name).first() or User.objects.filter(email__iexact=name).first()
    if found is None:
        raise NoSuchAccount(name)
    return found


class NoSuchAccount(Exception):
    """No account has this name."""

    def __init__(self, name: str) -> None:
        known = ", ".join(User.objects.order_by("username").values_list("username", flat=True)[:10]) or "none yet"
        super().__init__(f"There is no account {name!r}. Accounts here: {known}.")
