"""The front page and the pages of people: what is found, with what certainty, and who has no line."""

from __future__ import annotations

import re

import pytest

from tests.predictions.pages.shown import Shown, words

pytestmark = pytest.mark.django_db

LINE = re.compile(r'<th role="rowheader" scope="row"><a href="/experts/([^/]+)/">')


def lines(page: str) -> list[str]:
    """The experts who have a line on a board, in its order."""
    return LINE.findall(page)


def test_a_record_in_which_nothing_is_decided_says_so_and_gives_nobody_a_rank(record: Shown) -> None:
    page = record.page("/")

    assert '<h2 id="finding">Nothing has been decided yet</h2>' in page
    assert "17 of 26 claims are scored; 0 resolved, 17 open." in words(page)
    assert "Demonstration" not in page
    assert "noindex" not in page


def test_the_finding_of_the_demonstration_is_that_there_is_no_clear_leader(demonstration: Shown) -> None:
    page = demonstration.page("/")

    assert '<h2 id="finding">No clear leader</h2>' in page
    assert "The chance that Sy Choudhury is the best of them is 82 in 100." in words(page)
    assert "17 of 26 claims are scored; 16 resolved, 1 open." in words(page)


def test_the_front_page_is_the_leaderboard_of_the_one_collection(demonstration: Shown) -> None:
    front, board = (lines(demonstration.page(address)) for address in ("/", "/leaderboard/"))

    assert front == board
    assert sorted(front) == ["anastasia-stasenko", "arnaud-le-hors", "ibrahim-haddad", "matt-white", "sy-choudhury"]


def test_who_predicted_nothing_is_listed_apart_without_a_line_or_a_score(demonstration: Shown) -> None:
    apart = demonstration.page("/").partition('<h2 id="apart">')[2]
    page = demonstration.text("/experts/jj-asghar/")

    assert "jj-asghar" not in lines(demonstration.page("/"))
    assert "JJ Asghar" in apart
    assert "Quoted, without a prediction: no line on a leaderboard, and no score." in page
    assert "Fair score" not in page


def test_unnamed_voices_have_no_line_and_are_counted_apart(demonstration: Shown) -> None:
    assert "6 predictions without a name" in demonstration.text("/")
    assert "3 on record, not scored" in demonstration.text("/")


def test_with_fewer_than_five_claims_of_their_own_somebody_has_no_rank(demonstration: Shown) -> None:
    few = demonstration.page("/").partition("Too few to compare")[2]

    assert lines(few) == ["arnaud-le-hors", "ibrahim-haddad", "matt-white"]
    for slug in lines(few):
        page = demonstration.text(f"/experts/{slug}/")
        assert "fewer than 5 resolved predictions of their own in" in page, slug


@pytest.mark.parametrize("address", ["/", "/claims/", "/experts/matt-white/", "/methodology/"])
def test_every_page_of_a_demonstration_says_what_it_is_and_is_not_indexed(demonstration: Shown, address: str) -> None:
    for language, sentence in (("en", "please do not quote the figures"), ("fr", "merci de ne pas citer ces chiffres")):
        page = demonstration.page(address, language)
        assert sentence in words(page)
        assert '<meta name="robots" content="noindex">' in page


def test_the_page_of_a_person_adds_up_their_points_in_the_open(demonstration: Shown) -> None:
    page = demonstration.text("/experts/anastasia-stasenko/")

    assert "Own points: 0.75 + 0.5 + 0.5 + 0.5 + 0.5 2.75 of 5" in page
    assert "Two imaginary predictions, one right and one wrong 1 of 2" in page
    assert "Together, 3.75 of 7 0.54" in page


def test_an_endorsement_is_shown_and_not_counted(demonstration: Shown) -> None:
    page = demonstration.text("/experts/ibrahim-haddad/")

    assert "Endorsed: shown here, not counted." in page
    assert "Own points: 0.5 + 0.25 + 0.75 1.50 of 3" in page


def test_what_is_overdue_could_still_move_a_person_either_way(demonstration: Shown) -> None:
    page = demonstration.text("/experts/ibrahim-haddad/")

    assert "Were all of them right, own points alone would stand at 0.63; were all of them wrong, at 0.38." in page


def test_the_method_works_out_its_examples_with_the_code_that_scores(record: Shown) -> None:
    page = record.text("/methodology/")

    assert "5 of 5 0.8571" in page
    assert "Five of five does not reach 0.90" in page


def test_a_sample_reading_is_never_shown_as_the_decision_of_a_quorum(demonstration: Shown) -> None:
    page = demonstration.claim("SC-21")

    assert "Resolved from a sample reading" in page
    assert "by quorum" not in page


def test_where_nothing_is_decided_a_score_is_not_known_and_drawn_as_anything(record: Shown) -> None:
    board = record.page("/")
    page = record.text("/experts/sy-choudhury/")

    assert board.count('class="unknown"') == len(lines(board)) == 5
    assert "0.50" not in words(board)
    assert "Fair score – Nothing has been decided." in page
    assert "comes from" not in page
