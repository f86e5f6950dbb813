"""The list of claims, the address of a claim, and text that means harm."""

from __future__ import annotations

from html import escape
from unicodedata import normalize

import pytest
from django.test import Client

from predictions import actions
from predictions.lifecycle import Opening
from predictions.models import Evidence, RecordKind, Reply
from predictions.policy import SYSTEM
from tests import builders
from tests.builders import NOW, saved
from tests.predictions.pages.shown import words

pytestmark = pytest.mark.django_db

HOSTILE = [
    "<script>alert(1)</script>",
    "'; DROP TABLE predictions_claim; --",
    "\u202eright to left\u202c \u05e9\u05dc\u05d5\u05dd",
    "\U0001f9ea\U0001f469\u200d\U0001f52c and {{ 7|add:7 }} {% url 'x' %}",
    '" onmouseover="alert(1)',
    normalize("NFC", "e\u0301\u0323\u0330 under and over"),
]


def page(client: Client, address: str) -> str:
    """The markup at `address`."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.mark.parametrize("spelling", [str.lower, lambda pk: f"{pk[:4]}-{pk[4:]}", lambda pk: pk.replace("0", "O")])
def test_an_id_in_another_spelling_leads_to_the_one_address_of_the_claim(client: Client, spelling: object) -> None:
    claim = builders.a_claim()
    assert callable(spelling)
    spelt = spelling(claim.pk)

    answer = client.get(f"/claims/{spelt}/")

    if spelt == claim.pk:
        assert answer.status_code == 200
    else:
        assert (answer.status_code, answer["Location"]) == (301, claim.get_absolute_url())


def test_an_address_that_cannot_be_an_id_is_answered_with_what_an_id_looks_like(client: Client) -> None:
    answer = client.get("/claims/nonsense/")

    assert answer.status_code == 404
    assert "“nonsense” is not an id of this record. An id has 9 letters and digits" in words(answer.content.decode())


def test_an_id_that_no_claim_has_is_not_found_in_our_own_look(client: Client) -> None:
    source = builders.a_source()

    answer = client.get(f"/claims/{source.pk}/")

    assert answer.status_code == 404
    assert "There is no such page" in answer.content.decode()


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_means_harm_is_shown_as_text_wherever_it_stands(client: Client, text: str) -> None:
    builders.a_record(RecordKind.RECORD)
    expert = builders.an_expert(text[:100], of=builders.an_organization(text[:90]))
    claim = builders.a_claim(experts=[expert], scored_reason={"en": text, "fr": text})
    builders.a_document(claim, title=text, summary=text, publisher=text, note=text)
    saved(Reply(expert=expert, claim=claim, text=text, language="en", received_at=NOW, verified_how="by letter"))

    for address in (claim.get_absolute_url(), expert.get_absolute_url(), claim.collection.get_absolute_url()):
        shown = page(client, address)
        assert escape(text) in shown, address
        if escape(text) != text:
            assert text not in shown, address


@pytest.mark.parametrize("text", [*HOSTILE, "%", "_", "\0", "a" * 5000])
def test_a_search_for_anything_is_answered(client: Client, text: str) -> None:
    claim = builders.a_claim()

    answer = client.get("/claims/", {"q": text, "topic": text, "expert": text, "collection": text})
    nowhere = client.get("/claims/", {"page": text})

    assert answer.status_code == (200 if len(text) <= 200 else 400)
    assert nowhere.status_code == 400
    assert "<script>alert" not in nowhere.content.decode()
    assert claim.get_absolute_url() not in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()


def test_claims_are_found_by_words_status_topic_expert_and_collection(client: Client) -> None:
    builders.a_record(RecordKind.RECORD)
    wanted = builders.a_claim(topics=["energy"])
    others = [builders.a_claim(topics=["energy-2"]), builders.resolved(builders.a_claim(), "1")]
    expert = wanted.statements.get().expert
    assert expert is not None
    filters = [
        f"q={wanted.key}",
        f"topic=energy&q=Proposition of {wanted.key}",
        "topic=energy",
        f"expert={expert.slug}",
        f"collection={wanted.collection.slug}",
    ]

    for asked in filters:
        shown = page(client, f"/claims/?{asked}")
        assert wanted.get_absolute_url() in shown, asked
        assert [one.key for one in others if one.get_absolute_url() in shown] == [], asked
    assert others[1].get_absolute_url() in page(client, "/claims/?status=resolved")
    assert wanted.get_absolute_url() not in page(client, "/claims/?status=resolved")


def test_an_overdue_claim_is_marked_in_the_list_and_on_its_page(client: Client) -> None:
    claim = builders.a_claim()

    assert "Overdue, due 31 December 2025" in words(page(client, "/claims/?status=overdue"))
    assert "The deadline has passed and nobody has decided yet." in page(client, claim.get_absolute_url())


def test_a_long_list_is_cut_into_pages_that_keep_the_filter(client: Client) -> None:
    collection = builders.a_collection()
    expert = builders.an_expert()
    for _ in range(51):
        builders.a_claim(collection=collection, experts=[expert], documents=0)

    first = page(client, f"/claims/?collection={collection.slug}")
    second = page(client, f"/claims/?collection={collection.slug}&page=2")

    assert first.count('<a href="/claims/') - second.count('<a href="/claims/') == 49
    assert f"collection={collection.slug}&amp;page=2" in first


def test_changed_criteria_are_shown_word_by_word_with_who_when_and_why(client: Client) -> None:
    claim = builders.a_claim()
    wording = claim.wordings.get(language="en")
    wording.question = wording.question.replace("happen", "come about")

    saved(wording, reason="“Happen” was too loose")

    shown = page(client, claim.get_absolute_url())
    assert "<del>happen</del>" in shown
    assert "<ins>come about</ins>" in shown
    assert "Reason: “Happen” was too loose" in shown
    assert "Wording changed (en)" in shown


def test_a_document_leads_away_without_a_recommendation(client: Client) -> None:
    claim = builders.a_claim()
    document = Evidence.objects.get()

    assert f'<a href="{document.url}" rel="nofollow noopener ugc">' in page(client, claim.get_absolute_url())


def test_a_superseded_decision_stays_on_the_page_struck_through(client: Client) -> None:
    claim = builders.resolved(builders.a_claim(), "0.25")
    actions.reopen(claim_id=claim.pk, why=Opening.REOPENED, by=SYSTEM, at=NOW, reason="A new document")
    builders.resolved(claim, "1")

    shown = page(client, claim.get_absolute_url())

    assert "<del>Mostly did not 0.25</del>" in shown
    assert "Resolution replaced" in shown


def test_while_a_claim_is_judged_again_nothing_is_in_force(client: Client) -> None:
    claim = builders.resolved(builders.a_claim(), "0.25")
    actions.reopen(claim_id=claim.pk, why=Opening.REOPENED, by=SYSTEM, at=NOW, reason="A new document")

    shown = page(client, claim.get_absolute_url())

    assert "Resolution in force" not in shown
    assert "The deadline has passed and nobody has decided yet." in shown
    assert "Opened again" in shown


def test_several_collections_are_chosen_among_and_an_unknown_one_is_not_found(client: Client) -> None:
    one, other = (builders.a_claim().collection for _ in range(2))

    shown = page(client, f"/leaderboard/?collection={other.slug}")
    missing = client.get("/leaderboard/?collection=nowhere")

    assert f'<option value="{other.slug}" selected>' in shown
    assert f'<option value="{one.slug}">' in shown
    assert missing.status_code == 404
    assert "There is no collection “nowhere”." in missing.content.decode()
