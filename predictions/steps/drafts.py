"""From a passage to a draft: the claim, who said it and with which words, and its text in one or two languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from predictions import anchoring, drafting, revisions
from predictions.anchoring import Anchor
from predictions.checkability import GRADES, Words
from predictions.lifecycle import Status, due_instant
from predictions.models import Basis, Claim, Collection, Fact, Family, Source, Statement, Wording, WorkingText
from predictions.policy import Person
from predictions.sentences import gettext_noop
from predictions.steps.notices import require_told
from predictions.steps.slugs import free_slug, next_key, next_number
from predictions.steps.sources import place
from predictions.steps.speakers import Speaker, settle

# The keys of a collection's rules from which an empty part of a new text is filled.
RULES = {"source_of_truth": "source-of-truth", "edge_cases": "edge-cases", "annul_if": "annul-if"}

MILLIONTH = Decimal("0.000001")


class CannotBeWritten(ValueError):
    """The draft does not fit its collection or its source; the message says why and what would be right."""


@dataclass(frozen=True)
class Said:
    """Somebody saying it: the passage, who speaks, and how firmly. No passage leaves the one that is kept."""

    speaker: Speaker
    said_on: date
    kind: str
    passage: Anchor | None = None
    hedge_words: str = ""
    hedge_class: str = ""
    horizon_words: str = ""
    probability: Decimal | None = None


@dataclass(frozen=True)
class Claimed:
    """What is claimed and how it is judged. The words of the binding language come first."""

    collection_id: str
    words: tuple[Words, ...]
    due_on: date | None = None
    due_precision: str = "day"
    checkability: str = "yes"
    topics: tuple[str, ...] = ()
    near_certain: bool = False
    is_scored: bool = True
    because: str = ""
    template: str = ""
    idea_of: str = ""


def write_up(source: Source, said: Said, claimed: Claimed, *, by: Person, at: datetime, reason: str) -> Claim:
    """Make a draft of what was said in `source`.

    raises  CannotBeWritten, speakers.NamedAlready
    """
    collection = Collection.objects.get(pk=claimed.collection_id)
    claim = Claim(collection=collection, key=next_key(collection), source=source, written_by=by.ref)
    _fill(claim, said, claimed, at=at)
    revisions.save(claim, by=by.ref, at=at, reason=reason)
    statement = Statement(claim=claim, source=source, number=1)
    _say(statement, said, by=by, at=at, reason=reason)
    _word(claim, claimed, by=by, at=at, reason=reason)
    _join_idea(claim, claimed.idea_of, by=by, at=at, reason=reason)
    return claim


def rewrite(claim: Claim, said: Said, claimed: Claimed, *, by: Person, at: datetime, reason: str) -> Claim:
    """Write a draft anew. It is no longer offered: whoever reads it has to know that the words are the last ones.

    raises  CannotBeWritten, speakers.NamedAlready
    """
    before = _columns(claim)
    if claimed.collection_id != claim.collection_id:
        claim.collection = Collection.objects.get(pk=claimed.collection_id)
        claim.key, claim.family = next_key(claim.collection), None
    _fill(claim, said, claimed, at=at)
    claim.offered_by = claim.offered_at = None
    _save_changed(claim, before, by=by, at=at, reason=reason)
    statement = claim.statements.order_by("number").first()
    _say(statement or Statement(claim=claim, source=claim.source, number=1), said, by=by, at=at, reason=reason)
    _word(claim, claimed, by=by, at=at, reason=reason)
    _join_idea(claim, claimed.idea_of, by=by, at=at, reason=reason)
    return claim


def say_again(claim: Claim, source: Source, said: Said, *, by: Person, at: datetime, reason: str) -> Statement:
    """Put on record that somebody said `claim`, in `source` too: a new row, after the others.

    A draft has to be offered again; on a published claim of a collection that is shown with scores, the speaker must
    have been told.
    raises  CannotBeWritten, speakers.NamedAlready, notices.NotTold
    """
    if said.said_on > claim.due_on:
        raise CannotBeWritten(
            gettext_noop(
                "Claim %(key)s is to be judged on %(due)s, before this was said. Write a claim of its own.",
                key=claim.key,
                due=claim.due_on.isoformat(),
            )
        )
    statement = Statement(claim=claim, source=source, number=next_number(claim.statements.all()))
    said_again = _say(statement, said, by=by, at=at, reason=reason)
    if claim.status != Status.DRAFT:
        require_told(claim, at=at)
    elif claim.offered_at is not None:
        claim.offered_by = claim.offered_at = None
        revisions.save(claim, by=by.ref, at=at, reason=reason)
    return said_again


def _fill(claim: Claim, said: Said, claimed: Claimed, *, at: datetime) -> None:
    claim.said_on = said.said_on
    claim.due_on, claim.due_precision = claimed.due_on or claim.collection.ends, claimed.due_precision
    if claim.due_on < said.said_on:
        raise CannotBeWritten(
            gettext_noop(
                "It is to be judged on %(due)s, before it was said on %(said)s. Give a later day.",
                due=claim.due_on.isoformat(),
                said=said.said_on.isoformat(),
            )
        )
    claim.due_at = due_instant(claim.due_on)
    claim.deadline_assigned = not said.horizon_words.strip()
    claim.checkability, claim.topics = claimed.checkability, list(claimed.topics)
    claim.near_certain, claim.is_scored = claimed.near_certain, claimed.is_scored
    claim.scored_reason = {claimed.words[0].language: claimed.because.strip()} if claimed.because.strip() else {}
    if _new_criteria(claim, claimed):
        claim.criteria_written_on = at.date()
    if claim.is_scored and claim.collection.basis == Basis.PROSPECTIVE and claim.criteria_written_on > claim.due_on:
        raise CannotBeWritten(
            gettext_noop(
                "Collection %(slug)s promises criteria from before the outcome, and %(due)s has passed. Choose a "
                "retrospective collection or make one, or keep the claim without a score.",
                slug=claim.collection.slug,
                due=claim.due_on.isoformat(),
            )
        )


def _new_criteria(claim: Claim, claimed: Claimed) -> bool:
    """Whether the criteria are not those that stand."""
    if claim.version == 0:
        return True
    standing = {one.language: one.grades for one in claim.wordings.all()}
    return any(standing.get(words.language, {}) != grades_of(words, claimed.template) for words in claimed.words)


def _say(statement: Statement, said: Said, *, by: Person, at: datetime, reason: str) -> Statement:
    before = _columns(statement)
    source = statement.source
    statement.expert, speaker = settle(said.speaker, source, by=by, at=at, reason=reason)
    statement.voice = "" if statement.expert else speaker.voice
    statement.role, statement.organization = speaker.role, speaker.organization
    statement.said_on, statement.kind_of = said.said_on, said.kind
    statement.hedge_words, statement.hedge_class = said.hedge_words.strip(), said.hedge_class
    statement.horizon_words = said.horizon_words.strip()
    statement.probability = None if said.probability is None else said.probability.quantize(MILLIONTH)
    statement.quote_language = source.language
    if said.passage is not None:
        place(statement, said.passage, WorkingText.objects.get(source=source).text)
    _save_changed(statement, before, by=by, at=at, reason=reason)
    return statement


def _word(claim: Claim, claimed: Claimed, *, by: Person, at: datetime, reason: str) -> None:
    """Write the words of each language. A language that lost all its words keeps its row, empty, as a draft may."""
    standing = {one.language: one for one in claim.wordings.all()}
    binding = claimed.words[0].language
    # Only one may bind: the one that no longer does goes first.
    for words in sorted(claimed.words, key=lambda one: one.language == binding):
        is_empty = not (words.proposition or any(words.grades.values()))
        wording = standing.get(words.language) or Wording(claim=claim, language=words.language)
        if is_empty and wording.version == 0 and words.language != binding:
            continue
        before = _columns(wording)
        wording.is_binding = words.language == binding
        wording.proposition, wording.grades = words.proposition.strip(), grades_of(words, claimed.template)
        wording.question = words.question.strip() or _question(claim, words)
        for column, key in RULES.items():
            given = getattr(words, column).strip()
            setattr(wording, column, given or ("" if is_empty else rule(claim.collection, key, words.language)))
        _save_changed(wording, before, by=by, at=at, reason=reason)


def _question(claim: Claim, words: Words) -> str:
    return drafting.question(words.proposition, words.language, claim.due_on) if words.proposition else ""


def grades_of(words: Words, template: str) -> dict[str, str]:
    """The criteria as given, or those of the template where none is given at all."""
    given = {grade: words.grades.get(grade, "").strip() for grade in GRADES}
    if any(given.values()) or not words.proposition or template not in drafting.TEMPLATES:
        return given
    return dict(drafting.TEMPLATES[template].grades.get(words.language, given))


def rule(collection: Collection, key: str, language: str) -> str:
    """The collection's own text for a part of every claim, in one language, or nothing."""
    return next((str(one.get(language, "")) for one in collection.rules if one.get("key") == key), "")


def _join_idea(claim: Claim, other_id: str, *, by: Person, at: datetime, reason: str) -> None:
    """Put `claim` into one family with another one, which is made where the other has none."""
    if not other_id or other_id == claim.pk:
        return
    other = Claim.objects.get(pk=other_id)
    if other.collection_id != claim.collection_id:
        raise CannotBeWritten(
            gettext_noop("Claim %(key)s belongs to another collection. A family lies within one.", key=other.key)
        )
    if other.family is None:
        key = free_slug(other.collection.families.all(), other.key, column="key")
        other.family = Family(collection=other.collection, key=key)
        revisions.save(other.family, by=by.ref, at=at, reason=reason)
        revisions.save(other, by=by.ref, at=at, reason=reason)
    if claim.family_id != other.family_id:
        claim.family = other.family
        revisions.save(claim, by=by.ref, at=at, reason=reason)


def _columns(fact: Fact) -> dict[str, Any]:
    return {column.attname: getattr(fact, column.attname) for column in fact._meta.concrete_fields}


def _save_changed(fact: Fact, before: Mapping[str, Any], *, by: Person, at: datetime, reason: str) -> None:
    """Save `fact` unless it says what it said before: a revision is a change."""
    if fact.version == 0 or _columns(fact) != before:
        revisions.save(fact, by=by.ref, at=at, reason=reason)


def share_quoted(source: Source, *, instead_of: str = "", typed: tuple[int, int] = (0, 0)) -> float:
    """How much of the text of `source` is quoted, from 0 to 1, each character once; 0 where the text is not there.

    instead_of, typed  the id of a draft and the place of the passage that is about to stand there instead of its own
    """
    text = WorkingText.objects.filter(source=source).values_list("text", flat=True).first()
    if not text:
        return 0.0
    said = source.statements.filter(quote_start__isnull=False, claim__merged_into=None).exclude(claim=instead_of)
    # What a browser says of a place is believed no further than the text goes.
    quoted = set(range(typed[0], min(typed[1], len(text))))
    for start, end in said.values_list("quote_start", "quote_end"):
        quoted.update(range(start or 0, end or 0))
    return len(quoted) / len(text)


def found_passage(source: Source, anchor: Anchor, paragraph: int | None) -> Anchor:
    """The passage that `anchor` describes in the text on the desk. Raises anchoring.NotAnchored."""
    text = WorkingText.objects.get(source=source).text
    start = anchor.start if anchor.end > anchor.start else None
    return anchoring.find(
        text, anchor.exact, prefix=anchor.prefix, suffix=anchor.suffix, start=start, paragraph=paragraph
    )
