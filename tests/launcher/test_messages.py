"""Translations are compiled by ourselves, to what the standard library and Django read."""

from __future__ import annotations

import gettext
import io
from pathlib import Path

import pytest

from launcher.messages import compile_changed, compiled, messages
from launcher.trouble import Trouble

PO = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\n"

#: templates/base.html:3
msgid "Claims"
msgstr "Affirmations"

msgid "one claim"
msgid_plural "%(n)s claims"
msgstr[0] "une affirmation"
msgstr[1] "%(n)s affirmations"

msgctxt "of a claim"
msgid "Open"
msgstr "En cours — “ouverte”"

#, fuzzy
msgid "Guessed"
msgstr "Deviné"

msgid "Untranslated"
msgstr ""

msgid "two "
"lines\n"
msgstr "deux "
"lignes\n"
"""


@pytest.fixture
def locale(tmp_path: Path) -> Path:
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(PO, "utf-8")
    return tmp_path


def test_messages_are_read_back_as_they_were_written(locale: Path) -> None:
    source = locale / "fr" / "LC_MESSAGES" / "django.po"

    french = gettext.GNUTranslations(io.BytesIO(compiled(messages(source))))

    assert french.gettext("Claims") == "Affirmations"
    assert french.ngettext("one claim", "%(n)s claims", 1) == "une affirmation"
    assert french.ngettext("one claim", "%(n)s claims", 2) == "%(n)s affirmations"
    assert french.pgettext("of a claim", "Open") == "En cours — “ouverte”"
    assert french.gettext("two lines\n") == "deux lignes\n"


def test_guesses_and_gaps_stay_in_the_original_language(locale: Path) -> None:
    french = gettext.GNUTranslations(io.BytesIO(compiled(messages(locale / "fr" / "LC_MESSAGES" / "django.po"))))

    assert (french.gettext("Guessed"), french.gettext("Untranslated")) == ("Guessed", "Untranslated")


def test_only_changed_translations_are_compiled(locale: Path) -> None:
    first, second = compile_changed(locale), compile_changed(locale)

    assert first == [locale / "fr" / "LC_MESSAGES" / "django.mo"]
    assert second == []


def test_a_line_that_is_not_gettext_is_named(locale: Path) -> None:
    source = locale / "fr" / "LC_MESSAGES" / "django.po"
    source.write_text('msgid "a"\nmsgstr "b\n', "utf-8")

    with pytest.raises(Trouble, match=r"django\.po, line 2, is not gettext"):
        compile_changed(locale)
