"""What somebody types at the desk is kept for them alone, comes back, and is gone once it was taken."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.admin import site as django_admin
from django.urls import reverse
from django.utils import timezone

from accounts.actions.granting import close_account
from accounts.admin import site as administration
from accounts.models import User
from accounts.roles import Role
from launcher.places import ROOT
from predictions import actions, plain_texts
from predictions.actions.drafting import MOST_DRAFTS
from predictions.models import FormDraft, Verdict
from predictions.people import person_of
from tests import builders
from tests.predictions.desk import desks

pytestmark = pytest.mark.django_db

WORDS = "I counted four, then the telephone rang."
KEEP = "/desk/drafts/"


@pytest.fixture
def claim():
    return desks.a_claim_to_judge()


@pytest.fixture
def reviewer(claim):
    return desks.somebody(claim=claim)


def keep(client, address: str, *, by_script: bool = False, **typed):
    headers = {"Accept": "application/json"} if by_script else {}
    return client.post(KEEP, {"draft_of": address, **typed}, headers=headers)


def test_what_was_typed_is_in_the_form_again_after_signing_out(claim, reviewer):
    typed = {"grade": "0.5", "confidence": "3", "reasons": WORDS, "cites": ["3", "1"], "tie": "none"}
    with time_machine.travel(builders.NOW, tick=False):
        keep(reviewer, desks.address(claim), **typed)
    reviewer.logout()

    html = desks.somebody().get(desks.address(claim)).content.decode()

    assert "What you typed here and did not send is back. It was saved on" in html
    assert "2 March 2026" in html
    assert WORDS in html
    assert re.search(r'name="grade" value="0\.5" checked', html)
    assert re.search(r'name="confidence" value="3" checked', html)
    assert re.search(r'name="tie" value="none" checked', html)
    assert re.findall(r'name="cites" value="(\d)" checked', html) == ["1", "3"]


def test_the_button_keeps_a_form_and_leads_back_to_it_with_its_filters(claim, reviewer):
    address = f"{desks.address(claim)}?q=proposition"

    answer = keep(reviewer, address, reasons=WORDS)

    assert answer.status_code == 302
    assert answer["Location"] == address
    html = reviewer.get(address).content.decode()
    assert "Saved for later. It is kept for 90 days, and only you can see it." in html
    assert WORDS in html


def test_a_script_is_told_the_time_on_the_clock_of_the_person(claim, reviewer):
    User.objects.filter(username="reviewer-one").update(time_zone="Europe/Paris")
    with time_machine.travel(builders.NOW, tick=False):
        answer = keep(reviewer, desks.address(claim), by_script=True, reasons=WORDS)

    assert answer.json() == {"said": "Saved 10:00"}


def test_saving_again_replaces_what_was_kept(claim, reviewer):
    keep(reviewer, desks.address(claim), reasons="First.")
    keep(reviewer, desks.address(claim), reasons=WORDS)

    assert FormDraft.objects.get().fields == {"reasons": [WORDS]}


def test_a_verdict_that_was_filed_leaves_no_draft(claim, reviewer):
    keep(reviewer, desks.address(claim), reasons=WORDS)

    reviewer.post(desks.address(claim), desks.ballot(reviewer, claim))

    assert Verdict.objects.count() == 1
    assert not FormDraft.objects.exists()


def test_a_form_that_was_refused_stays_kept(claim, reviewer):
    keep(reviewer, desks.address(claim), reasons=WORDS)

    answer = reviewer.post(desks.address(claim), desks.ballot(reviewer, claim, reasons=""))

    assert answer.status_code == 422
    assert FormDraft.objects.count() == 1


def test_what_was_typed_for_an_earlier_text_is_still_checked_against_what_changed(claim, reviewer):
    before = desks.ballot(reviewer, claim)
    keep(reviewer, desks.address(claim), **before)
    builders.a_document(claim)

    html = reviewer.get(desks.address(claim)).content.decode()

    assert int(desks.hidden(html, "seen")) == int(before["seen"]) + 1
    assert "seen" not in FormDraft.objects.get().fields
    assert reviewer.post(desks.address(claim), before).status_code == 409


def test_a_draft_can_be_discarded(claim, reviewer):
    keep(reviewer, desks.address(claim), reasons=WORDS)

    answer = reviewer.post(KEEP, {"draft_of": desks.address(claim), "discard": "1"}, follow=True)

    html = answer.content.decode()
    assert "What you had typed is discarded." in html
    assert WORDS not in html


FORMS = [
    (
        Role.REVIEWER,
        "evidence/",
        {"title": WORDS, "published": "2025", "stance": "context", "retrieved_on": "2026-01-07"},
    ),
    (Role.EDITOR, "wording/en/", {"question": WORDS, "edge_cases": ""}),
    (Role.ADJUDICATOR, "adjudicate/", {"reasons": WORDS, "grade": "0.25", "cites": ["2"]}),
]


@pytest.mark.parametrize(("role", "rest", "typed"), FORMS)
def test_every_form_of_the_desk_comes_back_by_the_same_door(role, rest, typed):
    claim = desks.contested()
    person = desks.somebody(role)

    keep(person, desks.address(claim, rest), **typed)

    html = person.get(desks.address(claim, rest)).content.decode()
    assert WORDS in html
    assert "What you typed here and did not send is back." in html
    assert 'formaction="/desk/drafts/"' in html
    for name, value in typed.items():
        if name in {"grade", "cites"}:
            chosen = re.findall(rf'name="{name}" value="([^"]+)"[^>]* checked', html)
            assert chosen == ([value] if isinstance(value, str) else value)
    if "retrieved_on" in typed:
        assert 'value="2026-01-07"' in html
        assert '<option value="context" selected>' in html


def place(html: str, form: str = "") -> str:
    """The place under which the page says that it keeps its form of this name."""
    found = [one for one in re.findall(r'name="draft_of" value="([^"]+)"', html) if one.partition("#")[2] == form]
    assert found, f"the page keeps no form {form}"
    return found[0]


def test_each_form_of_a_page_is_kept_under_its_own_name_and_goes_when_it_is_sent(claim):
    editor = desks.somebody(Role.EDITOR)
    page = desks.address(claim, "evidence/1/")
    html = editor.get(page).content.decode()
    keep(editor, place(html), summary="It counts five.")
    keep(editor, place(html, "retract"), why=WORDS)

    both = editor.get(page).content.decode()

    assert both.count("What you typed here and did not send is back.") == 2
    assert "It counts five." in both
    assert f">\n{WORDS}</textarea>" in both
    sent = {"why": WORDS, "seen": desks.hidden(both, "seen"), "draft_of": place(both, "retract")}
    assert editor.post(f"{page}retract/", sent).status_code == 302
    assert [one.fields for one in FormDraft.objects.all()] == [{"summary": ["It counts five."]}]


def test_what_is_sent_back_and_what_was_checked_are_two_forms(claim):
    draft = builders.offered(builders.a_draft(source=claim.source, collection=claim.collection))
    editor = desks.somebody(Role.EDITOR)
    page = f"/desk/publishing/{draft.pk}/"
    keep(editor, f"{page}#send-back", reason=WORDS)

    html = editor.get(page).content.decode()

    assert html.count("What you typed here and did not send is back.") == 1
    assert html.count(WORDS) == 1
    assert f'<a href="{page}#send-back">Sending back, {draft.key}</a>' in editor.get("/desk/").content.decode()


def test_why_a_reviewer_is_let_go_is_kept_for_that_reviewer(claim, reviewer):
    desks.somebody(number="two", claim=claim)
    editor = desks.somebody(Role.EDITOR)
    page = desks.address(claim, "assign/")
    ref = User.objects.get(username="reviewer-two").actor_ref
    keep(editor, f"{page}#let-go-{ref}", reason=WORDS)

    html = editor.get(page).content.decode()

    assert re.search(rf'<details open>.{{0,900}}id="let-go-{ref}".{{0,900}}value="{WORDS}"', html, re.DOTALL)
    assert html.count("<details open>") == 1
    sent = {"do": "let go", "reviewer": str(ref), "reason": WORDS, "draft_of": f"{page}#let-go-{ref}"}
    assert editor.post(page, sent).status_code == 302
    assert not FormDraft.objects.exists()


@pytest.mark.parametrize("rest", ["sources/new/", "sources/{}/text/"])
def test_the_whole_text_of_a_source_is_kept_and_a_file_says_that_it_is_not(claim, rest):
    editor = desks.somebody(Role.EDITOR)
    page = "/desk/" + rest.format(claim.source.slug)
    text = ("é’\n" * plain_texts.LONGEST)[: plain_texts.LONGEST - 1].strip()
    assert "Files are not saved for later" in editor.get(page).content.decode()

    assert keep(editor, page, by_script=True, text=text).status_code == 200

    html = editor.get(page).content.decode()
    assert text in html
    assert "Files are not saved: if you had chosen one, choose it again." in html
    assert keep(editor, page, by_script=True, text=text * 2).status_code == 413


def test_what_was_checked_goes_once_several_are_published(claim):
    untold = builders.a_collection(scores_shown_at=None, scores_shown_by=None)
    draft = builders.offered(builders.a_draft(source=claim.source, collection=untold))
    editor = desks.somebody(Role.EDITOR)
    editor.post(f"/desk/sources/{claim.source.slug}/read/")
    html = editor.get("/desk/publishing/").content.decode()
    keep(editor, place(html, claim.source.slug), reason=WORDS)
    html = editor.get("/desk/publishing/").content.decode()
    assert WORDS in html

    (mark,) = re.findall(rf'value="({draft.pk}:\d+)"', html)
    sent = {"draft": mark, "reason": WORDS, "source": claim.source.slug, "draft_of": place(html, claim.source.slug)}
    answer = editor.post("/desk/publishing/", sent)

    assert answer.status_code == 200
    assert not FormDraft.objects.exists()


def test_every_form_of_the_desk_in_which_somebody_types_is_kept():
    typed = re.compile(r'components/fields?\.html|<textarea|type="text"|\{\{ \w+\.reasons? \}\}')
    forgetful = set()
    for template in sorted((ROOT / "templates/predictions/desk").glob("*.html")):
        for form in re.findall(r"<form\b.*?</form>", template.read_text(), re.DOTALL):
            if 'method="post"' in form and typed.search(form) and "predictions/desk/keep.html" not in form:
                forgetful.add(template.name)

    assert forgetful == {"busy.html"}, "a busy page gives back what it was sent, to be sent again"


def test_the_desk_lists_what_is_begun_to_whom_it_belongs(claim, reviewer):
    keep(reviewer, desks.address(claim), reasons=WORDS)
    keep(reviewer, "/desk/interests/", note=WORDS)
    other = desks.somebody(number="two", claim=claim)

    mine, theirs = (one.get("/desk/").content.decode() for one in (reviewer, other))

    assert f'<a href="{desks.address(claim)}">Verdict, {claim.key}</a>' in mine
    assert '<a href="/desk/interests/">Tie</a>' in mine
    assert "Begun, not sent" not in theirs


def test_nobody_else_reads_what_somebody_types(claim, reviewer):
    keep(reviewer, desks.address(claim), reasons=WORDS)
    others = [desks.somebody(number="two", claim=claim), *(desks.somebody(role) for role in Role if role != "reviewer")]
    pages = ["/desk/", desks.address(claim), f"/claims/{claim.pk}/", f"/api/v1/claims/{claim.pk}/"]

    shown = [one.get(page).content.decode() for one in others for page in pages]

    assert len(shown) > 20
    assert not [html for html in shown if WORDS in html]
    assert FormDraft not in {*administration._registry, *django_admin._registry}


def test_a_person_discards_only_what_is_theirs(claim, reviewer):
    keep(reviewer, desks.address(claim), reasons=WORDS)

    desks.somebody(number="two", claim=claim).post(KEEP, {"draft_of": desks.address(claim), "discard": "1"})

    assert FormDraft.objects.count() == 1


@pytest.mark.parametrize(
    "address",
    ["", "/", "/account/", "/accounts/password/change/", "/desk/", KEEP, "//example.org/desk/claims/", "/desk/nowhere/",
     "/desk/claims/\0/", "/desk/claims/" + "A" * 200 + "/",
     "/desk/interests/#a form", "/desk/interests/#" + "a" * 81,
     "https://example.org/desk/interests/", "/desk/../accounts/login/"],
)  # fmt: skip
def test_only_forms_of_the_desk_are_kept(reviewer, address):
    answer = keep(reviewer, address, reasons=WORDS)

    assert answer.status_code == 400
    assert "Only forms of the desk are kept." in answer.content.decode()
    assert not FormDraft.objects.exists()


def test_no_password_token_or_file_is_kept(claim, reviewer, tmp_path):
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"%PDF-1.4")
    with paper.open("rb") as file:
        keep(reviewer, desks.address(claim), reasons=WORDS, new_password="secret", csrfmiddlewaretoken="t", file=file)

    assert FormDraft.objects.get().fields == {"reasons": [WORDS]}


def test_a_form_that_is_too_long_is_refused_and_shown(claim, reviewer):
    answer = keep(reviewer, desks.address(claim), reasons="a" * 65_600)

    assert answer.status_code == 413
    html = answer.content.decode()
    assert "more than the 64 kB that are kept" in html
    assert "a" * 65_600 in html
    assert not FormDraft.objects.exists()


def test_a_person_keeps_so_many_forms_and_no_more(claim, reviewer):
    me = person_of(User.objects.get(username="reviewer-one"), at=builders.NOW)
    for number in range(MOST_DRAFTS):
        actions.keep_draft(place=f"/desk/claims/{number}/", fields={}, most=9, by=me, at=builders.NOW)

    answer = keep(reviewer, desks.address(claim), by_script=True, reasons=WORDS)

    assert answer.status_code == 429
    assert answer.json()["said"].startswith("You keep 50 forms already.")
    assert keep(reviewer, "/desk/claims/1/", reasons=WORDS).status_code == 302, "what is kept can be saved again"


def test_a_text_that_no_database_takes_is_kept_without_its_nul(claim, reviewer):
    keep(reviewer, desks.address(claim), reasons="a\0b")

    assert FormDraft.objects.get().fields == {"reasons": ["a\ufffdb"]}


def test_a_draft_needs_the_token_of_the_site(claim):
    strict = desks.somebody(claim=claim)
    strict.handler.enforce_csrf_checks = True

    assert keep(strict, desks.address(claim), reasons=WORDS).status_code == 403
    assert not FormDraft.objects.exists()


def test_who_is_signed_out_keeps_nothing_and_is_led_to_sign_in(claim, client):
    answer = keep(client, desks.address(claim), reasons=WORDS)

    assert answer["Location"].startswith(reverse("account_login"))
    assert not FormDraft.objects.exists()


def test_drafts_go_after_ninety_days(claim, reviewer):
    with time_machine.travel(builders.NOW, tick=False):
        keep(reviewer, desks.address(claim), reasons=WORDS)

    assert actions.sweep_drafts(at=builders.NOW + timedelta(days=90)) == 0
    assert actions.sweep_drafts(at=builders.NOW + timedelta(days=91)) == 1


def test_drafts_go_with_an_account_that_is_closed(claim, reviewer):
    keep(reviewer, desks.address(claim), reasons=WORDS)
    other = desks.somebody(number="two", claim=claim)
    keep(other, desks.address(claim), reasons="Another's")
    administrator = builders.a_user(Role.ADMINISTRATOR, "two")
    user = User.objects.get(username="reviewer-one")

    close_account(user=user, by=administrator, at=timezone.now())

    assert [one.fields for one in FormDraft.objects.all()] == [{"reasons": ["Another's"]}]


def test_drafts_go_with_an_account_that_is_deleted():
    user = builders.a_user(None)
    me = person_of(user, at=builders.NOW)
    actions.keep_draft(place="/desk/interests/", fields={}, most=9, by=me, at=builders.NOW)

    user.delete()

    assert not FormDraft.objects.exists()
