"""What everybody keeps for themselves: name, language, time zone, and where they are signed in."""

from __future__ import annotations

from typing import cast

from allauth.account.views import email
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views import i18n
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions, factors
from accounts.access import MemberRequest, member_view, roles_of
from accounts.forms import Settings
from accounts.models import User
from accounts.words import role_words


@member_view
@require_http_methods(["GET", "POST"])
def account(request: MemberRequest) -> HttpResponse:
    """Name, language and time zone; and the way to everything else that is one's own."""
    form = Settings(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if form.is_valid():
        form.save()
        translation.activate(form.instance.language)
        messages.success(request, _("Kept."))
        return redirect("account")
    context = {
        "form": form,
        "roles": role_words(roles_of(request)),
        "has_factor": factors.has_one(request.user),
        "sign_ins": UserSession.objects.filter(user=request.user).count(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/account.html", context, status=status)


@member_view
@require_http_methods(["GET"])
def sign_ins(request: MemberRequest) -> HttpResponse:
    """Where one is signed in, the newest first. Sign-ins that ran out are forgotten."""
    found = UserSession.objects.purge_and_list(request.user)
    rows = [(one, one.is_current()) for one in sorted(found, key=lambda one: one.created_at, reverse=True)]
    return render(request, "usersessions/usersession_list.html", {"rows": rows})


@member_view
@require_POST
def end_sign_ins(request: MemberRequest) -> HttpResponse:
    """End one of one's own sign-ins, or all but this one."""
    mine = UserSession.objects.filter(user=request.user)
    if "others" in request.POST:
        ended = [one for one in mine if not one.is_current()]
    else:
        ended = [get_object_or_404(mine, pk=request.POST.get("one") if request.POST.get("one", "").isdecimal() else 0)]
        if ended[0].is_current():
            return redirect("account_logout")
    for one in ended:
        one.end()
    messages.success(request, _("Ended. Nobody is signed in there any more."))
    return redirect("sign_ins")


@member_view
@require_http_methods(["GET", "POST"])
def address(request: MemberRequest) -> HttpResponse:
    """Another e-mail address, taken once its link was followed. Until then the one that the account has stays."""
    actions.prove_address(request.user)
    return cast("HttpResponse", email(request))


def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language chosen on a page: in the browser, and for who is signed in also in the account."""
    answer = i18n.set_language(request)
    chosen = request.POST.get(i18n.LANGUAGE_QUERY_PARAMETER)
    if isinstance(request.user, User) and chosen in dict(settings.LANGUAGES):
        User.objects.filter(pk=request.user.pk).update(language=chosen)
    return answer
