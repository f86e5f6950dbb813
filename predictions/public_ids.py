"""Public ids: eight Crockford base-32 characters and their check character. Standard library only.

D. Crockford, "Base 32": the check character is the number modulo 37. Five of the 37 check symbols are not letters or
digits; ids that would need one are never issued, so an id is safe in an address and easy to read out.
"""

from __future__ import annotations

import secrets

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 9
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


class NotAPublicId(ValueError):
    """The text cannot be a public id: wrong length, a foreign character, or a slip of the pen."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"{text[:40]!r} is not an id of this record. An id has {LENGTH} letters and digits, like {encode(1)}."
        )


def encode(number: int) -> str:
    """The id of `number`, which must lie in [0, 32**8) and leave a remainder below 32 modulo 37."""
    check = number % 37
    if not 0 <= number < 32**8 or check >= 32:
        raise ValueError(f"{number} has no public id. It must be below 32**8 and its remainder by 37 below 32.")
    digits = "".join(SYMBOLS[(number >> shift) & 31] for shift in range(35, -1, -5))
    return digits + SYMBOLS[check]


def new() -> str:
    """A fresh random id: 40 bits less the few that have no plain check character."""
    while True:
        number = secrets.randbits(40)
        if number % 37 < 32:
            return encode(number)


def clean_or_empty(text: str) -> str:
    """`text` as an id in canonical form; empty where it is none."""
    try:
        return clean(text)
    except NotAPublicId:
        return ""


def clean(text: str) -> str:
    """`text` as an id in canonical form: upper case, O read as 0, I and L as 1, hyphens and spaces dropped.

    raises  NotAPublicId if it is not an id or its check character does not match
    """
    plain = text.upper().translate(_ALIKE) if text.isascii() else ""
    if len(plain) != LENGTH or any(symbol not in SYMBOLS for symbol in plain):
        raise NotAPublicId(text)
    number = 0
    for symbol in plain[:-1]:
        number = number * 32 + SYMBOLS.index(symbol)
    if number % 37 != SYMBOLS.index(plain[-1]):
        raise NotAPublicId(text)
    return plain
