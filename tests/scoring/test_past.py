"""A board as it stood: equal on every call, with the decisions and names of then, and nothing that was not public."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.db import OperationalError, connection
from django.test import Client

from predictions import actions as predicting
from predictions.ledger import position, public_position
from predictions.models import TOMBSTONE, Collection, Expert, Family, RecordKind, Refusal, RefusalReason
from predictions.policy import SYSTEM
from scoring import actions, limiting, moments, past
from scoring.models import Contribution, Progress, Release
from scoring.rules.method import FAIR
from scoring.scopes import Scope
from tests import builders
from tests.builders import NOW
from tests.scoring import boards, days
from tests.scoring.days import Clock, as_of, end_of, figures
from tests.scoring.test_replaying import History

pytestmark = pytest.mark.django_db

FIRST_DAY, MUCH_LATER = NOW.date(), NOW + timedelta(days=200)
HEAD = ("method", "minimum", "tiers", "decided", "provisional", "is_retrospective", "is_demonstration")
PAGE, API = "/leaderboard/", "/api/v1/leaderboard/"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch, NOW)


@pytest.fixture
def collection(clock: Clock) -> Collection:
    """A collection in which somebody is decided on the second day, and judged again on the fourth."""
    builders.a_record()
    collection = builders.a_collection(minimum=3)
    expert = boards.a_ranked_expert(collection, "Expert one", "1", "1")
    claim = builders.a_claim(collection=collection, experts=[expert], documents=0)
    actions.sweep(at=clock.now)
    boards.decided(claim, "0.5", at=clock.days_later())
    actions.sweep(at=clock.now)
    boards.reopened(claim, at=clock.days_later(2))
    boards.decided(claim, "1", at=clock.now)
    actions.sweep(at=clock.now)
    return collection


def points(collection: Collection, day: int) -> str:
    """The points of the first line at the end of the day `day` days after the first."""
    asked = (FIRST_DAY + timedelta(days=day)).isoformat()
    return str(as_of(collection, asked, now=MUCH_LATER).standings[0].points)


def test_an_older_board_holds_what_was_decided_by_the_end_of_that_day_and_nothing_later(
    collection: Collection,
) -> None:
    assert [points(collection, day) for day in range(5)] == [
        "2.000000", "2.500000", "2.500000", "3.000000", "3.000000",
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(2))
def test_whatever_happens_later_an_older_board_is_the_one_of_its_day(seed: int, clock: Clock) -> None:
    history = History(seed)
    then: dict[date, Any] = {}
    for _ in range(9):
        clock.now = history.at
        for _ in range(3):
            history.happen()
            clock.now = history.at
        day = clock.now.date()
        actions.sweep(at=end_of(day), without_pause=True)
        then[day] = boards.lines(history.collection), boards.shown(history.collection)
        history.at = end_of(day) + timedelta(days=7 * history.random.randint(0, 9), hours=9)
    actions.rebuild(at=history.at)
    caches["boards"].clear()

    for day, (lines, shown) in then.items():
        for _ in range(2):  # worked out, and kept
            board = as_of(history.collection, day.isoformat(), now=history.at + timedelta(days=1))
            assert figures(board) == lines
            assert {name: getattr(board.release, name) for name in HEAD} == {
                name: getattr(shown, name) for name in HEAD
            }
    assert len({str(lines) for lines, _ in then.values()}) > 6


def test_a_release_is_shown_again_as_it_was(collection: Collection) -> None:
    first, *_, last = Release.objects.order_by("pk")

    board = as_of(collection, f"release-{first.pk}", now=MUCH_LATER)

    assert board.release == first != last
    assert [str(one.points) for one in board.standings] == ["2.000000"]


def test_a_claim_is_overdue_and_provisional_by_the_clock_of_that_day(clock: Clock) -> None:
    builders.a_record()
    collection = builders.a_collection(objection_days=10)
    expert = builders.an_expert()
    boards.a_decided_claim(collection, expert, "1")
    builders.a_claim(collection=collection, experts=[expert], due_on=FIRST_DAY + timedelta(days=3), documents=0)
    actions.sweep(at=clock.now)

    found = {}
    for day in (2, 3, 9, 10):
        board = as_of(collection, (FIRST_DAY + timedelta(days=day)).isoformat(), now=MUCH_LATER)
        found[day] = board.standings[0].overdue, board.release.provisional

    # the deadline is the end of its day, and objections end ten days after nine in the morning
    assert found == {2: (0, 1), 3: (1, 1), 9: (1, 1), 10: (1, 0)}


def test_people_and_bodies_go_by_the_names_of_then_and_stand_in_their_order(clock: Clock) -> None:
    builders.a_record()
    collection = builders.a_collection()
    body = builders.an_organization("Old Works")
    first, second = builders.an_expert("Ada", of=body), builders.an_expert("Bea")
    for expert in (first, second):
        boards.a_decided_claim(collection, expert, "1")
    actions.sweep(at=clock.now)
    first.name, body.name = "Zoe", "New Works"
    builders.saved(first, at=clock.days_later())
    builders.saved(body, at=clock.now)
    actions.sweep(at=clock.now)

    def named(asked: str) -> list[tuple[str, str, str, int]]:
        board = as_of(collection, asked, now=MUCH_LATER)
        return [(one.name, one.expert.name, one.organization, one.place) for one in board.standings]

    older, newer = (
        [("Ada", "Ada", "Old Works", 1), ("Bea", "Bea", "", 2)],
        [("Bea", "Bea", "", 1), ("Zoe", "Zoe", "New Works", 2)],
    )
    assert named("2026-03-02") == older
    assert named("2026-03-03") == newer
    assert [named(f"release-{one.pk}") for one in Release.objects.order_by("pk")] == [older, newer]


def test_a_name_that_was_erased_is_not_on_a_release_that_carried_it(collection: Collection, clock: Clock) -> None:
    release = Release.objects.order_by("pk")[0]
    before = as_of(collection, release.name, now=MUCH_LATER).standings[0].name
    expert = Expert.objects.get()
    expert.name = TOMBSTONE
    builders.saved(expert, at=clock.now)

    after = as_of(collection, release.name, now=MUCH_LATER).standings[0]

    assert before == "Expert one"
    assert (after.name, after.expert.name) == (TOMBSTONE, TOMBSTONE)


def test_the_minimum_and_the_basis_are_those_of_then(clock: Clock) -> None:
    builders.a_record()
    collection = builders.a_collection(minimum=3)
    boards.a_ranked_expert(collection, "Expert one", "1", "1", "1")
    collection.minimum, collection.basis = 5, "retrospective"
    builders.saved(collection, at=clock.days_later())
    actions.sweep(at=clock.now)

    older, newer = (as_of(collection, asked, now=MUCH_LATER) for asked in ("2026-03-02", "2026-03-03"))

    assert (older.release.minimum, older.release.is_retrospective, older.standings[0].tier) == (3, False, 1)
    assert (newer.release.minimum, newer.release.is_retrospective, newer.standings[0].tier) == (5, True, None)


def test_who_is_quoted_without_a_prediction_is_so_from_the_day_of_the_record(clock: Clock) -> None:
    builders.a_record()
    collection = builders.a_collection()
    source, quoted = builders.a_source(), builders.an_expert("Expert quoted")
    refusal = {"collection": collection, "source": source, "number": 1, "paragraph": 1, "expert": quoted}
    builders.saved(Refusal(**refusal, reason=RefusalReason.OPINION, what={"en": "An opinion."}), at=clock.days_later())
    builders.a_claim(collection=collection, experts=[quoted], at=clock.days_later())
    actions.sweep(at=clock.now)

    found = [as_of(collection, f"2026-03-0{day}", now=MUCH_LATER).quoted_only for day in (2, 3, 4)]

    assert found == [[], [quoted], []]


# --- Scores that were not shown then ---------------------------------------------------------------------------------


@pytest.fixture
def shown_late(clock: Clock) -> Collection:
    """A collection that is shown with scores from the third day on, with decisions from the first."""
    builders.a_record()
    collection = builders.a_collection(scores_shown_at=None, scores_shown_by=None)
    boards.a_ranked_expert(collection, "Expert one", "1")
    actions.sweep(at=clock.now)
    boards.a_ranked_expert(collection, "Expert two", "1")
    actions.sweep(at=clock.days_later())
    collection.scores_shown_at, collection.scores_shown_by = clock.days_later(), SYSTEM.ref
    builders.saved(collection, at=clock.now)
    boards.a_ranked_expert(collection, "Expert three", "1")
    actions.sweep(at=clock.days_later())
    return collection


def test_scores_that_were_not_shown_then_are_not_shown_for_then(shown_late: Collection) -> None:
    boards_then = [as_of(shown_late, f"2026-03-0{day}", now=MUCH_LATER) for day in (2, 3, 4, 5)]

    assert [board.is_withheld for board in boards_then] == [True, True, False, False]
    assert [board.standings == [] for board in boards_then] == [True, True, False, False]
    assert boards_then[0].finding == "Not shown with scores then"


def test_a_release_that_nobody_could_see_is_not_shown_and_the_one_that_was_uncovered_is(
    shown_late: Collection,
) -> None:
    found = [as_of(shown_late, f"release-{one.pk}", now=MUCH_LATER) for one in Release.objects.order_by("pk")]

    assert [board.is_withheld for board in found] == [True, False, False]


def test_a_collection_that_waits_now_has_no_older_boards_with_scores(clock: Clock) -> None:
    builders.a_record()
    collection = builders.a_collection(scores_shown_at=None, scores_shown_by=None)
    boards.a_ranked_expert(collection, "Expert one", "1")
    actions.sweep(at=clock.now)

    for asked in ("2026-03-02", f"release-{Release.objects.get().pk}"):
        assert as_of(collection, asked, now=MUCH_LATER).is_withheld


def test_a_demonstration_shows_its_older_boards(clock: Clock) -> None:
    builders.a_record(RecordKind.DEMONSTRATION)
    collection = builders.a_collection(scores_shown_at=None, scores_shown_by=None)
    boards.a_ranked_expert(collection, "Expert one", "1")
    actions.sweep(at=clock.now)

    board = as_of(collection, "2026-03-02", now=MUCH_LATER)

    assert (board.is_withheld, board.release.is_demonstration, len(board.standings)) == (False, True, 1)


# --- What there is no board for --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("2026-03-01", "on record since 2026-03-02 only. Choose a day from 2026-03-02 to 2026-03-09"),
        ("0001-01-01", "on record since 2026-03-02 only"),
        ("2026-03-10", "not over yet, so its board is not settled. Choose a day from 2026-03-02 to 2026-03-09"),
        ("9999-12-31", "not over yet"),
        ("2026-02-30", "“2026-02-30” is neither a day like 2026-06-30 nor a release like release-12"),
        ("20260302", "is neither a day"),
        ("２０２６-03-02", "is neither a day"),
        ("yesterday\0", "is neither a day"),
        ("release-", "is neither a day"),
        ("release-999999999999", "has no release-999999999999. Its newest is release-"),
        ("release-0", "has no release-0"),
        ("release-9999999999999", "is neither a day"),
    ],
)
def test_what_cannot_be_shown_is_answered_with_what_can(
    collection: Collection, client: Client, asked: str, why: str
) -> None:
    with time_machine.travel(datetime(2026, 3, 10, 12, tzinfo=UTC), tick=False):
        page = client.get(PAGE, {"collection": collection.slug, "as_of": asked})
        answer = client.get(API, {"collection": collection.slug, "as_of": asked})

    assert (page.status_code, answer.status_code) == (400, 400)
    assert why in page.content.decode()
    assert why in answer.json()["as_of"][0]
    assert "Expert one" not in page.content.decode()


def test_a_release_of_another_collection_is_none_of_this_one(collection: Collection) -> None:
    other = builders.a_collection()

    with pytest.raises(moments.NotOnRecord, match="has no release yet"):
        as_of(other, f"release-{Release.objects.order_by('pk')[0].pk}", now=MUCH_LATER)


def test_a_collection_of_today_has_no_day_yet(collection: Collection) -> None:
    with pytest.raises(moments.NotOnRecord, match="since 2026-03-02, and that day is not over yet"):
        as_of(collection, "2026-03-02", now=NOW)


def test_a_day_is_over_once_nothing_can_come_under_it_any_more(collection: Collection) -> None:
    midnight = end_of(date(2026, 3, 5))

    with pytest.raises(moments.NotOnRecord, match="not over yet"):
        as_of(collection, "2026-03-05", now=midnight + moments.SETTLED - timedelta(seconds=1))
    assert as_of(collection, "2026-03-05", now=midnight + moments.SETTLED).past.day == date(2026, 3, 5)


@pytest.mark.parametrize("behind", ["by one entry", "by a rebuild that is not whole"])
def test_what_scoring_has_not_followed_yet_is_not_shown_as_if_it_had(
    collection: Collection, client: Client, behind: str
) -> None:
    if behind == "by one entry":
        Progress.objects.update(position=position() - 1)
    else:
        Progress.objects.update(is_whole=False)

    with time_machine.travel(MUCH_LATER, tick=False):
        page = client.get(PAGE, {"as_of": "2026-03-05"})
        answer = client.get(API, {"as_of": "2026-03-05"})

    assert (page.status_code, page["Retry-After"]) == (503, "60")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "still being worked out" in answer.json()["detail"]


# --- How much is done for one address --------------------------------------------------------------------------------


def test_what_was_worked_out_is_kept_and_not_worked_out_again(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = figures(as_of(collection, "2026-03-03", now=MUCH_LATER))
    Contribution.objects.all().delete()

    assert figures(as_of(collection, "2026-03-03", now=MUCH_LATER)) == before


def test_an_address_gets_so_many_new_boards_a_minute_and_kept_ones_as_often_as_it_likes(
    collection: Collection, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiting, "MOST_A_MINUTE", 2)
    here, there = {"REMOTE_ADDR": "192.0.2.1"}, {"REMOTE_ADDR": "192.0.2.2"}

    with time_machine.travel(MUCH_LATER + timedelta(seconds=20), tick=False) as machine:
        first = [client.get(PAGE, {"as_of": f"2026-03-0{day}"}, **here).status_code for day in (2, 3, 2, 3, 2)]
        page = client.get(PAGE, {"as_of": "2026-03-04"}, **here)
        answer = client.get(API, {"as_of": "2026-03-04"}, **here)
        elsewhere = client.get(PAGE, {"as_of": "2026-03-04"}, **there).status_code
        machine.shift(60)
        again = client.get(PAGE, {"as_of": "2026-03-05"}, **here).status_code

    assert (first, elsewhere, again) == ([200] * 5, 200, 200)
    assert (page.status_code, page["Retry-After"]) == (429, "40")
    assert (answer.status_code, answer["Retry-After"]) == (429, "40")
    assert "Ask again in a minute." in page.content.decode()


@pytest.mark.needs_postgresql
def test_the_database_gives_up_on_a_query_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiting, "LONGEST_QUERY", "50ms")

    with pytest.raises(limiting.TooSlow), limiting.hurried(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(5)")


@pytest.mark.needs_postgresql
def test_afterwards_queries_may_take_as_long_as_before() -> None:
    def limit() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            return str(cursor.fetchone()[0])

    before = limit()
    with limiting.hurried():
        inside = limit()

    assert (before, inside, limit()) == ("30s", limiting.LONGEST_QUERY, "30s")


@pytest.mark.needs_postgresql
def test_another_fault_of_the_database_is_not_called_slowness() -> None:
    with pytest.raises(OperationalError, match="gone"), limiting.hurried():
        raise OperationalError("gone")


# --- How it reads ----------------------------------------------------------------------------------------------------


def test_the_page_says_in_words_which_older_board_it_is(collection: Collection, client: Client) -> None:
    with time_machine.travel(MUCH_LATER, tick=False):
        html = client.get(PAGE, {"collection": collection.slug, "as_of": "2026-03-03"}).content.decode()

    at = as_of(collection, "2026-03-03", now=MUCH_LATER).past.position
    assert "An older board" in html
    assert "As it stood at the end of 3 March 2026, UTC" in html
    assert f"Position {public_position(at)} among the public entries of the ledger, method {FAIR.label}." in html
    assert 'name="as_of" type="date" min="2026-03-02" max="2026-09-17" value="2026-03-03"' in html
    assert f'href="{API}?collection={collection.slug}&amp;as_of=2026-03-03"' in html


def test_the_page_of_an_older_release_says_so(collection: Collection, client: Client) -> None:
    release = Release.objects.order_by("pk")[0]

    html = client.get(PAGE, {"collection": collection.slug, "as_of": release.name}).content.decode()

    assert f"As release {release.pk} showed it, from" in html
    assert "An older board" in html


def test_the_board_of_now_is_not_called_an_older_one_and_names_its_release(
    collection: Collection, client: Client
) -> None:
    html = client.get(PAGE).content.decode()

    assert "An older board" not in html
    assert f"as_of={boards.shown(collection).name}" in html


def test_a_program_is_told_which_board_it_got(collection: Collection, client: Client) -> None:
    release = Release.objects.order_by("pk")[0]
    with time_machine.travel(MUCH_LATER, tick=False):
        day = client.get(API, {"as_of": "2026-03-03"}).json()
        older = client.get(API, {"as_of": release.name}).json()
        now = client.get(API).json()

    at = as_of(collection, "2026-03-03", now=MUCH_LATER).past.position
    assert (day["as_of"], day["release"], day["method"]) == ("2026-03-03", None, FAIR.label)
    assert (day["position"], day["made_at"]) == (public_position(at), "2026-03-04T00:00:00Z")
    assert (older["as_of"], older["release"]) == (release.name, release.name)
    assert (now["as_of"], now["release"]) == (None, boards.shown(collection).name)
    assert day.keys() == older.keys() == now.keys()


def test_the_number_of_queries_for_an_older_board_does_not_grow_with_the_people(
    clock: Clock, django_assert_max_num_queries: Any
) -> None:
    builders.a_record()
    collection = builders.a_collection()
    for number in range(12):
        boards.a_ranked_expert(collection, f"Expert {number}", "1")
    actions.sweep(at=clock.now)
    moment = moments.find(collection, "2026-03-02", now=MUCH_LATER)

    with django_assert_max_num_queries(24):
        past.board(Scope(collection), moment, visitor=days.VISITOR, now=MUCH_LATER)


def test_a_family_weighs_as_it_did_then(clock: Clock) -> None:
    builders.a_record()
    collection, expert = builders.a_collection(), builders.an_expert()
    family = builders.saved(Family(collection=collection, key="one-idea"))
    claims = [boards.a_decided_claim(collection, expert, "1") for _ in range(2)]
    clock.days_later()
    for claim in claims:
        claim.family = family
        builders.saved(claim, at=clock.now)
    actions.sweep(at=clock.now)

    found = [str(as_of(collection, f"2026-03-0{day}", now=MUCH_LATER).standings[0].weight) for day in (2, 3)]

    assert found == ["2.000000", "1.000000"]


def test_a_merged_claim_counts_until_the_day_on_which_it_was_merged(clock: Clock) -> None:
    builders.a_record()
    collection, expert = builders.a_collection(), builders.an_expert()
    duplicate, kept = (builders.a_claim(collection=collection, experts=[expert], documents=0) for _ in range(2))
    predicting.merge(claim_id=duplicate.pk, into_id=kept.pk, by=SYSTEM, at=clock.days_later(), reason="The same")
    actions.sweep(at=clock.now)

    found = [as_of(collection, f"2026-03-0{day}", now=MUCH_LATER).standings[0].open for day in (2, 3)]

    assert found == [2, 1]
