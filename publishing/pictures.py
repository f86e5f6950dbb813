"""A card as a picture of 1200 × 630, drawn from its words alone: no browser, the fonts and colours of the pages."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from publishing.cards import Card

FONTS = Path(settings.STATICFILES_DIRS[0]) / "fonts"
WIDTH, HEIGHT, EDGE = 1200, 630, 72
PAPER, INK, INK_2, RULE, ACCENT = "#fcfdfc", "#14191a", "#47514f", "#d9dfdc", "#0b5a46"
MOST_LINES = 4
LONGEST = 600  # characters of a title that are looked at; more do not fit anyway
GRADES = (0.0, 0.25, 0.5, 0.75, 1.0)

Font = ImageFont.FreeTypeFont


@cache
def font(name: str, size: int, weight: int) -> Font:
    """One face of the pages at a size in pixels, from 400 (regular) to 600 (bold)."""
    found = ImageFont.truetype(str(FONTS / f"{name}.woff2"), size)
    found.set_variation_by_axes([weight])
    return found


def serif(size: int) -> Font:
    """What says something."""
    return font("newsreader", size, 500)


def sans(size: int, weight: int = 400) -> Font:
    """What labels and counts it."""
    return font("public-sans", size, weight)


def png(card: Card) -> bytes:
    """The picture. The same card gives the same picture."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(picture)
    pen.text((EDGE, 50), "HINDCAST", font=sans(24, 600), fill=ACCENT)
    x = EDGE + pen.textlength("HINDCAST", font=sans(24, 600)) + 24
    pen.text((x, 50), fitted(card.kicker, sans(24), WIDTH - EDGE - x), font=sans(24), fill=INK_2)
    pen.line([(EDGE, 96), (WIDTH - EDGE, 96)], fill=INK, width=2)
    below = _title(pen, card)
    if card.byline:
        pen.text((EDGE, below + 14), fitted(card.byline, sans(26), WIDTH - 2 * EDGE), font=sans(26), fill=INK_2)
    _finding(pen, card)
    _labels(pen, card)
    kept = BytesIO()
    picture.quantize(64, Image.Quantize.FASTOCTREE).save(kept, "PNG", compress_level=7)
    return kept.getvalue()


def _title(pen: ImageDraw.ImageDraw, card: Card) -> float:
    """The title in the largest size in which it fits on its lines; returns where it ends."""
    text = card.title[:LONGEST]
    for size in (58, 50, 42, 36):
        lines = list(wrapped(text, serif(size), WIDTH - 2 * EDGE))
        if len(lines) <= MOST_LINES:
            break
    if len(lines) > MOST_LINES:
        lines[MOST_LINES - 1] = fitted(f"{lines[MOST_LINES - 1]} …", serif(size), WIDTH - 2 * EDGE)
    y = 122.0
    for line in lines[:MOST_LINES]:
        pen.text((EDGE, y), line, font=serif(size), fill=INK)
        y += size * 1.22
    return y


def _finding(pen: ImageDraw.ImageDraw, card: Card) -> None:
    pen.line([(EDGE, 440), (WIDTH - EDGE, 440)], fill=RULE, width=2)
    pen.text((EDGE, 458), fitted(card.finding, sans(34, 600), WIDTH - 2 * EDGE), font=sans(34, 600), fill=INK)
    if card.foot:
        pen.text((EDGE, 506), fitted(card.foot, sans(24), 640), font=sans(24), fill=INK_2)
    if card.grade is not None:
        _axis(pen, ticks=GRADES, dot=card.grade)
    elif card.dot is not None:
        _axis(pen, ticks=(0.0, 0.5, 1.0), dot=card.dot, low=card.low, high=card.high)


def _axis(
    pen: ImageDraw.ImageDraw,
    *,
    ticks: tuple[float, ...],
    dot: float,
    low: float | None = None,
    high: float | None = None,
) -> None:
    """A line from 0 to 1 with what was found on it: a dot, and a bar where there is an interval."""
    left, right, y = 760, WIDTH - EDGE - 10, 526
    at = {
        place: left + (right - left) * place
        for place in (*ticks, dot, *(one for one in (low, high) if one is not None))
    }
    pen.line([(left, y), (right, y)], fill=INK_2, width=2)
    for tick in ticks:
        pen.line([(at[tick], y - 9), (at[tick], y + 9)], fill=INK_2, width=2)
    if low is not None and high is not None:
        pen.line([(at[low], y), (at[high], y)], fill=ACCENT, width=8)
    pen.ellipse([at[dot] - 13, y - 13, at[dot] + 13, y + 13], fill=ACCENT)


def _labels(pen: ImageDraw.ImageDraw, card: Card) -> None:
    """Each label in a frame, as on the pages, and at the other end of when the scores are."""
    x = float(EDGE)
    for label in card.labels:
        width = pen.textlength(label, font=sans(22, 600))
        pen.rectangle([x, 558, x + width + 28, 600], outline=INK, width=2)
        pen.text((x + 14, 565), label, font=sans(22, 600), fill=INK)
        x += width + 44
    if card.day:
        room = max(WIDTH - EDGE - x, 0.0)
        day = fitted(card.day, sans(22), room)
        pen.text((WIDTH - EDGE - pen.textlength(day, font=sans(22)), 565), day, font=sans(22), fill=INK_2)


def wrapped(text: str, face: Font, width: float) -> Iterator[str]:
    """The lines of `text` at most `width` pixels wide; a word that is wider is cut."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and face.getlength(longer) > width:
            yield line
            longer = word
        line = fitted(longer, face, width) if face.getlength(longer) > width else longer
    if line:
        yield line


def fitted(text: str, face: Font, width: float) -> str:
    """`text`, cut with an ellipsis where it is wider than `width` pixels."""
    if face.getlength(text) <= width:
        return text
    text = text[:LONGEST]
    while text and face.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip()}…"
