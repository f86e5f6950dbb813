"""Saying before the deadline what one expects of a claim. Nobody sees what others expect, nor whether they said it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission
from predictions import actions, policy
from predictions.desk.access import DeskRequest, claim_or_404, desk_view
from predictions.desk.forms import StatePrior
from predictions.desk.priors import given, own_prior, to_expect
from predictions.desk.telling import in_words
from predictions.policy import Command
from predictions.reading import steps
from predictions.revisions import BlankReason
from predictions.steps.priors import WrongShares
from predictions.steps.situations import demand


@require_safe
@desk_view
def index(request: DeskRequest) -> HttpResponse:
    """The claims of which this person may say what they expect."""
    policy.require(request.person, Permission.JUDGE)
    found = to_expect(request.person, language=get_language() or "en", at=request.at)
    return render(request, "predictions/desk/priors.html", {"claims": found})


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def state(request: DeskRequest, pk: str) -> HttpResponse:
    """State, or change, how likely each grade of one claim is."""
    policy.require(request.person, Permission.JUDGE)
    claim, _version = claim_or_404(pk)
    demand(request.person, Command.SET_PRIOR, claim, at=request.at)
    own = own_prior(claim, request.person)
    form = StatePrior(request.POST or None, initial=given(own))
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_prior(
                claim_id=claim.pk,
                shares=form.shares,
                by=request.person,
                at=request.at,
                reason=form.cleaned_data["reason"],
            )
        except BlankReason as error:
            form.add_error("reason", in_words(error))
        except WrongShares as error:
            form.add_error(None, in_words(error))
        else:
            messages.success(
                request, _("What you expect of %(key)s is kept, sealed until its deadline.") % {"key": claim.key}
            )
            return redirect("desk_priors")
    wording = claim.wording(get_language() or "en")
    context = {"claim": claim, "wording": wording, "steps": steps(wording), "form": form, "own": own}
    return render(request, "predictions/desk/prior.html", context, status=422 if request.method == "POST" else 200)
