"""The outbox: what is owed and sent, what went wrong and why, and what a person can do about it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.roles import Permission
from predictions import policy
from predictions.desk.access import DeskRequest, desk_view
from predictions.desk.telling import in_words
from reminders import actions
from reminders.actions.minding import suppressions_of
from reminders.alarm import silence
from reminders.models import SEALED, Deed, Delivery, Kind
from reminders.outbox import rows
from reminders.outbox.forms import Why

A_PAGE = 50


@require_safe
@desk_view
def outbox(request: DeskRequest) -> HttpResponse:
    """All deliveries that this person may see, newest first, as the address narrows them."""
    policy.require(request.person, Permission.MIND_MAILS)
    asked = {name: request.GET.get(name, "").strip()[:200] for name in ("state", "kind", "person")}
    visible = rows.visible_to(request.person)
    page = Paginator(rows.chosen(visible, **asked), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "is_narrowed": any(asked.values()),
        "states": list(rows.STATES),
        "kinds": [kind for kind in Kind if kind not in SEALED],
        "page": page,
        "rows": rows.rows(list(page.object_list)),
        "wrong": visible.filter(rows.WENT_WRONG).count(),
        "silence": silence(now=request.at),
    }
    return render(request, "reminders/outbox.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def deed(request: DeskRequest, pk: int, deed: str) -> HttpResponse:
    """Ask for the reason, and do it."""
    policy.require(request.person, Permission.MIND_MAILS)
    delivery = get_object_or_404(rows.visible_to(request.person), pk=pk)
    row = rows.row(delivery, is_suppressed=suppressions_of(delivery).exists())
    if deed not in Deed.values or (request.method != "POST" and deed not in row.deeds):
        raise Http404(_("There is nothing to be done to this mail."))
    form = Why(request.POST or None)
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        try:
            actions.mind(
                delivery_id=pk, deed=Deed(deed), by=request.person, at=request.at, reason=form.cleaned_data["reason"]
            )
        except actions.NotThatOne as error:
            status = 409
            form.add_error(None, in_words(error))
        else:
            messages.success(request, _("Done, and kept with your reason."))
            return redirect("desk_outbox")
    context = {"row": row, "deed": deed, "form": form, "before": _before(delivery)}
    return render(request, "reminders/outbox_deed.html", context, status=status)


def _before(delivery: Delivery) -> list[tuple[str, object, str, str]]:
    """What was done to it by hand so far: what, when, by whom, why."""
    found = list(delivery.interventions.order_by("at", "pk"))
    names = {user.actor_ref: str(user) for user in User.objects.filter(actor_ref__in=[one.by for one in found])}
    return [(one.what, one.at, names.get(one.by, ""), one.reason) for one in found]
