"""Checking that the record is what the ledger says it was: the first entry that does not hold is named.

Reads in pieces of a fixed number of queries and writes nothing. The end is pinned first: what is added while the check
runs is left for the next one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from predictions import ledger, merkle
from predictions.ledger import GENESIS, REASON
from predictions.models import FACTS, TOMBSTONE, Checkpoint, Entry, Erasure, Fact, Record

PIECE = 1000
MODELS: dict[str, type[Fact]] = {model.kind(): model for model in FACTS}


@dataclass(frozen=True)
class Fault:
    """One thing that does not hold: at which position (None where no entry is concerned), about what, and what."""

    position: int | None
    subject: str
    wrong: str

    def __str__(self) -> str:
        where = f"Entry {self.position}" if self.position is not None else "Outside the ledger"
        return f"{where}, {self.subject}: {self.wrong}."


@dataclass(frozen=True)
class Report:
    """How many entries were checked, the head they end in, and what does not hold, in order of position."""

    entries: int
    head: str
    faults: list[Fault]

    @property
    def is_sound(self) -> bool:
        """Whether everything holds."""
        return not self.faults


def verify() -> Report:
    """Check the whole ledger, the history and the live rows against each other."""
    end = ledger.position()
    walk = _Walk(end)
    faults = [fault for piece in _pieces(end) for fault in walk.check(piece)]
    faults += walk.finish()
    faults.sort(key=lambda fault: (fault.position is None, fault.position or 0))
    return Report(entries=walk.count, head=walk.hash, faults=faults)


def _pieces(end: int) -> Iterator[list[Entry]]:
    last = 0
    while True:
        piece = list(Entry.objects.filter(position__gt=last, position__lte=end).order_by("position")[:PIECE])
        if not piece:
            return
        yield piece
        last = piece[-1].position


class _Walk:
    """What the check remembers between one piece of the ledger and the next."""

    def __init__(self, end: int) -> None:
        self.end = end
        self.count = 0
        self.hash = GENESIS
        self.position = 0
        self.recorded_at: Any = None
        self.streams: dict[tuple[str, str], int] = {}
        self.newest: dict[str, dict[str, Entry]] = defaultdict(dict)
        self.versions: dict[tuple[str, str], int] = {}
        self.leaves: list[str] = []
        self.erased = set(Erasure.objects.values_list("subject_kind", "subject_id"))

    def check(self, piece: list[Entry]) -> Iterator[Fault]:
        """The faults of the next entries in order."""
        rows = _history_rows(piece)
        for entry in piece:
            for wrong in [*self._chain(entry), *self._order(entry), *self._content(entry, rows)]:
                yield Fault(entry.position, _subject(entry), wrong)
            self._move_on(entry)

    def _chain(self, entry: Entry) -> Iterator[str]:
        if entry.position != self.position + 1:
            yield f"positions {self.position + 1} to {entry.position - 1} are missing before it"
        if entry.previous_hash != self.hash:
            yield "it does not follow the entry before it"
        if ledger.entry_hash(entry) != entry.hash:
            yield "its own hash does not match what it says"
        if self.recorded_at is not None and entry.recorded_at < self.recorded_at:
            yield "it was recorded before its predecessor"

    def _order(self, entry: Entry) -> Iterator[str]:
        stream, subject = (entry.stream_kind, entry.stream_id), (entry.subject_kind, entry.subject_id)
        if entry.stream_version != self.streams.get(stream, 0) + 1:
            yield "a version of its stream is missing or doubled"
        if entry.subject_version != self.versions.get(subject, 0) + 1:
            yield "a version of its subject is missing or doubled"
        if entry.position == 1 and entry.subject_kind != Record.kind():
            yield "the first entry does not say what this database is"

    def _content(self, entry: Entry, rows: dict[tuple[str, str, int], list[Any]]) -> Iterator[str]:
        model = MODELS.get(entry.subject_kind)
        found = rows.get((entry.subject_kind, entry.subject_id, entry.subject_version), [])
        if model is None:
            yield "its kind of subject is unknown"
        elif not found:
            yield "its history row is gone"
        elif len(found) > 1:
            yield "its history row stands twice"
        else:
            yield from self._row(entry, model, found[0])

    def _row(self, entry: Entry, model: type[Fact], row: Any) -> Iterator[str]:
        texts = ledger.erasable_texts(model, row, row.history_change_reason)
        is_erased = (entry.subject_kind, entry.subject_id) in self.erased and entry.text_salt == ""
        for column, text in texts.items():
            name = "the reason of the change" if column == REASON else f"the text {column!r}"
            if (is_erased and text == TOMBSTONE) or ledger.is_plain(model, column, entry.text_digests):
                continue
            if ledger.text_digest(entry.text_salt, column, text) != entry.text_digests.get(column):
                yield f"{name} in its history row is not the one that was recorded"
        for column in sorted(entry.text_digests.keys() - texts.keys()):
            yield f"the text {column!r} in its history row is not the one that was recorded"
        content = ledger.content(model, row, by=row.history_user_id, at=row.history_date, digests=entry.text_digests)
        if row.history_user_id != entry.actor_ref:
            yield "its history row names another author"
        # What was hashed in plain before it could be erased takes the proof of this one revision with it.
        was_plain = any(
            ledger.is_plain(model, column, entry.text_digests) and text == TOMBSTONE for column, text in texts.items()
        )
        if ledger.content_hash(entry.salt, content) != entry.content_hash and not (is_erased and was_plain):
            yield "its history row does not say what was recorded"

    def _move_on(self, entry: Entry) -> None:
        self.count += 1
        self.position, self.hash, self.recorded_at = entry.position, entry.hash, entry.recorded_at
        self.streams[entry.stream_kind, entry.stream_id] = entry.stream_version
        self.versions[entry.subject_kind, entry.subject_id] = entry.subject_version
        self.newest[entry.subject_kind][entry.subject_id] = entry
        self.leaves.append(entry.hash)

    def finish(self) -> Iterator[Fault]:
        """The faults that show only at the end: checkpoints, rows without an entry, live rows that differ."""
        yield from self._checkpoints()
        for model in FACTS:
            yield from self._live_rows(model)
            yield from self._orphans(model)

    def _checkpoints(self) -> Iterator[Fault]:
        for checkpoint in Checkpoint.objects.filter(size__lte=max(self.end, 0)).order_by("size"):
            leaves = (bytes.fromhex(leaf) for leaf in self.leaves[: checkpoint.size])
            if merkle.tree_head(leaves).hex() != checkpoint.root:
                yield Fault(checkpoint.size, str(checkpoint), "its root is not that of the entries before it")
        for checkpoint in Checkpoint.objects.filter(size__gt=self.end):
            yield Fault(self.end + 1, str(checkpoint), f"the ledger ends at {self.end}: its tail was cut")

    def _live_rows(self, model: type[Fact]) -> Iterator[Fault]:
        newest = dict(self.newest[model.kind()])
        for piece in _in_pieces(model._default_manager.order_by("pk").iterator(PIECE)):
            history = _by_version(model, [(row.pk, row.version) for row in piece])
            for row in piece:
                entry = newest.pop(row.pk, None)
                if entry is None or row.version > entry.subject_version:
                    yield from self._unless_newer(model, row)
                elif not _same(model, row, history.get((row.pk, entry.subject_version))):
                    yield Fault(entry.position, _subject(entry), "the row in force is not its newest revision")
        for entry in newest.values():
            yield Fault(entry.position, _subject(entry), "the row in force is gone")

    def _unless_newer(self, model: type[Fact], row: Fact) -> Iterator[Fault]:
        written = Entry.objects.filter(
            subject_kind=model.kind(), subject_id=row.pk, subject_version=row.version, position__gt=self.end
        )
        if not written.exists():
            yield Fault(None, f"{model.kind()} {row.pk} version {row.version}", "no entry records this row")

    def _orphans(self, model: type[Fact]) -> Iterator[Fault]:
        rows: Iterable[Any] = model.history.order_by().only("id", "version").iterator(PIECE)
        for row in rows:
            if row.version > self.versions.get((model.kind(), row.id), 0):
                yield from (
                    Fault(fault.position, fault.subject, "no entry records this revision")
                    for fault in self._unless_newer(model, row)
                )


def _subject(entry: Entry) -> str:
    return f"{entry.subject_kind} {entry.subject_id} version {entry.subject_version}"


def _history_rows(piece: list[Entry]) -> dict[tuple[str, str, int], list[Any]]:
    wanted: dict[str, set[str]] = defaultdict(set)
    for entry in piece:
        wanted[entry.subject_kind].add(entry.subject_id)
    found: dict[tuple[str, str, int], list[Any]] = defaultdict(list)
    for kind, ids in wanted.items():
        if kind in MODELS:
            for row in MODELS[kind].history.filter(id__in=ids):
                found[kind, row.id, row.version].append(row)
    return found


def _by_version(model: type[Fact], wanted: list[tuple[str, int]]) -> dict[tuple[str, int], Any]:
    rows = model.history.filter(id__in=[pk for pk, _ in wanted])
    return {(row.id, row.version): row for row in rows}


def _same(model: type[Fact], row: Fact, revision: Any) -> bool:
    if revision is None:
        return False
    return all(
        getattr(row, column.attname) == getattr(revision, column.attname) for column in model._meta.concrete_fields
    )


def _in_pieces(rows: Iterable[Fact]) -> Iterator[list[Fact]]:
    piece: list[Fact] = []
    for row in rows:
        piece.append(row)
        if len(piece) == PIECE:
            yield piece
            piece = []
    if piece:
        yield piece
