"""Moves between two boards as sentences, and as plain values for programs. They say what the ledger says, no more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from predictions.models import Claim, StatementKind
from predictions.reading import KINDS
from predictions.templatetags.words import outcome_word
from scoring.causes import Cause, Why
from scoring.changes import Move, Side
from scoring.models import State
from scoring.rules.weights import QUARTERS, WHOLE
from scoring.tracing import plain

# The end of a day is the first instant of the next.
A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Reason:
    """One cause in words; `claim` leads to it, where it can be shown."""

    cause: Cause
    words: str
    claim: Claim | None


@dataclass(frozen=True)
class Told:
    """One move as a page tells it: what happened to the claim, and each reason with the place where it stands."""

    move: Move
    claim: Claim | None
    """None where it is no longer shown to everybody."""
    what: list[str]
    why: list[Reason]


def told(move: Move, claims: Mapping[str, Claim], names: Mapping[str, str]) -> Told:
    """`move` in words. `claims` holds those that may be shown, `names` what people are called, by id."""
    return Told(
        move=move,
        claim=claims.get(move.claim_id),
        what=list(_what(move.before, move.after)),
        why=[Reason(one, _words(one, move, claims, names), claims.get(one.claim_id or "")) for one in move.causes],
    )


def grade_of(side: Side) -> Decimal | None:
    """The grade behind a contribution, where it has one."""
    row = side.row
    return Decimal(row.credit) / (row.weight * QUARTERS) if row.state == State.GRADED and row.weight else None


def _stand(side: Side) -> str:
    """Where a claim stands: a grade as a number, or a word."""
    grade = grade_of(side)
    if grade is not None:
        return _number(grade)
    return outcome_word("overdue" if side.is_overdue else side.row.state).lower()


def _number(value: Decimal) -> str:
    return str(number_format(value.normalize()))


def _day(at: datetime) -> str:
    return date_format(at.astimezone(UTC), "j F Y")


def _what(before: Side | None, after: Side | None) -> Iterator[str]:
    """What is different, the most telling first."""
    if before is None or after is None:
        if after is not None:
            yield _("came in: %(stand)s") % {"stand": _stand(after)}
        if before is not None:
            yield _("went out: it was %(stand)s") % {"stand": _stand(before)}
        return
    stood, stands = _stand(before), _stand(after)
    if stood != stands:
        yield _("went from %(before)s to %(after)s") % {"before": stood, "after": stands}
    if before.row.is_own != after.row.is_own:
        yield _("counts as their own now") if after.row.is_own else _("counts as endorsed now, and in no rank")
    if before.row.state == after.row.state and before.row.weight != after.row.weight:
        weights = (_number(Decimal(side.row.weight) / WHOLE) for side in (before, after))
        yield _("weighs %(after)s instead of %(before)s") % dict(zip(("before", "after"), weights, strict=True))
    if before.row.due_at != after.row.due_at:
        days = {"before": before.row.due_at, "after": after.row.due_at}
        yield _("is due by the end of %(after)s instead of %(before)s") % {
            name: _last_day(at) for name, at in days.items()
        }
    if before.row.topics != after.row.topics:
        topics = {"before": _listed(topics_of(before)), "after": _listed(topics_of(after))}
        yield _("is listed under %(after)s instead of %(before)s") % topics
    yield from _what_of_objections(before, after, is_same=stood == stands)


def topics_of(side: Side) -> list[str]:
    """The keys of the topics under which the claim was listed."""
    return [key for key in side.row.topics.split(",") if key]


def _listed(topics: Iterable[str]) -> str:
    return ", ".join(topics) or _("no topic")


def _what_of_objections(before: Side, after: Side, *, is_same: bool) -> Iterator[str]:
    if before.is_provisional and not after.is_provisional and is_same:
        yield _("can no longer be contested")
    elif not before.is_provisional and after.is_provisional and is_same:
        yield _("can be contested again")
    elif before.row.official_at != after.row.official_at and is_same and after.row.official_at:
        yield _("can be contested until %(day)s") % {"day": _day(after.row.official_at)}


def _last_day(due_at: datetime) -> str:
    """The day of which `due_at` is the end."""
    return date_format(due_at.astimezone(UTC) - A_MOMENT, "j F Y")


def _words(cause: Cause, move: Move, claims: Mapping[str, Claim], names: Mapping[str, str]) -> str:
    """The cause, said of the claim that it happened to: the one that moved, or another of its family."""
    said = SENTENCES[cause.why](cause, claims, names)
    if cause.claim_id is None or cause.claim_id == move.claim_id:
        return said
    other = claims.get(cause.claim_id)
    if other is None:
        return _("of a claim of the same family that is no longer shown: %(cause)s") % {"cause": said}
    return _("of %(key)s, of the same family: %(cause)s") % {"key": other.key, "cause": said}


def sentence(one: Told) -> str:
    """The whole move in one sentence: "SC-12 went from 0.5 to 1: its second resolution."."""
    key = one.claim.key if one.claim else _("A claim that is no longer shown")
    said = {"key": key, "what": ", ".join(one.what), "why": "; ".join(reason.words for reason in one.why)}
    return _("%(key)s %(what)s: %(why)s.") % said


def _decided(cause: Cause, _claims: Mapping[str, Claim], _names: Mapping[str, str]) -> str:
    ordinal = {1: _("its first resolution"), 2: _("its second resolution"), 3: _("its third resolution")}
    return ordinal.get(cause.number or 0) or _("its resolution number %(number)s") % {"number": cause.number}


def _merged(cause: Cause, claims: Mapping[str, Claim], _names: Mapping[str, str]) -> str:
    into = claims.get(cause.after or "")
    return _("it was merged into %(key)s") % {"key": into.key} if into else _("it was merged into another claim")


def _redated(cause: Cause, _claims: Mapping[str, Claim], _names: Mapping[str, str]) -> str:
    days = {"before": _last_day(cause.before), "after": _last_day(cause.after)}
    return _("its deadline was moved from %(before)s to %(after)s") % days


def _name(pk: str | None, names: Mapping[str, str]) -> str:
    return names.get(pk or "") or _("somebody unnamed")


def _stated(cause: Cause, _claims: Mapping[str, Claim], names: Mapping[str, str]) -> str:
    return _("a statement of %(name)s was recorded") % {"name": _name(cause.after, names)}


def _reattributed(cause: Cause, _claims: Mapping[str, Claim], names: Mapping[str, str]) -> str:
    people = {"before": _name(cause.before, names), "after": _name(cause.after, names)}
    return _("what was said is given to %(after)s instead of %(before)s") % people


def _kind(cause: Cause, _claims: Mapping[str, Claim], _names: Mapping[str, str]) -> str:
    kinds = {name: str(KINDS[StatementKind(value)]) for name, value in _sides_of(cause).items()}
    return _("a statement is recorded as %(after)s instead of %(before)s") % kinds


def _objection_days(cause: Cause, _claims: Mapping[str, Claim], _names: Mapping[str, str]) -> str:
    return _("decisions can be contested for %(after)s days instead of %(before)s") % _sides_of(cause)


def _sides_of(cause: Cause) -> dict[str, Any]:
    """What stood before and what stands after."""
    return {"before": cause.before, "after": cause.after}


Say = Callable[[Cause, Mapping[str, Claim], Mapping[str, str]], str]


def _always(words: Promise) -> Say:
    return lambda _cause, _claims, _names: str(words)


SENTENCES: dict[Why, Say] = {
    Why.PUBLISHED: _always(gettext_lazy("it was published")),
    Why.DECIDED: _decided,
    Why.REOPENED: _always(gettext_lazy("it was opened again, to be judged anew")),
    Why.MERGED: _merged,
    Why.RESTRICTED: _always(gettext_lazy("it is no longer shown to everybody")),
    Why.SHOWN_AGAIN: _always(gettext_lazy("it is shown to everybody again")),
    Why.JOINED_FAMILY: _always(gettext_lazy("it joined a family of claims that are one idea")),
    Why.LEFT_FAMILY: _always(gettext_lazy("it left a family of claims that are one idea")),
    Why.REDATED: _redated,
    Why.TOPICS: _always(gettext_lazy("its topics were changed")),
    Why.STATEMENT: _stated,
    Why.REATTRIBUTED: _reattributed,
    Why.KIND: _kind,
    Why.OBJECTION_DAYS: _objection_days,
    Why.OVERDUE: _always(gettext_lazy("its deadline passed, and nobody has decided")),
    Why.FINAL: _always(gettext_lazy("the time in which it could be contested is over")),
    Why.UNKNOWN: _always(gettext_lazy("no cause was found in the ledger")),
}


def for_programs(one: Told, slugs: Mapping[str, str], names: Mapping[str, str]) -> dict[str, Any]:
    """One move as plain values; claims that are no longer shown have neither id nor key."""
    return {
        "expert": slugs[one.move.expert_id],
        "name": names[one.move.expert_id],
        "claim": one.claim.pk if one.claim else None,
        "key": one.claim.key if one.claim else None,
        "before": _side(one.move.before),
        "after": _side(one.move.after),
        "causes": [_cause(reason, slugs) for reason in one.why],
        "sentence": sentence(one),
    }


def _side(side: Side | None) -> dict[str, Any] | None:
    if side is None:
        return None
    grade, row = grade_of(side), side.row
    return {
        "state": row.state,
        "is_own": row.is_own,
        "grade": None if grade is None else plain(grade),
        "topics": topics_of(side),
        "weight": plain(Decimal(row.weight) / WHOLE),
        "due_at": row.due_at,
        "official_at": row.official_at,
        "is_overdue": side.is_overdue,
        "is_provisional": side.is_provisional,
    }


def _cause(reason: Reason, slugs: Mapping[str, str]) -> dict[str, Any]:
    cause, shown = reason.cause, reason.claim
    changed = _sides_of(cause)
    if cause.why in {Why.STATEMENT, Why.REATTRIBUTED}:
        changed = {name: slugs.get(pk) for name, pk in changed.items()}
    if cause.why is Why.MERGED:
        changed = {"before": None, "after": cause.after if shown else None}
    return {
        "why": cause.why.value,
        "claim": shown.pk if shown else None,
        "key": shown.key if shown else None,
        "revision": cause.revision if shown else None,
        "resolution": cause.number,
        "at": cause.recorded_at,
        **changed,
    }
