"""The files of documents, handed out as they were handed in and never shown inside a page of ours."""

from __future__ import annotations

from http import HTTPStatus

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from predictions.files import keeping
from predictions.models import Claim, Evidence
from predictions.rows import row_or_404

# Whatever opens the file all the same runs nothing in it and knows nothing of who is signed in here.
ALONE = "default-src 'none'; sandbox; frame-ancestors 'none'"


@require_safe
def evidence_file(request: HttpRequest, pk: str, number: int) -> HttpResponseBase:
    """The file of one document, if its bytes are still those that were recorded."""
    document = _document(pk, number)
    tag = f'"{document.file_sha256}"'
    unchanged = get_conditional_response(request, etag=tag)
    if unchanged is not None:
        return _alone(unchanged, tag)
    try:
        file = keeping.open_whole(document.file_sha256, document.file_size or 0)
    except keeping.LostFile as lost:
        return _lost(request, document, lost)
    if request.method == "HEAD":
        file.close()
        answer: HttpResponseBase = HttpResponse(content_type=document.file_type)
    else:
        answer = FileResponse(file, content_type=document.file_type)
    answer["Content-Length"] = str(document.file_size)
    answer["Content-Type"] = document.file_type
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=document.file_name) or ""
    return _alone(answer, tag)


def _document(pk: str, number: int) -> Evidence:
    claim = row_or_404(Claim.objects.visible(), pk)
    return get_object_or_404(claim.evidence.exclude(file_sha256=""), number=number)


def _alone(answer: HttpResponseBase, tag: str) -> HttpResponseBase:
    answer["ETag"] = tag
    answer["Cache-Control"] = "public, no-cache"
    answer["Content-Security-Policy"] = ALONE
    answer["X-Content-Type-Options"] = "nosniff"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _lost(request: HttpRequest, document: Evidence, lost: keeping.LostFile) -> HttpResponse:
    told = {"number": document.number, "name": document.file_name, "fingerprint": document.file_sha256}
    if lost.is_there:
        reason = _(
            "The file of document %(number)s, %(name)s, is not what it was when it was recorded, so it is not handed "
            "out. Its fingerprint is %(fingerprint)s. Please tell who runs this site."
        )
    else:
        reason = _(
            "The file of document %(number)s, %(name)s, is recorded and lost on this site. Its fingerprint is "
            "%(fingerprint)s. Please tell who runs this site."
        )
    return render(request, "404.html", {"reason": reason % told}, status=HTTPStatus.NOT_FOUND)
