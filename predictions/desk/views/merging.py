"""Merging a duplicate into the claim that it repeats."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from predictions import actions
from predictions.desk.access import DeskRequest, desk_view
from predictions.desk.forms.merging import Merge
from predictions.desk.telling import in_words
from predictions.lifecycle import Status
from predictions.models import Claim
from predictions.policy import Command
from predictions.revisions import BlankReason
from predictions.rows import row_or_404
from predictions.steps.merging import CannotMerge
from predictions.steps.situations import demand


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def merge(request: DeskRequest, pk: str) -> HttpResponse:
    """Choose the claim that this one repeats, and say why they are one."""
    claim = _claim(pk)
    demand(request.person, Command.MERGE, claim, at=request.at)
    form = Merge(request.POST or None, claim=claim, language=get_language() or "en")
    if request.method == "POST" and form.is_valid():
        into = form.cleaned_data["into"]
        try:
            carried = actions.merge(
                claim_id=claim.pk,
                into_id=into.pk,
                by=request.person,
                at=request.at,
                reason=form.cleaned_data["reason"],
            )
        except CannotMerge as error:
            form.add_error("into", in_words(error))
        except BlankReason as error:
            form.add_error("reason", in_words(error))
        else:
            said = _("%(key)s now points at %(into)s. Statements carried over: %(count)s.")
            messages.success(request, said % {"key": claim.key, "into": into.key, "count": len(carried)})
            if claim.status == Status.DRAFT:
                return redirect("desk_source", slug=claim.source.slug)
            return redirect(claim)
    status = 422 if request.method == "POST" else 200
    context = {"claim": claim, "wording": form.wording, "form": form}
    return render(request, "predictions/desk/merge.html", context, status=status)


def _claim(pk: str) -> Claim:
    """Any claim, drafts too: doubles are best found before anybody sees them."""
    claims = Claim.objects.with_drafts().select_related("collection", "source")
    return row_or_404(claims.prefetch_related("wordings"), pk)
