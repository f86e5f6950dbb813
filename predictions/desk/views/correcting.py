"""The pages on which an editor puts right what is on record, and keeps what experts reply."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.roles import Permission
from predictions import actions, policy, public_ids, timeline
from predictions.desk.access import DeskRequest, claim_or_404, desk_view
from predictions.desk.forms.objecting import CorrectClaim, CorrectStatement, RecordReply
from predictions.desk.telling import in_words
from predictions.models import Claim, Statement
from predictions.policy import Command
from predictions.reading import public_experts, threads
from predictions.revisions import BlankReason
from predictions.steps.correcting import NotTheirs, WrongCorrection
from predictions.steps.situations import demand
from predictions.steps.versions import StaleVersion
from predictions.steps.wording import NothingChanged
from predictions.timeline import Revision

Correcting = CorrectStatement | CorrectClaim


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def statement(request: DeskRequest, pk: str, number: int) -> HttpResponse:
    """Put right who said a claim, when, and in which words."""
    claim, seen = claim_or_404(pk)
    demand(request.person, Command.CORRECT, claim, at=request.at)
    found = claim.statements.filter(number=number).first()
    if found is None:
        raise Http404(_("This claim has no statement of that number."))
    if request.method != "POST":
        return _page(request, claim, found, CorrectStatement(initial=CorrectStatement.given(found) | {"seen": seen}))
    form = CorrectStatement(request.POST)
    return _correct(request, claim, found, form, actions.correct_statement, statement_id=found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def facts(request: DeskRequest, pk: str) -> HttpResponse:
    """Put right what a claim says of itself beside its words."""
    claim, seen = claim_or_404(pk)
    demand(request.person, Command.CORRECT, claim, at=request.at)
    if request.method != "POST":
        return _page(request, claim, None, CorrectClaim(initial=CorrectClaim.given(claim) | {"seen": seen}))
    form = CorrectClaim(request.POST)
    return _correct(request, claim, None, form, actions.correct_claim, claim_id=claim.pk)


def _correct(
    request: DeskRequest,
    claim: Claim,
    found: Statement | None,
    form: Correcting,
    action: Callable[..., Any],
    **subject: str,
) -> HttpResponse:
    """Carry the correction out. Whatever refuses it is said on the same page, where everything typed still stands."""
    if not form.is_valid():
        return _page(request, claim, found, form, status=422)
    try:
        action(
            **subject,
            seen_version=form.cleaned_data["seen"],
            changes=form.changes(),
            by=request.person,
            at=request.at,
            reason=form.cleaned_data["reason"],
        )
    except StaleVersion as error:
        form.retype(seen=str(error.now))
        form.add_error(None, in_words(error))
        since = timeline.revisions(claim, since=error.seen)
        return _page(request, claim, found, form, status=409, since=since)
    except BlankReason as error:
        form.add_error("reason", in_words(error))
    except (NothingChanged, WrongCorrection) as error:
        form.add_error(None, in_words(error))
    except ValidationError as error:
        form.add_error(None, error.messages)
    else:
        messages.success(request, _("%(key)s is put right. The list of corrections says so.") % {"key": claim.key})
        return redirect(claim)
    return _page(request, claim, found, form, status=422)


def _page(
    request: DeskRequest,
    claim: Claim,
    found: Statement | None,
    form: Correcting,
    *,
    status: int = 200,
    since: list[Revision] | None = None,
) -> HttpResponse:
    context = {
        "claim": claim,
        "statement": found,
        "statements": claim.statements.select_related("expert", "source"),
        "form": form,
        "since": since,
    }
    return render(request, "predictions/desk/correct.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def reply(request: DeskRequest, slug: str) -> HttpResponse:
    """Keep what an expert replies to one claim or to everything; a later reply stands before the earlier ones."""
    policy.require(request.person, Permission.PUBLISH)
    expert = get_object_or_404(public_experts(), slug=slug)
    status = 200
    form = RecordReply(expert=expert, initial={"claim": _asked(request), "received_on": request.at.date()})
    if request.method == "POST":
        form, status = RecordReply(request.POST, expert=expert), 422
        if form.is_valid():
            try:
                return _keep(request, expert.pk, form)
            except (NotTheirs, NothingChanged) as error:
                form.add_error(None, in_words(error))
    replies = threads(expert.replies.select_related("expert", "claim"))
    context = {"expert": expert, "form": form, "threads": replies}
    return render(request, "predictions/desk/reply.html", context, status=status)


def _asked(request: DeskRequest) -> str:
    """The claim that the page was opened for."""
    return public_ids.clean_or_empty(request.GET.get("claim", ""))


def _keep(request: DeskRequest, expert_id: str, form: RecordReply) -> HttpResponse:
    given = form.cleaned_data
    kept = actions.record_reply(
        expert_id=expert_id,
        claim_id=given["claim"].pk if given["claim"] else None,
        text=given["text"],
        language=given["language"],
        received_at=datetime.combine(given["received_on"], time(), tzinfo=UTC),
        verified_how=given["verified_how"],
        by=request.person,
        at=request.at,
    )
    messages.success(request, _("The reply is kept and stands on the page, whole."))
    return redirect(kept.claim or kept.expert)
