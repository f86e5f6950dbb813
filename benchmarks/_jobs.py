"""What is measured: jobs of the product, and the bare SQL that stands beside them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import count

from django.core.cache import caches
from django.db import connection, transaction

from benchmarks._data import NOW, Made
from predictions import actions as people
from predictions import ledger
from predictions.ledger import writing
from predictions.lifecycle import Opening, Outcome
from predictions.models import Claim, DecidedBy, Expert
from predictions.policy import SYSTEM
from predictions.steps import judging
from scoring import actions, adding, past, releasing
from scoring.actions.following import locked
from scoring.models import Contribution, Published, Release, Standing
from scoring.moments import Past
from scoring.rules.method import FAIR
from scoring.rules.standings import Line
from scoring.scopes import Scope
from tests import builders

_visitors = count()


def bare(made: Made) -> list[tuple[object, ...]]:
    """The floor: what every expert of a collection has of graded claims, by one GROUP BY."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT expert_id, COUNT(*), SUM(weight), SUM(credit) FROM {Contribution._meta.db_table} "
            "WHERE collection_id = %s AND method = %s AND valid_to IS NULL AND is_own AND state = 'graded' "
            "GROUP BY expert_id",
            [made.collection.pk, FAIR.label],
        )
        return list(cursor.fetchall())


def rescore(made: Made) -> None:
    """All totals counted anew, and all standings with ranks made of them and written."""
    with transaction.atomic():
        progress = locked()
        adding.recount(made.collection.pk)
        ground = releasing.ground(
            made.collection, position=progress.position, public_position=progress.public_position, at=NOW
        )
    found = ground.lines()
    with transaction.atomic():
        releasing.save(ground.release, found)


def forget_releases(those: list[Made]) -> None:
    """Take away what `rescore` wrote, so that it writes into as much each time."""
    collections = [made.collection for made in those]
    Published.objects.filter(collection__in=collections).update(release=None)
    Standing.objects.filter(release__collection__in=collections).delete()
    Release.objects.filter(collection__in=collections).delete()


def lines(made: Made) -> list[Line]:
    """What the rules need of each expert."""
    ground = releasing.ground(made.collection, position=ledger.position(), public_position=0, at=NOW)
    return [one.line() for one in ground.summed if one.has_a_line]


def old_board(made: Made) -> None:
    """The board of a day, of which nothing is kept."""
    caches["boards"].clear()
    asked = Past(asked=f"{NOW:%Y-%m-%d}", position=ledger.position(), at=NOW, day=NOW.date())
    past.board(Scope(made.collection), asked, visitor=f"visitor-{next(_visitors)}", now=NOW)


class Verdict:
    """One claim of one expert that is decided and reopened in turn, and what scoring then has to do."""

    at = NOW

    def __init__(self, made: Made, expert_id: str) -> None:
        self.claim = builders.a_claim(
            collection=made.collection, experts=[Expert.objects.get(pk=expert_id)], documents=0
        )
        self.collection = made.collection

    def change(self) -> None:
        """What people do, in the record; it is not measured here."""
        Verdict.at += timedelta(minutes=1)
        claim = Claim.objects.get(pk=self.claim.pk)
        if claim.resolution is not None:
            people.reopen(claim_id=claim.pk, why=Opening.REOPENED, by=SYSTEM, at=self.at, reason="A new document")
            return
        with writing():
            judging.resolve(
                judging.current_round(claim),
                outcome=Outcome.GRADED,
                grade=Decimal(1),
                decided=DecidedBy.QUORUM,
                reasons="Two verdicts agree.",
                cites=[],
                by=SYSTEM,
                at=self.at,
            )

    def publish(self) -> None:
        """From the changed record to the release that is shown."""
        assert actions.sweep(at=self.at, without_pause=True) == 1
