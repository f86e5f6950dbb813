"""The public list of corrections, for readers and for programs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from predictions import actions
from predictions.lifecycle import Opening
from predictions.models import Claim
from predictions.policy import Person
from predictions.steps.versions import claim_version
from tests import builders
from tests.builders import NOW
from tests.predictions import contesting
from tests.predictions.pages.shown import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim() -> Claim:
    return contesting.a_resolved_claim()


@pytest.fixture
def editor() -> Person:
    return builders.a_person(Role.EDITOR)


def corrected(claim: Claim, editor: Person, quote: str) -> None:
    """The quote of `claim`, put right."""
    actions.correct_statement(
        statement_id=claim.statements.get().pk,
        seen_version=claim_version(claim),
        changes={"quote": quote},
        by=editor,
        at=NOW + timedelta(days=1),
        reason="The recording says so",
    )


def replaced(claim: Claim, editor: Person) -> None:
    """A decision of `claim` that another one replaced."""
    actions.reopen(claim_id=claim.pk, why=Opening.REOPENED, by=editor, at=NOW, reason="A document came up")
    builders.resolved(claim, "0", at=NOW + timedelta(days=2))


def shown(client: Client, query: str = "") -> str:
    """The words of the page."""
    answer = client.get(f"/corrections/{query}")
    assert answer.status_code == 200
    return words(answer.content.decode())


def test_where_nothing_was_corrected_it_says_so(client: Client, claim: Claim) -> None:
    assert "0 corrections." in shown(client)
    assert "Nothing has been corrected." in shown(client)


def test_each_correction_says_what_stood_there_what_stands_there_and_why(
    client: Client, claim: Claim, editor: Person
) -> None:
    corrected(claim, editor, "a changé")
    replaced(claim, editor)

    said = shown(client)

    assert said.index("Resolution replaced") < said.index("Statement 1 changed")
    assert "Reason: The recording says so" in said
    assert "Did not come true" in said
    page = client.get("/corrections/").content.decode()
    assert "<del>Came" in page
    assert f'href="{claim.get_absolute_url()}#r' in page


def test_it_is_found_from_every_page(client: Client, claim: Claim) -> None:
    assert 'href="/corrections/"' in client.get("/").content.decode()


def test_it_reads_in_french(claim: Claim, editor: Person) -> None:
    corrected(claim, editor, "a changé")

    said = words(Client().get("/fr/corrections/").content.decode())

    assert "Une correction." in said
    assert "Déclaration 1 modifiée" in said


def test_it_is_cut_into_pages_and_can_be_of_one_collection(client: Client, claim: Claim, editor: Person) -> None:
    for number in range(26):
        corrected(claim, editor, f"quote {number}")
    other = builders.resolved(builders.a_claim(), "1")
    corrected(other, editor, "elsewhere")

    assert "Page 1 of 2" in shown(client)
    assert "quote 0" in shown(client, "?page=2")
    assert "elsewhere" not in shown(client, f"?collection={claim.collection.slug}")
    assert "One correction." in shown(client, f"?collection={other.collection.slug}")
    assert client.get("/corrections/?collection=nonsense").status_code == 404


def test_more_corrections_ask_no_more_of_the_database(client: Client, claim: Claim, editor: Person) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/corrections/")
        return len(queries)

    corrected(claim, editor, "one")
    few = asked()
    for number in range(5):
        corrected(claim, editor, f"quote {number}")
    corrected(builders.resolved(builders.a_claim(), "1"), editor, "elsewhere")

    assert asked() == few


def test_programs_get_the_same_list(client: Client, claim: Claim, editor: Person) -> None:
    corrected(claim, editor, "a changé")
    replaced(claim, editor)

    answer = client.get("/api/v1/corrections/", headers={"accept-language": "fr"}).json()

    assert answer["count"] == 2
    decision, quote = answer["results"]
    assert (decision["subject"], decision["claim"]) == ("resolution", claim.pk)
    assert decision["changes"][0]["before"].startswith("Came true")
    assert quote["changes"] == [{"column": "quote", "before": "va changer", "after": "a changé"}]
    assert quote["reason"] == "The recording says so"


def test_programs_can_ask_for_one_collection_and_are_told_what_is_not_there(client: Client, claim: Claim) -> None:
    known = client.get(f"/api/v1/corrections/?collection={claim.collection.slug}")
    unknown = client.get("/api/v1/corrections/?collection=nonsense%00")

    assert (known.status_code, known.json()["count"]) == (200, 0)
    assert (unknown.status_code, "There is no collection" in unknown.content.decode()) == (400, True)


def test_programs_read_objections_and_replies_with_the_claim_and_no_address(client: Client, claim: Claim) -> None:
    contesting.answered(contesting.raised(claim), builders.a_person(Role.EDITOR), accepted=False)

    answer = client.get(f"/api/v1/claims/{claim.pk}/")

    (objection,) = answer.json()["objections"]
    assert (objection["about"], objection["state"]) == ("grade", "refused")
    assert objection["answer"] == "We read the document."
    assert contesting.SENDER not in answer.content.decode()
    assert answer.json()["replies"] == []
