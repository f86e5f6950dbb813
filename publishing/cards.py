"""What a card says of a claim, a person or a collection: the short form that other sites show, with its labels.

A card says less than the page it leads to and nothing that the page does not say.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from predictions import saying
from predictions.lifecycle import Status
from predictions.models import Claim, Collection, Expert, Voice
from predictions.reading import VOICES
from predictions.templatetags.drawings import score as two_places
from predictions.templatetags.words import in_this_language, outcome_word
from publishing import labels
from scoring import leaderboard
from scoring.leaderboard import Board, ExpertRecord
from scoring.models import Release

LOOKS = 3  # of the drawing: another number makes every picture anew


@dataclass(frozen=True)
class Card:
    """One card in one language. `grade`, `dot`, `low` and `high` are in [0, 1] and are drawn where they are given.

    `name` is the id or the slug in addresses, in its one spelling; `day` says of when the scores are, where any are.
    """

    kind: str
    language: str
    kicker: str
    title: str
    byline: str
    finding: str
    labels: list[str] = field(default_factory=list)
    foot: str = ""
    grade: float | None = None
    dot: float | None = None
    low: float | None = None
    high: float | None = None
    name: str = ""
    day: str = ""

    @property
    def version(self) -> str:
        """Names what the card shows: another text or figure is another version."""
        shown = json.dumps([LOOKS, asdict(self)], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(shown.encode()).hexdigest()[:16]

    @property
    def summary(self) -> str:
        """The finding with its labels in one sentence, for those who get no picture."""
        return " · ".join([*self.labels, self.finding, *([self.day] if self.day else [])])


def address(card: Card) -> str:
    """Where the picture of `card` is."""
    return reverse("card", args=[card.language, f"{card.kind}s", card.name, card.version])


def of_claim(claim: Claim, *, language: str, is_demonstration: bool, at: datetime) -> Card:
    """The card of `claim`, whose collection, wordings, statements with experts and resolutions are fetched already."""
    wording, resolution = claim.wording(language), claim.resolution
    grade = resolution.grade if resolution else None
    if resolution is not None:
        word = labels.grade_words(claim, grade) if grade is not None else outcome_word(resolution.outcome)
        when = date_format(resolution.decided_at, "j F Y")
        finding = _("%(outcome)s, decided on %(day)s") % {"outcome": word, "day": when}
    elif claim.status == Status.UNSCORED:
        finding = outcome_word(Status.UNSCORED)
    else:
        word = outcome_word("overdue" if claim.is_overdue(at) else claim.status)
        finding = _("%(state)s, due on %(day)s") % {"state": word, "day": date_format(claim.due_on, "j F Y")}
    return Card(
        kind="claim",
        language=language,
        kicker=f"{in_this_language(claim.collection.title)} / {claim.key}",
        title=wording.proposition,
        byline=f"{_speakers(claim)}, {date_format(claim.said_on, 'j F Y')}",
        finding=finding,
        labels=labels.words(labels.of_claim(claim, is_demonstration=is_demonstration, at=at)),
        grade=None if grade is None else float(grade),
        name=claim.pk,
    )


def _speakers(claim: Claim) -> str:
    if own := saying.speakers(claim.statements.all()):
        return ", ".join(dict.fromkeys(one.name for one in own))
    voices = (VOICES[Voice(one.voice)] for one in claim.statements.all() if one.voice)
    return str(next(voices, _("no named speaker")))


def of_expert(expert: Expert, records: list[ExpertRecord], *, language: str, is_demonstration: bool) -> Card:
    """The card of a person by their standing in the newest collection that is shown with scores; without one, no score.

    records  as `leaderboard.of_expert` gives them: boards that are withheld are not among them
    """
    record = max(records, key=lambda one: (one.collection.ends, one.collection.slug), default=None)
    mine = [labels.Label.DEMONSTRATION] if is_demonstration else []
    if record is None or not record.standing.resolved:
        finding = _("No score is shown of this person")
        mine_in_words = labels.words(mine)
        return Card("expert", language, _("Expert"), expert.name, "", finding, labels=mine_in_words, name=expert.slug)
    standing = record.standing
    figures = {name: two_places(getattr(standing, name)) for name in ("score", "low", "high")}
    resolved = ngettext("%(count)s resolved claim", "%(count)s resolved claims", standing.resolved)
    return Card(
        kind="expert",
        language=language,
        kicker=in_this_language(record.collection.title),
        title=expert.name,
        byline=standing.organization,
        finding=_("Fair score %(score)s, 9 times in 10 between %(low)s and %(high)s") % figures,
        foot=f"{_rank(record)} · {resolved % {'count': standing.resolved}}",
        labels=labels.words(labels.of_release(record.release)),
        dot=float(standing.score),
        low=float(standing.low),
        high=float(standing.high),
        name=expert.slug,
        day=_day(record.release),
    )


def _day(release: Release) -> str:
    """Of when the scores of `release` are; a picture is kept by others for longer than they stand."""
    return _("as of %(day)s") % {"day": date_format(release.made_at, "j F Y")}


def _rank(record: ExpertRecord) -> str:
    low, high = record.standing.rank_low, record.standing.rank_high
    if low is None:
        return _("Too few to compare")
    rank = str(low) if low == high else f"{low}–{high}"
    return _("Rank %(rank)s of %(ranked)s") % {"rank": rank, "ranked": record.ranked}


def of_collection(collection: Collection, *, language: str, is_demonstration: bool, board: Board | None = None) -> Card:
    """The card of a collection with the finding of its board, which says so itself while no scores are shown.

    board  the one that is shown now, where it is at hand
    """
    board = board or leaderboard.current(collection)
    mine = labels.of_release(board.release) if board.release else []
    if is_demonstration and labels.Label.DEMONSTRATION not in mine:
        mine = [labels.Label.DEMONSTRATION, *mine]
    return Card(
        kind="collection",
        language=language,
        kicker=_("Collection"),
        title=in_this_language(collection.title),
        byline=f"{date_format(collection.starts, 'j F Y')} – {date_format(collection.ends, 'j F Y')}",
        finding=board.finding,
        labels=labels.words(mine),
        name=collection.slug,
        day=_day(board.release) if board.release and board.standings else "",
    )
