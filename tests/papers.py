"""Small files for tests: a whole PDF, a whole PNG, and the parts to spoil them with."""

from __future__ import annotations

import struct
import zlib


def a_pdf(text: str = "A page.", *, more: bytes = b"") -> bytes:
    """A PDF of one page, put together as the standard says; `more` stands inside as another object."""
    body = f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body),
        *([more] if more else []),
    ]
    found, places = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(found))
        found += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return found + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, table, len(objects) + 1, len(found))
    )


def chunk(name: bytes, data: bytes = b"") -> bytes:
    """One part of a PNG with its check sum."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


SIGNATURE = b"\x89PNG\r\n\x1a\n"
PIXELS = chunk(b"IDAT", zlib.compress(b"\0" + b"\x7f" * 4))
END = chunk(b"IEND")


def header(width: int = 4, height: int = 1, rest: bytes = b"\x08\x00\x00\x00\x00") -> bytes:
    """The first part of a grey PNG."""
    return chunk(b"IHDR", struct.pack(">II", width, height) + rest)


def a_png(*, more: bytes = b"", first: bytes = b"", pixels: bytes = PIXELS, end: bytes = END) -> bytes:
    """A picture of four grey pixels; `more` stands before the pixels, `first` takes the place of the header."""
    return SIGNATURE + (first or header()) + more + pixels + end
