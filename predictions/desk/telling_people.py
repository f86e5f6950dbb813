"""The people of a collection, whether they were told of it, and the words in which they are told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from predictions.lifecycle import Status
from predictions.models import TOMBSTONE, Claim, Collection, Expert, MailFailure, Notice, NoticeWay
from predictions.steps.notices import DAYS_TO_ANSWER, Told, named_in, told

# A mail leaves within seconds. After this long somebody should look at the mail server.
SOON = timedelta(hours=1)
WHY: Mapping[MailFailure, Promise] = {
    MailFailure.REFUSED: _("the mail server refused the address for good."),
    MailFailure.GIVEN_UP: _("it could not be sent in all tries."),
    MailFailure.NO_MAIL: _("this site sends no mail."),
    MailFailure.ERASED: _("the address was erased before it was sent."),
    MailFailure.TOO_OLD: _("it was not sent within 30 days, and is no news any more."),
    MailFailure.CAME_BACK: _("it came back."),
}


class State(StrEnum):
    """How far one person is told."""

    TOLD = "told"
    WAITING = "waiting"
    FAILED = "failed"
    NOT_TOLD = "not-told"


STATES: Mapping[State, Promise] = {
    State.TOLD: _("Told"),
    State.WAITING: _("Waiting to be sent"),
    State.FAILED: _("Not reached by mail"),
    State.NOT_TOLD: _("Not told yet"),
}


@dataclass(frozen=True)
class Given:
    """One notice as the page tells it. What came of it is not known while a mail is on its way."""

    notice: Notice
    at: datetime

    @property
    def is_mail(self) -> bool:
        """Whether this site sends it."""
        return self.notice.way == NoticeWay.MAIL

    @property
    def is_vain(self) -> bool:
        """Whether nobody could be reached, and what was tried is kept instead."""
        return self.notice.way == NoticeWay.NOT_REACHED

    @property
    def is_waiting(self) -> bool:
        """Whether a mail is on its way."""
        return self.is_mail and self.notice.taken_at is None and self.notice.failed_at is None

    @property
    def is_late(self) -> bool:
        """Whether a mail has been on its way for so long that something is wrong."""
        return self.is_waiting and self.notice.told_at + SOON <= self.at

    @property
    def why(self) -> Promise | str:
        """Why a mail reached nobody, in words; empty where it did or may yet."""
        return WHY[MailFailure(self.notice.failure)] if self.notice.failure else ""

    @property
    def words(self) -> str:
        """What was said when it failed, unless that is erased."""
        return "" if self.notice.failure_words == TOMBSTONE else self.notice.failure_words


@dataclass(frozen=True)
class Named:
    """One person who is quoted in a collection, with the notices they were given, the newest first."""

    expert: Expert
    given: list[Given]
    is_published: bool

    @property
    def state(self) -> State:
        """How far the person is told: what is on its way first, then what is proven."""
        if any(one.is_waiting for one in self.given):
            return State.WAITING
        if any(one.notice.counts_from for one in self.given):
            return State.TOLD
        return State.FAILED if self.given else State.NOT_TOLD

    @property
    def word(self) -> Promise:
        """The state in words."""
        return STATES[self.state]

    @property
    def failed(self) -> Notice | None:
        """The newest notice, where it reached nobody: what to begin with when it is sent again."""
        return self.given[0].notice if self.given and self.given[0].notice.failed_at else None


@dataclass(frozen=True)
class Telling:
    """Everybody named in a collection, and what is missing before it is shown with scores."""

    people: list[Named]
    told: Told
    is_enough: bool


def telling_of(collection: Collection, *, at: datetime) -> Telling:
    """Who is named in `collection`, those of drafts that are offered among them: they can be told early."""
    found = told(collection)
    published = {person.pk for person in found.people}
    offered = Claim.objects.filter(collection=collection, status=Status.DRAFT, offered_at__isnull=False)
    given: dict[str, list[Given]] = defaultdict(list)
    for notice in Notice.objects.filter(collection=collection).order_by("-told_at", "pk"):
        given[notice.expert_id].append(Given(notice, at))
    early = [person for person in named_in(offered) if person.pk not in published]
    people = [Named(person, given[person.pk], person.pk in published) for person in [*found.people, *early]]
    return Telling(people, found, found.is_enough(at))


def proposed_text(collection: Collection, expert: Expert, *, language: str, site: str) -> str:
    """What a person is told, for the editor to change. `site` is this site's address without a slash."""
    scored = Claim.objects.filter(collection=collection, statements__expert=expert, is_scored=True, merged_into=None)
    public = scored.exclude(status__in=[Status.DRAFT, Status.UNSCORED]).distinct().prefetch_related("wordings")
    with translation.override(language):
        context = {
            "site": site,
            "claims": [(claim, claim.wording(language).proposition) for claim in public.order_by("key")],
            "expert": expert,
            "collection": collection,
            "days": DAYS_TO_ANSWER,
            "page": site + expert.get_absolute_url(),
            "method": site + reverse("methodology"),
        }
        return render_to_string("predictions/desk/notice.txt", context).strip() + "\n"
