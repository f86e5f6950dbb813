"""Whether a PNG picture is whole: every part in its place, none damaged, and not too large for who opens it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from predictions.sentences import gettext_noop

SIGNATURE = 8
# Of one side, and of the whole picture: a page scanned at 600 dots an inch has 35 million.
WIDEST, MOST_PIXELS, MOST_CHUNKS = 30_000, 60_000_000, 50_000
DEPTHS = {0: {1, 2, 4, 8, 16}, 2: {8, 16}, 3: {1, 2, 4, 8}, 4: {8, 16}, 6: {8, 16}}
KNOWN = {b"IHDR", b"PLTE", b"IDAT", b"IEND"}
LAST_FILTER = 4

CUT_OFF = gettext_noop("The picture is cut off. Choose the whole file.")
DAMAGED = gettext_noop("The picture is damaged: a part of it is not what its check sum says. Save it anew.")
DISORDERED = gettext_noop("The picture is not put together as a PNG is. Save it anew as a PNG.")
TOO_LARGE = gettext_noop(
    "The picture has more pixels than a page needs. Give at most 60 million, and 30,000 on a side."
)
HANGS_ON = gettext_noop("Something hangs on to the end of the picture. Save it anew as a PNG.")


class _Wrong(Exception):
    """What is wrong with the picture, in a sentence."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Chunk:
    """One part of a PNG."""

    name: bytes
    data: bytes


def why_no_png(content: bytes) -> str | None:
    """What keeps `content` from being a whole PNG, if anything does."""
    try:
        chunks = list(_chunks(content))
        _check_header(chunks[0])
        _check_order(chunks)
        _check_pixels(chunks)
    except _Wrong as wrong:
        return wrong.sentence
    return None


def _chunks(content: bytes) -> Iterator[Chunk]:
    place, size = SIGNATURE, len(content)
    for _ in range(MOST_CHUNKS):
        length = int.from_bytes(content[place : place + 4])
        end = place + 12 + length
        if place + 12 > size or end > size:
            raise _Wrong(CUT_OFF)
        body = content[place + 4 : end - 4]
        if zlib.crc32(body) != int.from_bytes(content[end - 4 : end]):
            raise _Wrong(DAMAGED)
        yield Chunk(body[:4], body[4:])
        if body[:4] == b"IEND":
            if end != size or length:
                raise _Wrong(HANGS_ON)
            return
        place = end
    raise _Wrong(DISORDERED)


def _check_header(first: Chunk) -> None:
    data = first.data
    if first.name != b"IHDR" or len(data) != 13:
        raise _Wrong(DISORDERED)
    width, height = int.from_bytes(data[:4]), int.from_bytes(data[4:8])
    depth, colour, compression, filtering, interlace = data[8:]
    if not width or not height or depth not in DEPTHS.get(colour, ()) or compression or filtering or interlace > 1:
        raise _Wrong(DISORDERED)
    if max(width, height) > WIDEST or width * height > MOST_PIXELS:
        raise _Wrong(TOO_LARGE)


def _check_order(chunks: list[Chunk]) -> None:
    """One header, first; the palette where there has to be one, before the pixels; the pixels in one run."""
    names = [one.name for one in chunks]
    if any(not name.isalpha() or (name[:1].isupper() and name not in KNOWN) for name in names):
        raise _Wrong(DISORDERED)
    pixels = [place for place, name in enumerate(names) if name == b"IDAT"]
    palettes = [place for place, name in enumerate(names) if name == b"PLTE"]
    in_one_run = bool(pixels) and pixels[-1] - pixels[0] + 1 == len(pixels)
    needs_palette = chunks[0].data[9] == 3
    if names.count(b"IHDR") != 1 or not in_one_run or len(palettes) > 1 or (needs_palette and not palettes):
        raise _Wrong(DISORDERED)
    if palettes and palettes[0] > pixels[0]:
        raise _Wrong(DISORDERED)


def _check_pixels(chunks: list[Chunk]) -> None:
    """The pixels can be unpacked; a first piece tells, so that a picture made to swell does so nowhere."""
    packed = b"".join(one.data for one in chunks if one.name == b"IDAT")
    try:
        begin = zlib.decompressobj().decompress(packed, 65_536)
    except zlib.error:
        raise _Wrong(DAMAGED) from None
    if not begin or begin[0] > LAST_FILTER:
        raise _Wrong(DAMAGED)
