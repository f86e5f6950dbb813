"""The people of a collection, whether they were told of it, and the words in which they are told."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from predictions.lifecycle import Status
from predictions.models import Claim, Collection, Expert, Notice
from predictions.steps.notices import DAYS_TO_ANSWER, Told, named_in, told


@dataclass(frozen=True)
class Named:
    """One person who is quoted in a collection, with the notices they were given, the newest first."""

    expert: Expert
    notices: list[Notice]
    is_published: bool

    @property
    def is_told(self) -> bool:
        """Whether there is a notice, or the proof that nobody was reached."""
        return bool(self.notices)


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
    notices: dict[str, list[Notice]] = defaultdict(list)
    for notice in collection.notices.order_by("-told_at", "pk"):
        notices[notice.expert_id].append(notice)
    early = [person for person in named_in(offered) if person.pk not in published]
    people = [Named(person, notices[person.pk], person.pk in published) for person in [*found.people, *early]]
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
