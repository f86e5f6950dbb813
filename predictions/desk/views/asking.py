"""The editor's pages about who judges: asking and letting go, and opening a claim again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.roles import Permission
from predictions import actions, policy
from predictions.desk.access import DeskRequest, claim_or_404, desk_view, refused
from predictions.desk.asking import candidates
from predictions.desk.forms import AskOrLetGo, Reopen
from predictions.desk.forms.asking import LET_GO
from predictions.desk.telling import in_words
from predictions.lifecycle import Opening
from predictions.models import Claim, Round
from predictions.people import names, person_of
from predictions.policy import Command, NotAllowed
from predictions.revisions import BlankReason
from predictions.steps.counting import verdicts_wanted
from predictions.steps.judging import RoundClosed, current_round
from predictions.steps.situations import demand


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def assign(request: DeskRequest, pk: str) -> HttpResponse:
    """Who is asked to judge a claim, who else could be, and why others may not."""
    policy.require(request.person, Permission.ASSIGN)
    claim, _version = claim_or_404(pk)
    try:
        judged = current_round(claim)
        demand(request.person, Command.ASSIGN, claim, at=request.at)
        judged.claim = claim
        return _asked(request, judged) if request.method == "POST" else _page(request, judged, None)
    except RoundClosed as error:
        return refused(request, in_words(error), status=409)


def _asked(request: DeskRequest, judged: Round) -> HttpResponse:
    reviewer = request.POST.get("reviewer", "")
    form = AskOrLetGo(request.POST, auto_id="id_sent_%s", kept_as=f"let-go-{reviewer}")
    if form.is_valid():
        ref: UUID = form.cleaned_data["reviewer"]
        try:
            if form.cleaned_data["do"] == LET_GO:
                _let_go(request, judged.claim, ref, form.cleaned_data["reason"])
            else:
                _ask(request, judged.claim, ref)
        except (NotAllowed, BlankReason) as error:
            form.add_error(None, in_words(error))
        else:
            return redirect("desk_assign", pk=judged.claim_id)
    return _page(request, judged, form, status=422)


def _ask(request: DeskRequest, claim: Claim, ref: UUID) -> None:
    user = User.objects.filter(actor_ref=ref).first()
    if user is None:
        raise NotAllowed(_("There is no such reviewer any more. Ask another."))
    reviewer = person_of(user, at=request.at)
    actions.assign(claim_id=claim.pk, reviewer=reviewer, by=request.person, at=request.at, reason="Asked by an editor")
    messages.success(request, _("%(name)s is asked to judge %(key)s.") % {"name": user, "key": claim.key})


def _let_go(request: DeskRequest, claim: Claim, ref: UUID, reason: str) -> None:
    actions.let_go(claim_id=claim.pk, reviewer_ref=ref, by=request.person, at=request.at, reason=reason)
    told = {"name": names([ref])[ref], "key": claim.key}
    messages.success(request, _("%(name)s is no longer asked to judge %(key)s.") % told)


def _page(request: DeskRequest, judged: Round, form: AskOrLetGo | None, *, status: int = 200) -> HttpResponse:
    found = candidates(judged, by=request.person.ref, at=request.at)
    at_fault = form.data.get("reviewer", "") if form else ""
    context = {
        "claim": judged.claim,
        "wording": judged.claim.wording(get_language() or "en"),
        "judged": judged,
        "wanted": verdicts_wanted(judged),
        "asked": [(one, _to_let_go(one.ref, form if str(one.ref) == at_fault else None)) for one in found if one.asked],
        "free": [one for one in found if not one.asked and not one.why_not],
        "barred": [one for one in found if not one.asked and one.why_not],
        "form": form,
    }
    return render(request, "predictions/desk/assign.html", context, status=status)


def _to_let_go(ref: UUID, sent: AskOrLetGo | None) -> AskOrLetGo:
    """The form to let one reviewer go: what was sent for them, if that was refused, otherwise a fresh one."""
    if sent is not None:
        return sent
    initial = {"do": LET_GO, "reviewer": ref}
    return AskOrLetGo(initial=initial, auto_id=f"id_{ref}_%s", kept_as=f"let-go-{ref}")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def reopen(request: DeskRequest, pk: str) -> HttpResponse:
    """Take a resolved claim off the table and have it judged again by others."""
    policy.require(request.person, Permission.PUBLISH)
    claim, _version = claim_or_404(pk)
    demand(request.person, Command.REOPEN, claim, at=request.at)
    form = Reopen(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reopen(
                claim_id=claim.pk,
                why=Opening(form.cleaned_data["why"]),
                by=request.person,
                at=request.at,
                reason=form.cleaned_data["reason"],
            )
        except BlankReason as error:
            form.add_error("reason", in_words(error))
        else:
            messages.success(
                request, _("%(key)s is open again. Until it is decided it counts as unknown.") % {"key": claim.key}
            )
            return redirect(claim)
    context = {"claim": claim, "wording": claim.wording(get_language() or "en"), "form": form}
    return render(request, "predictions/desk/reopen.html", context, status=422 if request.method == "POST" else 200)
