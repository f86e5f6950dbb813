"""Where files of evidence are kept: outside the web root, under their fingerprint, written whole or not at all.

A file is written before the fact that names it, so a fact never names a file that was not there. What a crash leaves
without a fact is swept later, see `actions.sweep_files`.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from predictions.files.kinds import ENDINGS, kind_of

PIECE = 65_536
LONGEST_NAME = 120

FINGERPRINT = re.compile(r"[0-9a-f]{64}")
# How long a file may wait for its fact: somebody sends a form again with what was amiss put right.
WAITS = timedelta(days=2)
BEGUN = "begun-"
NEVER_IN_NAMES = set('/\\:*?"<>|')


@dataclass(frozen=True)
class Kept:
    """A file that is kept: under which name it is handed out, what it is, how large, and its fingerprint."""

    name: str
    type: str
    size: int
    sha256: str


def root() -> Path:
    """The folder of all files of evidence."""
    return Path(settings.MEDIA_ROOT) / "evidence"


def place(sha256: str) -> Path:
    """Where the file with this fingerprint is kept. Raises ValueError for what is no fingerprint."""
    if not FINGERPRINT.fullmatch(sha256):
        raise ValueError("A fingerprint has 64 digits from 0 to f.")
    return root() / sha256[:2] / sha256


def keep(content: bytes, name: str) -> Kept:
    """Keep `content`; the same bytes are kept once. When this returns they would survive a power cut.

    raises  files.kinds.NotAFileToKeep, OSError when the disk is full
    """
    kind = kind_of(content)
    kept = Kept(clean_name(name, kind), kind, len(content), hashlib.sha256(content).hexdigest())
    target = place(kept.sha256)
    if is_whole(kept.sha256, kept.size):
        os.utime(target)  # it waits for a fact from now on, whoever left it there
    else:
        _write(content, target)
    return kept


def _write(content: bytes, target: Path) -> None:
    target.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    begun, name = tempfile.mkstemp(prefix=BEGUN, dir=target.parent)
    try:
        with os.fdopen(begun, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o440)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    for folder in (target.parent, root(), root().parent):
        _sync(folder)


def _sync(folder: Path) -> None:
    """Write the names in `folder` to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def clean_name(name: str, kind: str) -> str:
    """`name` without a path and without what would mislead in a list of files, with the ending of what it is."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(" " if one in NEVER_IN_NAMES else one for one in last if unicodedata.category(one)[0] != "C")
    ending = ENDINGS[kind]
    stem = shown[: -len(ending)] if shown.lower().endswith(ending) else shown
    stem = " ".join(stem.split()).strip(". ")
    return f"{stem[: LONGEST_NAME - len(ending)].strip() or 'document'}{ending}"


def is_whole(sha256: str, size: int) -> bool:
    """Whether the file is there, with as many bytes as it had and the same ones."""
    try:
        with open_whole(sha256, size):
            return True
    except LostFile:
        return False


class LostFile(Exception):
    """The file is not there any more, or is not what it was."""

    def __init__(self, sha256: str, *, is_there: bool) -> None:
        self.sha256, self.is_there = sha256, is_there
        super().__init__(f"The file {sha256} {'is not what it was' if is_there else 'is missing'}.")


def open_whole(sha256: str, size: int) -> BinaryIO:
    """The file with this fingerprint, to read, after its bytes were counted and compared with the fingerprint.

    raises  LostFile
    """
    try:
        file = place(sha256).open("rb")
    except OSError as error:
        raise LostFile(sha256, is_there=not isinstance(error, FileNotFoundError)) from error
    try:
        if os.fstat(file.fileno()).st_size != size or hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            raise LostFile(sha256, is_there=True)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def waiting(*, before: datetime) -> Iterator[Path]:
    """The files that were last kept before `before`, also those whose writing was never finished."""
    for path in sorted(root().glob("??/*")):
        with contextlib.suppress(FileNotFoundError):
            if datetime.fromtimestamp(path.stat().st_mtime, tz=UTC) < before:
                yield path
