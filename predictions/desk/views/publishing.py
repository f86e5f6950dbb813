"""The second person's pages: what is offered, a source beside its quotes, and one draft to publish or send back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.roles import Permission
from predictions import actions, policy, timeline
from predictions.actions.publishing import Tried
from predictions.desk import drafts
from predictions.desk.access import DeskRequest, claim_or_404, desk_view
from predictions.desk.forms import DeskForm, Publish, PublishSeveral, SendBack
from predictions.desk.listed import listed_for
from predictions.desk.offered import FromSource, compare, draft_steps, for_second_person, offered
from predictions.desk.telling import in_words
from predictions.models import Claim, Reading, Source
from predictions.people import names
from predictions.policy import Command, may
from predictions.revisions import BlankReason
from predictions.steps.notices import NotTold
from predictions.steps.readiness import NotReady
from predictions.steps.situations import situation_of
from predictions.steps.versions import StaleVersion
from predictions.timeline import Revision


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def index(request: DeskRequest) -> HttpResponse:
    """Every draft that is offered, and publishing several of them in one go."""
    policy.require(request.person, Permission.PUBLISH)
    form = PublishSeveral(request.POST or None, kept_as=request.POST.get("source", ""))
    tried: list[Tried] = []
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                tried = _publish_several(request, form)
                drafts.forget(request)
                status = 200 if all(one.refusal is None for one in tried) else 409
            except BlankReason as error:
                form.add_error("reason", in_words(error))
    sources = for_second_person(request.person, language=get_language() or "en")
    context = {
        "sources": [(place, _form_of(place, form)) for place in sources],
        "form": form,
        "tried": [(one.claim, in_words(one.refusal) if one.refusal else "") for one in tried],
    }
    return render(request, "predictions/desk/publishing.html", context, status=status)


def _form_of(place: FromSource, sent: PublishSeveral) -> PublishSeveral:
    """The form of one source: what was sent for it, if that was refused, otherwise a fresh one with ids of its own."""
    if sent.errors and sent.data.get("source") == place.source.slug:
        return sent
    return PublishSeveral(auto_id=f"id_{place.source.slug}_%s", kept_as=place.source.slug)


def _publish_several(request: DeskRequest, form: PublishSeveral) -> list[Tried]:
    tried = actions.publish_several(
        seen=form.cleaned_data["seen"], by=request.person, at=request.at, reason=form.cleaned_data["reason"]
    )
    done = sum(one.refusal is None for one in tried)
    if done:
        words = ngettext("One claim is published.", "%(count)s claims are published.", done)
        messages.success(request, words % {"count": done})
    return tried


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def read(request: DeskRequest, slug: str) -> HttpResponse:
    """A source with its quotes beside it; sending the page says that they were compared."""
    policy.require(request.person, Permission.PUBLISH)
    source = get_object_or_404(Source.objects.select_related("publisher"), slug=slug)
    if request.method == "POST":
        actions.read_source(source_id=source.pk, by=request.person, at=request.at)
        messages.success(request, _("It is noted that you have opened the source and compared the quotes."))
        return redirect("desk_publishing")
    reading = Reading.objects.filter(source=source, reader_ref=request.person.ref).first()
    context = {"source": source, "found": compare(source), "reading": reading}
    return render(request, "predictions/desk/read.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def draft(request: DeskRequest, pk: str) -> HttpResponse:
    """One offered draft with everything that its page will show, to publish or to send back."""
    policy.require(request.person, Permission.PUBLISH)
    claim, version = claim_or_404(pk, among=offered())
    if request.method != "POST":
        return _page(request, claim, *_forms(version))
    is_back = request.POST.get("do") == "send back"
    publish, back = _forms(version, request.POST)
    form, other = (back, _forms(version)[0]) if is_back else (publish, _forms(version)[1])
    status, since = 422, None
    if form.is_valid():
        try:
            return _send_back(request, claim, form) if is_back else _publish(request, claim, form)
        except StaleVersion as error:
            status, since = 409, timeline.revisions(claim, since=error.seen)
            form.retype(seen=str(error.now))
            form.add_error(None, in_words(error))
            claim, _now = claim_or_404(pk, among=offered())
        except BlankReason as error:
            form.add_error("reason", in_words(error))
        except (NotReady, NotTold) as error:
            form.add_error(None, in_words(error))
    pair = (other, form) if is_back else (form, other)
    return _page(request, claim, *pair, status=status, since=since)


def _forms(version: int, sent: QueryDict | None = None) -> tuple[Publish, SendBack]:
    """The two forms of the page, for the draft at this version. They have fields of one name."""
    seen = {"seen": version}
    return (
        Publish(sent, initial=seen, kept_as="publish"),
        SendBack(sent, initial=seen, kept_as="send-back", auto_id="id_back_%s"),
    )


def _publish(request: DeskRequest, claim: Claim, form: DeskForm) -> HttpResponse:
    done = actions.publish(
        claim_id=claim.pk,
        seen_version=form.cleaned_data["seen"],
        by=request.person,
        at=request.at,
        reason=form.cleaned_data["reason"],
    )
    messages.success(request, _("%(key)s is published, and its criteria are frozen.") % {"key": done.key})
    return redirect(done)


def _send_back(request: DeskRequest, claim: Claim, form: DeskForm) -> HttpResponse:
    actions.send_back(
        claim_id=claim.pk,
        seen_version=form.cleaned_data["seen"],
        by=request.person,
        at=request.at,
        reason=form.cleaned_data["reason"],
    )
    messages.success(request, _("%(key)s is back with its writer.") % {"key": claim.key})
    return redirect("desk_publishing")


def _page(
    request: DeskRequest,
    claim: Claim,
    publish_form: DeskForm,
    back_form: DeskForm,
    *,
    status: int = 200,
    since: list[Revision] | None = None,
) -> HttpResponse:
    answer = may(request.person, Command.PUBLISH, situation_of(claim, request.person.ref, at=request.at))
    wording = claim.wording(get_language() or "en")
    context = {
        "claim": claim,
        "wording": wording,
        "others": [one for one in claim.wordings.all() if one.pk != wording.pk],
        "steps": draft_steps(wording),
        "statements": claim.statements.select_related("expert", "source").order_by("number"),
        "rows": listed_for(request.person, claim, at=request.at),
        "offered_by": names([claim.offered_by])[claim.offered_by] if claim.offered_by else "",
        "refusal": in_words(answer.refusal) if answer.refusal else "",
        "publish_form": publish_form,
        "back_form": back_form,
        "since": since,
    }
    return render(request, "predictions/desk/draft.html", context, status=status)
