"""Files of evidence: what is taken and what is not, how it is kept, handed out, counted again and swept."""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from predictions import actions
from predictions.files import keeping, kinds
from predictions.files.kinds import NotAFileToKeep, kind_of
from predictions.policy import SYSTEM
from predictions.steps.evidence import FileGone
from tests import builders, papers


@pytest.fixture(autouse=True)
def _a_folder_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def a_zip(name: str = "a.txt") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(name, "inside")
    return held.getvalue()


PDF, PNG = papers.a_pdf(), papers.a_png()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "application/pdf"),
        (PDF + b"\r\n\r\n", "application/pdf"),
        (papers.a_pdf(more=b"<< /Title (About #4f and JavaScript) >>"), "application/pdf"),
        (PNG, "image/png"),
        (papers.a_png(more=papers.chunk(b"tEXt", b"Author\0somebody")), "image/png"),
        (
            papers.a_png(
                first=papers.header(4, 1, b"\x08\x03\x00\x00\x00"), more=papers.chunk(b"PLTE", b"\0\0\0" * 200)
            ),
            "image/png",
        ),
    ],
)
def test_a_whole_pdf_and_a_whole_picture_are_known_by_their_content(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind


WRONG = {
    "empty": (b"", "is empty"),
    "text": (b"Hello", "neither a PDF nor a PNG"),
    "a renamed zip": (a_zip(), "neither a PDF nor a PNG"),
    "a web page as PDF": (b"<!doctype html><title>%PDF-1.7</title>", "neither a PDF nor a PNG"),
    "a JPEG": (b"\xff\xd8\xff\xe0" + b"\0" * 100, "neither a PDF nor a PNG"),
    "more than 10 MB": (PDF + b"\0" * kinds.LARGEST, "more than 10 MB"),
    "a PDF cut off": (PDF[:-40], "does not end as a PDF"),
    "only the head of a PDF": (PDF[:9], "does not end as a PDF"),
    "a PDF with a zip behind": (PDF + a_zip(), "does not end as a PDF"),
    "a PDF with a zip that ends like a PDF": (
        papers.a_pdf(more=b"<<>> stream\n" + a_zip()[:-2] + b"\x10\x27 endstream"),
        "another kind",
    ),
    "a PDF that is a web page": (papers.a_pdf("<script>alert(1)</script>"), "another kind"),
    "a PDF whose table is elsewhere": (PDF.replace(b"startxref\n", b"startxref\n9"), "table of contents"),
    "a PDF of no version": (PDF.replace(b"%PDF-1.7", b"%PDF-x.7"), "no version"),
    "a PDF that runs": (papers.a_pdf(more=b"<< /S /JavaScript /JS (app.alert(1)) >>"), "holds a program"),
    "a PDF that runs in disguise": (papers.a_pdf(more=b"<< /S /J#61vaScript >>"), "holds a program"),
    "a PDF that starts a program": (papers.a_pdf(more=b"<< /S /Launch /F (x.exe) >>"), "holds a program"),
    "a PDF with a file inside": (papers.a_pdf(more=b"<< /Type /EmbeddedFile >>"), "holds a program"),
    "only the signature of a picture": (papers.SIGNATURE, "cut off"),
    "a picture cut off": (PNG[:-5], "cut off"),
    "a picture without an end": (PNG[: -len(papers.END)], "cut off"),
    "a damaged picture": (PNG.replace(b"IDAT", b"IDAU"), "damaged"),
    "a picture of garbage": (papers.a_png(pixels=papers.chunk(b"IDAT", b"garbage")), "damaged"),
    "a picture of no known filter": (papers.a_png(pixels=papers.chunk(b"IDAT", zlib.compress(b"\x09abcd"))), "damaged"),
    "a picture with a page behind": (PNG + b"<html>", "hangs on"),
    "a picture with a zip behind": (PNG + a_zip(), "hangs on"),
    "a picture with a zip inside": (papers.a_png(more=papers.chunk(b"zipx", a_zip()[:-2] + b"\x2b\0")), "another kind"),
    "a picture with a page inside": (papers.a_png(more=papers.chunk(b"tEXt", b"a\0<script>alert(1)")), "another kind"),
    "a picture that swells": (papers.a_png(first=papers.header(30_001, 1)), "more pixels"),
    "a picture that swells both ways": (papers.a_png(first=papers.header(20_000, 20_000)), "more pixels"),
    "a picture of nothing": (papers.a_png(first=papers.header(0, 1)), "not put together"),
    "a picture of 7 bits": (papers.a_png(first=papers.header(4, 1, b"\x07\0\0\0\0")), "not put together"),
    "a picture without a head": (papers.SIGNATURE + papers.PIXELS + papers.END, "not put together"),
    "a picture without pixels": (papers.a_png(pixels=b""), "not put together"),
    "a palette that is not there": (papers.a_png(first=papers.header(4, 1, b"\x08\x03\0\0\0")), "not put together"),
    "an unknown part that matters": (papers.a_png(more=papers.chunk(b"EXEC")), "not put together"),
    "pixels in two runs": (
        papers.a_png(pixels=papers.PIXELS + papers.chunk(b"tEXt", b"a\0b") + papers.PIXELS),
        "not put together",
    ),
    "too many parts": (papers.a_png(more=papers.chunk(b"tEXt") * 50_001), "not put together"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_document_is_refused_in_words_and_not_kept(name: str) -> None:
    content, says = WRONG[name]

    with pytest.raises(NotAFileToKeep, match=says):
        keeping.keep(content, "report.pdf")
    assert [path for path in keeping.root().glob("**/*") if path.is_file()] == []


@given(st.binary(max_size=300), st.sampled_from([b"", papers.SIGNATURE, b"%PDF-1.7\n"]))
def test_nonsense_is_refused_and_nothing_else_happens(nonsense: bytes, head: bytes) -> None:
    with pytest.raises(NotAFileToKeep):
        kind_of(head + nonsense)


@given(st.sampled_from([PDF, PNG]), st.data())
def test_a_document_cut_anywhere_is_refused(content: bytes, data: st.DataObject) -> None:
    length = data.draw(st.integers(0, len(content.rstrip()) - 1))

    with pytest.raises(NotAFileToKeep):
        kind_of(content[:length])


@pytest.mark.parametrize(
    ("given_name", "kept_name"),
    [
        ("report.pdf", "report.pdf"),
        ("Report.PDF", "Report.pdf"),
        ("picture.png", "picture.png.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\files\\a.pdf", "a.pdf"),
        ("gpj\u202efdp.exe", "gpjfdp.exe.pdf"),
        ('a"b\r\nSet-Cookie: x.pdf', "a bSet-Cookie x.pdf"),
        ("étude e\u0301.pdf", "étude é.pdf"),
        ("", "document.pdf"),
        (".pdf", "document.pdf"),
        ("...", "document.pdf"),
        ("x" * 500, "x" * 116 + ".pdf"),
    ],
)
def test_a_name_carries_no_path_no_trick_and_the_ending_of_what_the_file_is(given_name: str, kept_name: str) -> None:
    assert keeping.clean_name(given_name, kinds.PDF) == kept_name


def test_the_same_bytes_are_kept_once_under_their_fingerprint_and_cannot_be_written_over() -> None:
    first, second = keeping.keep(PDF, "one.pdf"), keeping.keep(PDF, "two.pdf")

    kept = keeping.place(first.sha256)
    assert first.sha256 == second.sha256
    assert (first.name, second.name) == ("one.pdf", "two.pdf")
    assert [path for path in keeping.root().glob("**/*") if path.is_file()] == [kept]
    assert kept.read_bytes() == PDF
    assert kept.stat().st_mode & 0o777 == 0o440


def test_a_damaged_copy_is_replaced_when_the_same_bytes_come_again() -> None:
    kept = keeping.keep(PDF, "one.pdf")
    place = keeping.place(kept.sha256)
    place.chmod(0o640)
    place.write_bytes(b"spoilt")

    keeping.keep(PDF, "one.pdf")

    assert place.read_bytes() == PDF


def test_a_write_that_breaks_off_leaves_nothing_that_looks_like_a_file(monkeypatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space"):
        keeping.keep(PDF, "one.pdf")

    assert [path for path in keeping.root().glob("**/*") if path.is_file()] == []


@pytest.mark.parametrize("nonsense", ["", "../../secret-key", "a" * 63, "A" * 64, "g" * 64])
def test_only_a_fingerprint_names_a_place(nonsense: str) -> None:
    with pytest.raises(ValueError, match="64 digits"):
        keeping.place(nonsense)


# --- With a record ----------------------------------------------------------------------------------------------------


@pytest.fixture
def claim(db):
    builders.a_record()
    return builders.a_claim(documents=0)


def a_document_with(claim, content: bytes = PDF, name: str = "étude.pdf"):
    return builders.a_document(claim, file=keeping.keep(content, name))


def address(claim, number: int = 1) -> str:
    return f"/claims/{claim.pk}/documents/{number}/file"


def test_a_file_is_handed_out_to_be_saved_and_runs_nowhere(claim) -> None:
    document = a_document_with(claim)

    answer = Client().get(address(claim))

    assert answer.getvalue() == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Length"] == str(len(PDF))
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%C3%A9tude.pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert answer["ETag"] == f'"{document.file_sha256}"'
    assert "Set-Cookie" not in answer


def test_who_has_the_file_is_told_so_and_a_head_carries_no_body(claim) -> None:
    a_document_with(claim)
    client = Client()
    tag = client.head(address(claim))["ETag"]

    again = client.get(address(claim), headers={"If-None-Match": tag})
    other = client.get(address(claim), headers={"If-None-Match": '"another"'})
    head = client.head(address(claim))

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert other.getvalue() == PDF
    assert (head.status_code, head.content, head["Content-Length"]) == (200, b"", str(len(PDF)))
    assert client.post(address(claim)).status_code == 405


@pytest.mark.parametrize("number", ["1", "7", "99999999999999999999"])
def test_a_document_without_a_file_has_none_to_hand_out(claim, number: str) -> None:
    builders.a_document(claim)

    assert Client().get(f"/claims/{claim.pk}/documents/{number}/file").status_code == 404


def test_a_file_of_a_draft_is_not_handed_out(db) -> None:
    builders.a_record()
    draft = builders.a_draft()
    a_document_with(draft)

    assert Client().get(address(draft)).status_code == 404


def spoil(sha256: str, how: str) -> None:
    place = keeping.place(sha256)
    place.chmod(0o640)
    if how == "missing":
        place.unlink()
    else:
        place.write_bytes(PDF[:-1] + b"\r" if how == "changed" else PDF[:100])


@pytest.mark.parametrize(
    ("how", "page_says", "report_says"),
    [
        ("missing", "is recorded and lost", "is missing"),
        ("changed", "is not what it was", "is not what it was"),
        ("cut off", "is not what it was", "is not what it was"),
    ],
)
def test_a_lost_or_changed_file_is_named_and_never_handed_out(
    claim, how: str, page_says: str, report_says: str
) -> None:
    document = a_document_with(claim)
    spoil(document.file_sha256, how)

    answer = Client().get(address(claim))
    with pytest.raises(CommandError) as report:
        call_command("verify_files")

    assert answer.status_code == 404
    assert page_says in answer.content.decode()
    assert document.file_sha256 in answer.content.decode()
    assert f"{claim.key}, document 1 (étude.pdf): The file {document.file_sha256} {report_says}." in str(report.value)


def test_whole_files_are_counted(claim, capsys) -> None:
    a_document_with(claim)
    a_document_with(claim, PNG, "picture")

    call_command("verify_files")

    assert capsys.readouterr().out == "2 files hold.\n"


def grow_old(path: Path, *, days: float) -> None:
    then = (datetime.now(tz=UTC) - timedelta(days=days)).timestamp()
    os.utime(path, (then, then))


def test_what_a_crash_left_without_a_document_is_swept_after_two_days_and_nothing_else(claim) -> None:
    named = a_document_with(claim).file_sha256
    old, young = keeping.keep(PNG, "old").sha256, keeping.keep(papers.a_pdf("Another."), "young").sha256
    begun = keeping.place(old).with_name(f"{keeping.BEGUN}x")
    begun.write_bytes(b"half")
    for path in (keeping.place(named), keeping.place(old), begun):
        grow_old(path, days=3)

    gone = actions.sweep_files(at=datetime.now(tz=UTC))

    assert sorted(gone) == sorted([old, begun.name])
    assert keeping.place(named).exists()
    assert keeping.place(young).exists()
    assert actions.sweep_files(at=datetime.now(tz=UTC)) == []


def test_handing_the_same_bytes_in_again_makes_them_young(claim) -> None:
    kept = keeping.keep(PNG, "old").sha256
    grow_old(keeping.place(kept), days=3)

    keeping.keep(PNG, "again")

    assert actions.sweep_files(at=datetime.now(tz=UTC)) == []


def test_the_file_of_a_retracted_document_stays(claim) -> None:
    document = a_document_with(claim)
    actions.retract_evidence(
        evidence_id=document.pk, seen_version=1, by=SYSTEM, at=builders.NOW, reason="It was withdrawn"
    )
    grow_old(keeping.place(document.file_sha256), days=300)

    assert actions.sweep_files(at=datetime.now(tz=UTC)) == []


def test_no_document_is_recorded_with_a_file_that_was_swept_meanwhile(claim) -> None:
    kept = keeping.keep(PDF, "one.pdf")
    keeping.place(kept.sha256).unlink()

    with pytest.raises(FileGone, match="Choose it again"):
        builders.a_document(claim, file=kept)

    assert claim.evidence.count() == 0
