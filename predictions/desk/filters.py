"""What somebody asks to see of their desk: it stays in the address, and in the ways back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q

from predictions.models import Claim, Wording
from predictions.models.claims import ClaimQuerySet

LONGEST = 200  # SQLite refuses to search for very long texts


@dataclass(frozen=True)
class Chosen:
    """The filters of a desk, each empty where it is not set. state is a part of the queue."""

    collection: str = ""
    topic: str = ""
    state: str = ""
    q: str = ""

    @classmethod
    def read(cls, sent: Mapping[str, str]) -> Chosen:
        """The filters in an address. No text on record holds a NUL, and PostgreSQL refuses to look for one."""
        return cls(**{one.name: sent.get(one.name, "").replace("\0", "\ufffd")[:LONGEST] for one in fields(cls)})

    @property
    def query(self) -> str:
        """The filters as the end of an address: "?collection=...", or nothing."""
        given = {one.name: getattr(self, one.name) for one in fields(self) if getattr(self, one.name)}
        return f"?{urlencode(given)}" if given else ""

    def claims(self) -> ClaimQuerySet:
        """The public claims that fit, whatever part of a queue they are in."""
        claims = Claim.objects.visible()
        if self.collection:
            claims = claims.filter(collection__slug=self.collection)
        if self.topic:
            # A JSON list as text holds each key in quotes; the same on both databases.
            claims = claims.filter(topics__icontains=f'"{self.topic}"')
        if self.q:
            worded = Wording.objects.filter(claim=OuterRef("pk"), proposition__icontains=self.q)
            claims = claims.filter(Q(Exists(worded)) | Q(key__iexact=self.q))
        return claims


EVERYTHING = Chosen()
