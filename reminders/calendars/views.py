"""Handing out calendars, and the secret address of one's own: made and withdrawn by POST, shown once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from predictions import public_ids
from predictions.models import Claim, Collection, Expert, Record
from predictions.reading import public_experts
from predictions.templatetags.words import in_this_language
from reminders import links
from reminders.calendars import asked, keys, writing
from reminders.calendars.deadlines import deadlines
from reminders.calendars.writing import Day

KEPT = 24 * 60 * 60  # seconds for which a calendar that was written is not written again
AN_HOUR = "public, max-age=3600"


@require_safe
def everything(request: HttpRequest) -> HttpResponse:
    """The deadlines of every claim that everybody may see."""
    return _public(request, _("Hindcast: deadlines"), reverse("claims"))


@require_safe
def of_collection(request: HttpRequest, slug: str) -> HttpResponse:
    """Those of one collection."""
    collection = get_object_or_404(Collection, slug=slug)
    return _public(request, in_this_language(collection.title), collection.get_absolute_url(), collection=collection)


@require_safe
def of_expert(request: HttpRequest, slug: str) -> HttpResponse:
    """Those of what one person said or endorsed."""
    expert: Expert = get_object_or_404(public_experts(), slug=slug)
    return _public(request, expert.name, expert.get_absolute_url(), statements__expert=expert)


@require_safe
def of_claim(request: HttpRequest, pk: str) -> HttpResponse:
    """That of one claim, at its id in any spelling; of a duplicate too, which is withdrawn there."""
    try:
        claim = get_object_or_404(Claim.objects.shown(), pk=public_ids.clean(pk))
    except public_ids.NotAPublicId as error:
        raise Http404 from error
    words = writing.short(claim.wording(translation.get_language() or "en").proposition)
    return _public(request, words, claim.get_absolute_url(), pk=claim.pk)


@require_safe
def of_reviewer(request: HttpRequest, token: str) -> HttpResponse:
    """What one reviewer is asked to judge. The address is all that is asked for: calendars do not sign in."""
    now = timezone.now()
    user = keys.holder(token, at=now)
    if user is None:
        raise Http404
    days = asked.asked(user, at=now)
    with translation.override(user.language):
        name = _marked(_("Hindcast: your verdicts"))
        page = links.absolute(reverse("desk"))
        answer = _answer(request, days, name=name, page=page, language=user.language)
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Robots-Tag"] = "noindex"
    return answer


@never_cache
@require_POST
@login_required
def address(request: HttpRequest) -> HttpResponse:
    """Make a new secret address, and show it this once; or withdraw it."""
    user, now = request.user, timezone.now()
    if not isinstance(user, User) or not keys.may_have_one(user, at=now):
        raise Http404
    what = request.POST.get("what")
    if what == "withdraw":
        keys.withdraw(user=user)
    if what != "make":
        return redirect(f"{reverse('mail')}#calendar")
    return render(request, "reminders/calendar_address.html", {"address": keys.make(user=user, at=now)})


def _public(request: HttpRequest, name: str, path: str, **which: Any) -> HttpResponse:
    language = translation.get_language() or settings.LANGUAGE_CODE
    days = deadlines(today=timezone.now().astimezone(UTC).date(), language=language, **which)
    answer = _answer(request, days, name=_marked(name), page=links.absolute(path), language=language)
    answer["Cache-Control"] = AN_HOUR
    return answer


def _answer(request: HttpRequest, days: Sequence[Day], *, name: str, page: str, language: str) -> HttpResponse:
    """The calendar, written once for everybody who holds the same; 304 to who has it already."""
    etag = writing.mark(days, name, page, language)
    known = get_conditional_response(request, etag=etag)
    if known is not None:
        known["ETag"] = etag
        return known
    body = _kept(etag, lambda: writing.written(days, name=name, page=page, language=language))
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8; method=PUBLISH")
    answer["ETag"] = etag
    answer["Content-Language"] = language
    answer["Content-Disposition"] = 'inline; filename="hindcast.ics"'
    return answer


def _kept(etag: str, write: Callable[[], bytes]) -> bytes:
    name = f"calendar:{etag[1:-1]}"
    body: bytes | None = cache.get(name)
    if body is None:
        body = write()
        cache.set(name, body, KEPT)
    return body


def _marked(name: str) -> str:
    """`name`, with the mark of a demonstration where this is one."""
    record = Record.objects.first()
    is_demonstration = record is not None and record.is_demonstration
    return f"{name} ({pgettext('calendar', 'demonstration')})" if is_demonstration else name
