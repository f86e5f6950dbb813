"""What changed since the last board that was shown, and why: each cause is read from the ledger, none is made up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils.translation import override

from predictions import actions as predicting
from predictions import lifecycle
from predictions.lifecycle import Outcome
from predictions.models import TOMBSTONE, Claim, Collection, Expert, Family, RecordKind, Statement
from predictions.policy import SYSTEM
from scoring import actions, changes, limiting, past, showing, telling
from scoring.causes import Why
from scoring.models import Contribution, Release
from tests import builders
from tests.builders import NOW
from tests.scoring import boards, days
from tests.scoring.days import Clock
from tests.scoring.test_replaying import History

pytestmark = pytest.mark.django_db

PAGE, API = "/leaderboard/changes/", "/api/v1/leaderboard/changes/"
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def collection(db: None) -> Collection:
    """A collection in a record, with objections for 30 days."""
    builders.a_record()
    return builders.a_collection()


@pytest.fixture
def expert(collection: Collection) -> Expert:
    """Somebody who is quoted."""
    return builders.an_expert()


@pytest.fixture
def claim(collection: Collection, expert: Expert) -> Claim:
    """A claim of theirs, decided and on a board."""
    claim = boards.a_decided_claim(collection, expert, "0.5")
    actions.sweep(at=NOW)
    return claim


def look(release: Release) -> changes.Changes:
    return changes.changes(release, visitor=days.VISITOR, now=LATER)


def told(collection: Collection, *, at: datetime = LATER) -> list[str]:
    """The sentences of the newest release, once the board has caught up."""
    actions.sweep(at=at, without_pause=True)
    found = look(boards.shown(collection))
    claims = changes.claims_of(found.moves)
    names = past.names_then(changes.people_of(found.moves), found.release.position)
    return [telling.sentence(telling.told(move, claims, names)) for move in found.moves]


def saved(fact: Any, **columns: Any) -> None:
    for name, value in columns.items():
        setattr(fact, name, value)
    builders.saved(fact, at=LATER, reason="Corrected")


def test_a_claim_went_from_one_grade_to_another_by_its_second_resolution(collection: Collection, claim: Claim) -> None:
    boards.decided(boards.reopened(claim, at=LATER), "1", at=LATER)

    assert told(collection) == [
        f"{claim.key} went from 0.5 to 1: it was opened again, to be judged anew; its second resolution."
    ]


def test_what_was_taken_up_again_and_decided_alike_did_not_move(collection: Collection, claim: Claim) -> None:
    boards.decided(boards.reopened(claim, at=NOW), "0.5", at=NOW)

    assert told(collection) == []


def test_a_first_resolution(collection: Collection, claim: Claim, expert: Expert) -> None:
    open_one = builders.a_claim(collection=collection, experts=[expert], documents=0)
    actions.sweep(at=NOW, without_pause=True)

    boards.decided(open_one, "0.75", at=LATER)

    assert told(collection) == [f"{open_one.key} went from overdue to 0.75: its first resolution."]


@pytest.mark.parametrize(
    ("happen", "what"),
    [
        (
            lambda claim: boards.decided(boards.reopened(claim, at=LATER), None, Outcome.ANNULLED, at=LATER),
            "went from 0.5 to annulled: it was opened again, to be judged anew; its second resolution.",
        ),
        (
            lambda claim: boards.reopened(claim, at=LATER),
            "went from 0.5 to overdue: it was opened again, to be judged anew.",
        ),
        (
            lambda claim: saved(claim.collection, objection_days=60),
            "can be contested until 1 May 2026: decisions can be contested for 60 days instead of 30.",
        ),
        (
            lambda claim: saved(claim.statements.get(), kind_of="endorsed"),
            "counts as endorsed now, and in no rank: a statement is recorded as endorsed instead of quoted.",
        ),
        (
            lambda claim: saved(claim, due_on=date(2026, 1, 31), due_at=lifecycle.due_instant(date(2026, 1, 31))),
            (
                "is due by the end of 31 January 2026 instead of 31 December 2025: "
                "its deadline was moved from 31 December 2025 to 31 January 2026."
            ),
        ),
    ],
)  # fmt: skip
def test_what_can_happen_to_one_claim(
    collection: Collection, claim: Claim, happen: Callable[[Claim], Any], what: str
) -> None:
    claim.collection = collection
    happen(claim)

    assert told(collection) == [f"{claim.key} {what}"]


def test_a_claim_that_is_no_longer_shown_is_not_named(collection: Collection, claim: Claim, expert: Expert) -> None:
    saved(claim, visibility="restricted", restricted_cause="A court said so.")

    assert told(collection) == [
        "A claim that is no longer shown went out: it was 0.5: it is no longer shown to everybody."
    ]


def test_somebody_elses_words_go_from_one_record_to_the_other(
    collection: Collection, claim: Claim, expert: Expert
) -> None:
    other = builders.an_expert("Expert two")
    saved(claim.statements.get(), expert=other)

    why = f"what was said is given to Expert two instead of {expert.name}."
    assert sorted(told(collection)) == [
        f"{claim.key} came in: 0.5: {why}",
        f"{claim.key} went out: it was 0.5: {why}",
    ]


def test_claims_that_become_one_idea_weigh_as_one_and_say_because_of_whom(
    collection: Collection, claim: Claim, expert: Expert
) -> None:
    second = boards.a_decided_claim(collection, expert, "1")
    family = builders.saved(Family(collection=collection, key="one-idea"))
    saved(claim, family=family)
    actions.sweep(at=NOW, without_pause=True)

    saved(second, family=family)

    sentences = {line.split()[0]: line for line in told(collection)}
    assert (
        sentences[second.key]
        == f"{second.key} weighs 0.5 instead of 1: it joined a family of claims that are one idea."
    )
    assert sentences[claim.key] == (
        f"{claim.key} weighs 0.5 instead of 1: "
        f"of {second.key}, of the same family: it joined a family of claims that are one idea."
    )


def test_a_duplicate_goes_out_and_what_it_knew_comes_in(collection: Collection, expert: Expert, claim: Claim) -> None:
    other = builders.an_expert("Expert two")
    kept = builders.a_claim(collection=collection, experts=[expert], documents=0)
    duplicate = builders.a_claim(collection=collection, experts=[other], documents=0)
    actions.sweep(at=NOW, without_pause=True)

    predicting.merge(claim_id=duplicate.pk, into_id=kept.pk, by=SYSTEM, at=LATER, reason="The same")

    assert sorted(told(collection)) == sorted([
        f"{duplicate.key} went out: it was overdue: it was merged into {kept.key}.",
        f"{kept.key} came in: overdue: a statement of Expert two was recorded.",
    ])  # fmt: skip


def test_the_clock_alone_makes_overdue_and_final(collection: Collection, claim: Claim, expert: Expert) -> None:
    coming = builders.a_claim(collection=collection, experts=[expert], due_on=date(2026, 3, 10), documents=0)
    actions.sweep(at=NOW, without_pause=True)

    overdue = told(collection, at=NOW + timedelta(days=20))
    final = told(collection, at=NOW + timedelta(days=40))

    assert overdue == [f"{coming.key} went from open to overdue: its deadline passed, and nobody has decided."]
    assert final == [f"{claim.key} can no longer be contested: the time in which it could be contested is over."]


def test_in_french_it_is_in_french(collection: Collection, claim: Claim) -> None:
    boards.decided(boards.reopened(claim, at=LATER), "0.75", at=LATER)

    with override("fr"):
        (sentence,) = told(collection)

    assert "0,5" in sentence
    assert "0,75" in sentence


class Fuller(History):
    """A history in which claims are also merged and re-dated, and words given to somebody else."""

    def happen(self) -> None:
        if self.random.random() < 0.7:
            super().happen()
        else:
            self.at += timedelta(minutes=1)
            self.random.choice([self.merge, self.re_date, self.give_away])()

    def claim(self, **which: Any) -> Claim | None:
        return super().claim(merged_into=None, **which)

    def merge(self) -> None:
        duplicate, kept = (self.claim(status=lifecycle.Status.OPEN, resolutions=None) for _ in range(2))
        if duplicate and kept and duplicate != kept:
            predicting.merge(claim_id=duplicate.pk, into_id=kept.pk, by=SYSTEM, at=self.at, reason="The same")

    def re_date(self) -> None:
        if claim := self.claim():
            day = self.at.date() + timedelta(days=self.random.randint(-40, 40))
            self.change(claim, due_on=day, due_at=lifecycle.due_instant(day))

    def give_away(self) -> None:
        statement = self.random.choice(list(Statement.objects.order_by("claim__published_at", "number")))
        self.change(statement, expert=self.random.choice(self.experts))


@pytest.mark.parametrize("seed", range(3))
def test_after_any_history_every_move_has_a_cause_and_every_claim_that_moved_is_told(seed: int) -> None:
    history = Fuller(seed)
    for _ in range(24):
        for _ in range(history.random.randint(1, 3)):
            history.happen()
        history.at += timedelta(days=history.random.choice([0, 0, 7]))
        actions.sweep(at=history.at, without_pause=True)

    without_cause, seen, untold = [], set(), []
    for release in Release.objects.all():
        found = look(release)
        moved = {(move.claim_id, move.expert_id) for move in found.moves}
        for move in found.moves:
            seen |= {cause.why for cause in move.causes}
            without_cause += [move for cause in move.causes if cause.why is Why.UNKNOWN]
        if found.since is not None:
            untold += [key for key in differing(found.since, release) if key not in moved]
    assert without_cause == []
    assert untold == []
    assert seen >= {Why.PUBLISHED, Why.DECIDED, Why.REDATED, Why.REATTRIBUTED, Why.STATEMENT}


def differing(since: Release, release: Release) -> set[tuple[str, str]]:
    """By the slow way: whose contribution is another one on the two boards."""
    then, now = (
        {
            (row.claim_id, row.expert_id): changes.Side.of(row, one.made_at).said
            for row in Contribution.objects.in_force(one.collection, method=one.method, position=one.position)
        }
        for one in (since, release)
    )
    return {key for key in then.keys() | now.keys() if then.get(key) != now.get(key)}


def test_a_difference_without_a_cause_is_said_to_have_none(
    collection: Collection, claim: Claim, expert: Expert
) -> None:
    boards.a_decided_claim(collection, expert, "1")
    actions.sweep(at=LATER, without_pause=True)
    # Somebody changed a row behind our back: there is an entry at that place, but it says nothing of this claim.
    release, since = Release.objects.order_by("-pk")
    Contribution.objects.filter(claim=claim).update(weight=500_000, valid_from=since.position + 1)

    found = [move for move in look(release).moves if move.claim_id == claim.pk]

    assert [cause.why for move in found for cause in move.causes] == [Why.UNKNOWN]


# --- Which boards are compared ----------------------------------------------------------------------------------------


def test_the_first_board_has_none_to_be_compared_with(collection: Collection, claim: Claim, client: Client) -> None:
    html = client.get(PAGE).content.decode()
    answer = client.get(API).json()

    assert "This is the first board that was shown" in html
    assert (answer["since"], answer["results"], answer["is_comparable"]) == (None, [], False)


def test_a_collection_without_a_board_says_so(collection: Collection, client: Client) -> None:
    html = client.get(PAGE).content.decode()
    answer = client.get(API).json()

    assert "No board of this collection has been shown with scores yet" in html
    assert (answer["release"], answer["results"]) == (None, [])


@pytest.fixture
def shown_late(monkeypatch: pytest.MonkeyPatch) -> Collection:
    """Two boards before scores were shown, one after."""
    clock = Clock(monkeypatch, NOW)
    builders.a_record()
    collection = builders.a_collection(scores_shown_at=None, scores_shown_by=None)
    for name in ("Expert one", "Expert two"):
        boards.a_ranked_expert(collection, name, "1")
        actions.sweep(at=clock.days_later())
    collection.scores_shown_at, collection.scores_shown_by = clock.days_later(), SYSTEM.ref
    builders.saved(collection, at=clock.now)
    boards.a_ranked_expert(collection, "Expert three", "1")
    actions.sweep(at=clock.days_later())
    return collection


def test_only_boards_that_somebody_could_see_are_compared(shown_late: Collection, client: Client) -> None:
    hidden, uncovered, newest = Release.objects.order_by("pk")

    assert list(showing.visible(shown_late).order_by("pk")) == [uncovered, newest]
    assert look(newest).since == uncovered
    assert look(uncovered).since is None
    refused = client.get(API, {"as_of": hidden.name})
    assert refused.status_code == 400
    assert f"{hidden.name} was not shown with scores" in refused.json()["as_of"][0]
    assert client.get(PAGE, {"as_of": hidden.name}).status_code == 400


def test_while_scores_are_not_shown_there_are_no_changes_either(client: Client) -> None:
    builders.a_record()
    collection = builders.a_collection(scores_shown_at=None, scores_shown_by=None)
    for name in ("Expert one", "Expert two"):
        boards.a_ranked_expert(collection, name, "1")
        actions.sweep(at=NOW, without_pause=True)

    html = client.get(PAGE).content.decode()
    answer = client.get(API).json()

    assert "No board of this collection has been shown with scores yet" in html
    assert (answer["lines"], answer["results"]) == ([], [])


def test_in_a_demonstration_everything_was_shown() -> None:
    builders.a_record(RecordKind.DEMONSTRATION)
    collection = builders.a_collection()
    for name in ("Expert one", "Expert two"):
        boards.a_ranked_expert(collection, name, "1")
        actions.sweep(at=NOW - timedelta(days=9), without_pause=True)

    assert showing.visible(collection).count() == 2


def test_boards_of_two_methods_are_not_compared_claim_by_claim(
    collection: Collection, claim: Claim, expert: Expert, client: Client
) -> None:
    Release.objects.update(method="older/1")
    boards.a_decided_claim(collection, expert, "1")
    actions.sweep(at=LATER)

    html = client.get(PAGE).content.decode()
    found = look(boards.shown(collection))

    assert (found.is_comparable, found.moves) == (False, [])
    assert "Another version is another figure" in html
    assert "older/1" in html


def test_a_day_means_the_last_board_that_was_shown_on_it(
    collection: Collection, claim: Claim, expert: Expert, client: Client
) -> None:
    first = boards.shown(collection)
    boards.a_decided_claim(collection, expert, "1")
    actions.sweep(at=NOW + timedelta(days=3))
    much_later = datetime.now(UTC) + timedelta(days=400)
    created = datetime.now(UTC).date().isoformat()

    with time_machine.travel(much_later, tick=False):
        answer = client.get(API, {"as_of": created}).json()
        older = client.get(API, {"as_of": first.name}).json()
        wrong = client.get(API, {"as_of": "soon"})

    assert answer["release"]["release"] == boards.shown(collection).name
    assert older["release"]["release"] == first.name
    assert (wrong.status_code, "as_of" in wrong.json()) == (400, True)


# --- How it reads -----------------------------------------------------------------------------------------------------


def test_the_page_says_by_person_what_moved_and_leads_to_the_place_in_the_record(
    collection: Collection, claim: Claim, expert: Expert, client: Client
) -> None:
    boards.decided(boards.reopened(claim, at=LATER), "1", at=LATER)
    actions.sweep(at=LATER)

    html = client.get(PAGE, {"collection": collection.slug}).content.decode()

    assert f">{expert.name}</h2>" in html
    assert f'<a href="{claim.get_absolute_url()}">{claim.key}</a> went from 0.5 to 1: ' in html
    assert ">its second resolution</a>" in html
    revision = html.split(">its second resolution</a>")[0].rsplit("#r", 1)[1].strip('"')
    assert f'id="r{revision}"' in client.get(claim.get_absolute_url()).content.decode()
    assert "<td>0.5</td><td>0.666667</td>" in html
    assert f"Method {boards.shown(collection).method}." in html


def test_the_board_leads_to_what_changed(collection: Collection, claim: Claim, client: Client) -> None:
    html = client.get("/").content.decode()

    assert f'<a href="{PAGE}?collection={collection.slug}">Since the last release, and why</a>' in html


def test_a_program_gets_both_sides_the_causes_and_the_sentence(
    collection: Collection, claim: Claim, expert: Expert, client: Client
) -> None:
    boards.decided(boards.reopened(claim, at=LATER), "1", at=LATER)
    actions.sweep(at=LATER)

    answer = client.get(API, {"collection": collection.slug}).json()

    since, release = Release.objects.order_by("pk")
    (move,) = answer["results"]
    (line,) = answer["lines"]
    assert (answer["since"]["release"], answer["release"]["release"]) == (since.name, release.name)
    assert (answer["release"]["method"], answer["release"]["position"]) == (release.method, release.public_position)
    assert (move["expert"], move["claim"], move["key"]) == (expert.slug, claim.pk, claim.key)
    assert (move["before"]["grade"], move["after"]["grade"]) == ("0.5", "1")
    assert [(one["why"], one["resolution"], one["claim"]) for one in move["causes"]] == [
        ("reopened", None, claim.pk), ("decided", 2, claim.pk),
    ]  # fmt: skip
    assert move["sentence"].startswith(f"{claim.key} went from 0.5 to 1: ")
    assert (line["before"]["score"], line["after"]["score"]) == ("0.500000", "0.666667")


def test_a_name_that_was_erased_stays_erased(
    collection: Collection, claim: Claim, expert: Expert, client: Client
) -> None:
    boards.a_decided_claim(collection, expert, "1")
    actions.sweep(at=LATER)
    name = expert.name
    saved(expert, name=TOMBSTONE)

    lines = client.get(API, {"as_of": boards.shown(collection).name}).json()["lines"]

    assert name not in str(lines)


def test_people_who_are_spoken_of_are_called_as_they_were_then(
    collection: Collection, claim: Claim, expert: Expert, client: Client
) -> None:
    boards.a_decided_claim(collection, expert, "1")
    actions.sweep(at=LATER)
    release = boards.shown(collection)
    saved(expert, name="Renamed")
    actions.sweep(at=LATER, without_pause=True)

    older, newer = (client.get(PAGE, query).content.decode() for query in ({"as_of": release.name}, {}))

    assert "Expert one</h2>" in older
    assert "Renamed" not in older
    assert "called Expert one before" in newer
    assert "No claim moved." in newer


def test_the_number_of_queries_does_not_grow_with_the_claims(
    collection: Collection, claim: Claim, expert: Expert, client: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(8):
        boards.a_decided_claim(collection, expert, "1")
    actions.sweep(at=LATER)

    with django_assert_max_num_queries(32):
        client.get(API)


def test_statements_of_nobody_by_name_are_spoken_of_as_such(
    collection: Collection, claim: Claim, expert: Expert
) -> None:
    statement = Statement.objects.get(claim=claim)
    saved(statement, expert=None, voice="experts")

    assert told(collection) == [
        f"{claim.key} went out: it was 0.5: what was said is given to somebody unnamed instead of {expert.name}."
    ]


def test_a_claim_under_another_topic_counts_the_same_and_says_so(
    collection: Collection, claim: Claim, client: Client
) -> None:
    saved(Claim.objects.get(pk=claim.pk), topics=["systems", "costs"])

    assert told(collection) == [
        f"{claim.key} is listed under costs, systems instead of no topic: its topics were changed."
    ]
    (move,) = client.get(API).json()["results"]
    assert (move["before"]["topics"], move["after"]["topics"]) == ([], ["costs", "systems"])
    assert move["causes"][0] | {"at": None} == {
        "why": "topics-changed", "claim": claim.pk, "key": claim.key, "revision": move["causes"][0]["revision"],
        "resolution": None, "at": None, "before": [], "after": ["costs", "systems"],
    }  # fmt: skip


def test_what_was_found_is_kept_without_names_and_not_counted_again(
    collection: Collection, claim: Claim, expert: Expert, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    boards.a_decided_claim(collection, expert, "1")
    actions.sweep(at=LATER)
    monkeypatch.setattr(limiting, "MOST_A_MINUTE", 1)
    first = client.get(API).json()
    Contribution.objects.all().delete()
    saved(expert, name=TOMBSTONE)

    again = client.get(API).json()

    assert [line["expert"] for line in first["results"]] == [line["expert"] for line in again["results"]] != []
    assert (first["lines"][0]["after"]["name"], again["lines"][0]["after"]["name"]) == ("Expert one", TOMBSTONE)
