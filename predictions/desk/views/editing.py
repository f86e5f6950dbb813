"""Revising words, declaring interests."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.roles import Permission
from predictions import actions, policy, timeline
from predictions.desk.access import DeskRequest, claim_or_404, desk_view
from predictions.desk.forms import DeclareInterest, ReviseWording
from predictions.desk.telling import in_words
from predictions.models import DeclaredInterest, InterestKind, Wording
from predictions.policy import Command
from predictions.revisions import BlankReason
from predictions.steps.situations import demand
from predictions.steps.versions import StaleVersion
from predictions.steps.wording import EDITABLE, EmptyWording, NothingChanged
from predictions.timeline import Revision


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def revise(request: DeskRequest, pk: str, language: str) -> HttpResponse:
    """Change the words of a claim in one language, with a reason."""
    claim, seen = claim_or_404(pk)
    policy.require(request.person, Permission.WRITE_UP)
    wording = next((one for one in claim.wordings.all() if one.language == language), None)
    if wording is None:
        raise Http404(_("This claim has no text in that language."))
    demand(request.person, Command.REVISE, claim, at=request.at)
    if request.method != "POST":
        initial = {column: getattr(wording, column) for column in EDITABLE} | {"seen": seen}
        context = {"claim": claim, "wording": wording, "form": ReviseWording(initial=initial)}
        return render(request, "predictions/desk/wording.html", context)
    form = ReviseWording(request.POST)
    differences: list[tuple[str, str, str]] = []
    since: list[Revision] | None = None
    status = 422
    if form.is_valid():
        try:
            actions.revise_wording(
                claim_id=claim.pk,
                language=language,
                seen_version=form.cleaned_data["seen"],
                changes=form.changes(),
                by=request.person,
                at=request.at,
                reason=form.cleaned_data["reason"],
            )
        except StaleVersion as error:
            status = 409
            differences = _side_by_side(form, Wording.objects.get(pk=wording.pk))
            since = timeline.revisions(claim, since=error.seen)
            form.retype(seen=str(error.now))
            form.add_error(None, in_words(error))
        except BlankReason as error:
            form.add_error("reason", in_words(error))
        except (NothingChanged, EmptyWording) as error:
            form.add_error(None, in_words(error))
        else:
            messages.success(request, _("The words of %(key)s are revised.") % {"key": claim.key})
            return redirect(claim)
    context = {"claim": claim, "wording": wording, "form": form, "differences": differences, "since": since}
    return render(request, "predictions/desk/wording.html", context, status=status)


def _side_by_side(form: ReviseWording, standing: Wording) -> list[tuple[str, str, str]]:
    """Each part where what stands now and what the person typed differ: its name, theirs now, and the typed one."""
    typed = form.changes()
    return [
        (str(form.fields[column].label), getattr(standing, column), typed[column])
        for column in EDITABLE
        if getattr(standing, column) != typed[column]
    ]


def _declared(starts: date, today: date) -> str:
    if starts > today:
        day = date_format(starts, "j F Y")
        return _("The tie is declared. It counts from %(day)s on; until then you may be asked.") % {"day": day}
    return _("The tie is declared. You will not be asked to judge what it touches.")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def interests(request: DeskRequest) -> HttpResponse:
    """Declare a tie, and see the ones declared."""
    form = DeclareInterest(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.declare_interest(
            kind=InterestKind(given["kind"]),
            organization_id=given["organization"].pk if given["organization"] else None,
            expert_id=given["expert"].pk if given["expert"] else None,
            starts=given["starts"],
            ends=given["ends"],
            note=given["note"],
            by=request.person,
            at=request.at,
            reason="Declared by the reviewer",
        )
        messages.success(request, _declared(given["starts"], request.at.date()))
        return redirect("desk_interests")
    declared = DeclaredInterest.objects.filter(reviewer_ref=request.person.ref)
    context = {"form": form, "declared": declared.select_related("organization", "expert").order_by("-starts")}
    status = 422 if request.method == "POST" else 200
    return render(request, "predictions/desk/interests.html", context, status=status)
