"""What an editor need not type."""

from __future__ import annotations

from datetime import date

import pytest

from predictions import drafting
from predictions.checkability import GRADES


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2027", date(2027, 12, 31), "year"),
        ("2028-02", date(2028, 2, 29), "month"),
        (" 2027-06-30 ", date(2027, 6, 30), "day"),
    ],
)
def test_a_deadline_is_the_last_day_of_what_was_said(text, day, precision):
    assert drafting.last_day(text) == (day, precision)
    assert drafting.shown(day, precision) == text.strip()


@pytest.mark.parametrize("text", ["", "soon", "2027-13", "2027-02-30", "1899", "2201", "27-01-01", "٢٠٢٧"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(drafting.NotADay):
        drafting.last_day(text)


@pytest.mark.parametrize("template", drafting.TEMPLATES.values(), ids=list(drafting.TEMPLATES))
def test_a_template_has_five_criteria_in_each_language_and_none_twice(template):
    for language in ("en", "fr"):
        assert set(template.grades[language]) == set(GRADES)
        assert len(set(template.grades[language].values())) == len(GRADES)


def test_the_question_asks_the_proposition_with_its_day():
    assert drafting.question("It rains.", "en", date(2027, 6, 30)) == "By 2027-06-30, can it be said: “It rains”?"
