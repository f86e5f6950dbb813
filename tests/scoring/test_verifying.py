"""`verify_scores` says nothing where everything holds, and names what does not, wherever it was changed."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from predictions.models import Claim, Collection, Expert, StatementKind
from scoring import actions, verifying
from scoring.models import Contribution, Progress, Release, Standing, Total
from tests import builders
from tests.builders import NOW
from tests.scoring import boards


@pytest.fixture
def collection(db: None) -> Collection:
    """A board of two people with claims of every kind, published twice."""
    builders.a_record()
    collection = builders.a_collection(minimum=3)
    one = boards.a_ranked_expert(collection, "Expert one", "1", "0.5", "0.25")
    two = boards.a_ranked_expert(collection, "Expert two", "0", "0.75", "1")
    boards.a_decided_claim(collection, one, "1", kind=StatementKind.ENDORSED)
    builders.a_claim(collection=collection, experts=[one, two], documents=0)
    actions.sweep(at=NOW)
    boards.decided(Claim.objects.filter(status="open").get(), "0.5")
    actions.sweep(at=NOW + timedelta(minutes=1))
    return collection


def found(**which: str) -> list[verifying.Difference]:
    """The differences, those of which every given column is as told."""
    differences = verifying.verify().differences
    return [one for one in differences if all(getattr(one, name) == value for name, value in which.items())]


def test_a_sound_board_verifies_and_its_size_is_told(collection: Collection, capsys: Any) -> None:
    call_command("verify_scores")

    position = Progress.objects.get().position
    assert capsys.readouterr().out == (
        f"All scores are what the ledger gives up to position {position}: 8 claims, the totals of 1 collections, "
        "2 releases.\n"
    )


def test_nothing_is_written_by_looking(collection: Collection) -> None:
    Total.objects.update(credit=F("credit") + 1)
    before = [*Total.objects.values_list(), *Contribution.objects.values_list(), *Standing.objects.values_list()]

    with pytest.raises(CommandError):
        call_command("verify_scores")

    after = [*Total.objects.values_list(), *Contribution.objects.values_list(), *Standing.objects.values_list()]
    assert after == before


def test_a_contribution_that_was_changed_is_named_with_its_claim_its_expert_and_both_values(
    collection: Collection,
) -> None:
    row = Contribution.objects.filter(credit=1_000_000, valid_to=None).get()
    Contribution.objects.filter(pk=row.pk).update(credit=4_000_000)

    (difference,) = found(column="credit", claim=f"claim {row.claim_id}")

    assert (difference.stored, difference.recounted) == ("4000000", "1000000")
    assert difference.expert == row.expert.slug


def test_a_contribution_that_was_lost_is_named(collection: Collection) -> None:
    row = Contribution.objects.filter(credit=1_000_000, valid_to=None).get()
    row.delete()

    (difference,) = found(column="the row", claim=f"claim {row.claim_id}")

    assert difference.stored == "nothing"
    assert "credit 1000000" in difference.recounted


def test_a_total_that_was_changed_is_named(collection: Collection) -> None:
    expert = Expert.objects.get(name="Expert two")
    Total.objects.filter(expert=expert).update(overdue=3)

    (difference,) = found()

    assert str(difference) == f"total, {collection.slug}, {expert.slug}: overdue is stored as 3 and recounted as 0."


def test_a_published_line_that_was_changed_is_named(collection: Collection) -> None:
    shown = boards.shown(collection)
    expert = Expert.objects.get(name="Expert two")
    before = shown.standings.get(expert=expert).score
    shown.standings.filter(expert=expert).update(score=Decimal("0.999999"))

    (difference,) = found()

    assert (difference.where, difference.expert, difference.column) == (f"release {shown.pk}", expert.slug, "score")
    assert (difference.stored, difference.recounted) == ("0.999999", str(before))


def test_a_line_that_was_added_or_taken_away_is_named(collection: Collection) -> None:
    first = Release.objects.order_by("pk").first()
    assert first is not None
    line = first.standings.order_by("place").first()
    line.delete()

    (difference,) = found(where=f"release {first.pk}")

    assert (difference.column, difference.stored) == ("the line", "nothing")


def test_it_ends_with_an_exit_code_and_says_what_puts_it_right(collection: Collection, capsys: Any) -> None:
    Contribution.objects.filter(credit=1_000_000).update(credit=2_000_000)

    with pytest.raises(CommandError, match="Scores are not what the ledger gives") as refused:
        call_command("verify_scores", "--json")
    report = json.loads(capsys.readouterr().out)
    call_command("compute_standings", "--rebuild")
    call_command("verify_scores")

    assert "compute_standings --rebuild" in str(refused.value)
    assert {one["column"] for one in report["differences"]} >= {"credit"}
    assert "all as they were stored" not in capsys.readouterr().out


def test_a_release_of_another_method_version_is_counted_and_not_called_wrong(
    collection: Collection, capsys: Any
) -> None:
    Release.objects.order_by("pk").update(method="fair/1 numpy/1.0.0 scipy/1.0.0")

    call_command("verify_scores")

    assert "2 releases of other method versions were not made again." in capsys.readouterr().out
