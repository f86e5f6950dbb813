"""The page from which an adjudicator decides between verdicts that do not agree."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.roles import Permission
from predictions import actions, policy, timeline
from predictions.desk.access import DeskRequest, claim_or_404, desk_view, refused
from predictions.desk.forms import Adjudicate
from predictions.desk.telling import in_words
from predictions.models import Claim, Evidence, Round, Stance
from predictions.people import names
from predictions.policy import Command
from predictions.reading import Judged, judged_verdicts, steps
from predictions.steps.ballots import WrongVerdict
from predictions.steps.counting import tally
from predictions.steps.judging import RoundClosed, current_round
from predictions.steps.situations import demand
from predictions.steps.versions import StaleVersion
from predictions.timeline import Revision


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def adjudicate(request: DeskRequest, pk: str) -> HttpResponse:
    """Decide a claim whose verdicts do not agree."""
    policy.require(request.person, Permission.ADJUDICATE)
    claim, version = claim_or_404(pk)
    try:
        judged = _contested_round(request, claim)
        if request.method != "POST":
            form = Adjudicate(claim=claim, initial={"seen": version})
            return _page(request, judged, form)
        form = Adjudicate(request.POST, claim=claim)
        return _decide(request, judged, form) if form.is_valid() else _page(request, judged, form, status=422)
    except RoundClosed as error:
        return refused(request, in_words(error), status=409)


def _contested_round(request: DeskRequest, claim: Claim) -> Round:
    """The open round of `claim`, for somebody who may see what was filed in it and decide.

    raises  policy.NotAllowed and ConflictOfInterest, steps.judging.RoundClosed
    """
    judged = current_round(claim)
    demand(request.person, Command.ADJUDICATE, claim, at=request.at)
    judged.claim = claim
    return judged


def _decide(request: DeskRequest, judged: Round, form: Adjudicate) -> HttpResponse:
    claim = judged.claim
    try:
        actions.adjudicate(
            claim_id=claim.pk,
            seen_version=form.cleaned_data["seen"],
            outcome=form.outcome,
            grade=form.value,
            fault=form.cleaned_data["fault"],
            reasons=form.cleaned_data["reasons"],
            cites=form.cited,
            by=request.person,
            at=request.at,
        )
    except StaleVersion as error:
        judged.claim, _now = claim_or_404(claim.pk)
        form.retype(seen=str(error.now))
        form.add_error(None, in_words(error))
        return _page(request, judged, form, status=409, since=timeline.revisions(claim, since=error.seen))
    except WrongVerdict as error:
        form.add_error(None, in_words(error))
        return _page(request, judged, form, status=422)
    messages.success(request, _("%(key)s is decided.") % {"key": claim.key})
    return redirect(claim)


def _page(
    request: DeskRequest, judged: Round, form: Adjudicate, *, status: int = 200, since: list[Revision] | None = None
) -> HttpResponse:
    claim = judged.claim
    evidence = list(claim.evidence.order_by("number"))
    wording = claim.wording(get_language() or "en")
    context = {
        "claim": claim,
        "wording": wording,
        "steps": steps(wording),
        "judged": _filed(judged, evidence),
        "sides": {stance.value: [one for one in evidence if one.stance == stance] for stance in Stance},
        "form": form,
        "since": since,
    }
    return render(request, "predictions/desk/adjudicate.html", context, status=status)


def _filed(judged: Round, evidence: list[Evidence]) -> list[Judged]:
    standing = tally(judged)
    return judged_verdicts(standing, names(verdict.reviewer_ref for verdict in standing.verdicts), evidence)
