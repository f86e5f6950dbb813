"""What makes a draft hard to judge is said while it is typed, by what says it of a saved draft too."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from accounts.roles import Role
from predictions.models import Claim, FormDraft
from tests import builders
from tests.journeys import browsing
from tests.predictions.articles import FIRST
from tests.predictions.desk import benches, desks

VAGUE = "Beaucoup d'éditeurs livrent un modèle."
SAID = "How many or how much is left open. Say from which number on, in the criteria at least."


@pytest.fixture
def collection():
    builders.a_record()
    return benches.a_collection()


@pytest.fixture
def source(collection):
    return benches.a_text()


def looked_at(source, form, *, draft: str = "", client=None) -> str:
    address = benches.address(source, "findings/") + (f"?draft={draft}" if draft else "")
    answer = (client or benches.editor()).post(address, form)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.django_db
def test_a_vague_word_is_pointed_out_before_anything_is_saved(collection, source):
    html = looked_at(source, benches.filled(collection, fr_proposition=VAGUE))

    assert "One thing makes it hard to judge." in html
    assert SAID in html
    assert "<q>beaucoup</q>" in html
    assert "<html" not in html
    assert not Claim.objects.exists()


@pytest.mark.django_db
def test_a_place_far_behind_the_end_of_the_text_is_counted_up_to_the_end(collection, source):
    html = looked_at(source, benches.filled(collection, start="0", end=str(10**9)))

    assert "are 100 percent of its text" in html


@pytest.mark.django_db
def test_a_form_that_is_complete_has_nothing_that_stands_out(collection, source):
    html = looked_at(source, benches.filled(collection))

    assert "Nothing stands out that would make it hard to judge." in html
    assert "<li>" not in html


@pytest.mark.django_db
def test_what_is_not_in_order_yet_keeps_nothing_else_from_being_said(collection, source):
    html = looked_at(
        source, {"exact": FIRST, "binding": "fr", "fr_proposition": VAGUE, "resolve_by": "soon", "said_on": "yesterday"}
    )

    assert SAID in html
    assert "6 things are still missing." in html
    assert "There is no criterion for grade 0.75." in html


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_saved_draft_and_the_same_words_typed_are_found_alike(collection, source, language):
    editor = benches.editor(language=language)
    form = benches.filled(collection, fr_proposition=VAGUE, horizon_words="", fr_grade_2="", fr_source_of_truth="")
    editor.post(benches.address(source), form)
    draft = Claim.objects.get()
    saved = editor.get(benches.address(source, f"drafts/{draft.pk}/")).content.decode()
    (block,) = re.findall(r"data-as-saved>(.*?)</div>", saved, re.DOTALL)

    typed = looked_at(source, form, draft=draft.pk, client=editor)

    assert set(re.findall(r"<li>.*?</li>", typed)) == set(re.findall(r"<li>.*?</li>", block))
    assert typed.count("<li>") == 4


@pytest.mark.django_db
def test_the_passage_that_is_typed_counts_as_quoted_and_that_of_its_own_draft_only_once(collection, source):
    draft = benches.a_draft(source, collection)
    statement = draft.statements.get()
    form = benches.filled(collection, start=statement.quote_start, end=statement.quote_end)
    longer = form | {"exact": "Les petits modèles", "start": 0, "end": 400}

    assert "of its text" not in looked_at(source, form, draft=draft.pk)
    assert "percent of its text" in looked_at(source, longer, draft=draft.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("sent", [{}, {"exactly": "nothing"}])
def test_only_the_form_of_the_workbench_is_looked_at(source, sent):
    answer = benches.editor().post(benches.address(source, "findings/"), sent)

    assert answer.status_code == 400
    assert "Only the form of the workbench is looked at." in answer.content.decode()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_it_speaks_politely_while_one_types_and_the_passage_that_is_selected_is_kept(live_server, chromium):
    builders.a_record()
    benches.a_collection()
    source = benches.a_text()
    session = desks.somebody(Role.EDITOR).cookies[settings.SESSION_COOKIE_NAME].value
    with browsing.a_browser(chromium) as browser:
        context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        page.goto(live_server.url + benches.address(source))
        assert page.locator("#findings").is_hidden()

        page.focus("#text")
        page.keyboard.press("ArrowDown")
        expect(page.locator("[name=exact]")).not_to_have_value("")
        page.fill("[name=fr_proposition]", VAGUE)

        page.get_by_text(SAID).wait_for()
        status = page.locator("#findings [role=status]")
        assert status.inner_text() == "3 things make it hard to judge. 5 things are still missing."
        page.fill("[name=fr_proposition]", "Trois éditeurs livrent un modèle.")
        page.get_by_text(SAID).wait_for(state="detached")
        page.get_by_text(re.compile(r"^Saved \d\d:\d\d$")).wait_for()

    kept = FormDraft.objects.get().fields
    assert (kept["fr_proposition"], kept["exact"] != [""]) == (["Trois éditeurs livrent un modèle."], True)
