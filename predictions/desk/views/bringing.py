"""The list of sources at the desk, bringing a text, correcting it, and making a collection."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission
from predictions import actions, policy
from predictions.desk.access import DeskRequest, desk_view
from predictions.desk.forms import BringSource, CorrectText, StartCollection
from predictions.desk.telling import in_words
from predictions.desk.workbench import progress
from predictions.models import Source, WorkingText
from predictions.revisions import BlankReason
from predictions.steps.collecting import SlugTaken
from predictions.steps.sources import AlreadyThere, NothingNew, TextChanged


@require_safe
@desk_view
def sources(request: DeskRequest) -> HttpResponse:
    """Every source with how far it is written up."""
    policy.require(request.person, Permission.WRITE_UP)
    context = {"sources": progress(), "may_collect": request.person.can(Permission.PUBLISH)}
    return render(request, "predictions/desk/sources.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def bring(request: DeskRequest) -> HttpResponse:
    """Bring a text. One that is known is recognised, and the work goes on there."""
    policy.require(request.person, Permission.WRITE_UP)
    if request.method != "POST":
        return render(request, "predictions/desk/bring.html", {"form": BringSource(initial=_before(request))})
    form = BringSource(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "predictions/desk/bring.html", {"form": form}, status=422)
    source, is_new = actions.bring_source(
        text=form.cleaned_data["text"],
        described=form.described(),
        by=request.person,
        at=request.at,
        reason="Brought in to be written up",
    )
    if not is_new:
        messages.info(request, _("This text is already on record. Nothing was added: go on with it here."))
    return redirect("desk_source", slug=source.slug)


def _before(request: DeskRequest) -> dict[str, Any]:
    """What the text that the person brought last had in common with the next one, perhaps."""
    last = WorkingText.objects.filter(brought_by=request.person.ref).select_related("source").order_by("-brought_at")
    found = last.first()
    if found is None:
        return {}
    source = found.source
    return {"form": source.form, "language": source.language, "publisher": source.publisher_id}


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def correct(request: DeskRequest, slug: str) -> HttpResponse:
    """Put a better text in the place of the one on the desk."""
    policy.require(request.person, Permission.WRITE_UP)
    source = get_object_or_404(Source.objects.select_related("publisher"), slug=slug)
    held = WorkingText.objects.filter(source=source).first()
    if request.method != "POST":
        form = CorrectText(initial={"seen": source.version, "text": held.text if held else ""})
        return render(request, "predictions/desk/source_text.html", {"source": source, "form": form, "held": held})
    form = CorrectText(request.POST, request.FILES)
    context = {"source": source, "form": form, "held": held}
    if form.is_valid():
        try:
            lost = actions.correct_text(
                source_id=source.pk,
                seen_version=form.cleaned_data["seen"],
                text=form.cleaned_data["text"],
                by=request.person,
                at=request.at,
                reason=form.cleaned_data["reason"],
            )
        except TextChanged as error:
            source.refresh_from_db()
            form.retype(seen=str(source.version))
            form.add_error(None, in_words(error))
            now = WorkingText.objects.filter(source=source).first()
            return render(request, "predictions/desk/source_text.html", context | {"now": now}, status=409)
        except (NothingNew, AlreadyThere) as error:
            form.add_error("text", in_words(error))
        except BlankReason as error:
            form.add_error("reason", in_words(error))
        else:
            _say_replaced(request, len(lost))
            return redirect("desk_source", slug=source.slug)
    return render(request, "predictions/desk/source_text.html", context, status=422)


def _say_replaced(request: DeskRequest, lost: int) -> None:
    if lost:
        said = ngettext(
            "The text is replaced. %(count)s quote is not in it letter for letter and lost its place: look at it.",
            "The text is replaced. %(count)s quotes are not in it letter for letter and lost their places: "
            "look at them.",
            lost,
        )
        messages.warning(request, said % {"count": lost})
    else:
        messages.success(request, _("The text is replaced, and every quote stands in it."))


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def collect(request: DeskRequest) -> HttpResponse:
    """Make a collection, and go on where the person came from."""
    policy.require(request.person, Permission.PUBLISH)
    onwards = request.POST.get("next") or request.GET.get("next", "")
    form = StartCollection(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.start_collection(
                planned=form.planned(), by=request.person, at=request.at, reason="Made at the desk"
            )
        except SlugTaken as error:
            form.add_error("slug", in_words(error))
        else:
            messages.success(request, _("The collection %(slug)s is made.") % {"slug": made.slug})
            if url_has_allowed_host_and_scheme(onwards, allowed_hosts=None) and onwards.startswith("/desk/"):
                return redirect(f"{onwards.partition('?')[0]}?collection={made.pk}")
            return redirect("desk_sources")
    status = 422 if request.method == "POST" else 200
    return render(request, "predictions/desk/collect.html", {"form": form, "next": onwards}, status=status)
