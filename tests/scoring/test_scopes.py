"""Cuts of the record: by topic, by year, over all collections, with endorsements; each what its collections show."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from predictions.lifecycle import due_instant
from predictions.models import TOMBSTONE, Claim, Collection, Expert, Family, RecordKind, StatementKind, Topic
from predictions.policy import SYSTEM
from scoring import actions, limiting, moments, past, scopes, tracing
from scoring.actions import following
from scoring.leaderboard import Board
from scoring.models import Contribution, Progress
from scoring.scopes import Scope
from tests import builders
from tests.builders import NOW
from tests.scoring import boards, days
from tests.scoring.days import Clock
from tests.scoring.test_replaying import History

pytestmark = pytest.mark.django_db

PAGE, API = "/leaderboard/", "/api/v1/leaderboard/"
MUCH_LATER = NOW + timedelta(days=200)
IN_2025, IN_2026 = date(2025, 12, 31), date(2026, 1, 15)


@pytest.fixture
def topics(db: None) -> dict[str, Topic]:
    return {key: builders.saved(Topic(key=key, title={"en": key.title(), "fr": key})) for key in ("costs", "systems")}


@pytest.fixture
def expert(db: None) -> Expert:
    return builders.an_expert()


@pytest.fixture
def collections(expert: Expert, topics: dict[str, Topic]) -> list[Collection]:
    """Two collections with one expert in both: 1 and 0.5 in the one, 0.25 and 1 in the other, retrospective one."""
    builders.a_record(RecordKind.DEMONSTRATION)
    hidden = {"scores_shown_at": None, "scores_shown_by": None}  # which is of no matter in a demonstration
    one = builders.a_collection(minimum=3)
    other = builders.a_collection(minimum=4, basis="retrospective", **hidden)
    boards.a_decided_claim(one, expert, "1", topics=["costs"], due_on=IN_2025)
    boards.a_decided_claim(one, expert, "0.5", topics=["systems"], due_on=IN_2026)
    boards.a_decided_claim(other, expert, "0.25", topics=["costs", "systems"], due_on=IN_2026)
    boards.a_decided_claim(other, expert, "1", due_on=IN_2025)
    actions.sweep(at=NOW)
    return [one, other]


def look(as_of: str = "", *, now: datetime = MUCH_LATER, **asked: str) -> Board:
    """The board that these parameters ask for; of all collections together where none is named."""
    scope = scopes.choices().scope({"collection": "*"} | asked)
    assert scope is not None
    return past.asked_for(scope, as_of, visitor=days.VISITOR, now=now)


def sums(board: Board) -> dict[str, tuple[Decimal, Decimal]]:
    """Points and weight of each line by name."""
    return {one.name: (one.points, one.weight) for one in board.standings}


def of_one(points: str, weight: str, name: str = "Expert one") -> dict[str, tuple[Decimal, Decimal]]:
    return {name: (Decimal(points), Decimal(weight))}


# --- What is counted -------------------------------------------------------------------------------------------------


def test_all_collections_together_add_up_what_each_of_them_shows(collections: list[Collection]) -> None:
    board = look()

    assert sums(board) == of_one("2.75", "4")
    assert (board.release.minimum, board.release.decided) == (4, 4)
    assert board.standings[0].tier == 1


def test_a_topic_counts_the_claims_that_stand_under_it(collections: list[Collection]) -> None:
    one = collections[0].slug

    assert sums(look(topic="costs")) == of_one("1.25", "2")
    assert sums(look(topic="systems")) == of_one("0.75", "2")
    assert sums(look(topic="systems", collection=one)) == of_one("0.5", "1")


def test_a_year_counts_claims_whose_last_day_lies_in_it(collections: list[Collection]) -> None:
    # the last instant of 31 December is the first one of the next year
    assert Claim.objects.filter(due_on=IN_2025, due_at=datetime(2026, 1, 1, tzinfo=UTC)).count() == 2
    assert scopes.choices().years == [2025, 2026]
    assert sums(look(year="2025")) == of_one("2", "2")
    assert sums(look(year="2026")) == of_one("0.75", "2")
    assert sums(look(year="2026", topic="costs")) == of_one("0.25", "1")


def test_under_a_choice_without_a_claim_there_is_nobody_and_certainly_no_zero(collections: list[Collection]) -> None:
    board = look(year="2025", topic="systems")

    assert board.standings == []
    assert board.gloss.startswith("Nobody made a prediction that falls under this choice.")


def test_endorsements_count_where_they_are_asked_for_and_a_family_still_weighs_one(
    collections: list[Collection], expert: Expert
) -> None:
    family = builders.saved(Family(collection=collections[0], key="one-idea"))
    endorser = builders.an_expert("Expert who endorses")
    mine: dict[str, Any] = {"collection": collections[0], "family": family, "documents": 0}
    boards.decided(builders.a_claim(**mine, experts=[endorser], kind=StatementKind.ENDORSED), "1")
    boards.decided(builders.a_claim(**mine, experts=[endorser]), "0.5")
    actions.sweep(at=NOW, without_pause=True)

    without, with_them = look(), look(endorsements="on")

    assert sums(without) == of_one("2.75", "4") | of_one("0.5", "1", endorser.name)
    assert sums(with_them) == of_one("2.75", "4") | of_one("0.75", "1", endorser.name)
    assert [one.resolved for one in with_them.standings if one.expert_id == endorser.pk] == [2]
    assert with_them.release.decided == without.release.decided + 1
    assert "made or endorsed" in with_them.tiers[-1].meaning


def test_the_board_of_one_collection_is_the_one_that_it_published(collections: list[Collection]) -> None:
    board = look(collection=collections[0].slug, endorsements="off")

    assert board.release == boards.shown(collections[0])


@pytest.mark.parametrize("seed", range(2))
def test_after_any_history_a_cut_through_everything_is_the_board(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("predictions.steps.notices._is_demonstration", lambda: True)
    monkeypatch.setattr(limiting, "MOST_A_MINUTE", 1000)
    history = History(seed)
    for _ in range(15):
        history.happen()
    actions.sweep(at=history.at, without_pause=True)

    board = look(now=history.at)

    # what is decided twice over, apart from its place in the ledger, is the same by both ways
    assert days.figures(board) == boards.lines(history.collection)
    split = [look(now=history.at, year=str(year)) for year in scopes.choices().years]
    for part in (board, *split, *(look(now=history.at, endorsements="on", year=str(y)) for y in (2025, 2026))):
        for line in part.standings:
            found = tracing.explained(part, line, visitor=days.VISITOR, now=history.at)
            assert [one.name for one in found.figures if not one.is_equal] == []
            counted = [one for one in tracing.terms(part, line.expert_id) if one.counts_for == "points"]
            assert (sum(one.points for one in counted), sum(one.weight for one in counted)) == (
                found.points,
                found.weight,
            )


# --- Never more than the boards of its collections ------------------------------------------------------------------


def test_a_cut_shows_what_its_collections_published_and_no_later_decision(
    collections: list[Collection], expert: Expert
) -> None:
    boards.a_decided_claim(collections[0], expert, "1", topics=["costs"])
    for claim in Claim.objects.filter(topics__icontains="systems"):
        claim.topics = ["costs"]
        builders.saved(claim)
    following.follow()

    before = sums(look(topic="costs")), sums(look(topic="systems"))
    actions.sweep(at=NOW, without_pause=True)

    assert before == (of_one("1.25", "2"), of_one("0.75", "2"))
    assert (sums(look(topic="costs")), sums(look(topic="systems"))) == (of_one("2.75", "4"), {})


@pytest.fixture
def of_a_record(collections: list[Collection], monkeypatch: pytest.MonkeyPatch) -> list[Collection]:
    """The same in a record, where the scores of the second are not shown."""
    monkeypatch.setattr("predictions.steps.notices._is_demonstration", lambda: False)
    return collections


def test_a_collection_whose_scores_are_withheld_is_left_out_by_name(
    of_a_record: list[Collection], client: Client
) -> None:
    shown, hidden = of_a_record
    board = look()
    page, answer = client.get(PAGE, {"collection": "*"}).content.decode(), client.get(API, {"collection": "*"}).json()

    assert (sums(board), board.left_out) == (of_one("1.5", "2"), [hidden])
    assert (board.release.minimum, board.release.is_retrospective) == (3, False)
    assert "The people whose predictions are judged there are still to be told, or have time to answer:" in page
    assert (answer["not_shown_with_scores"], [one["collection"] for one in answer["counted_from"]]) == (
        [hidden.slug],
        [shown.slug],
    )


def test_no_cut_of_a_collection_shows_scores_that_the_collection_does_not(
    of_a_record: list[Collection], client: Client
) -> None:
    for cut in ({"topic": "costs"}, {"year": "2025"}, {"endorsements": "on"}):
        asked = {"collection": of_a_record[1].slug} | cut

        board, answer = look(**asked), client.get(API, asked).json()

        assert (board.is_withheld, board.release, board.standings) == (True, None, [])
        assert (answer["results"], answer["release"]) == ([], None)
        assert "14 days" in answer["withheld_because"]
        assert "Expert one" not in client.get(PAGE, asked).content.decode()


def test_where_only_endorsed_claims_are_decided_they_are_withheld_as_well(
    of_a_record: list[Collection], expert: Expert
) -> None:
    fresh = builders.a_collection(scores_shown_at=None, scores_shown_by=None)
    claim = builders.a_claim(collection=fresh, experts=[expert], documents=0, kind=StatementKind.ENDORSED)
    boards.decided(claim, "1")
    actions.sweep(at=NOW, without_pause=True)

    assert fresh not in look().left_out
    assert fresh in look(endorsements="on").left_out
    assert look(collection=fresh.slug, endorsements="on").is_withheld


# --- As of a day ------------------------------------------------------------------------------------------------------


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch, NOW)


def test_on_a_day_of_the_past_a_claim_stands_under_its_topics_of_then(
    clock: Clock, collections: list[Collection]
) -> None:
    clock.days_later()
    for claim in Claim.objects.filter(topics__icontains="systems"):
        claim.topics = []
        builders.saved(claim, at=clock.now)
    actions.sweep(at=clock.now)

    older, newer = (look(day, topic="systems") for day in ("2026-03-02", "2026-03-03"))

    assert (sums(older), sums(newer)) == (of_one("0.75", "2"), {})
    assert older.past.day == date(2026, 3, 2)


def test_on_a_day_of_the_past_what_was_hidden_then_is_left_out(clock: Clock, of_a_record: list[Collection]) -> None:
    hidden = Collection.objects.get(pk=of_a_record[1].pk)
    hidden.scores_shown_at, hidden.scores_shown_by = clock.days_later(5), SYSTEM.ref
    builders.saved(hidden, at=clock.now)
    following.follow()

    older, newer = (look(day) for day in ("2026-03-05", "2026-03-08"))

    assert (sums(older), older.left_out) == (of_one("1.5", "2"), [of_a_record[1]])
    assert (sums(newer), newer.left_out) == (of_one("2.75", "4"), [])
    assert look("2026-03-05", collection=of_a_record[1].slug, topic="costs").finding == "Not shown with scores then"


def test_a_collection_that_was_not_there_yet_is_in_no_cut_of_that_day(
    clock: Clock, collections: list[Collection], expert: Expert
) -> None:
    clock.days_later()
    fresh = builders.a_collection(minimum=9)
    boards.a_decided_claim(fresh, expert, "1")
    actions.sweep(at=clock.now)

    older, newer = (look(day) for day in ("2026-03-02", "2026-03-03"))

    assert (older.release.decided, newer.release.decided, newer.release.minimum) == (4, 5, 9)


def test_the_record_as_a_whole_has_days_from_its_first_collection_on(
    clock: Clock, collections: list[Collection]
) -> None:
    with pytest.raises(moments.NotOnRecord, match="Choose a day from"):
        look("2020-01-01")


# --- What is asked for wrongly ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("as_of", ["", "2026-01-01"])
@pytest.mark.parametrize("page", [PAGE, "/leaderboard/methods/"])
def test_of_a_record_without_a_collection_all_together_are_as_nothing_asked_for(
    db: None, client: Client, page: str, as_of: str
) -> None:
    builders.a_record()
    asked = {"as_of": as_of} if as_of else {}

    plain, together = client.get(page, asked), client.get(page, {"collection": "*"} | asked)

    assert (plain.status_code, together.status_code) == (200, 200)
    assert not together.context.get("scope")
    for address in (API, f"{API}methods/"):
        assert client.get(address, {"collection": "*"} | asked).status_code == 404


@pytest.mark.parametrize("year", ["1000", "2031", "9999"])
def test_a_year_in_which_nothing_falls_due_is_a_board_of_nobody(
    collections: list[Collection], client: Client, year: str
) -> None:
    assert client.get(API, {"year": year}).json()["results"] == []
    page = client.get(PAGE, {"year": year}).content.decode()
    assert "Nobody made a prediction that falls under this choice." in page
    assert f'<option value="{year}" selected>' in page


def test_a_board_of_the_past_stays_when_the_only_claim_of_its_year_is_due_in_another(
    clock: Clock, collections: list[Collection], expert: Expert, client: Client
) -> None:
    claim = boards.a_decided_claim(collections[0], expert, "1", due_on=date(2030, 5, 1))
    actions.sweep(at=clock.now, without_pause=True)
    asked = {"collection": "*", "year": "2030", "as_of": clock.now.date().isoformat()}
    clock.days_later()
    claim.due_on = IN_2025
    claim.due_at = due_instant(IN_2025)
    builders.saved(claim, at=clock.now)
    actions.sweep(at=clock.now, without_pause=True)

    with time_machine.travel(clock.days_later(5), tick=False):
        answer, page = client.get(API, asked), client.get(PAGE, asked)

    assert 2030 not in scopes.choices().years
    assert [one["weight"] for one in answer.json()["results"]] == ["1.000000"]
    assert page.status_code == 200


REFUSED = [
    ({"topic": "cost"}, 400, "topic", "There is no topic “cost”. There are: costs, systems."),
    ({"year": "02025"}, 400, "year", "“02025” is not a year of four digits, like 2026."),
    ({"year": "0000"}, 400, "year", "“0000” is not a year of four digits"),
    ({"year": "202\u0665"}, 400, "year", "is not a year of four digits"),
    ({"endorsements": "yes"}, 400, "endorsements", "Endorsements are “on” or “off”, not “yes”."),
    ({"topic": "costs", "as_of": "release-1"}, 400, "as_of", "or ask for a day like 2026-06-30."),
    ({"collection": "*", "as_of": "release-1"}, 400, "as_of", "Releases are of one collection"),
    ({"collection": "*", "as_of": "soon"}, 400, "as_of", "neither a day like"),
    ({"collection": "nowhere"}, 404, "detail", "and * for all of them."),
]


def test_what_is_none_is_refused_and_what_would_be_right_is_said(
    collections: list[Collection], expert: Expert, client: Client
) -> None:
    for asked, status, parameter, words in REFUSED:
        answer, page = client.get(API, asked), client.get(PAGE, asked)
        figures = client.get(f"/experts/{expert.slug}/figures/", asked)

        assert [one.status_code for one in (answer, page, figures)] == [status] * 3, asked
        assert words in str(answer.json()[parameter])
        assert words in page.content.decode()


# --- Bounds -----------------------------------------------------------------------------------------------------------


def test_a_cut_is_worked_out_once_and_kept_without_names(
    collections: list[Collection], expert: Expert, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiting, "MOST_A_MINUTE", 1)
    with time_machine.travel(MUCH_LATER, tick=False):
        first = client.get(API, {"topic": "costs"})
        Contribution.objects.all().delete()
        monkeypatch.setattr(past, "names_then", lambda ids, _position: dict.fromkeys(ids, TOMBSTONE))
        again = client.get(API, {"topic": "costs"})
        refused = client.get(PAGE, {"topic": "systems"})

    one, other = first.json()["results"][0], again.json()["results"][0]
    assert (one.pop("name"), other.pop("name")) == ("Expert one", TOMBSTONE)
    assert one == other
    assert (refused.status_code, "Ask again in a minute." in refused.content.decode()) == (429, True)


@pytest.mark.parametrize("behind", ["an unfinished rebuild", "another method"])
def test_a_cut_waits_until_the_claims_behind_the_releases_are_at_hand(
    collections: list[Collection], client: Client, behind: str
) -> None:
    if behind == "another method":
        release = boards.shown(collections[0])
        release.method = "fair/0"
        release.save()
    else:
        Progress.objects.update(is_whole=False)

    answer = client.get(API, {"topic": "costs"})

    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert client.get(PAGE, {"topic": "costs"}).status_code == 503
    assert client.get(PAGE).status_code == 200


def test_the_number_of_queries_grows_neither_with_people_nor_with_collections(
    collections: list[Collection], django_assert_max_num_queries: Any
) -> None:
    for number in range(4):
        boards.a_ranked_expert(builders.a_collection(), f"Expert {number}", "1")
    actions.sweep(at=NOW, without_pause=True)

    with django_assert_max_num_queries(22):
        board = look(topic="costs")
    assert len(board.ground.parts) == 6


# --- How it reads -----------------------------------------------------------------------------------------------------


def test_the_page_says_what_it_is_cut_from_and_that_it_is_one_of_many(
    collections: list[Collection], client: Client
) -> None:
    asked = {"collection": "*", "topic": "costs", "year": "2026", "endorsements": "on"}

    html = client.get(PAGE, asked).content.decode()

    assert "<h1>All collections together</h1>" in html
    assert "Topic: Costs." in html
    assert "Claims that fall due in 2026, in UTC." in html
    assert f"as_of={boards.shown(collections[1]).name}" in html
    assert "somebody leads one by chance alone" in html
    assert "The criteria were written after the outcome could be known. That is so of:" in " ".join(html.split())
    assert f'href="{API}?collection=*&amp;topic=costs&amp;year=2026&amp;endorsements=on"' in html
    for chosen in ('value="*" selected', 'value="costs" selected', 'value="2026" selected', 'value="on" selected'):
        assert chosen in html


def test_a_program_is_told_what_was_cut_and_from_which_releases(collections: list[Collection], client: Client) -> None:
    answer = client.get(API, {"collection": "*", "topic": "costs", "year": "2025", "endorsements": "off"}).json()

    assert {name: answer[name] for name in ("collection", "topic", "year", "endorsements", "release")} == {
        "collection": None, "topic": "costs", "year": 2025, "endorsements": False, "release": None,
    }  # fmt: skip
    assert [one["release"] for one in answer["counted_from"]] == [boards.shown(one).name for one in collections]
    assert [one["is_retrospective"] for one in answer["counted_from"]] == [False, True]
    assert answer.keys() == client.get(API).json().keys()


def test_every_figure_of_a_cut_is_explained_on_its_page_and_for_programs(
    collections: list[Collection], expert: Expert, client: Client
) -> None:
    asked = {"collection": "*", "topic": "costs"}

    page = client.get(f"/experts/{expert.slug}/figures/", asked).content.decode()
    answer = client.get(f"/api/v1/experts/{expert.slug}/figures/", asked).json()

    assert "points 1.25, weight 2, unknown 0" in page
    assert "worked out again:" not in page
    assert answer["exactly"] == {"points": "1.25", "weight": "2", "unknown": "0"}
    assert [one["points"] for one in answer["results"]] == ["1", "0.25"]
    assert all(one["is_equal"] for one in answer["figures"])


def test_a_wrong_choice_leaves_the_form_to_choose_again(collections: list[Collection], client: Client) -> None:
    html = client.get(PAGE, {"topic": "nothing"}).content.decode()

    assert 'name="topic"' in html
    assert "Expert one" not in html


def test_a_plain_scope_asks_for_nothing_but_its_collection(collections: list[Collection]) -> None:
    assert Scope(collections[0]).query == f"collection={collections[0].slug}"
