"""Every mail as it reads: a list, each with its subject and its text, and its page in a frame that can do nothing.

The page of a mail carries its styles in its elements, as mailboxes want it, which our pages do not allow. So it stands
at an address of its own, whose policy allows styles and nothing else, in a sandbox without scripts, forms and origin.
"""

from __future__ import annotations

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from accounts.roles import Permission
from predictions import policy
from predictions.desk.access import DeskRequest, desk_view
from reminders import kinds
from reminders.models import Kind
from reminders.previews import samples

STYLES_ALONE = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "form-action": [NONE],
    "frame-ancestors": [SELF],
    "sandbox": True,
    **dict.fromkeys(("script-src", "img-src", "font-src", "connect-src")),
}


@require_safe
@desk_view
def index(request: DeskRequest) -> HttpResponse:
    """Which mails there are: to whom, when, how often, and how they are stopped."""
    policy.require(request.person, Permission.MIND_MAILS)
    context = {"kinds": kinds.ALL, "languages": settings.LANGUAGES}
    return render(request, "reminders/previews.html", context)


@require_safe
@csp_update({"frame-src": [SELF]})
@desk_view
def show(request: DeskRequest, kind: str, language: str) -> HttpResponse:
    """One mail in one language."""
    policy.require(request.person, Permission.MIND_MAILS)
    known = _known(kind, language)
    context = {
        "kind": kinds.of(known),
        "mail": samples.mail(known, language),
        "language": language,
        "languages": settings.LANGUAGES,
    }
    return render(request, "reminders/preview.html", context)


@require_safe
@xframe_options_sameorigin
@csp_replace(STYLES_ALONE)
@desk_view
def page(request: DeskRequest, kind: str, language: str) -> HttpResponse:
    """The page of one mail alone, as a mailbox shows it."""
    policy.require(request.person, Permission.MIND_MAILS)
    html, _type = samples.mail(_known(kind, language), language).alternatives[0]
    return HttpResponse(html, headers={"Content-Language": language, "X-Robots-Tag": "noindex"})


def _known(kind: str, language: str) -> Kind:
    if kind not in Kind.values or language not in dict(settings.LANGUAGES):
        raise Http404
    return Kind(kind)
