"""Where the link of an invitation leads."""

from __future__ import annotations

from typing import cast

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import actions
from accounts.forms import Join
from accounts.roles import Role
from accounts.words import FOR, ROLES


@never_cache
@sensitive_post_parameters("password", "password_again")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Make an account of one's own. Opening the page uses nothing up: mail programs open links too."""
    at = timezone.now()
    try:
        invitation = actions.look_up(token=token, at=at)
    except actions.Refused as refusal:
        return render(request, "accounts/invitation_dead.html", {"why": str(refusal)}, status=410)
    if request.user.is_authenticated:
        return render(request, "accounts/invitation_signed_in.html", {"invitation": invitation})
    _speak(request, invitation.language)
    initial = {"language": translation.get_language(), "time_zone": "UTC"}
    form = Join(request.POST or None, email=invitation.email, initial=initial)
    if form.is_valid():
        try:
            return _joined(request, token, form)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
    roles = [(ROLES[role], FOR[role]) for role in Role if role in invitation.roles]
    status = 422 if request.method == "POST" else 200
    return render(
        request, "accounts/join.html", {"invitation": invitation, "form": form, "roles": roles}, status=status
    )


def _joined(request: HttpRequest, token: str, form: Join) -> HttpResponse:
    """Make the account, sign in to it, and go where its roles belong."""
    given = {name: value for name, value in form.cleaned_data.items() if name != "password_again"}
    user = actions.accept(token=token, chosen=actions.Accepted(**given), at=timezone.now())
    translation.activate(user.language)
    messages.success(request, _("Welcome, %(name)s. Your account is ready.") % {"name": user})
    record_authentication(request, user, method="password", username=user.username)
    return cast("HttpResponse", perform_login(request, user))


def _speak(request: HttpRequest, language: str) -> None:
    """Go on in the language of the mail, unless another was chosen on the page."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(language)
