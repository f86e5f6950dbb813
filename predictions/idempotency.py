"""The same request sent twice is carried out once and answered alike."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from predictions import revisions
from predictions.ledger import canonical
from predictions.models import IdempotencyKey
from predictions.policy import Person

LONGEST = 255


class KeyUsedForAnother(ValueError):
    """The key came before with a different request."""

    def __init__(self, key: str) -> None:
        super().__init__(f"The key {key[:40]!r} was already used for a different request. Open the page again.")


class NotAKey(ValueError):
    """The key cannot be kept."""

    def __init__(self) -> None:
        super().__init__(f"A key has 1 to {LONGEST} letters, digits and signs, without spaces. Send a random one.")


def once(
    *,
    key: str,
    route: str,
    request: Mapping[str, Any],
    by: Person,
    at: datetime,
    run: Callable[[], str],
) -> tuple[str, bool]:
    """Carry out `run` unless `by` already sent the same request under `key`. Call it inside an action.

    key      from the caller; empty means that the caller does not repeat itself
    request  what was asked, to notice a key that is used for two different things
    returns  the id that `run` answered, now or the first time, and whether it ran now
    raises   KeyUsedForAnother, NotAKey, revisions.UnreadableText
    """
    if not key:
        return run(), True
    if len(key) > LONGEST or not all("!" <= sign <= "~" for sign in key):
        raise NotAKey
    asked = revisions.clean_json({"route": route, "request": dict(request)}, "request")
    request_hash = hashlib.sha256(canonical(asked)).hexdigest()
    earlier = IdempotencyKey.objects.filter(actor_ref=by.ref, key=key).first()
    if earlier is not None:
        if earlier.request_hash != request_hash:
            raise KeyUsedForAnother(key)
        return str(earlier.answer["id"]), False
    answer = run()
    IdempotencyKey.objects.create(
        actor_ref=by.ref,
        key=key,
        route=route,
        request_hash=request_hash,
        answer={"id": answer},
        made_at=at,
    )
    return answer, True
