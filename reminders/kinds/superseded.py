"""Another decision on a claim that somebody judged: to those who filed or decided in its earlier rounds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from predictions.models import Claim, DecidedBy, Resolution, Verdict
from predictions.templatetags.words import grade_word, outcome_word
from reminders.kinds.described import Described, Line, News, Often, Read, Stopping, To
from reminders.models import Kind, Matter


def news(read: Read) -> Iterator[News]:
    """Who had a hand in an earlier decision on each claim that was decided once more, and none in this one."""
    changed = {one.subject for one in read.of(Resolution.kind())}
    if not changed:
        return
    again = Resolution.objects.filter(pk__in=changed, replaces__isnull=False).exclude(decided=DecidedBy.SAMPLE)
    fresh = list(again.select_related("round").order_by("pk"))
    hands = _hands_in({one.claim_id for one in fresh})
    for one in fresh:
        earlier = {ref for number, ref in hands[one.claim_id] if number < one.round.number}
        now = {ref for number, ref in hands[one.claim_id] if number == one.round.number}
        for ref in sorted(earlier - now):
            yield News(ref, one.pk, one.decided_at)


def _hands_in(claims: set[str]) -> dict[str, set[tuple[int, UUID]]]:
    """Per claim, the number of the round and who filed or decided in it."""
    found: dict[str, set[tuple[int, UUID]]] = defaultdict(set)
    verdicts = Verdict.objects.filter(round__claim__in=claims).order_by()
    for claim, number, ref in verdicts.values_list("round__claim_id", "round__number", "reviewer_ref"):
        found[claim].add((number, ref))
    decided = Resolution.objects.filter(claim__in=claims, decided_by__isnull=False).order_by()
    for claim, number, decider in decided.values_list("claim_id", "round__number", "decided_by"):
        if decider is not None:
            found[claim].add((number, decider))
    return found


def lines(user: User, matters: Sequence[Matter], at: datetime) -> list[Line]:  # noqa: ARG001  it is public
    """The decisions that are in force, with what was decided before. One that was reopened since is decided again."""
    shown = Claim.objects.shown().filter(status="resolved")
    told = Resolution.objects.filter(pk__in=[one.about for one in matters], replaced_by=None, claim__in=shown)
    found = told.select_related("claim", "replaces").prefetch_related("claim__wordings").order_by("claim__key", "pk")
    return [_line(one) for one in found]


def _line(one: Resolution) -> Line:
    claim = one.claim
    words = claim.wording(get_language() or "en").proposition
    before = _said(one.replaces) if one.replaces else ""
    if before == _said(one):
        note = gettext("Judged again, with the same decision: %(now)s.") % {"now": _said(one)}
    else:
        note = gettext("Was: %(before)s. Now: %(now)s.") % {"before": before, "now": _said(one)}
    return Line(claim.key, words, claim.get_absolute_url(), note, is_to_do=False)


def _said(one: Resolution) -> str:
    return str(outcome_word(one.outcome) if one.grade is None else grade_word(one.grade))


DESCRIBED = Described(
    kind=Kind.SUPERSEDED,
    name=_("Another decision on what you judged"),
    when=_("Comes when a claim that you judged is decided again; once a day at the most."),
    to=To.ACCOUNT,
    often=Often.ONCE_A_DAY,
    stopping=Stopping.ONE_CLICK,
    folds=True,
    template="superseded",
    news=news,
    lines=lines,
)
