"""Opening a new database: what it is, the bundled record in it, and the first accounts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from accounts.actions import NewAccount, is_set_up, make_administrator, make_demonstration_accounts
from accounts.models import User
from predictions import actions
from predictions.importing.reading import read
from predictions.models import Collection, Record, RecordKind
from predictions.policy import SYSTEM

BUNDLED = Path(__file__).resolve().parent.parent / "data" / "open-source-ai-2025.yaml"
REASON = "Shipped with the software"


def prepare(*, kind: RecordKind, site_url: str, at: datetime, say: Callable[[str], object]) -> bool:
    """Make the database what it should be and finish what an interrupted opening left undone.

    Each part is one transaction, and the accounts are the last: where they are, nothing before them is missing. What a
    killed process may leave undone is only the first assignment of reviewers, which the schedule repeats anyway.

    say      is given, once, what only the person at the keyboard may see: passwords, or a link. It must have shown it
             when it returns, for the accounts are committed after it
    returns  whether anything had to be done
    raises   actions.keeping.OtherKind when the database was opened as the other kind
    """
    record = Record.objects.first()
    if record is not None and record.kind_of == kind and is_set_up():
        return False
    actions.open_record(kind=kind, at=at)
    bundle = read(BUNDLED)
    if not Collection.objects.exists():
        actions.import_bundle(bundle=bundle, by=SYSTEM, at=at, reason=REASON, publish="bundled")
    if kind is RecordKind.RECORD:
        say_administrator_link(site_url=site_url, at=at, say=say)
        return True
    actions.load_samples(bundle=bundle, at=at)
    say_demonstration_passwords(at=at, say=say)
    actions.assign_waiting(at=at)
    return True


def say_demonstration_passwords(*, at: datetime, say: Callable[[str], object]) -> None:
    """Make the accounts of a demonstration, or give them new passwords, and say them once."""
    make_demonstration_accounts(at=at, show=lambda made: say(_passwords(made)))


def _passwords(made: list[NewAccount]) -> str:
    lines = [f"  {one.user.username:<16}{one.password}" for one in made]
    return "\n".join(
        [
            "Accounts of this demonstration. The passwords are shown once and kept nowhere;",
            "for new ones run: ./hindcast manage demonstration_passwords",
            *lines,
        ]
    )


def say_administrator_link(*, site_url: str, at: datetime, say: Callable[[str], object]) -> None:
    """Make the administrator's account if there is none, and say a link, good once, to set its password."""
    make_administrator(at=at, show=lambda user: say(_link(user, site_url)))


def _link(user: User, site_url: str) -> str:
    token = default_token_generator.make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": token})
    days = settings.PASSWORD_RESET_TIMEOUT // 86_400
    return "\n".join(
        [
            f"The administrator's account is `{user.username}`. Set its password here, once, within {days} days:",
            f"  {site_url.rstrip('/')}{path}",
            "For a new link run: ./hindcast manage administrator_link",
        ]
    )
