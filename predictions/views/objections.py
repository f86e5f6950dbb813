"""Contesting what is on record: the form for anybody, and the page that a mail leads to. No cache keeps either."""

from __future__ import annotations

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from predictions import actions
from predictions.confirming import NotOurLink, pending_of
from predictions.desk.access import RETRY_AFTER, claim_or_404
from predictions.desk.telling import in_words
from predictions.forms import RaiseObjection
from predictions.models import Claim, PendingObjection
from predictions.networks import network_of
from predictions.steps import objecting
from predictions.steps.objecting import AlreadyConfirmed, CannotBeContested, NotToConfirm
from predictions.steps.throttling import TooMany


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: HttpRequest, pk: str) -> HttpResponse:
    """The form to contest one claim. Nothing of it is on record before its sender has answered a mail."""
    claim, _version = claim_or_404(pk)
    if request.method != "POST":
        if claim.pk != pk:
            return redirect("object", pk=claim.pk)
        initial = {"language": get_language() or "en", "about": request.GET.get("about", "")}
        return _form_page(request, claim, RaiseObjection(initial=initial))
    form = RaiseObjection(request.POST)
    return _send(request, claim, form) if form.is_valid() else _form_page(request, claim, form, status=422)


def _send(request: HttpRequest, claim: Claim, form: RaiseObjection) -> HttpResponse:
    """Take what was sent. Whatever refuses it is said on the same page, where everything typed still stands."""
    now = timezone.now()
    try:
        actions.ask_to_object(claim_id=claim.pk, contested=form.contested(), network=network_of(request), at=now)
    except Claim.DoesNotExist as error:
        raise Http404 from error
    except CannotBeContested as error:
        form.add_error("about", in_words(error))
        return _form_page(request, claim, form, status=422)
    except TooMany as error:
        until = date_format(timezone.localtime(error.until), pgettext("an instant", "j F Y, H:i"))
        zone = timezone.get_current_timezone_name()
        words = _(
            "Too many objections came in within a day, so this one was not taken. Send it again after %(until)s "
            "(%(zone)s). What you typed stands below; keep a copy."
        )
        form.add_error(None, words % {"until": until, "zone": zone})
        answer = _form_page(request, claim, form, status=429)
        answer["Retry-After"] = str(max(1, int((error.until - now).total_seconds()) + 1))
        return answer
    except OperationalError:
        form.add_error(None, _("The record is busy. Nothing you typed is lost: send it again in a few seconds."))
        answer = _form_page(request, claim, form, status=503)
        answer["Retry-After"] = RETRY_AFTER
        return answer
    # The same page whether a mail leaves or an earlier one is still good: nobody learns who else wrote to us.
    context = {"claim": claim, "days": objecting.TO_CONFIRM.days, "typed": form.typed()}
    return render(request, "predictions/objection_sent.html", context)


def _form_page(request: HttpRequest, claim: Claim, form: RaiseObjection, *, status: int = 200) -> HttpResponse:
    context = {
        "claim": claim,
        "wording": claim.wording(get_language() or "en"),
        "until": objecting.contestable_until(claim),
        "now": timezone.now(),
        "days": objecting.TO_CONFIRM.days,
        "form": form,
    }
    return render(request, "predictions/object.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Where the mail leads. Opening it changes nothing, for mail programs open links too; the button does."""
    try:
        pending = pending_of(token)
    except NotOurLink as error:
        raise Http404(_("This link is not one of ours, or was cut short by a mail program.")) from error
    if pending is None:
        return _confirm_page(request, None, "gone", status=410)
    try:
        if request.method == "POST":
            actions.confirm_objection(pending_id=pending.pk, at=timezone.now())
            return redirect("confirm_objection", token=token)
        objecting.check_confirmable(pending, at=timezone.now())
    except AlreadyConfirmed:
        return _confirm_page(request, pending, "confirmed")
    except (NotToConfirm, PendingObjection.DoesNotExist):
        return _confirm_page(request, pending, "gone", status=410)
    except CannotBeContested as error:
        return _confirm_page(request, pending, "refused", status=409, why=in_words(error))
    except OperationalError:
        answer = _confirm_page(request, pending, "busy", status=503)
        answer["Retry-After"] = RETRY_AFTER
        return answer
    return _confirm_page(request, pending, "waits")


def _confirm_page(
    request: HttpRequest, pending: PendingObjection | None, state: str, *, status: int = 200, why: str = ""
) -> HttpResponse:
    context = {
        "pending": pending,
        "claim": pending.claim if pending else None,
        "state": state,
        "why": why,
        "days": objecting.TO_CONFIRM.days,
        "until": pending.made_at + objecting.TO_CONFIRM if pending else None,
        "answer_by": pending.made_at + objecting.TO_ANSWER if pending else None,
    }
    return render(request, "predictions/objection_confirm.html", context, status=status)
