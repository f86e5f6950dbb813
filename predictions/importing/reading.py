"""Reading a bundle: a file or its bytes in, a checked `Bundle` out, or every error it has."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import NoReturn

from predictions.importing.building import build
from predictions.importing.bundle import Bundle
from predictions.importing.checking import check_references
from predictions.importing.composing import LARGEST_FILE, Unreadable, compose, decoded
from predictions.importing.errors import BundleError, BundleErrors
from predictions.importing.nodes import Faults, Node, TooManyFaults
from predictions.importing.shape import check_shape


def read(file: str | os.PathLike[str] | bytes) -> Bundle:
    """The bundle in `file`, a path or the bytes themselves (UTF-8, at most 5 MB).

    Raises `BundleErrors` with every error of the file at once, in the order of its lines. Reads nothing but the file:
    no clock, no database, no network.
    """
    name, data = ("The bundle", file) if isinstance(file, bytes) else (Path(file).name, _bytes(Path(file)))
    faults = Faults()
    root: Node | None = None
    try:
        root = compose(decoded(data, faults), faults)
        check_shape(root, faults)
        check_references(root, faults)
    except (Unreadable, TooManyFaults) as stopped:
        _refuse(faults, root, name, stopped)
    if faults:
        _refuse(faults, root, name)
    return build(root.plain())


def digest(path: str | os.PathLike[str]) -> str:
    """The SHA-256 sum of the file at `path`, 64 small hexadecimal digits. Raises `OSError` when it cannot be read."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        wrong = f"The file cannot be read: {error.strerror}."
        raise BundleErrors([BundleError("file", 0, wrong, "the path of a bundle")], name=path.name) from error


def _refuse(faults: Faults, root: Node | None, name: str, stopped: Exception | None = None) -> NoReturn:
    errors = faults.placed(root)
    if isinstance(stopped, TooManyFaults):
        wrong = "The file has more errors than these; the check stopped."
        errors.append(BundleError("file", 0, wrong, "a file with the errors below mended, checked again"))
    raise BundleErrors(errors, name=name) from None
