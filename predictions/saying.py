"""Who made a claim themselves and who only endorsed it; somebody who did both made it."""

from __future__ import annotations

from collections.abc import Iterable

from predictions.models import Expert, Statement, StatementKind


def speakers(statements: Iterable[Statement]) -> list[Expert]:
    """Whoever made it themselves, each once, in the order of the statements; nobody for a voice without a name."""
    own = (one.expert for one in statements if one.kind_of != StatementKind.ENDORSED)
    return list(dict.fromkeys(expert for expert in own if expert is not None))


def endorsers(statements: Iterable[Statement]) -> list[Expert]:
    """Whoever endorsed it without making it themselves, each once, in the order of the statements."""
    statements = list(statements)
    own = set(speakers(statements))
    named = (one.expert for one in statements if one.expert is not None)
    return list(dict.fromkeys(expert for expert in named if expert not in own))


def counts(statements: Iterable[Statement]) -> tuple[int, int]:
    """Of one person's statements: how many claims they made themselves, and how many more they endorsed."""
    statements = list(statements)
    own = {one.claim_id for one in statements if one.kind_of != StatementKind.ENDORSED}
    return len(own), len({one.claim_id for one in statements} - own)
