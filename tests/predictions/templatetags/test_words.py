"""The words beside the figures, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.utils.translation import override

from predictions.lifecycle import GRADES, Judgement, Outcome, Status
from predictions.models.evidence import STRENGTHS, Stance, Tier
from predictions.templatetags import words


def test_every_grade_has_its_word() -> None:
    assert [words.grade_word(grade) for grade in GRADES] == [
        "Came true",
        "Mostly came true",
        "Partly came true",
        "Mostly did not",
        "Did not come true",
    ]


def test_the_word_of_a_grade_is_the_same_however_the_grade_is_written() -> None:
    assert {words.grade_word(grade) for grade in (Decimal("0.50"), 0.5, "0.5")} == {"Partly came true"}


def test_a_grade_is_told_in_french() -> None:
    with override("fr"):
        assert words.grade_word(Decimal("0.75")) == "En grande partie réalisée"


def test_everything_a_claim_can_be_without_a_grade_has_a_word() -> None:
    for word in {*Outcome, *Judgement, *Status} - {"graded"}:
        assert words.outcome_word(word)


def test_everything_said_of_a_document_has_a_word() -> None:
    assert [words.stance_word(stance) for stance in Stance.values] == ["Supports", "Contradicts", "Context"]
    assert all(words.tier_word(tier) for tier in Tier.values)
    assert [words.strength_word(strength) for strength, _ in STRENGTHS] == ["Weak", "Moderate", "Strong"]


@pytest.mark.parametrize(
    ("published", "shown"),
    [("2025", "2025"), ("2025-04", "April 2025"), ("2025-04-05", "5 April 2025"), ("2025-13", "2025-13"), ("", "")],
)
def test_a_date_known_in_part_is_told_in_part(published: str, shown: str) -> None:
    assert words.partial_date(published) == shown


@pytest.mark.parametrize(
    ("language", "shown"), [("fr", "les modèles"), ("fr-ca", "les modèles"), ("en", "models"), ("de", "models")]
)
def test_a_text_is_shown_in_the_language_of_the_reader_else_in_english(language: str, shown: str) -> None:
    with override(language):
        assert words.in_this_language({"en": "models", "fr": "les modèles"}) == shown


def test_a_text_in_one_other_language_only_is_shown_all_the_same() -> None:
    assert words.in_this_language({"fr": "les modèles"}) == "les modèles"


def test_an_instant_is_told_in_utc_wherever_it_was_taken_down() -> None:
    in_paris = datetime(2026, 5, 18, 0, 12, tzinfo=timezone(timedelta(hours=2)))

    assert words.moment(in_paris) == '<time datetime="2026-05-17T22:12Z">17 May 2026, 22:12 UTC</time>'
    assert words.day(in_paris) == '<time datetime="2026-05-17">17 May 2026</time>'


def test_an_instant_is_told_in_the_manner_of_the_language() -> None:
    with override("fr"):
        shown = words.moment(datetime(2026, 11, 23, 18, 0, tzinfo=UTC), weekday=True)

    assert "lundi 23 novembre 2026, 18\xa0h\xa000 UTC" in shown


def test_a_missing_day_is_no_day() -> None:
    assert words.day(None) == words.moment(None) == ""
    assert words.day(date(2025, 12, 31)) == '<time datetime="2025-12-31">31 December 2025</time>'


def test_markup_in_a_changed_text_is_shown_and_not_run() -> None:
    shown = words.changes("<script>one</script>", "<script>two</script>")

    assert shown == "&lt;script&gt;<del>one</del> <ins>two</ins>&lt;/script&gt;"
