"""The documents of a claim as its lists at the desk show them, each with the doors that are open to a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from predictions import policy
from predictions.models import Claim, Evidence
from predictions.policy import Command, Person, Situation
from predictions.steps.situations import situations_of_documents

Listed = tuple[Evidence, bool]

# What is done to a document that stands, and to one that is retracted.
STANDING: Mapping[str, Command] = {"revise": Command.REVISE_EVIDENCE, "retract": Command.RETRACT_EVIDENCE}
RETRACTED: Mapping[str, Command] = {"restore": Command.RESTORE_EVIDENCE}


def ways_of(document: Evidence) -> Mapping[str, Command]:
    """What can be done to `document` as it stands, whoever does it."""
    return STANDING if document.retracted_at is None else RETRACTED


def doors_of(person: Person, document: Evidence, met: Situation) -> set[str]:
    """Those of its ways that are open to `person`, who meets it as `met`."""
    return {name for name, command in ways_of(document).items() if policy.may(person, command, met)}


def listed_for(person: Person, claim: Claim, *, at: datetime) -> list[Listed]:
    """Every document of `claim`, with whether `person` may do anything to it at `at`."""
    documents = list(claim.evidence.order_by("number"))
    met = situations_of_documents(claim, documents, person.ref, at=at)
    return [(one, bool(doors_of(person, one, met[one.pk]))) for one in documents]
