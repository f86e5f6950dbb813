"""How allauth meets our rules: accounts are made by invitation, mails speak the person's language, factors stay."""

from __future__ import annotations

import logging
import time
from smtplib import SMTPException
from typing import Any, cast

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import factors
from accounts.access import keeps_accounts
from accounts.models import User

log = logging.getLogger(__name__)


class InvitationOnly(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Sign-in for people who were given an account; the sign-up form answers that it is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Administrators keep people; everybody else has a desk."""
        return reverse("people") if keeps_accounts(request) else cast("str", super().get_login_redirect_url(request))

    def is_reauthentication_required(self, *, app: str, **options: Any) -> bool:
        """Not from somebody who signed in a moment ago: they have just shown who they are."""
        shown = get_authentication_records(self.request, self.request.user)
        if shown and time.time() - shown[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return cast("bool", super().is_reauthentication_required(app=app, **options))

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Not while the same address is that of another account, whichever way it came there."""
        if User.objects.filter(email__iexact=email_address.email).exclude(pk=email_address.user_id).exists():
            return False
        return cast("bool", super().confirm_email(request, email_address))

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **options: Any) -> None:
        """Tell somebody what was changed in their account, in their language and their time."""
        context = {"user": user, **(options.pop("context", None) or {})}
        super().send_notification_mail(template_prefix, user, *args, context=context, **options)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write in the language of the account. That a mail did not leave is no reason to undo what it tells of."""
        user = context.get("user")
        language = user.language if isinstance(user, User) else translation.get_language()
        zone = user.time_zone if isinstance(user, User) else "UTC"
        try:
            with translation.override(language), timezone.override(zone):
                super().send_mail(template_prefix, email, {"site": settings.SITE_URL, **context})
        except (OSError, SMTPException):
            # To who is not signed in nothing is said: only for a known address is there a mail that can fail.
            log.exception("The mail %s was not sent", template_prefix)
            if self.request is not None and self.request.user.is_authenticated:
                messages.error(self.request, gettext("A mail to you could not be sent. Tell an administrator."))


class Factors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Second factors, with our words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _(
            "This is your only second factor, and what you may do here needs one. Set up another first."
        ),
        "incorrect_code": _("This is not the code of this moment. Wait for the next one and type that."),
    }

    def get_totp_issuer(self) -> str:
        """What the app on the telephone shows."""
        return "Hindcast"

    def build_totp_svg(self, url: str) -> str:
        """The picture as part of the page: no declaration, and as large as its place."""
        svg = cast("str", super().build_totp_svg(url))
        return svg[svg.index("<svg") :]

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of somebody who would have to set up another at once."""
        user = authenticator.user
        return not (factors.is_last(authenticator) and factors.are_owed_by(user.roles(at=timezone.now())))
