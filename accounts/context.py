"""What every page shows of the signed-in person: which doors their roles open."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.access import keeps_accounts, may_enter_administration


def person(request: HttpRequest) -> dict[str, Any]:
    """Costs one query, and only where it is used and somebody is signed in."""
    return {
        "keeps_accounts": SimpleLazyObject(partial(keeps_accounts, request)),
        "may_enter_administration": SimpleLazyObject(partial(may_enter_administration, request)),
    }
