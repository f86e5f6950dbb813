"""Each part of a page, with something to show and with nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import path
from django.utils.translation import override

from predictions.lifecycle import GRADES


def expert(request: HttpRequest, slug: str) -> HttpResponse:
    """A view that is never called."""
    return HttpResponse(f"{request.path} {slug}")


urlpatterns = [path("experts/<slug:slug>/", expert, name="expert")]

pytestmark = pytest.mark.urls(__name__)


def component(name: str, **context: Any) -> str:
    """The part as the browser gets it."""
    return render_to_string(f"components/{name}.html", context)


def standing(**changed: Any) -> SimpleNamespace:
    """A line of the board: 4.25 points of 5."""
    return SimpleNamespace(
        **{
            "expert": SimpleNamespace(name="Ada Example", slug="ada-example"),
            "organization": "Example & Sons",
            "score": Decimal("0.75"),
            "low": Decimal("0.4604"),
            "high": Decimal("0.9547"),
            "own": Decimal("0.85"),
            "rank_low": 1,
            "rank_high": 2,
            "resolved": 5,
            "ambiguous": 0,
            "annulled": 0,
            "open": 2,
            "overdue": 1,
        }
        | changed
    )


def board(*standings: SimpleNamespace) -> str:
    """The board with one tier."""
    tier = SimpleNamespace(name="One tier", meaning="Either could be first.", standings=standings)
    return component("board", caption="Standings", tiers=[tier])


def document(**changed: Any) -> SimpleNamespace:
    """A document on record."""
    return SimpleNamespace(
        **{
            "number": 6,
            "title": "A report",
            "publisher": "A press",
            "published": "2025-03",
            "url": "https://example.org/report",
            "tier": "secondary",
            "strength": 3,
            "summary": "It says so.",
            "note": "",
            "retrieved_on": date(2026, 1, 14),
        }
        | changed
    )


# --- The board --------------------------------------------------------------------------------------------------------


def test_a_line_of_the_board_tells_score_interval_rank_and_every_count() -> None:
    html = board(standing())

    assert '<a href="/experts/ada-example/">Ada Example</a> <small>Example &amp; Sons</small>' in html
    assert "<b>0.75</b> <small>0.46–0.95</small>" in html
    assert 'data-label="Rank">1–2</td>' in html
    for count, label in [(5, "resolved"), (0, "ambiguous"), (0, "annulled"), (2, "open"), (1, "overdue")]:
        assert f'data-label="{label}">{count}</td>' in html


def test_the_interval_is_drawn_with_points_when_the_page_is_french() -> None:
    with override("fr"):
        html = board(standing())

    assert "<b>0,75</b> <small>0,46–0,95</small>" in html
    assert '<line class="whisker" x1="46.04%" x2="95.47%"' in html
    assert '<circle class="dot" cx="75%"' in html
    assert 'data-label="décidées">5</td>' in html


def test_a_person_with_nothing_resolved_has_a_dashed_line_and_no_figure() -> None:
    html = board(standing(score=None, low=None, high=None, own=None, rank_low=None, rank_high=None, resolved=0))

    assert '<line class="unknown" x1="0%" x2="100%"' in html
    assert "not known" in html
    assert "<circle" not in html
    assert '<span class="hidden">none</span>' in html


def test_a_person_without_a_rank_keeps_the_interval() -> None:
    html = board(standing(rank_low=None, rank_high=None))

    assert '<b class="none">0.75</b>' in html
    assert '<circle class="dot" cx="75%"' in html


def test_a_board_without_anyone_says_so() -> None:
    html = component("board", caption="Standings", tiers=[])

    assert "Nothing has been decided, so there is no one to compare." in html


# --- Grades -----------------------------------------------------------------------------------------------------------


def test_a_grade_stands_beside_its_word_and_its_figure() -> None:
    html = component("graded", grade=Decimal("0.75"))

    assert '<circle cx="60"' in html
    assert '<b>Mostly came true</b> <span class="figure-inline">0.75</span>' in html


def test_a_claim_without_a_grade_is_drawn_dashed_beside_its_word() -> None:
    html = component("graded", grade=None, word="overdue")

    assert '<path class="unknown"' in html
    assert "<circle" not in html
    assert "<b>Overdue</b>" in html


def test_a_grade_no_longer_in_force_is_struck_through() -> None:
    html = component("graded", grade=Decimal("0.5"), struck=True)

    assert "<del>Partly came true 0.50</del>" in html


def test_the_scale_marks_the_grade_given_in_words_too() -> None:
    steps = [SimpleNamespace(grade=grade, text=f"case {grade}") for grade in GRADES]

    html = component("scale", steps=steps, chosen=Decimal("0.25"))

    assert html.count('class="chosen"') == 1
    assert 'Mostly did not <span class="hidden">(the grade given)</span>' in html


# --- A claim ----------------------------------------------------------------------------------------------------------


def test_the_dates_of_an_open_claim_say_what_is_not_known_yet() -> None:
    html = component(
        "instants", said_on=date(2025, 1, 7), due_on=date(2025, 12, 31), due_words="the source says “soon”"
    )

    assert '<time datetime="2025-01-07">7 January 2025</time>' in html
    assert "31 December 2025</time>, the source says “soon”" in html
    assert html.count("not yet") == 2
    assert "ours" not in html


def test_what_we_did_is_told_apart_from_what_happened() -> None:
    decided = datetime(2026, 5, 18, 9, 12, tzinfo=UTC)

    html = component("instants", said_on=date(2025, 1, 7), decided_at=decided, recorded_at=decided)

    assert html.count('class="ours"') == 2
    assert "18 May 2026, 09:12 UTC" in html


def test_a_document_is_numbered_as_the_verdicts_cite_it() -> None:
    html = component("evidence", supports=[document(number=6)], contradicts=[document(number=2)])

    assert '<li id="e6">' in html
    assert '<span class="number">6</span> <a href="https://example.org/report"' in html
    assert "A press, March 2025. Second hand. <b>Strong</b>" in html
    assert html.count("1 document<") == 2


def test_what_was_retracted_stays_struck_through_and_counts_for_neither_side() -> None:
    gone = document(number=2, retracted_at=date(2026, 3, 2), retraction_reason="The maker withdrew it.")

    html = component("evidence", supports=[document(number=1), gone], contradicts=[])

    assert "1 document<" in html
    assert html.count("<del><a ") == 1
    assert "The maker withdrew it." in html


def test_a_side_without_a_document_says_so() -> None:
    html = component("evidence", supports=[], contradicts=[])

    assert "No document on record supports this claim." in html
    assert "No document on record contradicts this claim." in html


def test_a_judging_page_shows_neither_the_side_nor_the_strength_of_a_document() -> None:
    html = component("evidence_side", documents=[document(number=1), document(number=2)], ballot="ballot", cited=[2])

    assert not any(word in html for word in ("Supports", "Contradicts", "Strong", 'evidence for"', 'evidence against"'))
    assert 'value="1" aria-label' in html
    assert 'value="2" checked aria-label="Cite document 2"' in html


def test_the_resolution_in_force_leads_and_the_one_it_replaced_is_struck_through() -> None:
    entry = SimpleNamespace(
        title="Resolution in force",
        on=date(2026, 5, 18),
        notes=["By an adjudicator"],
        grade=Decimal("0.75"),
        word=None,
        reasons="The criteria count models.",
        cites=[1, 6],
        state="in-force",
    )
    replaced = SimpleNamespace(**vars(entry) | {"title": "First", "grade": Decimal("0.5"), "state": "superseded"})

    html = component("verdicts", entries=[entry, replaced])

    assert html.index('<li class="decision">') < html.index('<li class="superseded">')
    assert '<a href="#e1">1</a>, <a href="#e6">6</a>' in html
    assert "<del>Partly came true 0.50</del>" in html


def test_a_claim_nobody_judged_says_so() -> None:
    assert "Nobody has judged this claim yet." in component("verdicts", entries=[])


def test_a_revision_shows_who_when_why_and_what_changed() -> None:
    entry = SimpleNamespace(
        number=9,
        at=datetime(2026, 1, 15, tzinfo=UTC),
        title="Criteria changed",
        is_decision=False,
        differences=[SimpleNamespace(label="Question", before="Were most models", after="Were half the models")],
        by="Editor one",
        reason="“most” had no number",
    )

    html = component("revisions", entries=[entry])

    assert '<a href="#r9"><time datetime="2026-01-15">15 January 2026</time></a>' in html
    assert "Were <del>most</del> <ins>half the</ins> models" in html
    assert "Editor one. Reason: “most” had no number" in html


def test_a_thing_that_never_changed_says_so() -> None:
    assert "Nothing has changed since" in component("revisions", entries=[])


# --- Small parts ------------------------------------------------------------------------------------------------------


def test_a_badge_never_stands_without_its_sentence() -> None:
    assert component("badge", badge="Provisional", sentence="").strip() == ""
    assert "Provisional</span> Objections are open." in component(
        "badge", badge="Provisional", sentence="Objections are open."
    )


def test_facts_leave_out_what_is_not_known() -> None:
    html = component("facts", facts=[("Source", "An article"), ("Hedge", "")])

    assert "<dt>Source</dt><dd>An article</dd>" in html
    assert "Hedge" not in html


def test_turning_the_page_keeps_the_filters() -> None:
    request = RequestFactory().get("/claims/", {"topic": "energy", "page": "2"})

    html = render_to_string("components/pages.html", {"page": Paginator(range(50), 20).get_page(2)}, request)

    assert 'href="?topic=energy&amp;page=1" rel="prev"' in html
    assert 'href="?topic=energy&amp;page=3" rel="next"' in html
    assert "Page 2 of 3" in html


def test_a_list_on_one_page_has_no_pages() -> None:
    assert component("pages", page=Paginator(range(5), 20).get_page(1)).strip() == ""


class Question(forms.Form):
    """One question of each sort."""

    reasons = forms.CharField(help_text="For the public.", widget=forms.Textarea)
    grade = forms.ChoiceField(choices=[("1", "Came true")], widget=forms.RadioSelect, help_text="One of five.")
    remember = forms.BooleanField(required=False)


def test_help_and_errors_are_tied_to_their_question() -> None:
    html = component("fields", form=Question({"reasons": "", "grade": "2"}))

    assert 'aria-describedby="id_reasons_helptext id_reasons_error"' in html
    assert '<div class="help" id="id_reasons_helptext">For the public.</div>' in html
    assert '<ul class="errorlist" id="id_reasons_error">' in html
    assert '<fieldset aria-describedby="id_grade_helptext id_grade_error">' in html


def test_a_form_that_was_refused_says_so_first_with_the_way_to_each_question() -> None:
    html = component("fields", form=Question({"reasons": "", "grade": "2"}))

    assert html.index('role="alert"') < html.index("<textarea")
    assert '<a href="#id_reasons">Reasons</a>: This field is required.' in html
    assert '<a href="#id_grade">Grade</a>: Select a valid choice.' in html


def test_what_was_typed_into_a_refused_form_is_still_there_and_harmless() -> None:
    html = component("fields", form=Question({"reasons": "</textarea><script>", "grade": "2"}))

    assert "&lt;/textarea&gt;&lt;script&gt;" in html
    assert "<script>" not in html


def test_a_form_that_is_in_order_has_no_summary() -> None:
    assert 'role="alert"' not in component("fields", form=Question())
