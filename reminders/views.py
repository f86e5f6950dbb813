"""Stopping mails without signing in, and choosing language, zone and mails when signed in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.forms import Habits
from accounts.models import User
from reminders import actions, links
from reminders.models import Kind


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """RFC 8058: POST stops the mail, without cookies or signing in. GET shows a button: scanners follow links."""
    found = links.read_unsubscribe(token)
    if found is None:
        raise Http404(_("This link is not one of ours, or was cut short by a mail program."))
    user, kind = found
    if request.method == "POST":
        actions.stop(user=user, kind=kind, at=timezone.now())
    context = {"is_stopped": actions.is_stopped(user, kind)}
    return render(request, "reminders/unsubscribe.html", context)


class Preferences(Habits):
    """Language, zone, and whether the weekly digest comes."""

    weekly = forms.BooleanField(label=gettext_lazy("Send me the weekly digest"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["time_zone"].help_text = gettext_lazy(
            "The digest comes on Mondays at 08:00 there, in a week in which something waits for you."
        )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """What is sent to the person who is signed in, in which language and when."""
    user = request.user
    if not isinstance(user, User):
        raise Http404
    mine = User.objects.get(pk=user.pk)
    form = Preferences(
        request.POST or None, instance=mine, initial={"weekly": not actions.is_stopped(user, Kind.WEEKLY)}
    )
    if request.method == "POST" and form.is_valid():
        form.save()
        translation.activate(mine.language)
        if form.cleaned_data["weekly"]:
            actions.resume(user=user, kind=Kind.WEEKLY)
        else:
            actions.stop(user=user, kind=Kind.WEEKLY, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("mail")
    status = 422 if request.method == "POST" else 200
    return render(request, "reminders/preferences.html", {"form": form}, status=status)
