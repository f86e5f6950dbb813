"""The page to judge from."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission
from predictions import actions, policy, timeline
from predictions.desk.access import DeskRequest, claim_or_404, desk_view
from predictions.desk.case import Case, case_of, wanted_by
from predictions.desk.forms import Ballot, Confirm, fresh_key
from predictions.desk.telling import in_words
from predictions.desk.views.front import next_for, queue_for
from predictions.idempotency import KeyUsedForAnother
from predictions.policy import Command, WrongMoment, may
from predictions.steps.ballots import WrongVerdict
from predictions.steps.judging import NothingToConfirm, RoundClosed
from predictions.steps.situations import situation_of
from predictions.steps.versions import StaleVersion
from predictions.timeline import Revision


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def judge(request: DeskRequest, pk: str) -> HttpResponse:
    """The page to judge one claim from, and the filing of the verdict."""
    policy.require(request.person, Permission.JUDGE)
    case, refusal = _met(request, pk)
    if request.method != "POST":
        if refusal is not None:
            raise refusal
        return _page(request, case, _ballot(case))
    if "confirm" in request.POST and refusal is None:
        return _confirm(request, case)
    form = Ballot(request.POST, evidence=case.evidence)
    if refusal is not None:
        form.add_error(None, in_words(refusal))
        return _page(request, case, form, status=403)
    if not form.is_valid():
        return _page(request, case, form, status=422)
    return _file(request, case, form)


@require_safe
@desk_view
def case_file(request: DeskRequest, pk: str) -> HttpResponse:
    """The case on one page that can be printed, as far as this person may see it."""
    policy.require(request.person, Permission.JUDGE)
    case, refusal = _met(request, pk)
    if refusal is not None:
        raise refusal
    told = timeline.folded(case.shown(timeline.revisions(case.claim)))
    return render(request, "predictions/desk/case_file.html", {"case": case, "told": told})


def _case(request: DeskRequest, pk: str) -> Case:
    claim, version = claim_or_404(pk)
    return case_of(claim, version, request.person, language=get_language() or "en", at=request.at)


def _met(request: DeskRequest, pk: str) -> tuple[Case, policy.NotAllowed | None]:
    """The case, and why this person does not judge it; both once more where the round closed between the two looks."""
    case = _case(request, pk)
    refusal = _refusal(request, case)
    if refusal is not None and case.has_closed():
        case = _case(request, pk)
        refusal = _refusal(request, case)
    return case, refusal


def _refusal(request: DeskRequest, case: Case) -> policy.NotAllowed | None:
    """Why this person does not judge this claim, if they do not."""
    if case.judged is None and case.claim.merged_into_id is None:
        return None
    situation = situation_of(case.claim, request.person.ref, at=request.at)
    refusal = may(request.person, Command.JUDGE, situation).refusal
    # What is not due yet can be looked at by who will be asked for it.
    looks_ahead = isinstance(refusal, WrongMoment) and case.claim.merged_into_id is None
    return None if looks_ahead else refusal


def _file(request: DeskRequest, case: Case, form: Ballot) -> HttpResponse:
    """File the verdict. Whatever refuses it is said on the same page, where everything typed still stands."""
    try:
        actions.file_verdict(
            claim_id=case.claim.pk,
            seen_version=form.cleaned_data["seen"],
            **form.given,
            by=request.person,
            at=request.at,
            key=form.cleaned_data["key"],
        )
    except StaleVersion as error:
        return _stale(request, form, error)
    except KeyUsedForAnother:
        form.refuse_key()
        return _page(request, case, form, status=409)
    except RoundClosed as error:
        form.add_error(None, in_words(error))
        return _page(request, _case(request, case.claim.pk), form, status=409)
    except policy.NotAllowed as error:
        form.add_error(None, in_words(error))
        return _page(request, case, form, status=403)
    except WrongVerdict as error:
        form.add_error(None, in_words(error))
        return _page(request, case, form, status=422)
    messages.success(request, _("Your verdict on %(key)s is filed.") % {"key": case.claim.key})
    return redirect(next_for(request, case.claim) or "desk")


def _ballot(case: Case) -> Ballot:
    initial = {"seen": case.version, "key": fresh_key()} | case.given
    return Ballot(evidence=case.evidence, initial=initial)


def _confirm(request: DeskRequest, case: Case) -> HttpResponse:
    """File one's verdict once more as it stands. Whatever refuses it is said, and the page shows what is there now."""
    form = Confirm(request.POST)
    if not form.is_valid():
        return _page(request, case, _ballot(case), status=422)
    try:
        actions.confirm_verdict(
            claim_id=case.claim.pk,
            seen_version=form.cleaned_data["seen"],
            by=request.person,
            at=request.at,
            key=form.cleaned_data["key"],
        )
    except (StaleVersion, RoundClosed, KeyUsedForAnother) as error:
        messages.error(request, in_words(error))
        now = _case(request, case.claim.pk)
        return _page(request, now, _ballot(now), status=409)
    except (WrongVerdict, NothingToConfirm) as error:
        messages.error(request, in_words(error))
        return _page(request, case, _ballot(case), status=422)
    messages.success(request, _("Your verdict on %(key)s is confirmed.") % {"key": case.claim.key})
    return redirect(next_for(request, case.claim) or "desk")


def _stale(request: DeskRequest, form: Ballot, error: StaleVersion) -> HttpResponse:
    """Show what changed since the person looked; what they typed stays, and one more click files it."""
    now = _case(request, error.claim.pk)
    form.retype(seen=str(error.now), key=fresh_key())
    since = timeline.revisions(now.claim, since=error.seen)
    return _page(request, now, form, status=409, since=now.shown(since))


def _page(
    request: DeskRequest, case: Case, form: Ballot, *, status: int = 200, since: list[Revision] | None = None
) -> HttpResponse:
    queue = queue_for(request)
    context = {
        "case": case,
        "form": form,
        "queue": queue,
        "next": queue.after(case.claim.pk),
        "wanted_by": wanted_by(case.judged, request.person),
        "since": since,
        "again": timeline.revisions(case.claim, since=case.own.seen_version) if case.is_changed and case.own else None,
        "judges": True,
    }
    return render(request, "predictions/desk/judge.html", context, status=status)
