"""Who may open which page of the desk: every address, every role."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.roles import Role
from predictions.desk.urls import urlpatterns
from tests import builders
from tests.predictions.desk import desks

pytestmark = pytest.mark.django_db

# What each person meets at each page, by its name. Nobody who is not signed in gets further than the sign-in page.
ROLES = ("asked", "another", Role.EDITOR, Role.ADJUDICATOR, Role.ADMINISTRATOR, None)
EXPECTED = {
    "desk": (200, 200, 200, 200, 200, 200),
    "desk_interests": (200, 200, 200, 200, 200, 200),
    "desk_claim": (200, 403, 403, 403, 403, 403),
    "desk_evidence": (200, 200, 200, 200, 403, 403),
    "desk_wording": (403, 403, 200, 403, 403, 403),
    "desk_adjudicate": (403, 403, 403, 403, 403, 403),
}


def pages(claim):
    return {
        "desk": "/desk/",
        "desk_interests": "/desk/interests/",
        "desk_claim": desks.address(claim),
        "desk_evidence": desks.address(claim, "evidence/"),
        "desk_wording": desks.address(claim, "wording/en/"),
        "desk_adjudicate": desks.address(claim, "adjudicate/"),
    }


def people(claim):
    for role in ROLES:
        if role == "asked":
            yield desks.somebody(claim=claim)
        else:
            yield desks.somebody(number="two") if role == "another" else desks.somebody(role)


def test_every_page_of_the_desk_is_in_the_table():
    assert {pattern.name for pattern in urlpatterns} == set(EXPECTED)


def test_each_person_meets_what_their_role_allows():
    claim = desks.a_claim_to_judge()
    everybody = list(people(claim))

    met = {name: tuple(one.get(page).status_code for one in everybody) for name, page in pages(claim).items()}

    assert met == EXPECTED


def test_a_refusal_says_why():
    claim = desks.a_claim_to_judge()
    editor = desks.somebody(Role.EDITOR)

    page = editor.get(desks.address(claim)).content.decode()

    assert "may not file verdicts" in page


def test_who_is_not_signed_in_is_asked_to_and_comes_back_to_the_page():
    claim = desks.a_claim_to_judge()

    for page in pages(claim).values():
        answer = Client().get(page)
        assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={page}")


def test_an_unknown_a_draft_and_a_restricted_claim_are_not_found():
    desks.a_claim_to_judge()
    draft = builders.a_draft()
    reviewer = desks.somebody()

    for pk in (draft.pk, "nonsense", "0000000ZZ"):
        assert reviewer.get(f"/desk/claims/{pk}/").status_code == 404
