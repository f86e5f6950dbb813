"""The guard finds what must never be committed, and lets through what only looks like it."""

from __future__ import annotations

import pytest

from launcher.tree import findings


@pytest.mark.parametrize(
    "text",
    [
        "see https://py" + "pi.org/simple",
        "open('/ro" + "ot/x')",
        "cd /ho" + "me/reader/hindcast",
        "-----BEGI" + "N PRIVATE KEY-----",
    ],
)
def test_what_must_not_be_committed_is_found_with_its_line(text: str) -> None:
    (found,) = findings("file.txt", f"first line\n{text}\n")

    assert found.startswith("file.txt:2: holds ")


@pytest.mark.parametrize("text", ["/claims/1/", "https://example.org/home/", "ROOT / 'work'"])
def test_ordinary_paths_and_addresses_pass(text: str) -> None:
    assert list(findings("file.txt", text)) == []
