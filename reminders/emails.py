"""Writing the mails: subject, text and HTML in the person's language, with the headers that mailboxes look for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from email import policy
from typing import Any
from urllib.parse import urlsplit

import css_inline
import django
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import User
from reminders import kinds, links
from reminders.digest import Digest
from reminders.kinds.described import Line
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
    context: dict[str, Any] = {
        "digest": digest,
        "queue": digest.queue,
        "parts": digest.parts,
    }
    return _to_account(delivery, digest.user, Kind.WEEKLY, "weekly", context)


def news(delivery: Delivery, user: User, lines: Sequence[Line], *, is_demonstration: bool) -> Mail:
    """What came up for one person, of one kind: at least one line."""
    kind = Kind(delivery.kind)
    described = kinds.of(kind)
    context = {
        "lines": lines,
        "to_do": sum(one.is_to_do for one in lines),
        "user": user,
        "is_demonstration": is_demonstration,
        "kind": described,
        "headline": f"reminders/{described.template}.headline.txt",
        "intro": f"reminders/{described.template}.intro.txt",
    }
    return _to_account(delivery, user, kind, "news", context)


def _to_account(delivery: Delivery, user: User, kind: Kind, template: str, context: dict[str, Any]) -> Mail:
    """A mail to somebody with an account, which one click in it stops. Its List-Id lets a mailbox sort it."""
    stop = links.unsubscribe(user, kind)
    zone = known_zone(user.time_zone)
    everything = context | {
        "language": user.language,
        "site": settings.SITE_URL,
        "stop": stop,
        "preferences": links.preferences(user),
        "zone": zone,
    }
    with translation.override(user.language), timezone.override(zone):
        mail = _written(template, everything)
    mail.to = [user.email]
    mail.extra_headers = {
        "Message-ID": delivery.message_id,
        "Auto-Submitted": "auto-generated",
        **_list_headers(kind, stop),
    }
    return mail


def letter(delivery: Delivery, written: Letter) -> Mail:
    """A letter to somebody without an account. There is a list to leave where it comes from a subscription."""
    context = {**written.context, "site": settings.SITE_URL, "language": written.language, "stop": written.stop}
    with translation.override(written.language), timezone.override("UTC"):
        mail = _written(str(written.kind), context)
    mail.to = [written.address]
    mail.extra_headers = {"Message-ID": delivery.message_id, "Auto-Submitted": "auto-generated"}
    if written.stop:
        mail.extra_headers |= _list_headers(written.kind, written.stop)
    return mail


def _list_headers(kind: Kind, stop: str) -> dict[str, str]:
    """What a mailbox needs to sort the mails of one list and to end them by one click (RFC 2919, RFC 8058)."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return {
        "List-Id": f"<{kind}.{host}>",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Feedback-ID": f"{kind}:hindcast:{host}",
    }


def _written(name: str, context: dict[str, Any]) -> Mail:
    """The mail that the three templates `name` make of `context`, in the language and the zone that are set."""
    subject = " ".join(render_to_string(f"reminders/{name}.subject.txt", context).split())
    text = BLANK_LINES.sub("\n\n\n", render_to_string(f"reminders/{name}.txt", context)).strip() + "\n"
    html = css_inline.inline(render_to_string(f"reminders/{name}.html", context), load_remote_stylesheets=False)
    mail = Mail(subject=subject, body=text, from_email=settings.DEFAULT_FROM_EMAIL)
    mail.attach_alternative(html, "text/html")
    return mail
