"""Sentences that the rules of the house say, kept so that a page can say them in the reader's language.

Standard library only: policy and the other pure modules speak English and know of no reader.
"""

from __future__ import annotations

from collections.abc import Mapping


class Sentence(str):
    """An English sentence that remembers how it was made."""

    __slots__ = ("filled", "pattern")

    pattern: str
    filled: Mapping[str, object]


class Cited(tuple[tuple[int, str], ...]):
    """Documents in a sentence: the number of each and its tier."""

    __slots__ = ()

    def __str__(self) -> str:
        return ", ".join(f"{number} ({tier})" for number, tier in self)


def gettext_noop(pattern: str, /, **filled: object) -> Sentence:
    """The English sentence `pattern % filled`. By this name the tools that gather what is to be translated find it.

    pattern  literal text with named places, `%(key)s`; a percent sign is written twice where `filled` is given
    """
    sentence = Sentence(pattern % filled if filled else pattern)
    sentence.pattern, sentence.filled = pattern, filled
    return sentence
