"""Listing a document with a claim, changing what is said of it, taking it back, and putting it back."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.roles import Permission
from predictions import actions, policy
from predictions.desk.access import DeskRequest, claim_or_404, desk_view
from predictions.desk.forms import AddDocument, ReviseDocument, WithReason, fresh_key
from predictions.desk.listed import doors_of, listed_for, ways_of
from predictions.desk.places import page_of
from predictions.desk.telling import in_words
from predictions.idempotency import KeyUsedForAnother
from predictions.models import Assignment, Claim, Evidence
from predictions.policy import Command
from predictions.revisions import BlankReason
from predictions.steps.evidence import (
    AlreadyListed,
    DocumentChanged,
    FileGone,
    LooksLike,
    NothingNew,
    NotRetracted,
    RetractedAlready,
)
from predictions.steps.situations import demand, situation_of_document
from predictions.web_addresses import NotAWebAddress

UNFIT = HTTPStatus.UNPROCESSABLE_ENTITY


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def add(request: DeskRequest, pk: str) -> HttpResponse:
    """List a public document with a claim."""
    claim = _claim(request, pk)
    demand(request.person, Command.ADD_EVIDENCE, claim, at=request.at)
    if request.method != "POST":
        return _add_page(request, claim, AddDocument(ref=request.person.ref, initial={"key": fresh_key()}))
    form = AddDocument(request.POST, request.FILES, ref=request.person.ref)
    status = UNFIT
    if form.is_valid():
        try:
            actions.add_evidence(
                claim_id=claim.pk,
                document=form.document(),
                by=request.person,
                at=request.at,
                reason=form.cleaned_data["reason"],
                key=form.cleaned_data["key"],
            )
        except KeyUsedForAnother:
            form.refuse_key()
            status = HTTPStatus.CONFLICT
        except LooksLike as error:
            form.ask_whether_another(in_words(error))
        except (AlreadyListed, NotAWebAddress) as error:
            form.add_error("url", in_words(error))
        except FileGone as error:
            form.add_error("file", in_words(error))
        except BlankReason as error:
            form.add_error("reason", in_words(error))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("The document is listed with %(key)s.") % {"key": claim.key})
            return _back(request, claim)
    return _add_page(request, claim, form, status=status)


def _claim(request: DeskRequest, pk: str) -> Claim:
    """A claim that has a page; for those who write up, a draft too."""
    writes = request.person.can(Permission.WRITE_UP)
    return claim_or_404(pk, among=Claim.objects.with_drafts() if writes else None)[0]


def _add_page(request: DeskRequest, claim: Claim, form: AddDocument, *, status: int = HTTPStatus.OK) -> HttpResponse:
    context = {
        "claim": claim,
        "form": form,
        "rows": listed_for(request.person, claim, at=request.at),
        "home": page_of(claim),
    }
    return render(request, "predictions/desk/document.html", context, status=status)


def _back(request: DeskRequest, claim: Claim) -> HttpResponse:
    """To the page to judge from for somebody who is asked to, otherwise to the page of the claim."""
    asked = Assignment.objects.filter(
        round__claim=claim,
        round__closed_at__isnull=True,
        released_at__isnull=True,
        reviewer_ref=request.person.ref,
    )
    if request.person.can(Permission.JUDGE) and asked.exists():
        return redirect("desk_claim", pk=claim.pk)
    return redirect(page_of(claim))


def _document(request: DeskRequest, pk: str, number: int) -> Evidence:
    claim = _claim(request, pk)
    found = get_object_or_404(claim.evidence.all(), number=number)
    found.claim = claim
    return found


def _situation(request: DeskRequest, document: Evidence) -> policy.Situation:
    return situation_of_document(document, request.person.ref, at=request.at)


def _demand(request: DeskRequest, command: Command, document: Evidence) -> None:
    policy.demand(request.person, command, _situation(request, document))


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def change(request: DeskRequest, pk: str, number: int) -> HttpResponse:
    """Say something anew of a document; what was said stays in the timeline."""
    document = _document(request, pk, number)
    if request.method != "POST":
        if not doors_of(request.person, document, _situation(request, document)):
            _demand(request, next(iter(ways_of(document).values())), document)
        return _page(request, document)
    _demand(request, Command.REVISE_EVIDENCE, document)
    form = ReviseDocument(request.POST)
    differences: list[tuple[str, str, str]] = []
    status = UNFIT
    if form.is_valid():
        try:
            actions.revise_evidence(
                evidence_id=document.pk,
                seen_version=form.cleaned_data["seen"],
                changes=form.changes(),
                by=request.person,
                at=request.at,
                reason=form.cleaned_data["reason"],
            )
        except (DocumentChanged, RetractedAlready) as error:
            document = _document(request, pk, number)
            form.retype(seen=str(document.version))
            form.add_error(None, in_words(error))
            differences = form.beside(document)
            status = HTTPStatus.CONFLICT
        except BlankReason as error:
            form.add_error("reason", in_words(error))
        except NothingNew as error:
            form.add_error(None, in_words(error))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            told = {"number": document.number, "key": document.claim.key}
            messages.success(request, _("Document %(number)s of %(key)s is changed.") % told)
            return _back(request, document.claim)
    return _page(request, document, form=form, differences=differences, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def retract(request: DeskRequest, pk: str, number: int) -> HttpResponse:
    """Take a document back. It stays on the page, struck through, with the reason."""
    done = gettext_lazy("Document %(number)s of %(key)s is retracted.")
    document = _document(request, pk, number)
    return _with_reason(request, document, Command.RETRACT_EVIDENCE, actions.retract_evidence, done)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def restore(request: DeskRequest, pk: str, number: int) -> HttpResponse:
    """Put back a document that was retracted."""
    done = gettext_lazy("Document %(number)s of %(key)s is restored.")
    document = _document(request, pk, number)
    return _with_reason(request, document, Command.RESTORE_EVIDENCE, actions.restore_evidence, done)


def _with_reason(
    request: DeskRequest, document: Evidence, command: Command, action: Callable[..., Evidence], done: Promise
) -> HttpResponse:
    _demand(request, command, document)
    if request.method != "POST":
        return redirect("desk_document", pk=document.claim_id, number=document.number)
    form = _reason_for(document, request.POST)
    if not form.is_valid():
        return _page(request, document, why=form, status=UNFIT)
    try:
        action(
            evidence_id=document.pk,
            seen_version=form.cleaned_data["seen"],
            by=request.person,
            at=request.at,
            reason=form.cleaned_data["why"],
        )
    except (DocumentChanged, RetractedAlready, NotRetracted) as error:
        fresh = _document(request, document.claim_id, document.number)
        form.retype(seen=str(fresh.version))
        form.add_error(None, in_words(error))
        return _page(request, fresh, why=form, status=HTTPStatus.CONFLICT)
    except BlankReason as error:
        form.add_error("why", in_words(error))
        return _page(request, document, why=form, status=UNFIT)
    messages.success(request, str(done) % {"number": document.number, "key": document.claim.key})
    return _back(request, document.claim)


def _reason_for(document: Evidence, sent: QueryDict | None = None) -> WithReason:
    """The form to retract `document`, or to restore it where it is retracted."""
    kept_as = "restore" if document.retracted_at else "retract"
    return WithReason(sent, initial={"seen": document.version}, auto_id="id_why_%s", kept_as=kept_as)


def _page(
    request: DeskRequest,
    document: Evidence,
    *,
    form: ReviseDocument | None = None,
    why: WithReason | None = None,
    differences: list[tuple[str, str, str]] | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """The document as it stands, with the doors open to this person. What was typed stands even where it is late."""
    doors = doors_of(request.person, document, _situation(request, document))
    context = {
        "claim": document.claim,
        "document": document,
        "home": page_of(document.claim),
        "doors": doors,
        "differences": differences,
        "form": form or (ReviseDocument.of(document) if "revise" in doors else None),
        "why": why or _reason_for(document),
    }
    return render(request, "predictions/desk/change_document.html", context, status=status)
