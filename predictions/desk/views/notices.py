"""Telling the people of a collection that they are judged, and showing it with scores once they had time to answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.roles import Permission
from predictions import actions, policy, public_ids
from predictions.desk.access import DeskRequest, desk_view
from predictions.desk.forms import CameBack, ShowScores, Tell, fresh_key
from predictions.desk.telling import in_words
from predictions.desk.telling_people import proposed_text, telling_of
from predictions.idempotency import KeyUsedForAnother
from predictions.models import TOMBSTONE, Claim, Collection, Expert, Notice, NoticeWay
from predictions.revisions import BlankReason
from predictions.rows import row_or_404
from predictions.steps.notices import (
    DAYS_TO_ANSWER,
    NotTaken,
    NotTold,
    ShownAlready,
    WrongNotice,
    named_in,
    site_sends_mail,
    waits,
)

LANGUAGES = ("en", "fr")
WHY_TOLD = "Told before the collection is shown with scores"


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def index(request: DeskRequest, slug: str) -> HttpResponse:
    """Who was told and who was not; and, when everybody was, showing the scores."""
    policy.require(request.person, Permission.PUBLISH)
    collection = get_object_or_404(Collection, slug=slug)
    form = ShowScores(request.POST or None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.show_scores(
                collection_id=collection.pk, by=request.person, at=request.at, reason=form.cleaned_data["reason"]
            )
        except (NotTold, ShownAlready) as error:
            status = 409
            form.add_error(None, in_words(error))
        except BlankReason as error:
            form.add_error("reason", in_words(error))
        else:
            messages.success(request, _("The collection is shown with scores from now on."))
            return redirect(f"{reverse('leaderboard')}?collection={collection.slug}")
    context = {
        "collection": collection,
        "telling": telling_of(collection, at=request.at),
        "waits": waits(collection),
        "days": DAYS_TO_ANSWER,
        "form": form,
    }
    return render(request, "predictions/desk/notices.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def tell(request: DeskRequest, slug: str, expert: str) -> HttpResponse:
    """Tell one person, or note how they were told. `after` names a notice that failed: the form begins with it."""
    policy.require(request.person, Permission.PUBLISH)
    collection = get_object_or_404(Collection, slug=slug)
    person = get_object_or_404(named_in(Claim.objects.filter(collection=collection)), slug=expert)
    if request.method != "POST":
        return _page(request, collection, person, Tell(initial=_initial(request, collection, person)))
    form = Tell(request.POST)
    status = 422
    if form.is_valid():
        try:
            return _tell(request, collection, person, form)
        except KeyUsedForAnother:
            form.refuse_key()
            status = 409
        except WrongNotice as error:
            form.add_error(None, in_words(error))
    return _page(request, collection, person, form, status=status)


def _initial(request: DeskRequest, collection: Collection, person: Expert) -> dict[str, Any]:
    """What the form begins with: a proposed text, or the words and the address of the notice that failed."""
    notices = Notice.objects.filter(collection=collection, expert=person)
    before = notices.filter(pk=public_ids.clean_or_empty(request.GET.get("after", ""))).first()
    language = request.GET.get("language") or (before.language if before else "")
    language = language if language in LANGUAGES else (get_language() or "en")
    way = request.GET.get("way") or (NoticeWay.MAIL if site_sends_mail() else NoticeWay.BY_HAND)
    found = {"language": language, "way": way, "key": fresh_key()}
    if before is not None and before.language == language and before.text not in {"", TOMBSTONE}:
        return found | {"text": before.text, "address": before.address if way == NoticeWay.MAIL else ""}
    site = f"{request.scheme}://{request.get_host()}"
    return found | {"text": proposed_text(collection, person, language=language, site=site)}


def _tell(request: DeskRequest, collection: Collection, person: Expert, form: Tell) -> HttpResponse:
    given = form.cleaned_data
    way = NoticeWay(given["way"])
    actions.record_notice(
        collection_id=collection.pk,
        expert_id=person.pk,
        way=way,
        address=given["address"],
        text=given["text"],
        language=given["language"],
        by=request.person,
        at=request.at,
        reason=WHY_TOLD,
        key=given["key"],
    )
    noted = _("It is noted how %(name)s was told.")
    asked = _("The mail to %(name)s is on its way. It counts from when the mail server takes it; this page says when.")
    messages.success(request, (asked if way == NoticeWay.MAIL else noted) % {"name": person.name})
    return redirect("desk_notices", slug=collection.slug)


def _page(
    request: DeskRequest, collection: Collection, person: Expert, form: Tell, *, status: int = 200
) -> HttpResponse:
    context = {
        "collection": collection,
        "expert": person,
        "form": form,
        "languages": LANGUAGES,
        "sends_mail": site_sends_mail(),
    }
    return render(request, "predictions/desk/tell.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def came_back(request: DeskRequest, slug: str, expert: str, pk: str) -> HttpResponse:
    """Note that a mail came back which a mail server had taken."""
    policy.require(request.person, Permission.PUBLISH)
    found = Notice.objects.filter(collection__slug=slug, expert__slug=expert, way=NoticeWay.MAIL)
    notice = row_or_404(found.select_related("collection", "expert"), pk)
    form = CameBack(request.POST or None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_notice_came_back(
                notice_id=notice.pk, words=form.cleaned_data["words"], by=request.person, at=request.at
            )
        except NotTaken as error:
            status = 409
            form.add_error(None, in_words(error))
        else:
            messages.success(request, _("It is noted that the mail came back. Tell them in another way."))
            return redirect("desk_notices", slug=slug)
    context = {"collection": notice.collection, "notice": notice, "form": form}
    return render(request, "predictions/desk/came_back.html", context, status=status)
