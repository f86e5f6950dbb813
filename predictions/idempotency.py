"""The same request sent twice is carried out once and answered alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.crypto import salted_hmac

from predictions import revisions
from predictions.ledger import canonical
from predictions.models import IdempotencyKey
from predictions.policy import Person

LONGEST = 255
# How long a request is recognised. Nobody sends a form again after a month.
KEPT = timedelta(days=30)


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
    request_hash = digest(asked)
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


def digest(request: Any) -> str:
    """What is kept of a request: enough to know it again, and without the secret of this site no way to guess it.

    It may hold somebody's own words, and a plain digest would go on confirming a guess after they were erased.
    """
    return salted_hmac("hindcast.idempotency", canonical(request), algorithm="sha256").hexdigest()


def forget(*, before: datetime) -> int:
    """Delete the keys of requests made before `before`. Returns how many."""
    return IdempotencyKey.objects.filter(made_at__lt=before).delete()[0]


def forget_requests_of(refs: Iterable[UUID]) -> int:
    """Delete the keys of everything that these people sent. Returns how many."""
    return IdempotencyKey.objects.filter(actor_ref__in=set(refs)).delete()[0]
