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
        request.person = person_of(request.user, at=request.at)
        try:
            return view(request, *args, **kwargs)
        except NotAllowed as refusal:
            return render(request, "predictions/desk/refused.html", {"refusal": str(refusal)}, status=403)
        except OperationalError:
            typed = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
            busy = render(request, "predictions/desk/busy.html", {"typed": typed}, status=503)
            busy["Retry-After"] = RETRY_AFTER
            return busy

    return guarded


def claim_or_404(pk: str) -> Claim:
    """The published claim with this id, spelt in any way."""
    try:
        canonical = public_ids.clean(pk)
    except public_ids.NotAPublicId as error:
        raise Http404(str(error)) from error
    claims = Claim.objects.visible().select_related("collection", "source__publisher").prefetch_related("wordings")
    return get_object_or_404(claims, pk=canonical)
