"""Keeping a form that is not finished, and discarding one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from predictions import actions
from predictions.actions.drafting import DAYS_KEPT, DraftTooLong, TooManyDrafts
from predictions.desk import drafts
from predictions.desk.access import DeskRequest, desk_view, refused
from predictions.desk.telling import in_words


@require_POST
@desk_view
def keep(request: DeskRequest) -> HttpResponse:
    """Keep what stands in a form of the desk; a script is answered in JSON, a button by the page again."""
    address = request.POST.get(drafts.PLACE, "")
    place = drafts.place_of(address)
    if place is None:
        return _answer(request, _("Only forms of the desk are kept."), status=400)
    if "discard" in request.POST:
        actions.drop_draft(place=place, by=request.person)
        messages.success(request, _("What you had typed is discarded."))
        return redirect(address)
    try:
        draft = actions.keep_draft(
            place=place,
            fields=drafts.fields_of(request),
            most=drafts.room_at(place),
            by=request.person,
            at=request.at,
        )
    except DraftTooLong as error:
        return _answer(request, in_words(error), status=413)
    except TooManyDrafts as error:
        return _answer(request, in_words(error), status=429)
    if _by_script(request):
        clock = date_format(timezone.localtime(draft.saved_at), "H:i")
        return JsonResponse({"said": _("Saved %(time)s") % {"time": clock}})
    said = _("Saved for later. It is kept for %(days)s days, and only you can see it.")
    messages.success(request, said % {"days": DAYS_KEPT})
    return redirect(address)


def _answer(request: HttpRequest, why: str, *, status: int) -> HttpResponse:
    if _by_script(request):
        return JsonResponse({"said": why}, status=status)
    return refused(request, why, status=status)


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"
