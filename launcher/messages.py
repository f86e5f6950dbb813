"""Compiles the translations in locale/ where they have changed: no machine needs gettext's tools to speak French.

The format is gettext's: https://www.gnu.org/software/gettext/manual/html_node/MO-Files.html
"""

from __future__ import annotations

import ast
import struct
from pathlib import Path

from launcher.places import ROOT, shown
from launcher.trouble import Trouble

MAGIC = 0x950412DE
KEYWORDS = ("msgctxt", "msgid_plural", "msgid", "msgstr")


def compile_changed(folder: Path = ROOT / "locale") -> list[Path]:
    """Write `x.mo` beside each `x.po` that is younger. Returns the files written; read-only folders stay."""
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        try:
            target.write_bytes(compiled(messages(source)))
        except PermissionError:
            continue  # a read-only installation brings its own
        written.append(target)
    return written


def messages(source: Path) -> dict[str, str]:
    """The translated messages of a .po file: context, singular and plural joined as gettext joins them.

    Raises `Trouble` naming the line that cannot be read.
    """
    found: dict[str, str] = {}
    entry: dict[str, str] = {}
    fuzzy, key = False, ""
    for number, line in enumerate(source.read_text("utf-8").splitlines(), start=1):
        text = line.strip()
        if text.startswith("#") or not text:
            if "msgstr" in entry or "msgstr[0]" in entry:
                keep(found, entry, fuzzy=fuzzy)
                entry, fuzzy = {}, False
            fuzzy = fuzzy or (text.startswith("#,") and "fuzzy" in text)
            continue
        if not text.startswith('"'):
            key, _, text = text.partition(" ")
            if key in ("msgctxt", "msgid") and ("msgstr" in entry or "msgstr[0]" in entry):
                keep(found, entry, fuzzy=fuzzy)
                entry, fuzzy = {}, False
        try:
            if not key.startswith(KEYWORDS):
                raise SyntaxError(key)
            entry[key] = entry.get(key, "") + str(ast.literal_eval(text.strip()))
        except (SyntaxError, ValueError) as error:
            raise Trouble(f"{shown(source)}, line {number}, is not gettext: {line!r}.") from error
    keep(found, entry, fuzzy=fuzzy)
    return found


def keep(found: dict[str, str], entry: dict[str, str], *, fuzzy: bool) -> None:
    """Add a whole entry unless it is untranslated or marked as a guess."""
    name = entry.get("msgid")
    if name is None or (fuzzy and name):
        return
    forms = [entry[key] for key in sorted(entry) if key.startswith("msgstr")]
    if not all(forms) or not forms:
        return
    if "msgctxt" in entry:
        name = f"{entry['msgctxt']}\x04{name}"
    if "msgid_plural" in entry:
        name = f"{name}\0{entry['msgid_plural']}"
    found[name] = "\0".join(forms)


def compiled(found: dict[str, str]) -> bytes:
    """The bytes of a .mo file: a header, two tables of (length, offset), the texts, sorted by original."""
    pairs = sorted((key.encode(), value.encode()) for key, value in found.items())
    texts = [key for key, _ in pairs] + [value for _, value in pairs]
    tables = 28
    offset = tables + 8 * len(texts)
    entries, body = [], bytearray()
    for text in texts:
        entries += [len(text), offset + len(body)]
        body += text + b"\0"
    header = struct.pack("<7I", MAGIC, 0, len(pairs), tables, tables + 8 * len(pairs), 0, offset)
    return header + struct.pack(f"<{len(entries)}I", *entries) + bytes(body)


if __name__ == "__main__":
    compile_changed()
