"""Where a mail service reports mails that came back: signed, bounded, and believed of our own mails only."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from reminders import actions, bounces
from reminders.bounces import CODE, LARGEST, LONGEST_WORDS, MESSAGE_ID, Report
from reminders.models import Proof
from reminders.signatures import is_signed

MOST = 1_000  # reports in one request
SHAPE = 'Send {"reports": [{"message_id": "<...>", "code": "5.1.1", "words": "..."}]} or one RFC 3464 report.'


class Unreadable(ValueError):
    """The body is no list of reports; the message says what is wrong where."""


@csrf_exempt
@require_POST
def bounced(request: HttpRequest) -> JsonResponse:
    """Take reports: JSON, or with `Content-Type: message/rfc822` one report as mail servers write it.

    404 where no key is set, 413 beyond 256 kB, 403 without a fresh signature, 400 for what cannot be read.
    """
    if not settings.BOUNCE_KEY:
        raise Http404
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return _no(413, f"A report is at most {LARGEST} bytes.")
    now = timezone.now()
    if not is_signed(request.body, request.headers.get("Hindcast-Signature", ""), key=settings.BOUNCE_KEY, now=now):
        return _no(403, "The signature is missing, wrong, or older than five minutes.")
    try:
        reports = bounces.read(request.body) if request.content_type == "message/rfc822" else _reports(request.body)
    except Unreadable as error:
        return _no(400, str(error))
    outcomes = actions.believe(reports, source=Proof.WEBHOOK, at=now)
    return JsonResponse({"reports": len(reports), **outcomes})


def _no(status: int, why: str) -> JsonResponse:
    return JsonResponse({"detail": why}, status=status)


def _reports(body: bytes) -> list[Report]:
    """The reports in `body`. Raises `Unreadable`."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"The body is not JSON. {SHAPE}") from error
    listed = found.get("reports") if isinstance(found, dict) else None
    if not isinstance(listed, list) or len(listed) > MOST:
        raise Unreadable(f"`reports` is not a list of at most {MOST}. {SHAPE}")
    return [_report(one, number) for number, one in enumerate(listed)]


def _report(one: Any, number: int) -> Report:
    texts = {name: one.get(name, "") for name in ("message_id", "code", "words")} if isinstance(one, dict) else {}
    if not texts or not all(isinstance(text, str) for text in texts.values()):
        raise Unreadable(f"reports[{number}] is not an object of texts. {SHAPE}")
    if not MESSAGE_ID.fullmatch(texts["message_id"]):
        raise Unreadable(f"reports[{number}].message_id is not a Message-ID in angle brackets.")
    if texts["code"] and not CODE.fullmatch(texts["code"]):
        raise Unreadable(f"reports[{number}].code is not a code like 5.1.1 (RFC 3463).")
    is_complaint = one.get("complaint") is True
    return Report(texts["message_id"], frozenset(), texts["code"], texts["words"][:LONGEST_WORDS], is_complaint)
