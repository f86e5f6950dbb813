"""The pages on which objections are answered by somebody who had no hand in what is contested."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission
from predictions import actions, policy
from predictions.desk.access import DeskRequest, desk_view
from predictions.desk.forms.objecting import AnswerObjection
from predictions.desk.telling import in_words
from predictions.models import Claim, Objection, ObjectionAbout, ObjectionState
from predictions.policy import Command, Person, may
from predictions.rows import row_or_404
from predictions.steps.objecting import TO_ANSWER, AlreadyAnswered, EmptyAnswer
from predictions.steps.situations import situation_of

MOST_ANSWERED = 30


@require_safe
@desk_view
def index(request: DeskRequest) -> HttpResponse:
    """What waits for an answer, the oldest first, and what was answered lately."""
    policy.require(request.person, Permission.ANSWER_OBJECTIONS)
    known = _known_to(request.person)
    everything = _objections()
    waiting = [
        {
            "objection": one,
            "wording": _wording(one),
            "until": one.raised_at + TO_ANSWER,
            "is_mine": one.claim_id in known,
        }
        for one in everything.filter(state=ObjectionState.RECEIVED).order_by("raised_at", "pk")
    ]
    answered = everything.exclude(state=ObjectionState.RECEIVED).order_by("-answered_at", "-pk")[:MOST_ANSWERED]
    context = {
        "waiting": waiting,
        "answered": [{"objection": one, "wording": _wording(one)} for one in answered],
        "now": request.at,
    }
    return render(request, "predictions/desk/objections.html", context)


def _objections() -> QuerySet[Objection]:
    found = Objection.objects.filter(claim__in=Claim.objects.visible())
    return found.select_related("claim__collection").prefetch_related("claim__wordings")


def _wording(objection: Objection) -> object:
    return objection.claim.wording(get_language() or "en")


def _known_to(person: Person) -> set[str]:
    """The claims that `person` wrote up, judged or decided: somebody else answers what is said against them."""
    hand = (
        Q(written_by=person.ref) | Q(rounds__verdicts__reviewer_ref=person.ref) | Q(resolutions__decided_by=person.ref)
    )
    return set(Claim.objects.filter(hand, objections__isnull=False).values_list("pk", flat=True))


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def answer(request: DeskRequest, pk: str) -> HttpResponse:
    """One objection, and the answer to it."""
    policy.require(request.person, Permission.ANSWER_OBJECTIONS)
    objection = row_or_404(_objections(), pk)
    if objection.state != ObjectionState.RECEIVED:
        return _page(request, objection, None)
    refusal = may(request.person, Command.ANSWER_OBJECTION, _situation(request, objection)).refusal
    if refusal is not None:
        raise refusal
    if request.method != "POST":
        return _page(request, objection, AnswerObjection(objection=objection))
    form = AnswerObjection(request.POST, objection=objection)
    return _answer(request, objection, form) if form.is_valid() else _page(request, objection, form, status=422)


def _situation(request: DeskRequest, objection: Objection) -> policy.Situation:
    return situation_of(objection.claim, request.person.ref, at=request.at)


def _answer(request: DeskRequest, objection: Objection, form: AnswerObjection) -> HttpResponse:
    try:
        actions.answer_objection(
            objection_id=objection.pk,
            accepted=form.accepted,
            answer=form.cleaned_data["answer"],
            by=request.person,
            at=request.at,
        )
    except AlreadyAnswered as error:
        form.add_error(None, in_words(error))
        return _page(request, row_or_404(_objections(), objection.pk), form, status=409)
    except EmptyAnswer as error:
        form.add_error("answer", in_words(error))
        return _page(request, objection, form, status=422)
    messages.success(
        request, _("The objection is answered. The answer stands on the page of the claim and goes by mail.")
    )
    return redirect("desk_objection", pk=objection.pk)


def _page(
    request: DeskRequest, objection: Objection, form: AnswerObjection | None, *, status: int = 200
) -> HttpResponse:
    claim = objection.claim
    corrects = bool(may(request.person, Command.CORRECT, _situation(request, objection)))
    is_error = objection.about != ObjectionAbout.GRADE
    context = {
        "objection": objection,
        "claim": claim,
        "wording": _wording(objection),
        "statements": claim.statements.select_related("expert", "source"),
        "resolution": claim.resolution,
        "until": objection.raised_at + TO_ANSWER,
        "to_correct": corrects and is_error and objection.state == ObjectionState.ACCEPTED,
        "form": form,
    }
    return render(request, "predictions/desk/objection.html", context, status=status)
