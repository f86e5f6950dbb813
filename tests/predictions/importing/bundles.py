"""The bundled record, whole or a few claims of it, and changed for a test."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from predictions import actions
from predictions.actions.importing import Imported
from predictions.importing.bundle import Bundle, ClaimData
from predictions.importing.reading import read
from predictions.opening import BUNDLED
from predictions.policy import SYSTEM
from tests.builders import NOW


@cache
def the_bundle() -> Bundle:
    """The record that ships with the software."""
    return read(BUNDLED)


def some_of(*keys: str) -> Bundle:
    """Only these claims of it, with everything they need."""
    bundle = the_bundle()
    return replace(bundle, claims=tuple(claim for claim in bundle.claims if claim.key in keys))


def changed(bundle: Bundle, key: str, **fields: Any) -> Bundle:
    """`bundle` with some fields of one claim changed."""
    return replace(bundle, claims=tuple(replace(one, **fields) if one.key == key else one for one in bundle.claims))


def claim_of(bundle: Bundle, key: str) -> ClaimData:
    """One claim of `bundle`."""
    return next(claim for claim in bundle.claims if claim.key == key)


def imported(bundle: Bundle, **options: Any) -> Imported:
    """`bundle` in the record."""
    given = {"by": SYSTEM, "at": NOW, "reason": "Imported from a file"}
    return actions.import_bundle(bundle=bundle, **(given | options))
