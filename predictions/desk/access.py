"""Who comes to the desk, what a refusal looks like, and what happens when the database is busy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.models import User
from predictions import public_ids
from predictions.models import Claim
from predictions.people import person_of
from predictions.policy import NotAllowed, Person

RETRY_AFTER = "5"
# What a form carries that nobody types.
MARKS = ("key", "seen")
TOKEN = "csrfmiddlewaretoken"  # noqa: S105  the name of the field


class DeskRequest(HttpRequest):
    """A request of somebody who is signed in, with who they are to the record and the moment it came."""

    user: User
    person: Person
    at: datetime


View = Callable[..., HttpResponse]


def desk_view(view: View) -> View:
    """For people who are signed in. What policy refuses is a page that says why; a busy database asks to come back."""

    @login_required
    @wraps(view)
    def guarded(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.at = timezone.now()
        try:
            request.person = person_of(request.user, at=request.at)
            return view(request, *args, **kwargs)
        except NotAllowed as refusal:
            context = {"refusal": str(refusal), "typed": _typed(request)}
            return render(request, "predictions/desk/refused.html", context, status=403)
        except OperationalError:
            marks = [(name, request.POST[name]) for name in MARKS if name in request.POST]
            busy = render(request, "predictions/desk/busy.html", {"typed": _typed(request), "marks": marks}, status=503)
            busy["Retry-After"] = RETRY_AFTER
            return busy

    return guarded


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What came with the form, name by name, without what the page itself put into it."""
    sent = request.POST.lists() if request.method == "POST" else []
    return [(name, value) for name, values in sent if name not in {TOKEN, *MARKS} for value in values]


def claim_or_404(pk: str) -> Claim:
    """The published claim with this id, spelt in any way."""
    try:
        canonical = public_ids.clean(pk)
    except public_ids.NotAPublicId as error:
        raise Http404(str(error)) from error
    claims = Claim.objects.visible().select_related("collection", "source__publisher").prefetch_related("wordings")
    return get_object_or_404(claims, pk=canonical)
