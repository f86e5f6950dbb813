"""The administration shows the record to auditors and lets administrators keep accounts; it changes no fact."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import RoleGrant, User
from accounts.roles import Role
from predictions import actions
from predictions.models import FACTS, Checkpoint, Claim, Entry, Erasure, Fact, Verdict
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db

LEDGER = [Entry, Checkpoint, Erasure]


def signed_in(client: Client, *roles: Role) -> User:
    user = builders.a_user(roles[0] if roles else None, "at-the-desk")
    for role in roles[1:]:
        RoleGrant.objects.create(user=user, role=role, starts=NOW)
    builders.a_factor(user)
    client.force_login(user)
    return user


def page(model: Any, what: str = "changelist", *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{what}", args=args)


@pytest.fixture
def record() -> Claim:
    """A record with rows in every table, all rounds closed."""
    claim = builders.one_of_each()
    actions.make_checkpoint(at=NOW)
    verdict = Verdict.objects.order_by("pk")[0]
    actions.erase(fact=verdict, authority="Asked for", by=builders.a_person(Role.ADMINISTRATOR), at=NOW)
    return claim


@pytest.mark.parametrize("model", [*FACTS, *LEDGER])
def test_an_auditor_reads_every_table_and_writes_none(client: Client, record: Claim, model: Any) -> None:
    signed_in(client, Role.AUDITOR)
    row = model._default_manager.all()[0]
    before = Entry.objects.count()

    shown = [client.get(page(model)), client.get(page(model, "change", row.pk))]
    refused = [
        client.get(page(model, "add")),
        client.post(page(model, "add"), {}),
        client.post(page(model, "change", row.pk), {"version": 9}),
        client.post(page(model, "delete", row.pk), {"post": "yes"}),
    ]
    client.post(page(model), {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})

    assert [answer.status_code for answer in shown] == [200, 200]
    assert [answer.status_code for answer in refused] == [403] * 4
    assert Entry.objects.count() == before
    assert model._default_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    "roles", [[], [Role.REVIEWER], [Role.EDITOR], [Role.ADJUDICATOR], [Role.AUDITOR, Role.REVIEWER]]
)
def test_who_judges_does_not_look_at_the_record_from_behind(client: Client, record: Claim, roles: list[Role]) -> None:
    signed_in(client, *roles)

    assert client.get(page(Verdict), follow=True).status_code == 403
    assert client.get(page(Entry), follow=True).status_code == 403


def test_an_administrator_keeps_accounts_and_does_not_read_verdicts(client: Client, record: Claim) -> None:
    signed_in(client, Role.ADMINISTRATOR)

    assert client.get(page(User)).status_code == 200
    assert client.get(page(Verdict)).status_code == 403


def test_who_is_not_signed_in_is_sent_to_the_one_sign_in(client: Client) -> None:
    answer = client.get(page(User))

    login = client.get(answer.headers["Location"])
    assert answer.status_code == login.status_code == 302
    assert login.headers["Location"] == f"{reverse('account_login')}?next={page(User)}"


def test_a_superuser_flag_opens_nothing_without_a_role(client: Client) -> None:
    client.force_login(User.objects.create_superuser("super", "super@example.org", builders.PASSWORD))

    assert client.get(page(User)).status_code == 302
    assert client.get(reverse("admin:login")).status_code == 403


def test_nothing_in_the_administration_shows_that_somebody_filed_in_an_open_round(client: Client) -> None:
    builders.a_record()
    claim = builders.a_claim()
    reviewer = builders.assigned(claim, builders.reviewers("one")[0])
    signed_in(client, Role.AUDITOR)

    def everything() -> list[Any]:
        pages = [client.get(page(model)) for model in [*FACTS, *LEDGER]]
        return [(answer.context["cl"].result_count, list(answer.context["cl"].result_list)) for answer in pages]

    before = everything()
    verdict = builders.a_verdict(claim, reviewer, "1")
    actions.erase(fact=verdict, authority="Asked for", by=builders.a_person(Role.ADMINISTRATOR), at=NOW)

    assert everything() == before
    assert client.get(page(Verdict, "change", verdict.pk)).status_code == 302
    assert client.get(page(Entry, "change", Entry.objects.count())).status_code == 302
    builders.a_verdict(claim, builders.reviewers("two")[0], "1")
    assert client.get(page(Verdict, "change", verdict.pk)).status_code == 200
    assert client.get(page(Entry, "change", Entry.objects.count())).status_code == 200


@pytest.mark.parametrize("model", FACTS)
def test_what_was_told_us_in_confidence_is_not_shown(client: Client, record: Claim, model: type[Fact]) -> None:
    signed_in(client, Role.AUDITOR)
    row = model._default_manager.all()[0]

    shown = client.get(page(model, "change", row.pk)).content.decode()

    assert "somebody@example.org" not in shown
    assert "expert-one@example.org" not in shown


def test_a_new_account_has_no_password_and_no_rights(client: Client) -> None:
    signed_in(client, Role.ADMINISTRATOR)

    client.post(
        page(User, "add"),
        {
            "username": "reviewer-nine",
            "display_name": "Reviewer nine",
            "email": "reviewer-nine@example.org",
            "language": "fr",
            "time_zone": "Europe/Paris",
            "is_active": "on",
            "is_superuser": "on",
            "is_staff": "on",
            "password": "chosen for them",
        },
    )

    made = User.objects.get(username="reviewer-nine")
    assert not made.has_usable_password()
    assert (made.is_superuser, made.is_staff, made.language) == (False, False, "fr")
    assert made.roles(at=timezone.now()) == frozenset()


def test_an_administrator_does_not_make_the_account_of_a_reviewer_their_own(client: Client) -> None:
    signed_in(client, Role.ADMINISTRATOR)
    reviewer = builders.a_user(Role.REVIEWER)
    given = {"username": "reviewer-one", "email": "mine@example.org", "language": "en", "time_zone": "UTC"}

    client.post(page(User, "change", reviewer.pk), given)

    reviewer.refresh_from_db()
    assert (reviewer.email, reviewer.is_active) == ("reviewer-one@example.org", True)


def test_roles_are_looked_at_here_and_given_and_ended_on_the_page_of_the_person(client: Client) -> None:
    administrator = signed_in(client, Role.ADMINISTRATOR)
    other = builders.a_user(Role.REVIEWER)
    grant = other.grants.get()

    added = client.post(page(RoleGrant, "add"), {"user": other.pk, "role": "editor"})
    changed = client.post(page(RoleGrant, "change", grant.pk), {"ends_0": "2026-03-03", "ends_1": "00:00"})

    assert (added.status_code, changed.status_code) == (403, 403)
    assert client.get(page(RoleGrant, "change", grant.pk)).status_code == 200
    assert other.roles(at=timezone.now()) == {Role.REVIEWER}
    assert administrator.roles(at=timezone.now()) == {Role.ADMINISTRATOR}


@pytest.mark.parametrize("model", [User, RoleGrant])
def test_accounts_and_roles_are_never_deleted(client: Client, model: Any) -> None:
    signed_in(client, Role.ADMINISTRATOR)
    row = model._default_manager.all()[0]

    assert client.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403


def test_the_front_page_of_the_administration_asks_for_the_roles_once(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    signed_in(client, Role.AUDITOR)

    with django_assert_max_num_queries(6):
        client.get(reverse("admin:index"))
