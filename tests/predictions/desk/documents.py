"""How documents are listed, changed and retracted at the desk, as a browser sends it."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from predictions.models import Evidence
from tests import papers
from tests.predictions.desk import desks
from tests.predictions.desk.desks import DOCUMENT


def add(client: Client, claim, **given: Any):
    return client.post(desks.address(claim, "evidence/"), DOCUMENT | given)


def a_file(content: bytes | None = None, name: str = "report.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, papers.a_pdf() if content is None else content, "text/html")


def listed(claim) -> Evidence:
    return claim.evidence.get(title=DOCUMENT["title"])


def change(client: Client, document: Evidence, **given: Any):
    address = desks.address(document.claim, f"evidence/{document.number}/")
    html = client.get(address).content.decode()
    columns = ("title", "publisher", "published", "stance", "strength", "tier", "summary", "note", "retrieved_on")
    filled = {column: str(getattr(document, column)) for column in columns}
    filled |= {"language": "en", "seen": desks.hidden(html, "seen"), "reason": "The figure was another"}
    return client.post(address, filled | given)


def give_reason(client: Client, document: Evidence, what: str, why: str = "It was withdrawn", **given: Any):
    seen = {"seen": str(Evidence.objects.get(pk=document.pk).version), "why": why}
    return client.post(desks.address(document.claim, f"evidence/{document.number}/{what}/"), seen | given)
