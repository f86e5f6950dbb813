"""May this person do this to this claim: one pure function for pages, programs and actions alike.

Standard library only; it is given facts and asks nobody.
"""

from predictions.policy.commands import Command
from predictions.policy.deciding import Answer, demand, may
from predictions.policy.people import MEMBERSHIP_DAYS, SYSTEM, SYSTEM_REF, Person
from predictions.policy.refusals import ConflictOfInterest, NotAllowed, WrongMoment, require
from predictions.policy.situation import Situation, Ties

__all__ = [
    "MEMBERSHIP_DAYS",
    "SYSTEM",
    "SYSTEM_REF",
    "Answer",
    "Command",
    "ConflictOfInterest",
    "NotAllowed",
    "Person",
    "Situation",
    "Ties",
    "WrongMoment",
    "demand",
    "may",
    "require",
]
