"""The bundled record is on the pages whole: each claim, quote, criterion and document, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from tests.predictions.pages.shown import Shown

pytestmark = pytest.mark.django_db

LANGUAGES = ["en", "fr"]


def flat(text: str) -> str:
    """`text` with single spaces, as `words` leaves it."""
    return " ".join(text.split())


def missing(texts: list[str], page: str) -> list[str]:
    """The texts that do not stand on `page`."""
    return [text for text in texts if flat(text) not in page]


def criteria(claim: dict[str, Any], language: str) -> list[str]:
    """Everything by which a claim is judged."""
    given = claim["criteria"]
    parts = [given["question"], given["source_of_truth"], given["edge_cases"], given["annul_if"]]
    parts += [*given["grades"].values(), *given.get("conditions", [])]
    return [part[language] for part in parts]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_claim_is_on_a_page_with_its_words_its_quote_and_who_said_it(record: Shown, language: str) -> None:
    names = {expert["key"]: expert["name"] for expert in record.bundle["experts"]}

    for claim in record.bundle["claims"]:
        page = record.claim(claim["key"], language)
        said = [claim["proposition"]["en"], claim["proposition"]["fr"], claim["scored_reason"][language]]
        said += [claim["quote"]["exact"]] if claim["quote"] else []
        for statement in claim["statements"]:
            said += [names[statement["expert"]], statement["hedge"]["words"] or ""]
        assert missing(said, page) == [], claim["key"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_criterion_is_on_the_page_of_its_claim_in_both_languages(record: Shown, language: str) -> None:
    for claim in record.bundle["claims"]:
        page = record.claim(claim["key"], language)
        assert missing(criteria(claim, "en") + criteria(claim, "fr"), page) == [], claim["key"]


def test_every_document_is_on_the_page_of_its_claim_with_what_it_says(record: Shown) -> None:
    for claim in record.bundle["claims"]:
        page = record.claim(claim["key"])
        for document in claim["evidence"]:
            texts = [document["title"], document["publisher"], document["summary"], document["url"]]
            assert missing([*texts, document.get("note") or ""], page) == [], document["key"]


def test_every_prior_says_that_it_was_set_in_hindsight(record: Shown) -> None:
    for claim in record.bundle["claims"]:
        if claim.get("prior"):
            page = record.claim(claim["key"])
            assert missing([claim["prior"]["reason"], "Set in hindsight"], page) == [], claim["key"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_expert_has_a_page_with_the_role_and_the_interest_on_record(record: Shown, language: str) -> None:
    for expert in record.bundle["experts"]:
        page = record.text(f"/experts/{expert['key']}/", language)
        said = [expert["name"], *expert.get("aliases", [])]
        said += [one["role"][language] for one in expert["affiliations"]]
        said += [expert["interests"][language]] if expert.get("interests") else []
        assert missing(said, page) == [], expert["key"]
        assert expert["name"] in record.text("/experts/", language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_not_taken_is_on_the_pages_of_the_collection_and_of_the_source(record: Shown, language: str) -> None:
    refused = record.bundle["collection"]["selection_note"]["refused"]

    said = [one["what"][language] for one in refused]

    assert said
    assert missing(said, record.text("/collections/open-source-ai-2025/", language)) == []
    assert missing(said, record.text("/sources/ibm-2025-open-ai-trends/", language)) == []


def test_a_claim_without_a_date_of_its_own_says_that_the_deadline_is_ours(record: Shown) -> None:
    for claim in record.bundle["claims"]:
        told = "Deadline assigned" in record.claim(claim["key"])
        assert told == claim["deadline_assigned"], claim["key"]


def test_a_bundled_claim_says_that_nobody_here_has_checked_it_and_that_its_criteria_came_late(record: Shown) -> None:
    for key in record.claims:
        page = record.claim(key)
        assert "nobody of this site has yet read it against its source" in page
        assert "Criteria written after the deadline" in page


def test_a_quote_is_marked_with_the_language_it_was_said_in(record: Shown) -> None:
    for claim in record.bundle["claims"]:
        if claim["quote"]:
            language = claim["quote"]["language"]
            assert f'<blockquote lang="{language}">' in record.page(record.claims[claim["key"]]), claim["key"]
