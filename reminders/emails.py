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
        "site": settings.SITE_URL,
        "stop": stop,
        "zone": known_zone(digest.user.time_zone),
    }
    with translation.override(digest.user.language), timezone.override(context["zone"]):
        subject = " ".join(render_to_string("reminders/weekly.subject.txt", context).split())
        text = BLANK_LINES.sub("\n\n\n", render_to_string("reminders/weekly.txt", context)).strip() + "\n"
        html = css_inline.inline(render_to_string("reminders/weekly.html", context), load_remote_stylesheets=False)
    mail = Mail(
        subject=subject,
        body=text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[digest.user.email],
        headers={
            "Message-ID": delivery.message_id,
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    mail.attach_alternative(html, "text/html")
    return mail
