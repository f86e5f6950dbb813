"""Opening a new database: what it is, the bundled record in it, and the first accounts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from accounts.actions import make_account, make_demonstration_accounts
from accounts.models import User
from accounts.roles import Role
from predictions import actions
from predictions.importing.reading import read
from predictions.models import Collection, RecordKind
from predictions.policy import SYSTEM

BUNDLED = Path(__file__).resolve().parent.parent / "data" / "open-source-ai-2025.yaml"
REASON = "Shipped with the software"


def prepare(*, kind: RecordKind, site_url: str, at: datetime, say: Callable[[str], object]) -> bool:
    """Make the database what it should be and finish what an interrupted opening left undone.

    say      is given, once, what only the person at the keyboard may see: passwords, or a link
    returns  whether anything had to be done
    raises   actions.keeping.OtherKind when the database was opened as the other kind
    """
    _, is_new = actions.open_record(kind=kind, at=at)
    # The accounts come last, so where there is one, nothing before it is missing.
    if not is_new and User.objects.exists():
        return False
    bundle = read(BUNDLED)
    if not Collection.objects.exists():
        actions.import_bundle(bundle=bundle, by=SYSTEM, at=at, reason=REASON, bundled=True)
    if kind is RecordKind.DEMONSTRATION:
        actions.load_samples(bundle=bundle, at=at)
        say(demonstration_accounts(at=at))
        actions.assign_waiting(at=at)
    else:
        say(administrator_link(site_url=site_url, at=at))
    return True


def demonstration_accounts(*, at: datetime) -> str:
    """Make the accounts of a demonstration, or give them new passwords; the text says them once."""
    lines = [f"  {one.user.username:<16}{one.password}" for one in make_demonstration_accounts(at=at)]
    return "\n".join(
        [
            "Accounts of this demonstration. The passwords are shown once and kept nowhere;",
            "for new ones run: ./hindcast manage demonstration_passwords",
            *lines,
        ]
    )


def administrator_link(*, site_url: str, at: datetime) -> str:
    """Make the administrator's account if there is none; the text holds a link, good once, to set its password."""
    user = User.objects.filter(username="administrator").first()
    if user is None:
        user = make_account(
            username="administrator",
            display_name="Administrator",
            email="",
            roles=frozenset({Role.ADMINISTRATOR}),
            at=at,
            password=None,
        )
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    uid, _, token = key.partition("-")
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
    return "\n".join(
        [
            "The administrator's account is `administrator`. Set its password once, here:",
            f"  {site_url.rstrip('/')}{path}",
            "For a new link run: ./hindcast manage administrator_link",
        ]
    )
