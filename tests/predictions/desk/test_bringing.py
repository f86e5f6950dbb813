"""Bringing a text, recognising it, correcting it, and making a collection."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.roles import Role
from predictions import actions
from predictions.models import Basis, Collection, Organization, Source, Statement, WorkingText
from predictions.policy import NotAllowed
from predictions.steps import collecting
from tests import builders
from tests.predictions.articles import ARTICLE, FIRST, SECOND
from tests.predictions.desk import benches, desks

pytestmark = pytest.mark.django_db

NEW = "/desk/sources/new/"
BROUGHT = {
    "text": ARTICLE,
    "form": "article",
    "language": "fr",
    "published_on": "2025-01-07",
    "new_publisher": "Atelier du Nord",
    "title": "Un article",
    "url": "https://example.org/article",
    "encoding": "utf-8",
}


@pytest.fixture(autouse=True)
def _record(db):
    builders.a_record()


def file(raw: bytes, name: str = "article.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, raw, content_type="text/plain")


@pytest.mark.parametrize("role", [Role.EDITOR, Role.CONTRIBUTOR])
def test_a_text_becomes_a_source_and_lies_on_the_desk(role):
    answer = desks.somebody(role).post(NEW, BROUGHT)

    source = Source.objects.get()
    assert answer["Location"] == benches.address(source)
    assert (source.paragraphs, source.publisher.name) == (7, "Atelier du Nord")
    assert source.content_sha256 == hashlib.sha256(ARTICLE.encode()).hexdigest()
    assert WorkingText.objects.get().text == ARTICLE
    assert ARTICLE[:60] not in repr(source.history.values())


def test_lines_that_end_as_browsers_send_them_change_no_fingerprint():
    benches.editor().post(NEW, BROUGHT | {"text": "\r\n" + ARTICLE.replace("\n", "\r\n")})

    assert WorkingText.objects.get().text == ARTICLE


def test_a_publisher_on_record_is_chosen_and_not_made_twice():
    known = builders.an_organization("Atelier du Nord")

    benches.editor().post(NEW, BROUGHT | {"new_publisher": "atelier  du nord"})

    assert Source.objects.get().publisher == known
    assert Organization.objects.count() == 1


def test_a_new_publisher_is_meant_whatever_the_list_shows():
    other = builders.an_organization("Institut des Communs")

    benches.editor().post(NEW, BROUGHT | {"publisher": other.pk})

    assert Source.objects.get().publisher.name == "Atelier du Nord"


def test_a_text_that_is_known_is_recognised_and_the_work_goes_on_there():
    source = benches.a_text()
    WorkingText.objects.all().delete()

    answer = benches.editor().post(NEW, BROUGHT | {"title": "Another title"}, follow=True)

    assert answer.redirect_chain[0][0] == benches.address(source)
    assert "already on record" in answer.content.decode()
    assert Source.objects.count() == 1
    assert WorkingText.objects.get().text == ARTICLE


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252", "utf-16"])
def test_a_file_is_read_in_its_encoding(encoding):
    plain = ARTICLE.replace("’", "'")
    raw = plain.encode(encoding)

    benches.editor().post(NEW, BROUGHT | {"text": "", "file": file(raw), "encoding": encoding})

    assert WorkingText.objects.get().text == plain


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"text": ""}, "There is no text in it"),
        ({"text": " \n "}, "There is no text in it"),
        ({"text": "nul\0"}, "unreadable character U+0000"),
        ({"text": "x" * 200_001}, "200002 characters"),
        ({"published_on": "someday"}, "not a day of the calendar"),
        ({"new_publisher": ""}, "Choose a publisher"),
        ({"url": "javascript:alert(1)"}, "https://"),
        ({"language": "xx"}, "xx"),
    ],
)
def test_a_text_that_cannot_be_taken_says_why_and_loses_nothing(given, says):
    answer = benches.editor().post(NEW, BROUGHT | given)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert says in html
    assert "Un article" in html
    assert FIRST in html or "text" in given
    assert Source.objects.count() == 0


@pytest.mark.parametrize(
    ("upload", "given", "says"),
    [
        (file("été".encode("latin-1")), {"text": ""}, "not written in UTF-8: byte 1, in line 1"),
        (file(b"x", "article.pdf"), {"text": ""}, "ends in .txt"),
        (file(b"x"), {}, "a text in the field and a file as well"),
        (file(b"x" * 1_000_001), {"text": ""}, "1000000 are the most"),
        (file(b""), {"text": ""}, "There is no text in it"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(upload, given, says):
    answer = benches.editor().post(NEW, BROUGHT | given | {"file": upload})

    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_a_file_that_was_read_stands_in_the_field_when_something_else_was_wrong():
    answer = benches.editor().post(NEW, BROUGHT | {"text": "", "file": file(ARTICLE.encode()), "published_on": ""})

    assert answer.status_code == 422
    assert FIRST in answer.content.decode()


def test_markup_in_a_text_is_text():
    source = benches.a_text("<script>alert(1)</script>\n& so on\n")

    html = benches.editor().get(benches.address(source)).content.decode()

    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_the_next_text_starts_from_what_the_last_one_had():
    source = benches.a_text()

    html = benches.editor().get(NEW).content.decode()

    assert f'value="{source.publisher_id}" selected' in html
    assert '<option value="fr" selected>' in html


# --- A corrected text -------------------------------------------------------------------------------------------------


def test_quotes_are_found_again_in_a_corrected_text_and_lost_ones_are_told():
    source, collection = benches.a_text(), benches.a_collection()
    benches.a_draft(source, collection)
    benches.a_draft(source, collection, exact=SECOND)
    corrected = "Un titre de plus\n" + ARTICLE.replace(SECOND, "une école sur neuf utilisera un modèle ouvert")

    answer = benches.editor().post(
        benches.address(source, "text/"),
        {"seen": "1", "text": corrected, "reason": "A line was missing", "encoding": "utf-8"},
        follow=True,
    )

    assert "1 quote is not in it letter for letter" in answer.content.decode()
    kept, lost = Statement.objects.order_by("claim__key")
    assert corrected[kept.quote_start : kept.quote_end] == FIRST
    assert kept.paragraph == 4
    assert (lost.quote, lost.quote_start) == (SECOND, None)
    source.refresh_from_db()
    assert source.paragraphs == 8
    assert source.history.count() == 2


def test_two_who_correct_a_text_do_not_overwrite_each_other_and_lose_nothing_they_typed():
    source, first, second = benches.a_text(), benches.editor(), benches.editor("two")
    page = benches.address(source, "text/")
    sent = {"encoding": "utf-8", "reason": "A line was missing"}
    forms = [sent | {"seen": desks.hidden(one.get(page).content.decode(), "seen")} for one in (first, second)]
    theirs, mine = ARTICLE + "\nLa ligne des uns.", ARTICLE + "\nLa ligne des autres."

    taken = first.post(page, forms[0] | {"text": theirs})
    late = second.post(page, forms[1] | {"text": mine})

    html = late.content.decode()
    assert (taken.status_code, late.status_code) == (302, 409)
    assert "was replaced since you opened it" in html
    assert "La ligne des uns." in html
    assert "La ligne des autres.</textarea>" in html
    assert 'value="A line was missing"' in html
    assert WorkingText.objects.get().text.strip().endswith("La ligne des uns.")
    assert second.post(page, forms[1] | {"text": mine, "seen": desks.hidden(html, "seen")}).status_code == 302
    assert WorkingText.objects.get().text.strip().endswith("La ligne des autres.")


def test_the_same_text_is_no_correction():
    source = benches.a_text()

    answer = benches.editor().post(
        benches.address(source, "text/"), {"seen": "1", "text": ARTICLE, "reason": "Better", "encoding": "utf-8"}
    )

    assert answer.status_code == 422
    assert "Nothing was changed" in answer.content.decode()


def test_the_text_of_another_source_is_no_correction():
    source = benches.a_text("Another text\n")
    benches.a_text()

    answer = benches.editor().post(
        benches.address(source, "text/"), {"seen": "1", "text": ARTICLE, "reason": "Better", "encoding": "utf-8"}
    )

    assert "the text of another source" in answer.content.decode()


# --- Collections ------------------------------------------------------------------------------------------------------

PLANNED = {
    "slug": "petits-modeles-2027",
    "title_en": "Small models",
    "title_fr": "Petits modèles",
    "starts": "2027-01-01",
    "ends": "2027-12-31",
    "quorum": "2",
    "minimum": "5",
    "objection_days": "30",
    "edge_en": "Count once.",
}


@pytest.mark.parametrize(("ends", "basis"), [("2026-03-02", Basis.PROSPECTIVE), ("2026-03-01", Basis.RETROSPECTIVE)])
def test_a_collection_is_prospective_while_its_time_runs(ends, basis):
    assert collecting.basis(date.fromisoformat(ends), made_on=builders.NOW.date()) == basis


def test_an_editor_makes_a_collection_and_goes_on_where_they_were():
    source = benches.a_text()

    answer = benches.editor().post("/desk/collections/new/", PLANNED | {"next": benches.address(source)})

    made = Collection.objects.get(slug="petits-modeles-2027")
    assert answer["Location"] == f"{benches.address(source)}?collection={made.pk}"
    assert made.rules == [{"key": "edge-cases", "en": "Count once."}]


def test_nobody_is_led_to_another_site():
    answer = benches.editor().post("/desk/collections/new/", PLANNED | {"next": "//example.org/desk/"})

    assert answer["Location"] == "/desk/sources/"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"ends": "2026-12-31"}, "cannot end before it begins"),
        ({"minimum": "2"}, "3"),
        ({"slug": "no good"}, "slug"),
        ({"title_fr": ""}, "required"),
    ],
)
def test_a_collection_that_cannot_be_made_says_why(given, says):
    answer = benches.editor().post("/desk/collections/new/", PLANNED | given)

    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_two_collections_have_two_addresses():
    builders.a_collection(slug="petits-modeles-2027")

    answer = benches.editor().post("/desk/collections/new/", PLANNED)

    assert "There is a collection petits-modeles-2027 already" in answer.content.decode()


def test_a_contributor_makes_no_collection():
    with pytest.raises(NotAllowed):
        actions.start_collection(planned=None, by=benches.a_writer(Role.CONTRIBUTOR), at=builders.NOW, reason="No")


def test_of_a_text_and_a_file_none_says_that_it_may_stay_empty_and_what_is_missing_says_what_to_do():
    editor = benches.editor()

    page = editor.get("/desk/sources/new/").content.decode()
    sent = editor.post("/desk/sources/new/", {"text": "A text.", "form": "article", "new_publisher": "A"})

    assert '<label for="id_text">Text</label>' in page
    assert '<label for="id_publisher">Publisher</label>' in page
    assert '<label for="id_title">Title <small>(may stay empty)</small></label>' in page
    assert '<a href="#id_language">Language</a>: Choose one.' in sent.content.decode()
    assert '<a href="#id_published_on">Published on</a>: Fill this in.' in sent.content.decode()
