"""Telling the people who are judged before a collection is shown with scores, and what is still missing for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet

from predictions import revisions
from predictions.lifecycle import Status
from predictions.models import (
    Claim,
    Collection,
    Expert,
    MailFailure,
    Notice,
    NoticeQuerySet,
    NoticeWay,
    Record,
    Statement,
)
from predictions.policy import SYSTEM, NotAllowed, Person
from predictions.sentences import gettext_noop

DAYS_TO_ANSWER = 14
WAIT = timedelta(days=DAYS_TO_ANSWER)


class NotTold(NotAllowed):
    """Somebody would be shown with a score who was not told, or only just; the message says who and what to do."""


class WrongNotice(ValueError):
    """The notice does not prove that anybody was told; the message says what is missing."""


class NotTaken(ValueError):
    """The notice was to be marked as one that came back, and no mail server has it; the message says what it is."""


class ShownAlready(Exception):
    """The collection is shown with scores already."""

    def __init__(self, collection: Collection) -> None:
        super().__init__(
            gettext_noop(
                "The collection %(slug)s is shown with scores already. Nothing was changed.", slug=collection.slug
            )
        )


@dataclass(frozen=True)
class Told:
    """How far the people of a collection are told.

    missing  of whom nothing proves that they were told
    awaited  to whom a mail is on its way, told before or not
    last_at  when the last of the others was told
    """

    people: list[Expert]
    missing: list[Expert]
    awaited: list[Expert]
    last_at: datetime | None

    @property
    def free_from(self) -> datetime | None:
        """From when scores may be shown, once nobody is missing; None where there is nobody to wait for."""
        return self.last_at + WAIT if self.last_at else None

    def is_enough(self, at: datetime) -> bool:
        """Whether scores may be shown at `at`."""
        is_over = self.free_from is None or self.free_from <= at
        return not self.missing and not self.awaited and is_over


def waits(collection: Collection, *, at: datetime | None = None) -> bool:
    """Whether `collection` is not to be shown with scores: now, or as it was at `at`. Never in a demonstration."""
    since = collection.scores_shown_at
    if since is not None and (at is None or since <= at):
        return False
    return not _is_demonstration()


def named_in(claims: QuerySet[Claim]) -> QuerySet[Expert]:
    """The people who are quoted in those of `claims` that are scored, or will be, by name."""
    counted = claims.filter(is_scored=True, merged_into=None).exclude(status=Status.UNSCORED)
    said = Statement.objects.filter(claim__in=counted, expert__isnull=False)
    return Expert.objects.filter(pk__in=said.values("expert")).order_by("name", "slug")


def told(collection: Collection) -> Told:
    """Who is to be told of `collection`, and who was. Three queries.

    Whoever is told once more, because the first mail came back, has the whole time again.
    """
    published = Claim.objects.filter(collection=collection).exclude(status=Status.DRAFT)
    people = list(named_in(published))
    times = _times(collection, people)
    awaited = set(_notices(collection, people).on_their_way().values_list("expert_id", flat=True))
    return Told(
        people=people,
        missing=[person for person in people if person.pk not in times],
        awaited=[person for person in people if person.pk in awaited],
        last_at=max((at for each in times.values() for at in each), default=None),
    )


def _notices(collection: Collection, people: Iterable[Expert]) -> NoticeQuerySet:
    return Notice.objects.filter(collection=collection, expert__in=[person.pk for person in people])


def _times(collection: Collection, people: Iterable[Expert]) -> dict[str, list[datetime]]:
    """When each of `people` was told of `collection`, by expert id; only what is proven."""
    found: dict[str, list[datetime]] = defaultdict(list)
    for notice in _notices(collection, people).proven().defer("address", "text", "failure_words"):
        if notice.counts_from is not None:
            found[notice.expert_id].append(notice.counts_from)
    return found


def require_told(claim: Claim, *, at: datetime) -> None:
    """Raise `NotTold` if publishing `claim` would put somebody on a board that is shown who was not told in time."""
    collection = claim.collection
    if collection.scores_shown_at is None or not claim.is_scored or _is_demonstration():
        return
    people = list(named_in(Claim.objects.filter(pk=claim.pk)))
    times = _times(collection, people)
    late = [person for person in people if not any(when + WAIT <= at for when in times.get(person.pk, []))]
    if late:
        raise NotTold(
            gettext_noop(
                "The collection of claim %(key)s is shown with scores, and %(name)s was not told of it %(days)s days "
                "ago or more. Tell them under the collection's notices, and publish when the time is over.",
                key=claim.key,
                name=late[0].name,
                days=DAYS_TO_ANSWER,
            )
        )


def _is_demonstration() -> bool:
    record = Record.objects.first()
    return record is not None and record.is_demonstration


def site_sends_mail() -> bool:
    """Whether a letter of this site can reach anybody: a mail server is set up, and this is no demonstration."""
    return bool(settings.SENDS_MAIL) and not _is_demonstration()


def check_notice(way: NoticeWay, address: str, text: str) -> None:
    """Raise `WrongNotice` unless it says where it went, or what was tried, and what the person was told."""
    if way == NoticeWay.MAIL and not site_sends_mail():
        raise WrongNotice(
            gettext_noop(
                "This site sends no mail: it would be a file that nobody gets. Write to the person yourself, choose "
                "“Otherwise” and note where to; or have whoever runs the site set up a mail server first."
            )
        )
    if not address.strip():
        raise WrongNotice(gettext_noop("Say where it was sent, or what was tried. Without that nobody can check it."))
    if way == NoticeWay.MAIL and not is_mail_address(address.strip()):
        raise WrongNotice(
            gettext_noop("A mail of this site goes to one mail address. Choose another way if there is none.")
        )
    if way != NoticeWay.NOT_REACHED and not text.strip():
        raise WrongNotice(gettext_noop("A notice has a text. Keep here what the person was told, whole."))


def is_mail_address(text: str) -> bool:
    """Whether a mail can be sent to `text`."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def note_notice(
    collection: Collection,
    expert: Expert,
    *,
    way: NoticeWay,
    address: str,
    text: str,
    language: str,
    by: Person,
    at: datetime,
    reason: str,
) -> Notice:
    """Put on record that `expert` was told of `collection`, where to and in which words; or what was tried in vain.

    A mail is only asked for by this: it counts once `note_taken` says so.
    raises  WrongNotice, revisions.BlankReason
    """
    check_notice(way, address, text)
    notice = Notice(
        expert=expert,
        collection=collection,
        told_at=at,
        address=address.strip(),
        way=way,
        language=language,
        # Nobody was told anything where nobody was reached.
        text="" if way == NoticeWay.NOT_REACHED else text.strip(),
    )
    revisions.save(notice, by=by.ref, at=at, reason=reason)
    return notice


def note_taken(notice: Notice, *, taken_at: datetime, message_id: str, at: datetime) -> None:
    """Put on record that a mail server took the mail at `taken_at`: from then on the person counts as told.

    Does nothing where it is known already what became of the mail.
    """
    if not _is_on_its_way(notice):
        return
    notice.taken_at = taken_at
    revisions.save(notice, by=SYSTEM.ref, at=at, reason=f"The mail server took the mail {message_id}")


def note_not_sent(notice: Notice, *, failure: MailFailure, words: str, at: datetime) -> None:
    """Put on record that the mail left for nobody, and why. Does nothing where it is known what became of it."""
    if _is_on_its_way(notice):
        _fail(notice, failure, words, by=SYSTEM, at=at, reason="The mail was not sent")


def note_came_back(notice: Notice, *, words: str, by: Person, at: datetime) -> None:
    """Put on record that a mail came back which a mail server had taken: the person does not count as told by it.

    words   of the mail that came back
    raises  NotTaken, revisions.BlankReason without words
    """
    if notice.taken_at is None or notice.failed_at is not None:
        raise NotTaken(
            gettext_noop("Only a mail that a mail server took can have come back, and only once. Nothing was changed.")
        )
    if not words.strip():
        raise revisions.BlankReason
    _fail(notice, MailFailure.CAME_BACK, words, by=by, at=at, reason="The mail came back")


def _is_on_its_way(notice: Notice) -> bool:
    return notice.way == NoticeWay.MAIL and notice.taken_at is None and notice.failed_at is None


def _fail(notice: Notice, failure: MailFailure, words: str, *, by: Person, at: datetime, reason: str) -> None:
    notice.failed_at, notice.failure, notice.failure_words = at, failure, words.strip()
    revisions.save(notice, by=by.ref, at=at, reason=reason)


def show_scores(collection: Collection, *, by: Person, at: datetime, reason: str) -> None:
    """Show `collection` with scores from `at` on.

    raises  NotTold until everybody has a notice and the time is over; ShownAlready; revisions.BlankReason
    """
    if collection.scores_shown_at is not None:
        raise ShownAlready(collection)
    found = told(collection)
    if not _is_demonstration():
        _require_time_to_answer(found, at)
    collection.scores_shown_at, collection.scores_shown_by = at, by.ref
    revisions.save(collection, by=by.ref, at=at, reason=reason)


def _require_time_to_answer(found: Told, at: datetime) -> None:
    if found.missing:
        raise NotTold(
            gettext_noop(
                "Not told yet: %(names)s. Scores are shown when everybody they are about was told.",
                names=_names(found.missing),
            )
        )
    if found.awaited:
        raise NotTold(
            gettext_noop(
                "A mail is on its way to: %(names)s. Whoever is told once more has the whole time again.",
                names=_names(found.awaited),
            )
        )
    if not found.is_enough(at) and found.free_from is not None:
        raise NotTold(
            gettext_noop(
                "The people named have %(days)s days to answer. Scores can be shown from %(day)s on.",
                days=DAYS_TO_ANSWER,
                day=found.free_from.date().isoformat(),
            )
        )


def _names(people: Iterable[Expert]) -> str:
    return ", ".join(person.name for person in people)
