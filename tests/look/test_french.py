"""Everything a page says, it can say in French, and the compiled words are those that were written."""

from __future__ import annotations

import ast
import gettext
import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.LOCALE_PATHS[0]).parent
WRITTEN = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"
COMPILED = WRITTEN.with_suffix(".mo")
TAG = re.compile(r"{%\s*translate\s+\"([^\"]+)\"(?:\s+as\s+\w+)?(?:\s+context\s+\"([^\"]+)\")?")
PLACE = re.compile(r"%\((\w+)\)s")
QUOTED = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d\]) ((?:".*"\n?)+)', re.MULTILINE)

Entry = dict[str, str]


def written() -> list[Entry]:
    """Every entry of the .po file but its header: keyword to text."""
    blocks = (block for block in WRITTEN.read_text().split("\n\n") if "#, fuzzy" not in block and "#~" not in block)
    entries = [
        {
            keyword: "".join(ast.literal_eval(line) for line in lines.splitlines())
            for keyword, lines in QUOTED.findall(b)
        }
        for b in blocks
    ]
    return [entry for entry in entries if entry.get("msgid")]


def catalogue_key(entry: Entry) -> str:
    """The key under which gettext keeps an entry."""
    return "\x04".join(filter(None, (entry.get("msgctxt"), entry["msgid"])))


def test_the_compiled_words_are_those_that_were_written() -> None:
    with COMPILED.open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]

    for entry in written():
        key = catalogue_key(entry)
        if "msgid_plural" in entry:
            assert [compiled[key, 0], compiled[key, 1]] == [entry["msgstr[0]"], entry["msgstr[1]"]], key
        else:
            assert compiled[key] == entry["msgstr"], key


def test_nothing_is_left_untranslated() -> None:
    empty = [entry["msgid"] for entry in written() if not all(entry[k] for k in entry if k.startswith("msgstr"))]

    assert empty == []


def test_every_sentence_of_a_page_is_there_in_french() -> None:
    known = {catalogue_key(entry) for entry in written()}

    said = {
        "\x04".join(filter(None, (context, sentence)))
        for page in (ROOT / "templates").rglob("*.html")
        for sentence, context in TAG.findall(page.read_text())
    }

    assert said
    assert said - known == set()


def test_a_french_sentence_fills_in_the_same_names() -> None:
    for entry in written():
        names = sorted(PLACE.findall(entry.get("msgid_plural", entry["msgid"])))
        for keyword in set(entry) & {"msgstr", "msgstr[1]"}:
            assert sorted(PLACE.findall(entry[keyword])) == names, entry[keyword]
        # English has a word for one, French says 0 in the singular: that may name the count, and needs not.
        assert set(PLACE.findall(entry.get("msgstr[0]", ""))) <= set(names), entry["msgid"]
