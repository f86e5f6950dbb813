"""Random edits of contributions through the functions that follow the ledger, and what then differs from a recount."""

from __future__ import annotations

from copy import copy
from random import Random

from django.db import transaction
from django.db.models.base import ModelState

from benchmarks._data import Made
from scoring import adding, verifying
from scoring.actions.following import SLICE, write
from scoring.models import Contribution, State
from scoring.rules import weights
from scoring.rules.method import FAIR


def differences_after(made: Made, edits: int, *, seed: int = 1) -> int:
    """How many figures of the totals differ from a recount after so many contributions were replaced by others."""
    random = Random(seed)
    adding.recount(made.collection.pk)
    held = Contribution.objects.now(made.collection.pk, method=FAIR.label)
    ids = list(held.order_by("pk").values_list("pk", flat=True)[: 4 * edits])
    random.shuffle(ids)
    for start in range(0, edits, SLICE):
        _edit(ids[start : min(start + SLICE, edits)], random)
    return len(verifying.of_totals(made.collection))


def _edit(ids: list[int], random: Random) -> None:
    held = list(Contribution.objects.filter(pk__in=ids))
    later = [_another(row, random) for row in held]
    for row in held:
        row.valid_to = 1 + row.valid_from
    with transaction.atomic():
        write(opened=later, closed=held, before=held, after=later)


def _another(row: Contribution, random: Random) -> Contribution:
    state = random.choice(list(State))
    weight = random.choice(weights.family_weights(random.randint(1, 7)))
    later = copy(row)
    later.pk, later.valid_from, later._state = None, 1 + row.valid_from, ModelState()
    later.is_own, later.state, later.mark = random.random() < 0.9, state, random.getrandbits(40)
    later.weight = later.joint_weight = weight
    later.credit = weight * random.randint(0, 4) if state == State.GRADED else 0
    return later
