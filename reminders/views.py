"""Stopping mails without signing in, and choosing language, zone, rhythm and kinds of mail."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.models import User
from reminders import actions, kinds, links
from reminders.calendars import keys
from reminders.forms import Preferences


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """RFC 8058: POST stops the mail, without cookies or signing in. GET shows a button: scanners follow links."""
    found = links.read_unsubscribe(token)
    if found is None:
        raise _not_ours()
    user, kind = found
    if request.method == "POST":
        actions.stop(user=user, kind=kind, at=timezone.now())
    context = {
        "kind": kinds.of(kind),
        "is_stopped": actions.is_stopped(user, kind),
        "preferences": links.preferences(user),
    }
    return render(request, "reminders/unsubscribe.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """What is sent to the person who is signed in, in which language and when."""
    if not isinstance(request.user, User):
        raise Http404
    user, now = request.user, timezone.now()
    calendar = {"has_calendar": keys.may_have_one(user, at=now), "calendar_made_at": keys.made_at(user)}
    return _preferences(request, user, calendar)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preferences_of(request: HttpRequest, token: str) -> HttpResponse:
    """The same for the person to whom the link in a mail belongs, without signing in. Opening it changes nothing."""
    user = links.read_preferences(token)
    if user is None:
        raise _not_ours()
    with translation.override(user.language):
        return _preferences(request, user)


def _preferences(request: HttpRequest, user: User, more: Mapping[str, Any] | None = None) -> HttpResponse:
    form = Preferences(request.POST or None, user=user, at=timezone.now())
    if request.method == "POST" and form.is_valid():
        translation.activate(form.keep().language)  # what is said next is said in the new one
        messages.success(request, _("Saved."))
        return redirect(request.path)
    context = {
        **(more or {}),
        "form": form,
        "always": [one for one in kinds.for_roles(user.roles(at=form.at)) if not one.can_be_stopped],
    }
    wrong = request.method == "POST"
    return render(
        request,
        "reminders/preferences.html",
        context,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
    )


def _not_ours() -> Http404:
    return Http404(_("This link is not one of ours, or was cut short by a mail program."))
