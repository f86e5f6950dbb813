"""Who comes to the desk, what a refusal looks like, and what happens when the database is busy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import factor_owed, to_set_up_a_factor
from accounts.models import User
from predictions.desk import drafts
from predictions.desk.telling import in_words
from predictions.ledger import stream_version
from predictions.models import Claim
from predictions.models.claims import ClaimQuerySet
from predictions.people import person_of
from predictions.policy import NotAllowed, Person
from predictions.rows import id_or_404, row_or_404

RETRY_AFTER = "5"
# What a form carries that nobody types.
MARKS = ("key", "seen", drafts.PLACE)
TOKEN = "csrfmiddlewaretoken"  # noqa: S105  the name of the field


class DeskRequest(HttpRequest):
    """A request of somebody who is signed in, with who they are to the record and the moment it came."""

    user: User
    person: Person
    at: datetime


View = Callable[..., HttpResponse]


def desk_view(view: View) -> View:
    """For people who are signed in, in a record with a second factor where their roles ask for one.

    What policy refuses is a page that says why; a busy database asks to come back. What was typed before and
    not sent is in the form again, see `drafts`.
    """

    @login_required
    @wraps(view)
    def guarded(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.at = timezone.now()
        try:
            if factor_owed(request):
                return _asked_for_a_factor(request)
            request.person = person_of(request.user, at=request.at)
            return _answered(view, request, *args, **kwargs)
        except NotAllowed as refusal:
            return refused(request, in_words(refusal), status=HTTPStatus.FORBIDDEN)
        except OperationalError:
            marks = [(name, request.POST[name]) for name in MARKS if name in request.POST]
            busy = render(request, "predictions/desk/busy.html", {"typed": _typed(request), "marks": marks}, status=503)
            busy["Retry-After"] = RETRY_AFTER
            return busy

    return guarded


def _answered(view: View, request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    with drafts.restoring(request):
        answer = view(request, *args, **kwargs)
    drafts.forget_when_sent(request, answer)
    return answer


def _asked_for_a_factor(request: HttpRequest) -> HttpResponse:
    """Lead to where one is set up; what was typed meanwhile is shown, so that it is not lost."""
    if request.method == "GET":
        return to_set_up_a_factor(request)
    why = _("What you may do here needs a second factor. Set one up under Your account, then send this again.")
    return refused(request, why, status=HTTPStatus.FORBIDDEN)


def refused(request: HttpRequest, why: str, *, status: int) -> HttpResponse:
    """The page that says why something is not done, with what was typed for it."""
    context = {"refusal": why, "typed": _typed(request), "status": status}
    return render(request, "predictions/desk/refused.html", context, status=status)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What came with the form, name by name, without what the page itself put into it."""
    sent = request.POST.lists() if request.method == "POST" else []
    return [(name, value) for name, values in sent if name not in {TOKEN, drafts.KEEP, *MARKS} for value in values]


def claim_or_404(pk: str, *, among: ClaimQuerySet | None = None) -> tuple[Claim, int]:
    """The claim with this id, spelt in any way, and the revision at which it is.

    The revision is read first: a change that comes in between makes a form late, but never hides that it came.
    among  where to look; without it, among those that have a page
    """
    version = stream_version("claim", id_or_404(pk))
    # A duplicate is found too: policy says of it which claim to go on with.
    claims = Claim.objects.shown() if among is None else among
    claims = claims.select_related("collection", "source__publisher").prefetch_related("wordings")
    return row_or_404(claims, pk), version
