"""Files made to do harm are refused in less than a second of processor time, in words."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from predictions.importing.composing import MOST_ENTRIES
from predictions.importing.errors import BundleErrors
from predictions.importing.reading import read

SMALL = (Path(__file__).parent / "small.yaml").read_text(encoding="utf-8")
LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)

BOMBS = {
    "a billion laughs": (LAUGHS, "*a repeats another part of the file by an alias"),
    "a part that contains itself": ("topics: &all [*all]\n", "*all repeats another part of the file by an alias"),
    "a merge of another part": ("a: &a {b: c}\nd: {<<: *a}\n", '"<<" without quotes has a meaning of its own'),
    "ten megabytes": ("x" * 10_000_000, "The file is larger than 5 MB"),
    "10,000 levels of lists": ("[" * 10_000, "exceeded maximum nesting depth"),
    "10,000 levels of mappings": ("{a: " * 10_000, "nested more than 20 levels deep"),
    "10,000 levels of dashes": ("- " * 10_000, "nested more than 20 levels deep"),
    "2,000 levels of indentation": ("".join(f"{' ' * n}a:\n" for n in range(2_000)), "nested more than 20 levels"),
    "10,000 levels of keys": ("? " * 10_000, "A list or a mapping stands where a key should be"),
    "one text of a megabyte": (f"language: {'x' * 1_000_000}\n", "This text has 1,000,000 characters"),
    "a text that grows in quotes": (f'language: "{chr(92)}t{"x" * 1_000_000}"\n', "characters"),
    "a number of 60,000 digits": (f"language: {'9' * 60_000}\n", "without quotes is read as a number"),
    "a million small values": (f"topics: [{'1, ' * 1_000_000}]\n", f"has more than {MOST_ENTRIES:,} entries"),
    "a hundred thousand keys": ("".join(f"k{n}: 1\n" for n in range(100_000)), f"more than {MOST_ENTRIES:,} entries"),
    "many lists of many values": (
        f"topics:\n{(' - [' + '1,' * 4_000 + ']' + chr(10)) * 500}",
        "The file holds more than 50,000 values",
    ),
    "many things wrong": (f"topics: [{'*a, ' * 4_000}]\n", "The file has more errors than these"),
    "entries that cannot be sorted": (
        SMALL.replace("[AB-01-E1]", f"[{'AB-01-E1, 1, ' * 2_000}]"),
        "is read as a number",
    ),
    "a slug to try all ways on": (SMALL.replace("small-2025", f"{'a-' * 30_000}!"), "does not have the right form"),
    "bytes that are not UTF-8": (b"language: \xff\n", "The byte 0xff is not UTF-8"),
    "UTF-16": (SMALL.encode("utf-16"), "The file is UTF-16"),
    "UTF-16 that does not say so": (SMALL.encode("utf-16-be"), "not UTF-8"),
    "a NUL": ("language: \0\n", "The file holds the control character U+0000"),
    "a terminal's escape": ("language: \x1b[31m\n", "The file holds the control character U+001B"),
    "an escaped NUL": ('language: "\\0"\n', "The text holds the control character U+0000"),
    "half a character": ('language: "\\ud800"\n', "found invalid Unicode character escape code"),
    "nothing": ("", "The file is empty"),
    "nothing but a remark": ("# nothing\n", "The file is empty"),
    "a list": ("- a\n- b\n", "A list stands here"),
    "one word": ("hindcast\n", '"hindcast" stands here'),
    "a tab": ("collection:\n\tslug: a\n", "The line is indented with a tab"),
    "a tag that runs code": ("a: !!python/object/apply:os.system ['true']\n", "asks for a special kind of value"),
    "a tag of its own": ("%TAG ! tag:example.org,2025:\n---\na: !x b\n", "asks for a special kind of value"),
    "two documents": ("a: b\n---\nc: d\n", "A second document begins here"),
    "a quote that never ends": ('"' + "x" * 4_000_000, "The file is not YAML from here on"),
}


@pytest.mark.alone
@pytest.mark.parametrize(("bomb", "said"), BOMBS.values(), ids=BOMBS.keys())
def test_a_file_made_to_do_harm_is_refused_quickly_and_in_words(bomb: str | bytes, said: str) -> None:
    data = bomb.encode() if isinstance(bomb, str) else bomb
    started = time.process_time()

    with pytest.raises(BundleErrors) as caught:
        read(data)

    assert time.process_time() - started < 1
    assert said in str(caught.value)


def test_a_file_of_ten_gigabytes_is_refused_after_its_first_five_megabytes(tmp_path: Path) -> None:
    file = tmp_path / "large.yaml"
    with file.open("wb") as opened:
        opened.truncate(10 * 2**30)  # a hole: takes no room on the disk

    with pytest.raises(BundleErrors, match="The file is larger than 5 MB"):
        read(file)


def test_a_large_file_that_is_good_is_taken() -> None:
    padding = f"# {'x' * 98}\n" * 50_000

    found = read((SMALL + padding).encode())

    assert len(found.claims) == 2
