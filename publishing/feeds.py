"""Atom feeds of what was decided: everywhere, in a collection, about a person, about one claim. In two languages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import feedgenerator, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from predictions import saying
from predictions.importing.scalars import UNPRINTABLE
from predictions.models import Claim, Collection, Expert, Resolution
from predictions.reading import public_experts
from predictions.templatetags.words import in_this_language, or_erased, outcome_word
from publishing import labels, looking

NEWEST = 50


def decisions(**which: Any) -> list[Resolution]:
    """The newest decisions of claims that everybody may see, replaced ones too, as their pages list them.

    which  conditions on the claims
    """
    found: QuerySet[Resolution] = Resolution.objects.filter(claim__in=Claim.objects.visible().filter(**which))
    found = found.select_related("claim__collection").prefetch_related(
        "claim__wordings", "claim__statements__expert", "claim__resolutions", "claim__rounds"
    )
    return list(found.order_by("-decided_at", "-pk")[:NEWEST])


def readable(text: str) -> str:
    """`text` without what no XML can carry: old rows hold control characters, and one would cost everybody the feed."""
    return UNPRINTABLE.sub("", text)


class Decisions(Feed):  # type: ignore[type-arg]
    """Every decision, newest first."""

    feed_type = feedgenerator.Atom1Feed

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.at, self.is_demonstration = timezone.now(), labels.is_demonstration()
        return super().__call__(request, *args, **kwargs)

    def get_feed(self, obj: Any, request: HttpRequest) -> Any:
        """The feed, which names its own address on this site whatever host it was asked at."""
        made = super().get_feed(obj, request)
        made.feed["feed_url"] = settings.SITE_URL + request.path
        return made

    def title(self, about: Any) -> str:
        """What the feed is of, with the mark of a demonstration."""
        said = _("Hindcast: decisions") if about is None else f"Hindcast: {readable(self.name_of(about))}"
        return f"{said} ({labels.WORDS[labels.Label.DEMONSTRATION]})" if self.is_demonstration else said

    def name_of(self, about: Any) -> str:
        """What the feed is about, in words."""
        return str(about)

    def subtitle(self, about: Any) -> str:
        """One sentence below the title."""
        return _("What was decided about predictions, each with its label and its reasons.")

    def link(self, about: Any) -> str:
        """The page with the same on it."""
        path = about.get_absolute_url() if about is not None else f"{reverse('claims')}?status=resolved"
        return f"{settings.SITE_URL}{path}"

    def feed_guid(self, about: Any) -> str:
        """The same as its page."""
        return self.link(about)

    def items(self, about: Any) -> Iterable[Resolution]:
        """The decisions."""
        return decisions()

    def item_title(self, item: Resolution) -> str:
        """Label, grade and proposition: "[Provisional] Partly came true: …"."""
        grade = labels.grade_words(item.claim, item.grade) if item.grade is not None else outcome_word(item.outcome)
        said = item.claim.wording(get_language() or "en").proposition
        return readable(f"[{', '.join(self._labels(item))}] {grade}: {said}")

    def _labels(self, item: Resolution) -> list[str]:
        found = labels.of_decision(item.claim, item, is_demonstration=self.is_demonstration, at=self.at)
        in_force = item.claim.resolution
        replaced = [] if in_force is not None and in_force.pk == item.pk else [_("Replaced or opened again")]
        return [*labels.words(found), *replaced]

    def item_description(self, item: Resolution) -> str:
        """Who said it, who endorsed it, and the reasons as they stand on the page."""
        statements = item.claim.statements.all()
        said = [_names(saying.speakers(statements)) or _("no named speaker")]
        if endorsers := _names(saying.endorsers(statements)):
            said.append(_("Endorsed by %(names)s") % {"names": endorsers})
        return readable(". ".join([*said, or_erased(item.reasons)]))

    def item_link(self, item: Resolution) -> str:
        """The claim's page in the language of the feed."""
        return f"{settings.SITE_URL}{item.claim.get_absolute_url()}#verdicts"

    def item_guid(self, item: Resolution) -> str:
        """The same in both languages: one decision is one entry."""
        return f"{settings.SITE_URL}/claims/{item.claim_id}/#resolution-{item.number}"

    def item_pubdate(self, item: Resolution) -> datetime:
        """When it was decided."""
        return item.decided_at

    def item_updateddate(self, item: Resolution) -> datetime:
        """When what the entry says last changed: a decision is never edited, but its label and its force change."""
        return max([item.decided_at, *self._turns(item)])

    def _turns(self, item: Resolution) -> Iterable[datetime]:
        """When it became official, if that is past; when the claim was opened again or decided anew."""
        final = labels.final_at(item.claim, item)
        if final is not None and final <= self.at and not self.is_demonstration:
            yield final
        number = next(one.number for one in item.claim.rounds.all() if one.pk == item.round_id)
        later = [one for one in item.claim.rounds.all() if one.number > number]
        if later:
            yield min(later, key=lambda one: one.number).opened_at
        yield from (one.decided_at for one in item.claim.resolutions.all() if one.number == item.number + 1)

    def item_categories(self, item: Resolution) -> list[str]:
        """The labels again, for programs."""
        return [
            str(one) for one in labels.of_decision(item.claim, item, is_demonstration=self.is_demonstration, at=self.at)
        ]


def _names(people: Iterable[Expert]) -> str:
    return ", ".join(sorted(one.name for one in people))


class OfCollection(Decisions):
    """The decisions in one collection."""

    def get_object(self, _request: HttpRequest, slug: str) -> Collection:
        return Collection.objects.get(slug=slug)

    def name_of(self, about: Collection) -> str:
        """Its title."""
        return in_this_language(about.title)

    def items(self, about: Collection) -> Iterable[Resolution]:
        return decisions(collection=about)


class OfExpert(Decisions):
    """The decisions about what one person said or endorsed."""

    def get_object(self, _request: HttpRequest, slug: str) -> Expert:
        return public_experts().get(slug=slug)

    def items(self, about: Expert) -> Iterable[Resolution]:
        return decisions(statements__expert=about)


class OfClaim(Decisions):
    """The decisions about one claim."""

    def get_object(self, _request: HttpRequest, pk: str) -> Claim:
        claim = looking.claim_of(pk)
        if claim is None:
            raise Http404
        return claim

    def name_of(self, about: Claim) -> str:
        """Its proposition."""
        return about.wording(get_language() or "en").proposition

    def items(self, about: Claim) -> Iterable[Resolution]:
        return decisions(pk=about.pk)
