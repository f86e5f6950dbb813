"""The pages that show a score: the leaderboard, the experts, and how it is all worked out."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from predictions import saying
from predictions.models import Affiliation, Claim, Collection, Statement
from predictions.networks import network_of
from predictions.reading import public_experts, threads
from scoring import agreement as agreeing
from scoring import changes, explaining, leaderboard, moments, past, scopes, telling, tracing
from scoring import methods as beside
from scoring.leaderboard import Board
from scoring.moments import NoBoard
from scoring.rules.agreement import FEWEST_UNITS
from scoring.scopes import NoCollection, Scope

# Of a long list a page shows the beginning; programs get the whole in pages.
SHOWN = 200


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """`/` and `/leaderboard/`: the standings of one collection, the newest unless one is asked for, or a cut.

    `collection` (a slug, or * for all), `topic`, `year` and `endorsements` choose the cut; `as_of` asks for an older
    board: a UTC day's end (2026-06-30), or of a collection a release (release-12).
    """
    template = "scoring/leaderboard.html"
    context: dict[str, Any] = {}
    try:
        _choose(request, context)
    except NoBoard as error:
        return _refused(request, template, context, error)
    scope: Scope | None = context.get("scope")
    if scope and scope.collection and scope.is_plain and not context["asked"]:
        context |= {"sizes": leaderboard.sizes(scope.collection)}
    return render(request, template, context)


def _choose(request: HttpRequest, context: dict[str, Any]) -> Board | None:
    """Put into `context` what there is to choose from, and step by step what was chosen. Returns the board.

    raises  NoBoard; what was understood before is in `context`
    """
    choices, asked, now = scopes.choices(), request.GET.get("as_of", ""), timezone.now()
    context |= {"choices": choices, "asked": asked}
    scope = choices.scope(request.GET.dict())
    if scope is None:
        return None
    context |= {"scope": scope, "days": moments.days_of(scope.collection, now=now)}
    board = past.asked_for(scope, asked, visitor=network_of(request), now=now)
    context |= {"board": board}
    return board


@require_safe
def methods(request: HttpRequest) -> HttpResponse:
    """`/leaderboard/methods/`: a board by every method, side by side; chosen as on the leaderboard."""
    template = "scoring/methods.html"
    context: dict[str, Any] = {"labels": beside.LABELS}
    try:
        board = _choose(request, context)
        found = board and beside.side_by_side(board, visitor=network_of(request), now=timezone.now())
    except NoBoard as error:
        return _refused(request, template, context, error)
    if board and found:
        context |= {"worked": found.worked, "groups": found.groups(SHOWN), "left_out": len(board.standings[SHOWN:])}
    return render(request, template, context)


def _refused(request: HttpRequest, template: str, context: dict[str, Any], error: NoBoard) -> HttpResponse:
    """In place of what was asked for why there is none; never another board."""
    if isinstance(error, NoCollection):
        return render(request, "404.html", {"reason": str(error)}, status=error.status)
    answer = render(request, template, context | {"refused": str(error)}, status=error.status)
    if error.retry_after is not None:
        answer["Retry-After"] = str(error.retry_after)
    return answer


@require_safe
def changed(request: HttpRequest) -> HttpResponse:
    """`/leaderboard/changes/`: what changed with a release since the one that was shown before it, and why.

    `collection` and `as_of` choose the release, the newest unless one is asked for.
    """
    wanted, asked = request.GET.get("collection", ""), request.GET.get("as_of", "")
    collections = Collection.objects.order_by("-ends", "slug")
    chosen = next((one for one in collections if one.slug == wanted or not wanted), None)
    if chosen is None:
        reason = _("There is no collection “%(slug)s”.") % {"slug": wanted[:80]}
        return render(request, "404.html", {"reason": reason}, status=404)
    context: dict[str, Any] = {"collection": chosen, "asked": asked}
    try:
        release = changes.release_at(chosen, asked, now=timezone.now())
        if release is not None:
            context |= _told(changes.changes(release, visitor=network_of(request), now=timezone.now()))
    except NoBoard as error:
        return _refused(request, "scoring/changes.html", context, error)
    return render(request, "scoring/changes.html", context)


def _told(found: changes.Changes) -> dict[str, Any]:
    """What a page tells of a release: by person what moved, and what that made of their line."""
    release, shown = found.release, found.moves[:SHOWN]
    claims = changes.claims_of(shown)
    names = past.names_then(changes.people_of(shown), release.position)
    by_person: dict[str, list[telling.Told]] = defaultdict(list)
    for move in shown:
        by_person[move.expert_id].append(telling.told(move, claims, names))
    people = sorted(((names[pk], told) for pk, told in by_person.items()), key=lambda pair: pair[0].casefold())
    return {"changes": found, "release": release, "people": people, "left_out": len(found.moves) - len(shown)}


@require_safe
def experts(request: HttpRequest) -> HttpResponse:
    """`/experts/`: everybody who is quoted, with or without a prediction."""
    newest = Prefetch("affiliations", Affiliation.objects.select_related("organization"))
    said = Prefetch("statements", Statement.objects.filter(claim__in=Claim.objects.visible()))
    people = public_experts().prefetch_related(newest, said)
    rows = [
        {
            "expert": person,
            "affiliation": next(iter(person.affiliations.all()), None),
            "own": own,
            "endorsed": endorsed,
        }
        for person in people
        for own, endorsed in [saying.counts(person.statements.all())]
    ]
    return render(request, "scoring/experts.html", {"rows": rows})


@require_safe
def expert(request: HttpRequest, slug: str) -> HttpResponse:
    """`/experts/SLUG/`: one person's record, and where every number comes from."""
    person = get_object_or_404(public_experts().prefetch_related("affiliations__organization"), slug=slug)
    refusals = list(person.refusals.select_related("source__publisher").order_by("number"))
    visible = Claim.objects.visible().filter(statements__expert=person).for_pages().distinct().order_by("key")
    claims = {claim.pk: claim for claim in visible}
    said = list(Statement.objects.filter(expert=person, claim__in=claims).select_related("source__publisher"))
    sources = {one.source for one in said} | {one.source for one in refusals}
    withheld = leaderboard.withheld_from(person)
    kept_back = {one.collection.pk for one in withheld}
    language = get_language() or "en"
    context = {
        "expert": person,
        "records": leaderboard.of_expert(person),
        "withheld": withheld,
        "groups": explaining.by_outcome(claims, said, language=language, at=timezone.now(), withheld=kept_back),
        "sources": sorted(sources, key=lambda one: one.slug),
        "refusals": refusals,
        "replies": threads(person.replies.filter(claim=None).select_related("expert")),
    }
    return render(request, "scoring/expert.html", context)


@require_safe
def figures(request: HttpRequest, slug: str) -> HttpResponse:
    """`/experts/SLUG/figures/`: every figure of one person's line, worked out again before the reader's eyes.

    The board is chosen by the same parameters as on the leaderboard.
    """
    person = get_object_or_404(public_experts(), slug=slug)
    asked, now, visitor = request.GET.get("as_of", ""), timezone.now(), network_of(request)
    context: dict[str, Any] = {"expert": person, "asked": asked}
    try:
        scope = scopes.choices().scope(request.GET.dict(), default=tracing.newest_with(person))
        if scope is None:
            reason = _("%(name)s has no line on such a board.") % {"name": person.name}
            return render(request, "404.html", {"reason": reason}, status=404)
        context |= {"scope": scope}
        board = past.asked_for(scope, asked, visitor=visitor, now=now)
        context |= {"board": board}
        standing = tracing.line_of(board, person.pk)
        if standing is not None:
            terms = tracing.terms(board, person.pk)
            context |= {"explained": tracing.explained(board, standing, visitor=visitor, now=now)}
            context |= {"terms": terms[:SHOWN], "left_out": len(terms[SHOWN:])}
    except NoBoard as error:
        return _refused(request, "scoring/figures.html", context, error)
    return render(request, "scoring/figures.html", context)


@require_safe
def methodology(request: HttpRequest) -> HttpResponse:
    """`/methodology/`: five lines, then everything, with examples worked by the code itself."""
    context = explaining.methodology() | {"agreed": agreeing.overall()}
    return render(request, "scoring/methodology.html", context)


@require_safe
def agreement(request: HttpRequest) -> HttpResponse:
    """`/agreement/`: how far reviewers agreed before they knew of each other, together and by collection."""
    together, *each = agreeing.everywhere()
    context = {"together": together, "each": each, "fewest": FEWEST_UNITS, "method": agreeing.METHOD}
    return render(request, "scoring/agreement.html", context)
