"""Writing the mails: subject, text and HTML in the person's language, with the headers that mailboxes look for."""

from __future__ import annotations

import re
from email import policy
from typing import Any

import css_inline
import django
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation

from reminders import links
from reminders.digest import Digest
from reminders.letters import Letter
from reminders.models import Delivery, Kind
from reminders.planning import known_zone

BLANK_LINES = re.compile(r"\n{3,}")
LONGEST_LINE = 998  # RFC 5322, 2.1.1


class Mail(EmailMultiAlternatives):
    """A mail whose headers keep long addresses whole and on the line of their name.

    Django 5 folds them before the first word. From 6 on the standard library folds them: it cuts an address that is
    longer than a line into encoded words, which are not allowed in List-Unsubscribe, and nobody could stop the mail.
    """

    def message(self, **options: Any) -> Any:
        """The message as it is sent. Takes `policy` where Django does."""
        if django.VERSION >= (6, 0):
            wanted: policy.EmailPolicy = options.get("policy", policy.default)
            return super().message(policy=wanted.clone(max_line_length=LONGEST_LINE))
        message = super().message()
        message.policy = message.policy.clone(max_line_length=LONGEST_LINE)
        return message


def weekly(delivery: Delivery, digest: Digest) -> Mail:
    """The weekly digest. The Message-ID is the delivery's, so that a second copy can be folded into the first."""
    stop = links.unsubscribe(digest.user, Kind.WEEKLY)
    context: dict[str, Any] = {
        "digest": digest,
        "queue": digest.queue,
        "parts": digest.parts,
        "language": digest.user.language,
        "site": settings.SITE_URL,
        "stop": stop,
        "zone": known_zone(digest.user.time_zone),
    }
    with translation.override(digest.user.language), timezone.override(context["zone"]):
        mail = _written("weekly", context)
    mail.to = [digest.user.email]
    mail.extra_headers = {
        "Message-ID": delivery.message_id,
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return mail


def letter(delivery: Delivery, written: Letter) -> Mail:
    """A letter to somebody without an account. It answers them or tells them once; there is no list to leave."""
    context = {**written.context, "site": settings.SITE_URL, "language": written.language}
    with translation.override(written.language), timezone.override("UTC"):
        mail = _written(str(written.kind), context)
    mail.to = [written.address]
    mail.extra_headers = {"Message-ID": delivery.message_id, "Auto-Submitted": "auto-generated"}
    return mail


def _written(name: str, context: dict[str, Any]) -> Mail:
    """The mail that the three templates `name` make of `context`, in the language and the zone that are set."""
    subject = " ".join(render_to_string(f"reminders/{name}.subject.txt", context).split())
    text = BLANK_LINES.sub("\n\n\n", render_to_string(f"reminders/{name}.txt", context)).strip() + "\n"
    html = css_inline.inline(render_to_string(f"reminders/{name}.html", context), load_remote_stylesheets=False)
    mail = Mail(subject=subject, body=text, from_email=settings.DEFAULT_FROM_EMAIL)
    mail.attach_alternative(html, "text/html")
    return mail
