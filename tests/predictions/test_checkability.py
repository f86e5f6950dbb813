"""What is pointed out in a draft, in both languages, and what is left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from predictions.checkability import GRADES, Draft, Words, findings, gaps

FIVE = {grade: f"{number} models are published." for number, grade in enumerate(GRADES, start=1)}
GOOD = Words(
    language="en",
    proposition="Three makers release a model that runs on a telephone by the end of 2027.",
    question="Did they?",
    grades=FIVE,
    source_of_truth="Announcements of the makers.",
)
DRAFT = Draft(said_on=date(2027, 1, 7), due_on=date(2027, 12, 31), words=(GOOD,))


def said(draft: Draft) -> list[str]:
    return [str(one.sentence) for one in findings(draft)]


def of(proposition: str, language: str = "en") -> Draft:
    return replace(DRAFT, words=(replace(GOOD, proposition=proposition, language=language),))


def test_a_good_draft_is_left_alone():
    assert findings(DRAFT) == []


@pytest.mark.parametrize(
    ("draft", "says"),
    [
        (replace(DRAFT, due_on=None), "no day by which it can be judged"),
        (replace(DRAFT, due_on=date(2026, 1, 1)), "to be judged on 2026-01-01, before it was said on 2027-01-07"),
        (replace(DRAFT, words=()), "There is no proposition"),
        (replace(DRAFT, words=(replace(GOOD, proposition=""),)), "Criteria are there, and no proposition"),
        (replace(DRAFT, words=(replace(GOOD, grades=FIVE | {"0.25": ""}),)), "no criterion for grade 0.25"),
        (replace(DRAFT, words=(replace(GOOD, grades=FIVE | {"1": "At least … of 3"}),)), "a hole of its template"),
        (replace(DRAFT, is_scored=False), "does not say why"),
        (replace(DRAFT, words=(GOOD, Words("fr", "Trois.", grades={}))), "no criterion for grade 1"),
    ],
)
def test_what_is_missing_keeps_a_draft_from_being_offered(draft, says):
    assert any(says in str(one.sentence) for one in gaps(draft))


def test_what_is_not_to_be_scored_needs_a_reason_and_no_criteria():
    wish = replace(DRAFT, is_scored=False, not_scored_because="A wish.", words=(replace(GOOD, grades={}),))

    assert gaps(wish) == []


@pytest.mark.parametrize(
    ("proposition", "language", "words"),
    [
        ("Many makers release a model.", "en", "many"),
        ("Adoption rises significantly in schools.", "en", "significantly"),
        ("De nombreuses écoles utiliseront un modèle ouvert.", "fr", "de nombreuses"),
        ("Les coûts baisseront de plus en plus.", "fr", "de plus en plus"),
    ],
)
def test_open_numbers_are_pointed_out_with_their_words(proposition, language, words):
    found = [one for one in findings(of(proposition, language)) if "left open" in one.sentence]

    assert [(one.words, one.language, one.is_gap) for one in found] == [(words, language, False)]


@pytest.mark.parametrize(
    ("proposition", "language", "says"),
    [
        ("The best model is open.", "en", "judgement of value"),
        ("L'Europe doit publier trois modèles.", "fr", "judgement of value"),
        ("Three models could be released.", "en", "prove this wrong"),
        ("Trois modèles pourraient paraître.", "fr", "prove this wrong"),
        ("Un jour, trois modèles paraîtront.", "fr", "prove this wrong"),
        ("Prices fall by half and three makers will leave.", "en", "two claims in one"),
        ("Les coûts baisseront et trois éditeurs partiront.", "fr", "two claims in one"),
        ("Prices fall by half; three makers leave.", "en", "two claims in one"),
    ],
)
def test_opinions_open_futures_and_double_claims_are_pointed_out(proposition, language, says):
    assert any(says in sentence for sentence in said(of(proposition, language)))


@pytest.mark.parametrize(
    ("proposition", "language"),
    [
        ("Three makers from France and Italy release a model.", "en"),
        ("Trois éditeurs de France et d'Italie publieront un modèle.", "fr"),
        ("Three models are released.", "en"),
    ],
)
def test_a_single_claim_with_two_names_is_not_taken_for_two(proposition, language):
    assert not any("two claims" in sentence for sentence in said(of(proposition, language)))


def test_nothing_to_count_is_pointed_out():
    vague = dict(zip(GRADES, ("wholly", "mostly so", "in part", "hardly", "not so"), strict=True))
    draft = replace(DRAFT, words=(replace(GOOD, proposition="Models get smaller.", grades=vague),))

    assert any("Nothing is counted" in sentence for sentence in said(draft))


def test_two_grades_with_the_same_words_are_pointed_out():
    draft = replace(DRAFT, words=(replace(GOOD, grades=FIVE | {"0.75": FIVE["1"]}),))

    assert any("Two grades have the same criterion" in sentence for sentence in said(draft))


def test_a_day_of_our_own_a_long_quote_and_much_quoting_are_pointed_out():
    draft = replace(DRAFT, is_horizon_assigned=True, quote="x" * 301, quoted_share=0.16)

    found = said(draft)

    assert any("assigned by us" in sentence for sentence in found)
    assert any("301 characters" in sentence for sentence in found)
    assert any("16 percent" in sentence for sentence in found)
    assert gaps(draft) == []


def test_gaps_come_first():
    draft = replace(of("Many models; some good."), due_on=None)

    assert [one.is_gap for one in findings(draft)] == sorted((one.is_gap for one in findings(draft)), reverse=True)


def test_a_language_without_word_lists_is_not_judged_by_those_of_another():
    assert findings(of("Many good models; could be", "de")) == [
        one for one in findings(of("Many good models; could be", "de")) if "two claims" in one.sentence
    ]
