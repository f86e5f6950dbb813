"""Who may open which page of the desk: every address, every role."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.roles import Role
from predictions.desk.urls import urlpatterns
from predictions.models import Objection, Visibility
from tests import builders
from tests.predictions.desk import desks

pytestmark = pytest.mark.django_db

# What each person meets at each page, by its name: looking at it, and sending an empty form to it.
ROLES = ("asked", "another", Role.EDITOR, Role.ADJUDICATOR, Role.AUDITOR, Role.ADMINISTRATOR, None)
WRITERS = (403, 403, 200) + (403,) * 4
SENT = (403, 403, 422) + (403,) * 4
NO_DRAFT = (403, 403, 404) + (403,) * 4
EXPECTED = {
    "desk": {"get": (200,) * 7, "post": (405,) * 7},
    "desk_drafts": {"get": (405,) * 7, "post": (400,) * 7},
    "desk_interests": {"get": (200,) * 7, "post": (422,) * 7},
    "desk_case": {"get": (200,) + (403,) * 6, "post": (405,) * 7},
    "desk_claim": {"get": (200,) + (403,) * 6, "post": (422,) + (403,) * 6},
    "desk_evidence": {"get": (200,) * 4 + (403,) * 3, "post": (422,) * 4 + (403,) * 3},
    "desk_document": {"get": WRITERS, "post": SENT},
    "desk_document_retract": {"get": (403, 403, 302) + (403,) * 4, "post": SENT},
    "desk_document_restore": {"get": (403, 403, 302) + (403,) * 4, "post": SENT},
    "desk_statement": {"get": WRITERS, "post": SENT},
    "desk_facts": {"get": WRITERS, "post": SENT},
    "desk_reply": {"get": WRITERS, "post": SENT},
    "desk_objections": {"get": (403, 403, 200, 200) + (403,) * 3, "post": (405,) * 7},
    "desk_objection": {"get": (403, 403, 200, 200) + (403,) * 3, "post": (403, 403, 422, 422) + (403,) * 3},
    "desk_wording": {"get": (403, 403, 200) + (403,) * 4, "post": (403, 403, 422) + (403,) * 4},
    "desk_publishing": {"get": (403, 403, 200) + (403,) * 4, "post": (403, 403, 422) + (403,) * 4},
    "desk_offered": {"get": (403, 403, 200) + (403,) * 4, "post": (403, 403, 422) + (403,) * 4},
    "desk_read": {"get": (403, 403, 200) + (403,) * 4, "post": (403, 403, 302) + (403,) * 4},
    "desk_assign": {"get": (403, 403, 200) + (403,) * 4, "post": (403, 403, 422) + (403,) * 4},
    "desk_reopen": {"get": (403,) * 7, "post": (403,) * 7},
    "desk_priors": {"get": (200, 200) + (403,) * 5, "post": (405,) * 7},
    "desk_prior": {"get": (403,) * 7, "post": (403,) * 7},
    "desk_notices": {"get": (403, 403, 200) + (403,) * 4, "post": (403, 403, 422) + (403,) * 4},
    "desk_tell": {"get": (403, 403, 200) + (403,) * 4, "post": (403, 403, 422) + (403,) * 4},
    "desk_came_back": {"get": (403, 403, 200) + (403,) * 4, "post": (403, 403, 422) + (403,) * 4},
    "desk_adjudicate": {"get": (403,) * 7, "post": (403,) * 7},
    "desk_sources": {"get": WRITERS, "post": (405,) * 7},
    "desk_source_new": {"get": WRITERS, "post": SENT},
    "desk_source": {"get": WRITERS, "post": SENT},
    "desk_source_text": {"get": WRITERS, "post": SENT},
    "desk_collection_new": {"get": WRITERS, "post": SENT},
    "desk_merge": {"get": WRITERS, "post": SENT},
    "desk_findings": {"get": (405,) * 7, "post": (403, 403, 400) + (403,) * 4},
    # The claim is published, so for whoever may write up there is no such draft.
    "desk_draft": {"get": NO_DRAFT, "post": NO_DRAFT},
    "desk_offer": {"get": (405,) * 7, "post": NO_DRAFT},
    "desk_take_back": {"get": (405,) * 7, "post": NO_DRAFT},
}


def pages(claim):
    return {
        "desk": "/desk/",
        "desk_drafts": "/desk/drafts/",
        "desk_interests": "/desk/interests/",
        "desk_case": desks.address(claim, "case/"),
        "desk_claim": desks.address(claim),
        "desk_evidence": desks.address(claim, "evidence/"),
        "desk_document": desks.address(claim, "evidence/1/"),
        "desk_document_retract": desks.address(claim, "evidence/1/retract/"),
        "desk_document_restore": desks.address(claim, "evidence/1/restore/"),
        "desk_statement": desks.address(claim, "statements/1/"),
        "desk_facts": desks.address(claim, "facts/"),
        "desk_reply": f"/desk/experts/{claim.statements.get().expert.slug}/reply/",
        "desk_objections": "/desk/objections/",
        "desk_objection": f"/desk/objections/{an_objection(claim).pk}/",
        "desk_wording": desks.address(claim, "wording/en/"),
        "desk_publishing": "/desk/publishing/",
        "desk_offered": f"/desk/publishing/{an_offered_draft(claim).pk}/",
        "desk_read": f"/desk/sources/{claim.source.slug}/read/",
        "desk_assign": desks.address(claim, "assign/"),
        "desk_reopen": desks.address(claim, "reopen/"),
        "desk_priors": "/desk/priors/",
        "desk_prior": desks.address(claim, "prior/"),
        "desk_notices": f"/desk/collections/{claim.collection.slug}/notices/",
        "desk_tell": f"/desk/collections/{claim.collection.slug}/notices/{claim.statements.get().expert.slug}/",
        "desk_came_back": f"/desk/collections/{claim.collection.slug}/notices/{a_taken_mail(claim)}/",
        "desk_adjudicate": desks.address(claim, "adjudicate/"),
        "desk_sources": "/desk/sources/",
        "desk_source_new": "/desk/sources/new/",
        "desk_source": f"/desk/sources/{claim.source.slug}/",
        "desk_source_text": f"/desk/sources/{claim.source.slug}/text/",
        "desk_findings": f"/desk/sources/{claim.source.slug}/findings/",
        "desk_collection_new": "/desk/collections/new/",
        "desk_merge": desks.address(claim, "merge/"),
        "desk_draft": f"/desk/sources/{claim.source.slug}/drafts/{claim.pk}/",
        "desk_offer": f"/desk/sources/{claim.source.slug}/drafts/{claim.pk}/offer/",
        "desk_take_back": f"/desk/sources/{claim.source.slug}/drafts/{claim.pk}/take-back/",
    }


def an_offered_draft(claim):
    return builders.offered(builders.a_draft(source=claim.source, collection=claim.collection))


def a_taken_mail(claim):
    """The end of the address of a notice that went by mail."""
    expert = claim.statements.get().expert
    return f"{expert.slug}/{builders.a_mailed_notice(expert, claim.collection).pk}"


def an_objection(claim):
    objection = Objection(
        claim=claim, about="fact", text="Wrong.", document_url="https://example.org/a", raised_at=builders.NOW
    )
    return builders.saved(objection)


def people(claim):
    for role in ROLES:
        if role == "asked":
            yield desks.somebody(claim=claim)
        else:
            yield desks.somebody(number="two") if role == "another" else desks.somebody(role)


def test_every_page_of_the_desk_is_in_the_table():
    assert {pattern.name for pattern in urlpatterns} == set(EXPECTED)


@pytest.mark.parametrize("method", ["get", "post"])
def test_each_person_meets_what_their_role_allows(method):
    claim = desks.a_claim_to_judge()
    everybody = list(people(claim))

    met = {
        name: tuple(getattr(one, method)(page).status_code for one in everybody) for name, page in pages(claim).items()
    }

    assert met == {name: expected[method] for name, expected in EXPECTED.items()}


@pytest.mark.parametrize(("method", "met_by_adjudicator"), [("get", 200), ("post", 422)])
def test_only_an_adjudicator_opens_what_is_contested(method, met_by_adjudicator):
    claim = desks.contested()
    page = desks.address(claim, "adjudicate/")

    met = {role: getattr(one, method)(page).status_code for role, one in zip(ROLES, people(claim), strict=True)}

    assert met == dict.fromkeys(ROLES, 403) | {Role.ADJUDICATOR: met_by_adjudicator}


def test_a_refusal_says_why():
    claim = desks.a_claim_to_judge()
    editor = desks.somebody(Role.EDITOR)

    page = editor.get(desks.address(claim)).content.decode()

    assert "may not file verdicts" in page


def test_who_is_not_signed_in_is_asked_to_and_comes_back_to_the_page():
    claim = desks.a_claim_to_judge()

    for name, page in pages(claim).items():
        for method in [one for one in ("get", "post") if 405 not in EXPECTED[name][one]]:
            answer = getattr(Client(), method)(page)
            assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={page}")


def test_an_unknown_a_draft_and_a_restricted_claim_are_not_found():
    desks.a_claim_to_judge()
    draft = builders.a_draft()
    restricted = builders.a_claim(visibility=Visibility.RESTRICTED, restricted_cause="A court order")
    editor = desks.somebody(Role.EDITOR)
    reviewer = desks.somebody(claim=restricted)
    adjudicator = desks.somebody(Role.ADJUDICATOR)

    for pk in (draft.pk, restricted.pk, "nonsense", "0000000ZZ", "%00"):
        assert reviewer.get(f"/desk/claims/{pk}/").status_code == 404
        assert reviewer.get(f"/desk/claims/{pk}/evidence/").status_code == 404
        assert editor.get(f"/desk/claims/{pk}/wording/en/").status_code == 404
        assert adjudicator.get(f"/desk/claims/{pk}/adjudicate/").status_code == 404


@pytest.mark.parametrize("language", ["de", "%00", "en'--"])
def test_words_in_a_language_the_claim_does_not_have_are_not_found(language):
    claim = desks.a_claim_to_judge()

    answer = desks.somebody(Role.EDITOR).get(desks.address(claim, f"wording/{language}/"))

    assert answer.status_code == 404


def test_no_desk_links_to_what_its_owner_cannot_open():
    claim = desks.a_claim_to_judge()
    builders.a_draft()
    restricted = builders.a_claim(visibility=Visibility.RESTRICTED, restricted_cause="A court order")
    people = [desks.somebody(claim=restricted), desks.somebody(Role.EDITOR), desks.somebody(Role.ADJUDICATOR)]
    desks.somebody(claim=claim)

    links = [(one, link) for one in people for link in desks.links(one.get("/desk/").content.decode())]

    assert any("/wording/fr/" in link for _, link in links)
    assert [(link, one.get(link).status_code) for one, link in links if one.get(link).status_code != 200] == []
