"""The bundled record as its pages show it: every page read once in each language, then the record undone."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import yaml
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from predictions import opening
from predictions.models import Claim, Expert, RecordKind
from tests.builders import NOW

LISTS = [
    "/",
    "/leaderboard/",
    "/claims/",
    "/experts/",
    "/collections/",
    "/collections/open-source-ai-2025/",
    "/sources/",
    "/sources/ibm-2025-open-ai-trends/",
    "/methodology/",
    "/agreement/",
    "/corrections/",
]


class Words(HTMLParser):
    """The text of a page without its markup; attributes that a reader follows are kept."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.pieces += [value or "" for name, value in attrs if name == "href"]


def words(page: str) -> str:
    """What a reader reads on `page`, with single spaces."""
    parser = Words()
    parser.feed(page)
    return " ".join(" ".join(parser.pieces).split())


@dataclass
class Shown:
    """Every public page of one record: address to markup, in English and in French, and the file it comes from."""

    bundle: dict[str, Any]
    claims: dict[str, str] = field(default_factory=dict)
    pages: dict[tuple[str, str], str] = field(default_factory=dict)

    def page(self, address: str, language: str = "en") -> str:
        """The markup of a page."""
        return self.pages[address, language]

    def claim(self, key: str, language: str = "en") -> str:
        """The words of the page of a claim."""
        return words(self.page(self.claims[key], language))

    def text(self, address: str, language: str = "en") -> str:
        """The words of a page."""
        return words(self.page(address, language))


def read_everything(kind: RecordKind) -> Shown:
    """Open the database as `kind` and read every page as a stranger."""
    opening.prepare(kind=kind, site_url="http://127.0.0.1", at=NOW, say=lambda _secret: None)
    call_command("compute_standings")
    shown = Shown(yaml.safe_load(Path(opening.BUNDLED).read_text()))
    shown.claims = {claim.key: claim.get_absolute_url() for claim in Claim.objects.all()}
    addresses = [*LISTS, *shown.claims.values(), *(one.get_absolute_url() for one in Expert.objects.all())]
    client = Client()
    for language, before in (("en", ""), ("fr", "/fr")):
        for address in addresses:
            answer = client.get(before + address)
            assert answer.status_code == 200, address
            shown.pages[address, language] = answer.content.decode()
    return shown


def undone(kind: RecordKind, blocker: DjangoDbBlocker) -> Shown:
    """The pages of a record of `kind`, whose rows are gone when this returns."""
    with blocker.unblock():
        outermost: Any = transaction.atomic()
        outermost._from_testcase = True  # what a test case does: actions may open durable transactions inside
        with outermost:
            shown = read_everything(kind)
            transaction.set_rollback(True)
    return shown
