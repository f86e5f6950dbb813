"""The ledger: one lock, one dense order of positions, and a hash chain over what every change contained.

An entry commits to the whole content of one version of one fact. Texts that may have to be erased enter the content as
salted digests, so that blanking the text and its salt later breaks nothing, and hides nothing else.

    text digest   SHA-256("hindcast-text-v1"    NUL text salt NUL column NUL text)
    content hash  SHA-256("hindcast-content-v1" NUL salt      NUL canonical content)
    hash          SHA-256("hindcast-entry-v1"   NUL previous hash NUL canonical entry)
"""

from __future__ import annotations

import hashlib
import json
import secrets
import unicodedata
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from predictions.models import Entry, Fact

GENESIS = "0" * 64
REASON = "history_change_reason"
# One number names the lock among all advisory locks of a PostgreSQL database.
LOCK = 0x48494E44  # "HIND"


class NotWriting(RuntimeError):
    """A fact was about to change outside an action, without the lock that gives the record its one order."""


@dataclass
class Head:
    """The end of the ledger as the one writer knows it while it holds the lock."""

    position: int
    hash: str
    recorded_at: datetime
    streams: dict[tuple[str, str], int] = field(default_factory=dict)


_head: ContextVar[Head | None] = ContextVar("ledger head", default=None)


@contextmanager
def writing() -> Iterator[None]:
    """Open the one durable transaction of an action and take the ledger lock first, so that nothing can deadlock."""
    with transaction.atomic(durable=True):
        _lock()
        token = _head.set(_read_head())
        try:
            yield
        finally:
            _head.reset(token)


def _lock() -> None:
    # SQLite begins every transaction with IMMEDIATE, which is the same lock.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _read_head() -> Head:
    last = Entry.objects.order_by("-position").only("position", "hash", "recorded_at").first()
    if last is None:
        return Head(0, GENESIS, datetime(1970, 1, 1, tzinfo=UTC))
    return Head(last.position, last.hash, last.recorded_at)


def database_clock() -> datetime:
    """Now by the clock of the database, the one clock that all workers share. SQLite lives in this process."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
        return now


def position() -> int:
    """The last position of the ledger; 0 when it is empty."""
    return Entry.objects.aggregate(last=models.Max("position"))["last"] or 0


# Streams whose entries are sealed for a while, or for good. What everybody sees is never counted with them: from two
# counts somebody could read that something was filed in between.
SEALED = ("verdict", "assignment", "prior", "declaredinterest", "reading")


def public_position(upto: int) -> int:
    """How many entries up to position `upto` belong to streams that everybody may see: what public pages cite.

    It never changes for a position, and never moves when a verdict is filed or a reviewer asked.
    """
    return Entry.objects.filter(position__lte=upto).exclude(stream_kind__in=SEALED).count()


def stream_version(kind: str, stream_id: str) -> int:
    """How many changes the stream has seen: the version that a reader of its page has before them."""
    head = _head.get()
    if head is not None and (kind, stream_id) in head.streams:
        return head.streams[kind, stream_id]
    entries = Entry.objects.filter(stream_kind=kind, stream_id=stream_id)
    return entries.aggregate(last=models.Max("stream_version"))["last"] or 0


def require_writing() -> Head:
    """The end of the ledger. Raises `NotWriting` outside an action."""
    head = _head.get()
    if head is None:
        raise NotWriting("Facts change inside an action, under the ledger lock. Call an action of predictions.actions.")
    return head


def append(fact: Fact, *, by: uuid.UUID, at: datetime, reason: str) -> Entry:
    """Write the entry for the version that `fact` is about to get. It goes in before the row: guards look for it."""
    head = require_writing()
    text_salt = secrets.token_hex(16)
    texts = erasable_texts(type(fact), fact, reason)
    digests = {column: text_digest(text_salt, column, text) for column, text in texts.items()}
    salt = secrets.token_hex(16)
    kind, stream_id = fact.stream
    entry = Entry(
        position=head.position + 1,
        stream_kind=kind,
        stream_id=stream_id,
        stream_version=stream_version(kind, stream_id) + 1,
        subject_kind=fact.kind(),
        subject_id=fact.pk,
        subject_version=fact.version,
        actor_ref=by,
        recorded_at=max(database_clock(), head.recorded_at),
        salt=salt,
        text_salt=text_salt,
        text_digests=digests,
        content_hash=content_hash(salt, content(type(fact), fact, by=by, at=at, digests=digests)),
        previous_hash=head.hash,
    )
    entry.hash = entry_hash(entry)
    entry.save(force_insert=True)
    head.position, head.hash, head.recorded_at = (
        entry.position,
        entry.hash,
        entry.recorded_at,
    )
    head.streams[kind, stream_id] = entry.stream_version
    return entry


def erasable_texts(model: type[Fact], row: Any, reason: str) -> dict[str, str]:
    """The texts of `row` that somebody may ask us to erase, by column; the reason of the change is always one."""
    said = {column: getattr(row, column) for column in sorted(model.ERASABLE)}
    return {column: text for column, text in said.items() if not is_empty(model, column, text)} | {REASON: reason}


def is_empty(model: type[Fact], column: str, text: str) -> bool:
    """Whether an erasable column holds nothing that could be erased, so that no digest stands for it."""
    return _says_nothing(model, column, text) or (column in model.ONCE_PLAIN and not text)


def content(
    model: type[Fact],
    row: Any,
    *,
    by: uuid.UUID,
    at: datetime,
    digests: Mapping[str, str],
) -> dict[str, Any]:
    """What one version of a fact says, from the row itself or from its history row: one function to write and verify.

    returns  every column by name, people and other rows by their public references, erasable texts by their digest;
             a column that came after the first release (`Fact.ADDED`) only where it says something; one that became
             erasable later (`Fact.ONCE_PLAIN`) in plain where no digest stands for it
    """
    columns = {column.attname: _value(column, getattr(row, column.attname)) for column in model._meta.concrete_fields}
    said = {
        name: value
        for name, value in columns.items()
        if (name not in model.ERASABLE or is_plain(model, name, digests)) and not _says_nothing(model, name, value)
    }
    return said | dict(digests) | {"history_date": at, "history_user_id": by}


def is_plain(model: type[Fact], column: str, digests: Mapping[str, str]) -> bool:
    """Whether an entry with these `digests` holds an erasable column in plain: it is empty, or older than the rule."""
    return column in model.ONCE_PLAIN and column not in digests


def _says_nothing(model: type[Fact], name: str, value: Any) -> bool:
    """Whether a column that came later holds the value that every row had before it came."""
    return name in model.ADDED and value == model.ADDED[name]


def _value(column: models.Field[Any, Any], value: Any) -> Any:
    if isinstance(column, models.DecimalField) and value is not None:
        # Plus nothing: a zero has no sign in the database.
        return Decimal(value).quantize(Decimal(1).scaleb(-column.decimal_places)) + 0
    return value


def canonical(value: Any) -> bytes:
    """The one spelling of `value`: sorted keys, no spaces, UTF-8 in NFC, times in UTC with microseconds, no floats.

    raises  TypeError for a float and for anything else that has no one spelling
    """
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _plain(value: Any) -> Any:
    match value:
        # The plainest first: a release of ten thousand lines has a hundred thousand of them.
        case str():
            return unicodedata.normalize("NFC", value)
        case None | bool() | int():
            return value
        case list() | tuple():
            return [_plain(item) for item in value]
        case Mapping():
            return {_text(str(key)): _plain(item) for key, item in value.items()}
    return _text(value)


def _text(value: Any) -> str:
    match value:
        case str():
            return unicodedata.normalize("NFC", value)
        case datetime():
            # Year by format: strftime pads it on some systems and not on others.
            return f"{value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"
        case date() | uuid.UUID():
            return str(value)
        case Decimal():
            return format(value, "f")
    raise TypeError(f"{type(value).__name__} has no canonical form. Numbers with a fraction are decimals here.")


def text_digest(text_salt: str, column: str, text: str) -> str:
    """The salted digest by which a text that may be erased enters the content."""
    return _sha256(
        "hindcast-text-v1",
        text_salt,
        column,
        unicodedata.normalize("NFC", text).encode(),
    )


def content_hash(salt: str, content: Mapping[str, Any]) -> str:
    """The salted hash of one version's content; the salt keeps a sealed verdict from being guessed."""
    return _sha256("hindcast-content-v1", salt, canonical(content))


def entry_hash(entry: Entry) -> str:
    """The hash that chains `entry` to its predecessor."""
    body = {
        "position": entry.position,
        "stream": [entry.stream_kind, entry.stream_id, entry.stream_version],
        "subject": [entry.subject_kind, entry.subject_id, entry.subject_version],
        "actor_ref": entry.actor_ref,
        "recorded_at": entry.recorded_at,
        "content_hash": entry.content_hash,
    }
    return _sha256("hindcast-entry-v1", entry.previous_hash, canonical(body))


def _sha256(*parts: str | bytes) -> str:
    return hashlib.sha256(b"\0".join(part if isinstance(part, bytes) else part.encode() for part in parts)).hexdigest()
