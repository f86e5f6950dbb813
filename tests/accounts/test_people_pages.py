"""The pages of administrators: who opens them, what they change, and what they refuse in which words."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test import Client
from django.utils import timezone

from accounts import actions
from accounts.models import Invitation, RoleGrant, User
from accounts.roles import Permission, Role, clash, permissions
from tests import builders
from tests.accounts.members import an_administrator, invited, signed_in, text
from tests.builders import NOW

pytestmark = pytest.mark.django_db

PAGES = ["/people/", "/people/invite/", "/people/administrator-one/"]


def forms(user: User) -> list[str]:
    """Every address that changes something."""
    grant = user.grants.get()
    return [
        f"/people/{user.username}/roles/",
        f"/people/{user.username}/roles/{grant.pk}/end/",
        f"/people/{user.username}/change/",
        f"/people/invitations/{Invitation.objects.get().pk}/again/",
        f"/people/invitations/{Invitation.objects.get().pk}/withdraw/",
        "/people/invite/",
    ]


@pytest.mark.parametrize("role", [None, *(role for role in Role if role is not Role.ADMINISTRATOR)])
def test_nobody_but_an_administrator_opens_or_changes_anything(role):
    administrator = an_administrator()
    invited(by=administrator)
    client = signed_in(builders.a_user(role, "nine"))
    given = {"what": "close", "role": "editor", "email": "editor-nine@example.org", "roles": ["editor"]}

    answers = [client.get(page) for page in PAGES] + [client.post(form, given) for form in forms(administrator)]

    assert {answer.status_code for answer in answers} == {403}
    assert administrator.roles(at=timezone.now()) == {Role.ADMINISTRATOR}
    assert len(mail.outbox) == 1


def test_who_is_not_signed_in_is_asked_to_and_comes_back():
    an_administrator()

    answer = Client().get("/people/")

    assert answer["Location"] == "/accounts/login/?next=/people/"


def test_nothing_is_changed_by_following_a_link():
    administrator = an_administrator()
    invited(by=administrator)

    answers = [signed_in(administrator).get(form) for form in forms(administrator)[1:5]]

    assert {answer.status_code for answer in answers} == {405}


def test_the_list_names_everybody_their_roles_their_factor_and_who_was_asked_in():
    builders.a_record()
    administrator = an_administrator()
    builders.a_user(Role.REVIEWER)
    invited(Role.EDITOR, Role.CONTRIBUTOR, by=administrator)

    page = text(signed_in(administrator).get("/people/"))

    assert "Reviewer one" in page
    assert "No second factor yet." in page
    assert "Has a second factor." in page
    assert "Contributor, editor." in page
    assert "Invited by Administrator one," in page


def test_the_list_costs_as_many_questions_for_many_as_for_few(django_assert_max_num_queries):
    client = signed_in(an_administrator())
    for number in range(12):
        builders.a_user(Role.REVIEWER, str(number))

    with django_assert_max_num_queries(12):
        client.get("/people/")


def test_a_role_is_given_and_ended_and_the_page_says_by_whom():
    administrator, editor = an_administrator(), builders.a_user(Role.EDITOR)
    client = signed_in(administrator)

    given = client.post("/people/editor-one/roles/", {"role": "reviewer"}, follow=True)
    grant = editor.grants.get(role="reviewer")
    ended = client.post(f"/people/editor-one/roles/{grant.pk}/end/", follow=True)

    assert "Editor one holds the role reviewer now." in text(given)
    assert "Editor one does not hold the role reviewer any more." in text(ended)
    assert "ended by Administrator one" in text(ended)
    assert editor.roles(at=timezone.now()) == {Role.EDITOR}
    grant.refresh_from_db()
    assert (grant.granted_by, grant.ended_by) == (administrator, administrator)


@pytest.mark.parametrize(
    ("person", "role", "why"),
    [
        ("editor-one", "editor", "Editor one holds the role editor already."),
        ("reviewer-one", "administrator", "Who keeps the accounts does not judge."),
        ("administrator-two", "reviewer", "Who keeps the accounts does not judge."),
        ("administrator-two", "adjudicator", "Who keeps the accounts does not judge."),
        ("administrator-one", "editor", "Nobody grants a role to themselves."),
        ("editor-one", "superuser", "Select a valid choice."),
    ],
)
def test_a_role_that_cannot_be_given_is_refused_in_a_sentence(person, role, why):
    administrator = an_administrator()
    for held, number in ((Role.EDITOR, "one"), (Role.REVIEWER, "one"), (Role.ADMINISTRATOR, "two")):
        builders.a_user(held, number)
    before = RoleGrant.objects.count()

    answer = signed_in(administrator).post(f"/people/{person}/roles/", {"role": role})

    assert why in text(answer)
    assert RoleGrant.objects.count() == before


def test_somebody_may_keep_accounts_when_their_judging_has_ended():
    administrator, reviewer = an_administrator(), builders.a_user(Role.REVIEWER)
    actions.end_role(grant=reviewer.grants.get(), by=administrator, at=timezone.now())

    actions.grant_role(user=reviewer, role=Role.ADMINISTRATOR, by=administrator, at=timezone.now())

    assert reviewer.roles(at=timezone.now()) == {Role.ADMINISTRATOR}


@pytest.mark.parametrize(
    ("held", "more"), [(Role.REVIEWER, Role.ADMINISTRATOR), (Role.ADMINISTRATOR, Role.ADJUDICATOR)]
)
def test_no_row_makes_one_person_keep_accounts_and_judge(held, more):
    user = builders.a_user(held)

    with pytest.raises(ValidationError, match="Who keeps the accounts does not judge"):
        RoleGrant.objects.create(user=user, role=more, starts=NOW)


def test_a_role_that_ends_before_another_begins_does_not_meet_it():
    user = builders.a_user(None)
    RoleGrant.objects.create(user=user, role=Role.REVIEWER, starts=NOW - timedelta(days=9), ends=NOW)

    RoleGrant.objects.create(user=user, role=Role.ADMINISTRATOR, starts=NOW)

    assert user.roles(at=NOW) == {Role.ADMINISTRATOR}


def test_the_database_refuses_a_role_that_ends_before_it_starts():
    with pytest.raises(IntegrityError):
        RoleGrant.objects.create(
            user=builders.a_user(None), role=Role.EDITOR, starts=NOW, ends=NOW - timedelta(seconds=1)
        )


def test_the_only_administrator_stays_one_and_is_told_why():
    administrator = an_administrator()

    answer = signed_in(administrator).post(
        f"/people/administrator-one/roles/{administrator.grants.get().pk}/end/", follow=True
    )

    assert "is the only administrator. Give the role to somebody else first." in text(answer)
    assert administrator.roles(at=timezone.now()) == {Role.ADMINISTRATOR}


def test_who_comes_second_and_looked_at_the_clock_first_does_not_end_the_last_administrator():
    one, two = (an_administrator(number) for number in ("one", "two"))
    actions.end_role(grant=two.grants.get(), by=one, at=NOW)

    with pytest.raises(actions.Refused, match="is the only administrator"):
        actions.end_role(grant=one.grants.get(), by=two, at=NOW - timedelta(milliseconds=1))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["end", "close"])
def test_two_administrators_who_end_or_close_each_other_in_the_same_moment_leave_one(way):
    pair = [an_administrator(number) for number in ("one", "two")]
    start = Barrier(2)

    def end(by: User, of: User) -> None:
        start.wait(timeout=10)
        try:
            if way == "end":
                actions.end_role(grant=of.grants.get(), by=by, at=timezone.now())
            else:
                actions.close_account(user=of, by=by, at=timezone.now())
        except actions.Refused:
            pass
        finally:
            connection.close()

    threads = [Thread(target=end, args=(pair[0], pair[1])), Thread(target=end, args=(pair[1], pair[0]))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    left = [user for user in User.objects.all() if Role.ADMINISTRATOR in user.roles(at=timezone.now())]
    assert len(left) == 1


@pytest.mark.django_db(transaction=True)
def test_two_roles_that_clash_given_in_the_same_moment_leave_one():
    pair, person = [an_administrator(number) for number in ("one", "two")], builders.a_user(None)
    start = Barrier(2)

    def give(by: User, role: Role) -> None:
        start.wait(timeout=10)
        try:
            actions.grant_role(user=person, role=role, by=by, at=timezone.now())
        except actions.Refused:
            pass
        finally:
            connection.close()

    roles = (Role.REVIEWER, Role.ADMINISTRATOR)
    threads = [Thread(target=give, args=given) for given in zip(pair, roles, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert len(person.roles(at=timezone.now())) == 1


def test_a_closed_account_is_signed_in_nowhere_and_can_be_opened_again():
    administrator, reviewer = an_administrator(), builders.a_user(Role.REVIEWER)
    theirs, ours = signed_in(reviewer), signed_in(administrator)

    ours.post("/people/reviewer-one/change/", {"what": "close"})
    closed = theirs.get("/account/")
    page = text(ours.get("/people/reviewer-one/"))
    ours.post("/people/reviewer-one/change/", {"what": "open"})

    assert closed["Location"].startswith("/accounts/login/")
    assert "This account is closed" in page
    reviewer.refresh_from_db()
    assert reviewer.roles(at=timezone.now()) == {Role.REVIEWER}


def test_lost_factors_are_taken_away_and_the_person_is_told_in_their_language():
    administrator, reviewer = an_administrator(), builders.a_user(Role.REVIEWER, language="fr")
    builders.a_factor(reviewer)

    signed_in(administrator).post("/people/reviewer-one/change/", {"what": "factors"})

    assert not Authenticator.objects.filter(user=reviewer).exists()
    (sent,) = mail.outbox
    assert sent.to == ["reviewer-one@example.org"]
    assert "Un administrateur a retiré les seconds facteurs" in sent.body


@pytest.mark.parametrize(
    ("what", "why"), [("close", "Nobody closes their own account."), ("factors", "Nobody takes their own factors away")]
)
def test_an_administrator_does_neither_to_themselves(what, why):
    administrator = an_administrator()

    answer = signed_in(administrator).post("/people/administrator-one/change/", {"what": what}, follow=True)

    assert why in text(answer)
    administrator.refresh_from_db()
    assert administrator.is_active
    assert Authenticator.objects.filter(user=administrator).exists()


@pytest.mark.parametrize("what", ["", "delete", "\0", "x" * 10_000])
def test_something_else_changes_nothing(what):
    administrator = an_administrator()
    builders.a_user(Role.EDITOR)

    answer = signed_in(administrator).post("/people/editor-one/change/", {"what": what})

    assert answer["Location"] == "/people/editor-one/"
    assert User.objects.get(username="editor-one").is_active


@pytest.mark.parametrize("address", ["/people/nobody-here/", "/people/%00/", "/people/%F0%9F%92%A5/"])
def test_a_person_who_is_not_here_is_not_found(address):
    assert signed_in(an_administrator()).get(address).status_code == 404


def test_a_contributor_writes_up_and_adds_evidence_and_no_more():
    assert permissions(frozenset({Role.CONTRIBUTOR})) == {Permission.WRITE_UP, Permission.ADD_EVIDENCE}


def test_whoever_judges_clashes_with_keeping_accounts_and_nothing_else_does():
    pairs = {frozenset({one, other}) for one in Role for other in Role}

    assert {pair for pair in pairs if clash(pair)} == {
        frozenset({Role.ADMINISTRATOR, Role.REVIEWER}),
        frozenset({Role.ADMINISTRATOR, Role.ADJUDICATOR}),
    }


def test_an_administrator_lands_among_the_people_and_sees_the_way_to_every_door():
    user = builders.a_user(Role.ADMINISTRATOR)
    client = Client()

    answer = client.post("/accounts/login/", {"login": user.username, "password": builders.PASSWORD})
    page = text(client.get("/people/"))

    assert answer["Location"] == "/people/"
    assert 'href="/people/" aria-current="page"' in page
    assert 'href="/admin/"' in page


def test_a_reviewer_sees_neither_door():
    page = text(signed_in(builders.a_user(Role.REVIEWER)).get("/account/"))

    assert 'href="/people/"' not in page
    assert 'href="/admin/"' not in page
