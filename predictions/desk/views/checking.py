"""Saying what makes a draft hard to judge while it is typed. Nothing is kept of what is sent here."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.roles import Permission
from predictions import policy, public_ids
from predictions.checkability import findings
from predictions.desk.access import DeskRequest, desk_view, refused
from predictions.desk.checking import shown
from predictions.desk.forms import WriteUp
from predictions.models import Source


@require_POST
@desk_view
def look(request: DeskRequest, slug: str) -> HttpResponse:
    """A piece of HTML that says what stands out in the form of the workbench as it is now."""
    policy.require(request.person, Permission.WRITE_UP)
    source = get_object_or_404(Source, slug=slug)
    if "exact" not in request.POST:
        return refused(request, _("Only the form of the workbench is looked at."), status=HTTPStatus.BAD_REQUEST)
    form = WriteUp(request.POST, source=source, language=get_language() or "en")
    form.full_clean()
    found = findings(form.as_typed(instead_of=public_ids.clean_or_empty(request.GET.get("draft", ""))))
    context = {
        "pointed": shown(one for one in found if not one.is_gap),
        "gaps": shown(one for one in found if one.is_gap),
    }
    return render(request, "predictions/desk/typed_findings.html", context)
