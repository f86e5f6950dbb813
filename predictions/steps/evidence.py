"""Adding public documents to a claim, changing what is said of them, taking them back, and putting them back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Any

from django.db.models import Max

from predictions import revisions, same_pages, web_addresses
from predictions.files import keeping
from predictions.files.keeping import Kept
from predictions.models import Claim, Evidence, Recheck
from predictions.policy import Person
from predictions.sentences import gettext_noop

# What can be said anew of a document. Its address and its file stay: another page is another document.
EDITABLE = (
    "title",
    "publisher",
    "published",
    "stance",
    "strength",
    "tier",
    "summary",
    "note",
    "language",
    "excerpt",
    "archived_url",
    "identifier",
    "retrieved_on",
)


@dataclass(frozen=True)
class Document:
    """What a person says of a public document: where it is, what it says, which way it points and how strongly.

    language     of summary and note; excerpt is a few words of the document itself, letter for letter
    file         a copy of it that is kept here
    is_another   the person has looked: it is another document than the one it looks like
    """

    url: str
    title: str
    publisher: str
    published: str
    stance: str
    strength: int
    tier: str
    summary: str
    retrieved_on: date
    note: str = ""
    identifier: str = ""
    recheck: str = Recheck.NONE
    language: str = ""
    archived_url: str = ""
    excerpt: str = ""
    file: Kept | None = None
    is_another: bool = False


class AlreadyListed(ValueError):
    """The same document already stands with this claim."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        told = {"number": evidence.number, "title": evidence.title}
        super().__init__(
            gettext_noop(
                "This address is already document %(number)s of the claim (%(title)s). "
                "If it says more than its summary tells, ask an editor to revise the summary.",
                **told,
            )
            if evidence.retracted_at is None
            else gettext_noop(
                "This address is document %(number)s of the claim (%(title)s), which was retracted. If that was wrong, "
                "ask an editor to restore it.",
                **told,
            )
        )


class LooksLike(ValueError):
    """Another document of the claim is probably the same; whoever has looked may add it all the same."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        super().__init__(
            gettext_noop(
                "This looks like document %(number)s of the claim (%(title)s, %(url)s). Compare the two. If it is "
                "another document, say so below and send the form once more.",
                number=evidence.number,
                title=evidence.title,
                url=evidence.url,
            )
        )


class FileGone(ValueError):
    """The file that was handed in is not kept any more."""

    def __init__(self) -> None:
        super().__init__(gettext_noop("The file that you chose was not kept long enough. Choose it again."))


class DocumentChanged(Exception):
    """The document has changed since the person looked; nothing was changed by them."""

    def __init__(self, evidence: Evidence, *, seen: int) -> None:
        self.evidence, self.seen = evidence, seen
        super().__init__(
            gettext_noop(
                "Document %(number)s has changed since you opened it. Look at what stands there now and send your text "
                "again.",
                number=evidence.number,
            )
        )


class NothingNew(ValueError):
    """What was sent is what stands there already."""

    def __init__(self) -> None:
        super().__init__(gettext_noop("Nothing was changed, so there is nothing to record."))


class RetractedAlready(ValueError):
    """The document is retracted, so that nothing about it is changed but that."""

    def __init__(self, evidence: Evidence) -> None:
        super().__init__(
            gettext_noop(
                "Document %(number)s is retracted. Restore it first if that was wrong.",
                number=evidence.number,
            )
        )


class NotRetracted(ValueError):
    """There is nothing to restore."""

    def __init__(self, evidence: Evidence) -> None:
        super().__init__(
            gettext_noop(
                "Document %(number)s stands: it is not retracted, or was restored already.",
                number=evidence.number,
            )
        )


def add_document(
    claim: Claim,
    document: Document,
    *,
    by: Person,
    at: datetime,
    reason: str,
    key: str = "",
) -> Evidence:
    """List `document` with `claim`, after the ones already there.

    raises  web_addresses.NotAWebAddress; AlreadyListed, LooksLike; FileGone
    """
    url = web_addresses.clean(document.url)
    archived_url = web_addresses.clean(document.archived_url) if document.archived_url.strip() else ""
    _refuse_twins(claim, url, document)
    number = 1 + (claim.evidence.aggregate(last=Max("number"))["last"] or 0)
    evidence = Evidence(
        claim=claim,
        number=number,
        key=key or _free_key(claim, number),
        url=url,
        title=document.title.strip(),
        publisher=document.publisher.strip(),
        published=document.published.strip(),
        stance=document.stance,
        strength=document.strength,
        tier=document.tier,
        summary=document.summary.strip(),
        note=document.note.strip(),
        identifier=document.identifier.strip(),
        retrieved_on=document.retrieved_on,
        recheck=document.recheck,
        language=document.language,
        archived_url=archived_url,
        excerpt=document.excerpt.strip(),
    )
    if document.file is not None:
        _attach(evidence, document.file)
    revisions.save(evidence, by=by.ref, at=at, reason=reason)
    return evidence


def _attach(evidence: Evidence, file: Kept) -> None:
    """Name `file` in the fact. Under the ledger's lock nothing is swept, so from here on it stays."""
    if not keeping.is_whole(file.sha256, file.size):
        raise FileGone
    evidence.file_name, evidence.file_type = file.name, file.type
    evidence.file_size, evidence.file_sha256 = file.size, file.sha256


def _refuse_twins(claim: Claim, url: str, document: Document) -> None:
    """Raise `AlreadyListed` for the same page in another spelling, `LooksLike` for one that is probably the same."""
    listed = list(claim.evidence.order_by("number"))
    spelt = same_pages.canonical(url)
    for one in listed:
        if one.url == url or same_pages.canonical(one.url) == spelt:
            raise AlreadyListed(one)
    if document.is_another:
        return
    marks = _marks(url, document.identifier, document.file.sha256 if document.file else "")
    for one in listed:
        if marks & _marks(one.url, one.identifier, one.file_sha256):
            raise LooksLike(one)


def _marks(url: str, identifier: str, sha256: str) -> set[str]:
    """By what a document is probably known again: the likeness of its address, the number it has, its file."""
    return {same_pages.likeness(url), same_pages.identity(identifier), sha256} - {""}


def _free_key(claim: Claim, number: int) -> str:
    """The first key from `number` on that no document has: R for found in review, so that no file's E ever meets it."""
    taken = set(claim.evidence.values_list("key", flat=True))
    return next(key for place in count(number) if (key := f"{claim.key}-R{place}") not in taken)


def change_document(
    evidence: Evidence, changes: Mapping[str, Any], *, seen: int, by: Person, at: datetime, reason: str
) -> None:
    """Say something anew of `evidence`: the columns of `EDITABLE` that `changes` names.

    seen    the version of the document that the person had before them
    raises  DocumentChanged, RetractedAlready, NothingNew, web_addresses.NotAWebAddress
    """
    _check_seen(evidence, seen)
    if evidence.retracted_at is not None:
        raise RetractedAlready(evidence)
    before = {column: getattr(evidence, column) for column in EDITABLE}
    for column in EDITABLE:
        if column in changes:
            value = changes[column]
            setattr(evidence, column, value.strip() if isinstance(value, str) else value)
    if evidence.archived_url:
        evidence.archived_url = web_addresses.clean(evidence.archived_url)
    revisions.clean(evidence)
    if before == {column: getattr(evidence, column) for column in EDITABLE}:
        raise NothingNew
    revisions.save(evidence, by=by.ref, at=at, reason=reason)


def retract_document(evidence: Evidence, *, seen: int, by: Person, at: datetime, reason: str) -> None:
    """Take `evidence` back: it stays on the page, struck through with the reason, and is cited in no new verdict.

    raises  DocumentChanged, RetractedAlready
    """
    _check_seen(evidence, seen)
    if evidence.retracted_at is not None:
        raise RetractedAlready(evidence)
    evidence.retracted_at, evidence.retracted_by = at, by.ref
    evidence.retraction_reason = reason.strip()
    revisions.save(evidence, by=by.ref, at=at, reason=reason)


def restore_document(evidence: Evidence, *, seen: int, by: Person, at: datetime, reason: str) -> None:
    """Put back what was retracted.

    raises  DocumentChanged, NotRetracted
    """
    _check_seen(evidence, seen)
    if evidence.retracted_at is None:
        raise NotRetracted(evidence)
    evidence.retracted_at = evidence.retracted_by = None
    evidence.retraction_reason = ""
    revisions.save(evidence, by=by.ref, at=at, reason=reason)


def _check_seen(evidence: Evidence, seen: int) -> None:
    if evidence.version != seen:
        raise DocumentChanged(evidence, seen=seen)
