"""Following something by mail: the form, the page that asks, and the one that ends it. GET changes nothing on any."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from predictions.networks import network_of
from predictions.signals import word_owed
from reminders import actions
from reminders.actions.subscribing import TooManyAsked
from reminders.models import Pace, Subscription, What
from reminders.subscriptions import links, subjects
from reminders.subscriptions.forms import PACES, Follow
from reminders.subscriptions.questions import TO_CONFIRM, waiting
from reminders.subscriptions.subjects import Subject

PACE_WORDS = dict(PACES)


@dataclass(frozen=True)
class Wanted:
    """One subscription as a page shows it."""

    name: str
    path: str
    pace: str


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, what: str, slug: str) -> HttpResponse:
    """The form to follow one thing. Whoever sends it gets the same answer, whatever is known of the address."""
    subject = subjects.named(what, slug)
    if subject is None:
        raise Http404
    if request.method != "POST" and subject.slug != slug:
        return redirect("follow", what=what, slug=subject.slug)
    form = Follow(request.POST or None, what=subject.what, language=get_language() or "en")
    if not form.is_valid():
        return _form_page(request, subject, form, status=422 if request.method == "POST" else 200)
    now = timezone.now()
    given = form.cleaned_data
    try:
        actions.subscribe(
            address=given["address"],
            what=subject.what,
            subject=subject.pk,
            pace=form.pace_chosen,
            language=given["language"],
            network=network_of(request),
            at=now,
        )
    except TooManyAsked as error:
        until = date_format(timezone.localtime(error.until), pgettext("an instant", "j F Y, H:i"))
        words = _("Too many requests came from your network within a day. Send it again after %(until)s (%(zone)s).")
        form.add_error(None, words % {"until": until, "zone": timezone.get_current_timezone_name()})
        answer = _form_page(request, subject, form, status=429)
        answer["Retry-After"] = str(max(1, int((error.until - now).total_seconds()) + 1))
        return answer
    word_owed.send_robust(sender=None)
    context = {"subject": subject, "days": TO_CONFIRM.days}
    return render(request, "reminders/following_asked.html", context)


def _form_page(request: HttpRequest, subject: Subject, form: Follow, *, status: int) -> HttpResponse:
    context = {"subject": subject, "form": form, "days": TO_CONFIRM.days}
    return render(request, "reminders/following.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Where the question leads: everything that was asked for this mailbox, and one button."""
    ref = links.read_confirm(token)
    if ref is None:
        raise _not_ours()
    now = timezone.now()
    if request.method == "POST":
        actions.confirm(ref=ref, at=now)
        return redirect("confirm_following", token=token)
    asked = Subscription.objects.filter(ref=ref).first()
    rows = waiting(at=now).filter(mailbox=asked.mailbox) if asked else Subscription.objects.none()
    state = "waits" if rows.exists() else "confirmed" if asked and asked.confirmed_at else "gone"
    context = {"state": state, "wanted": _wanted(rows or ([asked] if state == "confirmed" and asked else []))}
    return render(request, "reminders/following_confirm.html", context, status=410 if state == "gone" else 200)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """RFC 8058: POST ends one subscription, without cookies or signing in. GET shows a button."""
    ref = links.read_stop(token)
    if ref is None:
        raise _not_ours()
    if request.method == "POST":
        actions.leave(ref=ref)
    found = Subscription.objects.filter(ref=ref).first()
    with translation.override(found.language if found else get_language()):
        context = {"wanted": next(iter(_wanted([found])), None) if found else None, "is_stopped": found is None}
        return render(request, "reminders/following_stop.html", context)


def _wanted(rows: Iterable[Subscription]) -> list[Wanted]:
    """`rows` as a page shows them; what is not public any more has no name."""
    found = []
    for one in rows:
        subject = subjects.by_id(one.what, one.subject)
        name, path = (subject.name, subject.path) if subject else (_("No longer shown"), "")
        pace = _("Once a month, on the first") if one.what == What.BOARD else PACE_WORDS[Pace(one.pace)]
        found.append(Wanted(name, path, str(pace)))
    return found


def _not_ours() -> Http404:
    return Http404(_("This link is not one of ours, or was cut short by a mail program."))
