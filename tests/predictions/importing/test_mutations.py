"""Whatever becomes of a good file, reading it gives a bundle or a list of errors, never anything else."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from predictions.importing.bundle import Bundle
from predictions.importing.errors import BundleErrors
from predictions.importing.reading import read
from predictions.importing.shape import SCHEMA

SMALL = (Path(__file__).parent / "small.yaml").read_bytes()
RECORD = (SCHEMA.parent / "open-source-ai-2025.yaml").read_bytes()

PIECES = st.one_of(
    st.binary(max_size=8),
    st.text(max_size=8).map(str.encode),
    st.sampled_from(
        [b"", b"\n", b"\t", b"  ", b": ", b"- ", b"'", b'"', b"[", b"}", b"&a ", b"*a", b"!!set ", b"null", b"yes"]
    ),
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.text(max_size=20),
    st.sampled_from(["", " ", "2025-02-30", "2025", "https://[", "https://a@b.org", "SC-01", "SC-01-E1", "graded"]),
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)


def reads_or_says_why(data: bytes) -> bool:
    """Whether a bundle came out, or errors that print and lie in the file. Whatever else is raised fails."""
    try:
        return isinstance(read(data), Bundle)
    except BundleErrors as caught:
        errors = caught.errors
    lines = len(data.decode("utf-8", "replace").splitlines()) + 1
    within = all(0 <= error.line <= lines for error in errors)
    return bool(errors) and within and all(line.isprintable() for line in str(BundleErrors(errors)).split("\n"))


def mutated(good: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    for at, length, piece in changes:
        start = at % (len(good) + 1)
        good = good[:start] + piece + good[start + length :]
    return good


CHANGES = st.lists(st.tuples(st.integers(0, 2**20), st.integers(0, 40), PIECES), min_size=1, max_size=4)


@given(CHANGES)
@settings(max_examples=30, deadline=None)
def test_the_bundled_record_changed_anywhere_reads_or_is_refused_in_words(
    changes: list[tuple[int, int, bytes]],
) -> None:
    assert reads_or_says_why(mutated(RECORD, changes))


@given(CHANGES)
@example([(49, 0, "\ud7fc".encode())])  # a letter that no alphabet has
@settings(max_examples=300, deadline=None)
def test_a_small_bundle_changed_anywhere_reads_or_is_refused_in_words(changes: list[tuple[int, int, bytes]]) -> None:
    assert reads_or_says_why(mutated(SMALL, changes))


def places(part: Any, above: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    entries = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    return [above, *(place for key, inner in entries for place in places(inner, (*above, key)))]


WHOLE = yaml.safe_load(SMALL)
PLACES = places(WHOLE)[1:]


def dumped(whole: Any) -> bytes:
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    written: str = yaml.dump(whole, Dumper=dumper, allow_unicode=True)
    return written.encode("utf-8", "surrogatepass")


@given(st.sampled_from(PLACES), VALUES)
@settings(max_examples=200, deadline=None)
def test_any_value_in_any_place_reads_or_is_refused_in_words(place: tuple[str | int, ...], value: Any) -> None:
    whole = copy.deepcopy(WHOLE)
    part = whole
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = value

    assert reads_or_says_why(dumped(whole))


@given(st.sampled_from(PLACES))
@settings(max_examples=100, deadline=None)
def test_a_bundle_without_one_of_its_parts_reads_or_is_refused_in_words(place: tuple[str | int, ...]) -> None:
    whole = copy.deepcopy(WHOLE)
    part = whole
    for step in place[:-1]:
        part = part[step]
    del part[place[-1]]

    assert reads_or_says_why(dumped(whole))
