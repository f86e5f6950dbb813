"""The mails about accounts that the sign-in library does not write: invitations, and factors taken away."""

from __future__ import annotations

from typing import Any

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Invitation, User
from accounts.roles import Role
from accounts.words import FOR, role_word


def send_invitation(invitation: Invitation, token: str) -> None:
    """Send the link, in the language of the invitation. Raises what the mail server raises."""
    address = f"{settings.SITE_URL}{reverse('invitation', args=[token])}"
    with translation.override(invitation.language):
        roles = [(role_word(role), str(FOR[Role(role)])) for role in Role if role in invitation.roles]
    _send(
        "accounts/invitation",
        to=invitation.email,
        language=invitation.language,
        zone="UTC",
        context={"invitation": invitation, "address": address, "site": settings.SITE_URL, "roles": roles},
    )


def tell_factors_removed(user: User) -> None:
    """Tell somebody that their account is open to their password alone."""
    if user.email:
        context = {"user": user, "site": settings.SITE_URL}
        _send("accounts/factors_removed", to=user.email, language=user.language, zone=user.time_zone, context=context)


def _send(name: str, *, to: str, language: str, zone: str, context: dict[str, Any]) -> None:
    """One mail from NAME.subject.txt, NAME.txt and NAME.html."""
    with translation.override(language), timezone.override(zone):
        subject = " ".join(render_to_string(f"{name}.subject.txt", context).split())
        text = render_to_string(f"{name}.txt", context).strip() + "\n"
        html = css_inline.inline(render_to_string(f"{name}.html", context), load_remote_stylesheets=False)
    mail = EmailMultiAlternatives(subject, text, to=[to], headers={"Auto-Submitted": "auto-generated"})
    mail.attach_alternative(html, "text/html")
    mail.send()
