"""The workbench: a source's text on one side, the form that makes a draft of a passage on the other."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import Permission
from predictions import actions, anchoring, drafting, policy, public_ids
from predictions.anchoring import Anchor
from predictions.checkability import findings
from predictions.desk.access import DeskRequest, desk_view
from predictions.desk.checking import shown
from predictions.desk.forms import WriteUp
from predictions.desk.listed import listed_for
from predictions.desk.telling import in_words
from predictions.desk.workbench import filled, marks, parts, passage, remembered
from predictions.lifecycle import Status
from predictions.models import Claim, Collection, Source, WorkingText
from predictions.policy import Command, may
from predictions.rows import row_or_404
from predictions.steps.drafts import CannotBeWritten, found_passage, share_quoted
from predictions.steps.readiness import NotReady, looked_at
from predictions.steps.situations import situation_of
from predictions.steps.speakers import NamedAlready
from predictions.steps.versions import StaleVersion, claim_version

WHY = "Written up from the source"


def _source(slug: str) -> Source:
    return get_object_or_404(Source.objects.select_related("publisher"), slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def workbench(request: DeskRequest, slug: str) -> HttpResponse:
    """The text of a source and the form for the next passage."""
    policy.require(request.person, Permission.WRITE_UP)
    source = _source(slug)
    language = get_language() or "en"
    if request.method != "POST":
        form = WriteUp(source=source, language=language, initial=_initial(request, source))
        return _page(request, source, form)
    form = WriteUp(request.POST, source=source, language=language)
    if not form.is_valid():
        return _page(request, source, form, status=422)
    return _do(request, source, form, None)


def _initial(request: DeskRequest, source: Source) -> dict[str, Any]:
    initial = remembered(source, request.person)
    initial.setdefault("binding", source.language if source.language in {"en", "fr"} else "en")
    newest = Collection.objects.order_by("-ends", "slug").first()
    asked = Collection.objects.filter(pk=request.GET.get("collection", "")[:16].replace("\0", "")).first()
    if asked or newest:
        initial["collection"] = asked.pk if asked else initial.get("collection", newest.pk if newest else "")
    other = _asked_for(request)
    if other is not None and (statement := other.statements.filter(source=source).order_by("number").first()):
        initial |= passage(statement) | {"idea_of": other.pk, "speaker": filled(other)["speaker"]}
    return initial


def _asked_for(request: HttpRequest) -> Claim | None:
    """The claim whose passage is to be used once more, if the address names one."""
    named = public_ids.clean_or_empty(request.GET.get("from", ""))
    return Claim.objects.filter(pk=named, merged_into=None).first() if named else None


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def draft(request: DeskRequest, slug: str, pk: str) -> HttpResponse:
    """A draft beside the text it comes from, with what makes it hard to judge."""
    policy.require(request.person, Permission.WRITE_UP)
    source, claim = _source(slug), _draft(slug, pk)
    language = get_language() or "en"
    if request.method != "POST":
        initial = filled(claim) | {"seen": claim_version(claim)}
        return _page(request, source, WriteUp(source=source, language=language, initial=initial), claim)
    form = WriteUp(request.POST, source=source, language=language)
    if not form.is_valid():
        return _page(request, source, form, claim, status=422)
    return _do(request, source, form, claim)


def _draft(slug: str, pk: str) -> Claim:
    drafts = Claim.objects.filter(source__slug=slug, status=Status.DRAFT)
    return row_or_404(drafts.select_related("collection", "source", "merged_into").prefetch_related("wordings"), pk)


def _do(request: DeskRequest, source: Source, form: WriteUp, claim: Claim | None) -> HttpResponse:
    """Do what the form asks for. Whatever refuses it is said on the same page, where everything typed still stands."""
    try:
        passage = _passage(source, form, claim)
        if form.then == "refuse":
            return _refuse(request, source, form, passage)
        if form.then == "again":
            return _again(request, source, form, passage)
        return _save(request, source, form, claim, passage)
    except anchoring.FoundSeveral as error:
        form.add_error("paragraph", in_words(error))
    except anchoring.NotAnchored as error:
        form.add_error("exact", in_words(error))
    except NamedAlready as error:
        form.add_error("new_name", in_words(error))
    except CannotBeWritten as error:
        form.add_error("resolve_by", in_words(error))
    except policy.NotAllowed as error:
        form.add_error(None, in_words(error))
        return _page(request, source, form, claim, status=403)
    except StaleVersion as error:
        form.retype(seen=str(error.now))
        form.add_error(None, in_words(error))
        return _page(request, source, form, claim, status=409)
    return _page(request, source, form, claim, status=422)


def _passage(source: Source, form: WriteUp, claim: Claim | None) -> Anchor | None:
    """The passage in the text, or None where a draft keeps the one it has. Raises anchoring.NotAnchored."""
    asked = form.anchor()
    statement = claim.statements.order_by("number").first() if claim else None
    if statement and asked.exact == statement.quote and form.cleaned_data["start"] == statement.quote_start:
        return None
    if not WorkingText.objects.filter(source=source).exists():
        raise anchoring.NotFound(_("The text of this source is not on the desk. Bring it first, then quote from it."))
    return found_passage(source, asked, form.cleaned_data["paragraph"])


def _save(
    request: DeskRequest, source: Source, form: WriteUp, claim: Claim | None, passage: Anchor | None
) -> HttpResponse:
    said, claimed = form.said(passage), form.claimed()
    if claim is None:
        claim = actions.write_up(
            source_id=source.pk, said=said, claimed=claimed, by=request.person, at=request.at, reason=WHY
        )
    else:
        claim = actions.rewrite(
            claim_id=claim.pk,
            seen_version=form.cleaned_data["seen"] or 0,
            said=said,
            claimed=claimed,
            by=request.person,
            at=request.at,
            reason=WHY,
        )
    if form.then == "offer":
        return _offer(request, source, claim)
    messages.success(request, _("%(key)s is saved.") % {"key": claim.key})
    return redirect("desk_draft", slug=source.slug, pk=claim.pk)


def _offer(request: DeskRequest, source: Source, claim: Claim) -> HttpResponse:
    """Offer a saved draft and go on with the next passage; one that is incomplete is shown with what it lacks."""
    try:
        actions.offer(claim_id=claim.pk, by=request.person, at=request.at, reason="Ready to be published")
    except NotReady as error:
        said = _("%(key)s is saved, and not offered. %(why)s")
        messages.warning(request, said % {"key": claim.key, "why": in_words(error)})
        return redirect("desk_draft", slug=source.slug, pk=claim.pk)
    messages.success(request, _("%(key)s is saved and offered for publication.") % {"key": claim.key})
    warnings = findings(looked_at(claim))
    if warnings:
        said = _("Worth a second look at %(key)s: %(what)s")
        what = " ".join(in_words(ValueError(one.sentence)) for one in warnings)
        messages.warning(request, said % {"key": claim.key, "what": what})
    return redirect("desk_source", slug=source.slug)


def _again(request: DeskRequest, source: Source, form: WriteUp, passage: Anchor | None) -> HttpResponse:
    claim = form.cleaned_data["again"]
    actions.say_again(
        claim_id=claim.pk,
        source_id=source.pk,
        said=form.said(passage or form.anchor()),
        by=request.person,
        at=request.at,
        reason="Said again in this source",
    )
    messages.success(request, _("The statement is added to %(key)s.") % {"key": claim.key})
    return redirect("desk_source", slug=source.slug)


def _refuse(request: DeskRequest, source: Source, form: WriteUp, passage: Anchor | None) -> HttpResponse:
    actions.refuse_passage(
        source_id=source.pk,
        collection_id=form.cleaned_data["collection"].pk,
        passage=passage or form.anchor(),
        why=form.cleaned_data["why"],
        what=form.what,
        expert_id=form.who.expert_id,
        by=request.person,
        at=request.at,
        reason="Considered and not taken",
    )
    messages.success(request, _("The passage is kept as considered and not taken."))
    return redirect("desk_source", slug=source.slug)


@require_POST
@desk_view
def offer(request: DeskRequest, slug: str, pk: str) -> HttpResponse:
    """Offer a draft as it stands."""
    policy.require(request.person, Permission.WRITE_UP)
    return _offer(request, _source(slug), _draft(slug, pk))


@require_POST
@desk_view
def take_back(request: DeskRequest, slug: str, pk: str) -> HttpResponse:
    """Say that an offered draft is not ready after all."""
    policy.require(request.person, Permission.WRITE_UP)
    claim = _draft(slug, pk)
    actions.take_back(claim_id=claim.pk, by=request.person, at=request.at, reason="Not ready after all")
    messages.success(request, _("%(key)s is a draft again.") % {"key": claim.key})
    return redirect("desk_draft", slug=slug, pk=claim.pk)


def _page(
    request: DeskRequest, source: Source, form: WriteUp, claim: Claim | None = None, *, status: int = 200
) -> HttpResponse:
    text = WorkingText.objects.filter(source=source).values_list("text", flat=True).first() or ""
    found = marks(source, text)
    drafts = Claim.objects.filter(source=source, status=Status.DRAFT, merged_into=None).prefetch_related("wordings")
    context = {
        "source": source,
        "text": text,
        "parts": parts(text, found),
        "form": form,
        "claim": claim,
        "drafts": [(one, one.wording(get_language() or "en").proposition) for one in drafts.order_by("key")],
        "share": round(100 * share_quoted(source)),
        "templates": {key: one.grades for key, one in drafting.TEMPLATES.items()},
        "collections_exist": Collection.objects.exists(),
        "may_collect": request.person.can(Permission.PUBLISH),
        "here": reverse("desk_source", args=[source.slug]),
    }
    if claim is not None:
        standing = Claim.objects.prefetch_related("wordings").select_related("source").get(pk=claim.pk)
        situation = situation_of(standing, request.person.ref, at=request.at)
        pointed = findings(looked_at(standing))
        refusal = may(request.person, Command.WRITE_UP, situation).refusal
        context |= {
            "found": shown(pointed),
            "has_gaps": any(one.is_gap for one in pointed),
            "refusal_said": in_words(refusal) if refusal else "",
            "rows": listed_for(request.person, claim, at=request.at),
            "may_add": bool(may(request.person, Command.ADD_EVIDENCE, situation)),
            "may_offer": bool(may(request.person, Command.OFFER, situation)),
            "may_merge": bool(may(request.person, Command.MERGE, situation)),
        }
    return render(request, "predictions/desk/workbench.html", context, status=status)
