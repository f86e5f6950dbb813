"""From a decision to the board: by the doorbell or without, once, twice, late and at the same time."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from predictions.ledger import position, writing
from predictions.lifecycle import Outcome
from predictions.models import Collection, Expert, Family, RecordKind, StatementKind
from scoring import actions, bulk
from scoring.models import Contribution, Progress, Release
from tests import builders
from tests.builders import NOW
from tests.scoring import boards

LATER = NOW + timedelta(minutes=1)
MUCH_LATER = NOW + timedelta(days=31)


@pytest.fixture
def collection(db: None) -> Collection:
    """A collection in a record, judged by two, with objections for 30 days."""
    builders.a_record()
    return builders.a_collection()


@pytest.fixture
def expert(collection: Collection) -> Expert:
    """Somebody with a claim."""
    return builders.an_expert()


def test_two_reviewers_who_agree_move_the_board(collection: Collection, expert: Expert) -> None:
    claim = builders.a_claim(collection=collection, experts=[expert])
    actions.sweep(at=NOW)
    before = boards.line(collection, expert)

    builders.resolved(claim, "0.75")
    actions.sweep(at=LATER)

    after = boards.line(collection, expert)
    assert (before.resolved, before.overdue, before.score) == (0, 1, Decimal("0.5"))
    assert (after.resolved, after.overdue, after.score) == (1, 0, Decimal("0.583333"))
    assert boards.shown(collection).position == position()


def test_nothing_filed_in_an_open_round_makes_a_release(collection: Collection, expert: Expert) -> None:
    claim = builders.a_claim(collection=collection, experts=[expert])
    actions.sweep(at=NOW)

    builders.a_verdict(claim, builders.reviewers("one")[0], "1")
    made = actions.sweep(at=LATER)

    assert made == 0
    assert boards.shown(collection).position < position()


def test_a_collection_without_a_decision_has_a_board_that_says_so(collection: Collection) -> None:
    actions.sweep(at=NOW)

    assert boards.shown(collection).decided == 0


def test_a_second_sweep_finds_nothing_to_do(collection: Collection, expert: Expert) -> None:
    boards.a_decided_claim(collection, expert, "1")
    actions.sweep(at=NOW)
    before = boards.contributions(), Release.objects.count(), Progress.objects.get().position

    made = actions.sweep(at=LATER)

    assert made == 0
    assert before == (boards.contributions(), Release.objects.count(), Progress.objects.get().position)


def test_reopening_takes_the_claim_off_the_table_at_once(collection: Collection, expert: Expert) -> None:
    claim = boards.a_decided_claim(collection, expert, "1")
    actions.sweep(at=NOW)

    boards.reopened(claim)
    actions.sweep(at=LATER)

    line = boards.line(collection, expert)
    assert (line.resolved, line.overdue, line.points, line.score) == (0, 1, Decimal(0), Decimal("0.5"))
    assert boards.shown(collection).decided == 0


def test_a_later_decision_replaces_the_earlier_one(collection: Collection, expert: Expert) -> None:
    claim = boards.a_decided_claim(collection, expert, "1")
    actions.sweep(at=NOW)

    boards.decided(boards.reopened(claim), "0.25")
    actions.sweep(at=LATER)

    line = boards.line(collection, expert)
    assert (line.resolved, line.points) == (1, Decimal("0.25"))
    assert Contribution.objects.filter(valid_to=None).count() == 1


@pytest.mark.parametrize(("outcome", "counted"), [(Outcome.AMBIGUOUS, "ambiguous"), (Outcome.ANNULLED, "annulled")])
def test_what_cannot_be_graded_is_counted_and_never_wrong(
    collection: Collection, expert: Expert, outcome: Outcome, counted: str
) -> None:
    claim = builders.a_claim(collection=collection, experts=[expert], documents=0)

    boards.decided(claim, None, outcome)
    actions.sweep(at=NOW)

    line = boards.line(collection, expert)
    assert (getattr(line, counted), line.resolved, line.accuracy, line.score) == (1, 0, None, Decimal("0.5"))


def test_an_ambiguous_claim_widens_the_bounds_and_an_annulled_one_does_not(collection: Collection) -> None:
    unclear, at_fault = (boards.a_ranked_expert(collection, name, "1") for name in ("Expert one", "Expert two"))
    for who, outcome in ((unclear, Outcome.AMBIGUOUS), (at_fault, Outcome.ANNULLED)):
        claim = builders.a_claim(collection=collection, experts=[who], documents=0)
        boards.decided(claim, None, outcome)

    actions.sweep(at=NOW)

    bounds = [(line.bound_low, line.bound_high) for line in boards.shown(collection).standings.order_by("name")]
    assert bounds == [(Decimal("0.5"), Decimal(1)), (Decimal(1), Decimal(1))]


def test_claims_of_one_family_weigh_one_in_all(collection: Collection, expert: Expert) -> None:
    family = builders.saved(Family(collection=collection, key="one-idea"))
    for grade in ("1", "1", "0.5"):
        boards.a_decided_claim(collection, expert, grade, family=family)
    boards.a_decided_claim(collection, expert, "0")

    actions.sweep(at=NOW)

    line = boards.line(collection, expert)
    assert (line.resolved, line.weight, line.points) == (4, Decimal(2), Decimal("0.833333"))


def test_what_somebody_endorsed_takes_nothing_from_their_own_claim_of_that_family(
    collection: Collection, expert: Expert
) -> None:
    family = builders.saved(Family(collection=collection, key="one-idea"))
    boards.a_decided_claim(collection, expert, "1", family=family)
    boards.a_decided_claim(collection, expert, "0", family=family, kind=StatementKind.ENDORSED)

    actions.sweep(at=NOW)

    line = boards.line(collection, expert)
    assert (line.resolved, line.weight, line.points) == (1, Decimal(1), Decimal(1))


def test_who_only_endorsed_or_made_no_prediction_has_no_line(collection: Collection, expert: Expert) -> None:
    boards.a_decided_claim(collection, expert, "1", kind=StatementKind.ENDORSED)
    wish = builders.an_expert("Expert two")
    builders.a_claim(collection=collection, experts=[wish], is_scored=False, documents=0)

    actions.sweep(at=NOW)

    assert boards.lines(collection) == []
    assert Contribution.objects.filter(expert=expert, is_own=False, valid_to=None).count() == 1


def test_a_release_is_provisional_until_objections_are_over(collection: Collection, expert: Expert) -> None:
    boards.a_decided_claim(collection, expert, "1")
    actions.sweep(at=NOW)
    during = boards.shown(collection).is_official

    actions.sweep(at=NOW + timedelta(days=30))

    assert (during, boards.shown(collection).is_official) == (False, True)


def test_a_hit_known_early_waits_for_the_deadline(collection: Collection, expert: Expert) -> None:
    boards.a_decided_claim(collection, expert, "1", due_on=date(2026, 12, 31))

    actions.sweep(at=NOW + timedelta(days=200))
    early = boards.shown(collection).is_official
    actions.sweep(at=datetime(2027, 1, 1, 0, 0, tzinfo=UTC))

    assert (early, boards.shown(collection).is_official) == (False, True)


def test_the_clock_alone_makes_a_claim_overdue_on_the_board(collection: Collection, expert: Expert) -> None:
    builders.a_claim(collection=collection, experts=[expert], documents=0, due_on=date(2026, 3, 31))
    actions.sweep(at=NOW)
    before = boards.line(collection, expert).overdue

    made = actions.sweep(at=MUCH_LATER)

    assert (before, made, boards.line(collection, expert).overdue) == (0, 1, 1)


def test_a_demonstration_is_never_official(db: None) -> None:
    builders.a_record(RecordKind.DEMONSTRATION)
    collection = builders.a_collection()
    boards.a_ranked_expert(collection, "Expert one", "1")

    actions.sweep(at=MUCH_LATER)

    release = boards.shown(collection)
    assert (release.is_demonstration, release.is_official) == (True, False)


def test_a_corrected_name_is_on_the_board(collection: Collection, expert: Expert) -> None:
    boards.a_decided_claim(collection, expert, "1")
    actions.sweep(at=NOW)

    expert.name = "Expert one, spelled right"
    builders.saved(expert)
    actions.sweep(at=LATER)

    assert boards.line(collection, expert).name == "Expert one, spelled right"


def test_a_renamed_organization_is_on_the_board(collection: Collection) -> None:
    maker = builders.an_organization("A maker")
    expert = builders.an_expert(of=maker)
    boards.a_decided_claim(collection, expert, "1")
    actions.sweep(at=NOW)

    maker.name = "A maker, renamed"
    builders.saved(maker)
    actions.sweep(at=LATER)

    assert boards.line(collection, expert).organization == "A maker, renamed"


def test_more_time_to_object_makes_an_official_board_provisional_again(collection: Collection, expert: Expert) -> None:
    boards.a_decided_claim(collection, expert, "1")
    actions.sweep(at=MUCH_LATER)

    collection.objection_days = 90
    builders.saved(collection)
    actions.sweep(at=MUCH_LATER + timedelta(minutes=1))

    assert not boards.shown(collection).is_official


def test_a_claim_that_leaves_its_family_gives_the_others_their_weight_back(
    collection: Collection, expert: Expert
) -> None:
    family = builders.saved(Family(collection=collection, key="one-idea"))
    stays, leaves = (boards.a_decided_claim(collection, expert, "1", family=family) for _ in range(2))
    actions.sweep(at=NOW)

    leaves.family = None
    builders.saved(leaves)
    actions.sweep(at=LATER)

    assert boards.line(collection, expert).points == 2
    assert Contribution.objects.get(claim=stays, valid_to=None).weight == 1_000_000


def test_a_restricted_claim_leaves_the_board(collection: Collection, expert: Expert) -> None:
    claim = boards.a_decided_claim(collection, expert, "1")
    actions.sweep(at=NOW)

    claim.visibility, claim.restricted_cause = "restricted", "A court said so."
    builders.saved(claim)
    actions.sweep(at=LATER)

    assert boards.lines(collection) == []


def test_two_decisions_in_one_moment_are_one_release_and_the_second_is_not_forgotten(
    collection: Collection, expert: Expert
) -> None:
    boards.a_decided_claim(collection, expert, "1")
    actions.sweep(at=NOW)
    boards.a_decided_claim(collection, expert, "1")

    too_soon = actions.sweep(at=NOW + timedelta(seconds=1))
    soon = actions.sweep(at=NOW + timedelta(seconds=6))

    assert (too_soon, soon, boards.line(collection, expert).resolved) == (0, 1, 2)


def test_a_clock_set_back_does_not_hold_the_board_up(collection: Collection, expert: Expert) -> None:
    actions.sweep(at=NOW + timedelta(hours=1))
    boards.a_decided_claim(collection, expert, "1")

    actions.sweep(at=NOW)

    assert boards.line(collection, expert).resolved == 1


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_score_everything_once() -> None:
    builders.a_record()
    collection = builders.a_collection()
    expert = boards.a_ranked_expert(collection, "Expert one", "1", "0.5", "0")
    ready = threading.Barrier(4)
    failures: list[BaseException] = []

    def run() -> None:
        try:
            ready.wait(timeout=30)
            actions.sweep(at=LATER)
        except BaseException as error:  # noqa: BLE001  shown by the assertion below
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert failures == []
    assert Release.objects.count() == 1
    assert Contribution.objects.filter(valid_to=None).count() == 3
    assert boards.line(collection, expert).points == Decimal("1.5")
    assert Progress.objects.get().position == position()


@pytest.mark.django_db(transaction=True)
def test_a_slow_transaction_is_not_lost() -> None:
    builders.a_record()
    collection = builders.a_collection()
    expert = builders.an_expert()
    slow_one, quick_one = (builders.a_claim(collection=collection, experts=[expert], documents=0) for _ in range(2))
    actions.sweep(at=NOW)
    has_positions, may_commit = threading.Event(), threading.Event()
    order: list[str] = []

    def slow() -> None:
        try:
            with writing():
                boards.decide(slow_one, "1")
                has_positions.set()
                may_commit.wait(timeout=30)
                order.append("slow")
        finally:
            connection.close()

    def quick() -> None:
        try:
            boards.decided(quick_one, "0")
            order.append("quick")
        finally:
            connection.close()

    threads = [threading.Thread(target=slow), threading.Thread(target=quick)]
    threads[0].start()
    assert has_positions.wait(timeout=30)
    threads[1].start()
    while_it_is_open = actions.sweep(at=NOW + timedelta(seconds=10))
    may_commit.set()
    for thread in threads:
        thread.join(timeout=60)
    afterwards = actions.sweep(at=NOW + timedelta(seconds=20))

    assert order == ["slow", "quick"]
    assert (while_it_is_open, afterwards) == (0, 1)
    assert boards.line(collection, expert).resolved == 2
    assert Progress.objects.get().position == position()


def test_a_release_is_seen_whole_or_not_at_all(
    collection: Collection, expert: Expert, monkeypatch: pytest.MonkeyPatch
) -> None:
    boards.a_decided_claim(collection, expert, "1")
    actions.sweep(at=NOW)
    before = boards.lines(collection)
    boards.a_decided_claim(collection, expert, "0")

    def fail(*_rows: object, **_options: object) -> None:
        raise RuntimeError("The worker was killed.")

    with monkeypatch.context() as broken:
        broken.setattr(bulk, "write", fail)
        with pytest.raises(RuntimeError, match="killed"):
            actions.sweep(at=LATER)
    then = boards.lines(collection), Release.objects.count()
    actions.sweep(at=LATER)

    assert then == (before, 1)
    assert boards.line(collection, expert).resolved == 2
