"""The page of the method: every figure that is worked out, with an example computed by the code that scores."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import builders

EXAMPLES = [
    ("4.25 points of 5", "0.8500, 0.4824–<wbr>0.9718"),
    ("Grades of 1, 0.75, 0.5 and 0", "0.5000, "),
    ("Three right, one wrong, two unclear", "0.5000–<wbr>0.8333"),
    ("Three right, expected at 0.9, 0.8 and 0.5", "+0.1143"),
    ("Six chances stated (0.1; 0.8; 0.9; 0.3; 1; 0.95)", "0.0254 / 0.0508"),
    ("0.481 stated, and it did not come true", "0.6559"),
    ("“Likely”, read as 0.55, 0.7 or 0.8", "0.0900, 0.0400–<wbr>0.2025"),
    ("Six chances stated (0.4; 0.3; 0.2; 0.1; 0.5; 0.9)", "0.2267 = 0.1017 − 0.1250 + 0.2500"),
]


@pytest.fixture(autouse=True)
def _record(db: None) -> None:
    builders.a_record()


@pytest.mark.parametrize(("example", "result"), EXAMPLES)
def test_each_figure_beside_the_fair_score_has_an_example_and_its_result(
    client: Client, example: str, result: str
) -> None:
    page = client.get("/methodology/").content.decode()

    row = next(row for row in page.split("<tr>") if example in row)
    assert f"<td>{result}" in row


def test_in_french_figures_have_a_comma(client: Client) -> None:
    page = client.get("/fr/methodology/").content.decode()

    assert "0,2267 = 0,1017 − 0,1250 + 0,2500" in page
    assert "(0,4; 0,3; 0,2; 0,1; 0,5; 0,9)" in page
