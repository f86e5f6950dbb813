"""From a passage to a draft that is offered: with a script or without, complete or not, again and again."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.roles import Role
from predictions import actions, policy
from predictions.desk.forms.drafts import GRADE_NAMES
from predictions.models import Affiliation, Claim, Expert, HedgeClass, Refusal, Statement, Wording, WorkingText
from predictions.steps.speakers import Speaker
from predictions.steps.versions import claim_version
from tests import builders
from tests.predictions.articles import ARTICLE, FIRST, SECOND, THIRD, TWICE
from tests.predictions.desk import benches, desks

pytestmark = pytest.mark.django_db


@pytest.fixture
def collection():
    builders.a_record()
    return benches.a_collection(slug="petits-modeles")


@pytest.fixture
def source(collection):
    return benches.a_text()


def send(source, collection, client=None, **given):
    return (client or benches.editor()).post(benches.address(source), benches.filled(collection, **given))


def draft_page(claim, client=None):
    return (client or benches.editor()).get(benches.address(claim.source, f"drafts/{claim.pk}/")).content.decode()


def test_a_passage_that_was_typed_becomes_a_draft_with_its_place_in_the_text(source, collection):
    answer = send(source, collection)

    claim, statement = Claim.objects.get(), Statement.objects.get()
    assert answer["Location"] == benches.address(source, f"drafts/{claim.pk}/")
    assert (claim.key, claim.status, claim.due_on.isoformat(), claim.due_precision) == (
        "PM-01",
        "draft",
        "2027-12-31",
        "year",
    )
    assert not claim.deadline_assigned
    assert ARTICLE[statement.quote_start : statement.quote_end] == statement.quote == FIRST
    assert (statement.quote_prefix, statement.paragraph) == (ARTICLE[: statement.quote_start][-32:], 3)
    assert statement.horizon_words == "D'ici la fin de 2027"
    wording = Wording.objects.get()
    assert (wording.language, wording.is_binding) == ("fr", True)
    assert wording.grades == benches.CRITERIA
    assert (wording.edge_cases, wording.annul_if) == ("Compter une fois.", "Aucun chiffre.")
    assert wording.question.startswith("Au 2027-12-31, peut-on dire")


def test_every_word_of_the_scale_can_be_chosen_and_comes_back_with_the_draft(source, collection):
    html = benches.editor().get(benches.address(source)).content.decode()
    offered = re.findall(r'<option value="([^"]+)"', html.partition('name="hedge_class"')[2].partition("</select>")[0])

    send(source, collection, hedge_class="hope", near_certain="on")
    claim = Claim.objects.get()
    page = draft_page(claim)
    once = claim.near_certain
    client = benches.editor()
    again = benches.filled(collection, hedge_class="hope", new_name="", seen=desks.hidden(page, "seen"))
    client.post(benches.address(source, f"drafts/{claim.pk}/"), again)

    claim.refresh_from_db()
    assert offered == HedgeClass.values
    assert re.search(r'name="near_certain"[^>]* checked', page)
    assert (once, claim.near_certain) == (True, False)


def test_a_new_speaker_is_put_on_record_as_the_source_presents_them(source, collection):
    send(source, collection)

    expert, affiliation = Expert.objects.get(), Affiliation.objects.get()
    assert (expert.name, affiliation.expert, affiliation.source) == ("Experte Une", expert, source)
    assert affiliation.role == {"fr": "directrice de la recherche"}
    assert affiliation.organization.name == "l'Atelier du Nord"


def test_a_known_speaker_keeps_the_role_that_the_source_gave(source, collection):
    send(source, collection)
    expert = Expert.objects.get()

    send(source, collection, exact=SECOND, new_name="", speaker=f"expert:{expert.pk}", role="", organization="")

    second = Statement.objects.get(quote=SECOND)
    assert (second.expert, second.role, second.organization) == (
        expert,
        "directrice de la recherche",
        "l'Atelier du Nord",
    )
    assert Affiliation.objects.count() == 1


def test_a_name_that_is_on_record_is_not_made_twice_by_mistake(source, collection):
    send(source, collection)

    answer = send(source, collection, exact=SECOND)

    assert answer.status_code == 422
    assert "Experte Une is on record already" in answer.content.decode()
    assert SECOND in answer.content.decode()
    send(source, collection, exact=SECOND, is_another="on")
    assert Expert.objects.filter(name="Experte Une").count() == 2


def test_a_chance_that_was_stated_is_kept_as_a_share(source, collection):
    send(source, collection, chance="72.5")

    assert str(Statement.objects.get().probability) == "0.725000"
    assert 'name="chance" value="72.5"' in draft_page(Claim.objects.get())


def test_a_voice_without_a_name_speaks(source, collection):
    send(source, collection, new_name="", speaker="voice:experts", role="", organization="")

    statement = Statement.objects.get()
    assert (statement.expert, statement.voice) == (None, "experts")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"exact": "rien de tel"}, "do not stand in the text"),
        ({"exact": TWICE}, "in paragraphs 1, 2, 6"),
        ({"exact": FIRST, "paragraph": "2"}, "do not stand in paragraph 2"),
        ({"exact": ""}, "required"),
        ({"exact": "x" * 501}, "500"),
        ({"resolve_by": "2024"}, "before it was said on 2025-01-07"),
        ({"resolve_by": "soon"}, "not a day, a month or a year"),
        ({"speaker": "expert:nobody"}, "nobody"),
        ({"said_on": "yesterday"}, "not a day of the calendar"),
        ({"then": "refuse"}, "Choose why it is not taken"),
        ({"then": "again"}, "Choose the claim that it says again"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_typed_is_lost(source, collection, given, says):
    answer = send(source, collection, **given)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert says in html
    assert "Trois éditeurs au moins livrent un modèle" in html
    assert "Les annonces des éditeurs." in html
    assert Claim.objects.count() == 0
    assert Expert.objects.count() == 0


def test_words_that_stand_several_times_are_told_apart_by_their_paragraph(source, collection):
    send(source, collection, exact=TWICE, paragraph="6")

    assert Statement.objects.get().paragraph == 6


def test_words_that_were_selected_are_taken_where_they_were_selected(source, collection):
    start = ARTICLE.rindex(TWICE)

    send(source, collection, exact=TWICE, start=str(start), end=str(start + len(TWICE)))

    assert Statement.objects.get().quote_start == start


def test_markup_in_what_is_typed_is_text(source, collection):
    send(source, collection, fr_proposition="<img src=x onerror=alert(1)>", new_name="<b>Bold</b>")

    html = benches.editor().get(benches.address(source)).content.decode() + draft_page(Claim.objects.get())
    assert "<img src=x" not in html
    assert "<b>Bold" not in html


# --- Incomplete, edited, offered --------------------------------------------------------------------------------------


def bare(**given):
    empty = {f"fr_{name}": "" for name in GRADE_NAMES.values()}
    return empty | {"fr_proposition": "", "resolve_by": "", "horizon_words": "", "fr_source_of_truth": ""} | given


def test_a_draft_is_kept_that_has_nothing_but_its_quote(source, collection):
    send(source, collection, **bare())

    claim = Claim.objects.get()
    assert (claim.due_on, claim.deadline_assigned) == (collection.ends, True)
    html = draft_page(claim)
    assert "There is no proposition" in html
    assert "Offer it as it stands" not in html


def test_an_incomplete_draft_is_saved_and_not_offered_and_says_what_is_missing(source, collection):
    answer = benches.editor().post(
        benches.address(source), benches.filled(collection, fr_grade_1="", then="offer"), follow=True
    )

    assert "There is no criterion for grade 0.25" in answer.content.decode()
    assert Claim.objects.get().offered_at is None


def test_a_complete_draft_is_offered_by_its_writer_and_warnings_are_shown(source, collection):
    editor = benches.editor()

    answer = editor.post(
        benches.address(source),
        benches.filled(collection, fr_proposition="Beaucoup d'éditeurs livrent un modèle.", then="offer"),
        follow=True,
    )

    claim = Claim.objects.get()
    assert (claim.offered_by, claim.offered_at is not None) == (benches.a_writer().ref, True)
    assert answer.redirect_chain[0][0] == benches.address(source)
    assert "Worth a second look at PM-01: How many or how much is left open" in answer.content.decode()


def test_a_template_fills_criteria_where_none_are_given_and_its_holes_are_to_be_filled(source, collection):
    send(source, collection, **bare(fr_proposition="Trois modèles paraissent.", template="cases", then="offer"))

    claim = Claim.objects.get()
    assert Wording.objects.get().grades["0"] == "Aucun cas."
    assert claim.offered_at is None
    assert "a hole of its template" in draft_page(claim)


def test_a_draft_is_written_anew_as_often_as_one_likes_and_unchanged_rows_get_no_revision(source, collection):
    editor = benches.editor()
    send(source, collection, editor)
    claim, statement = Claim.objects.get(), Statement.objects.get()
    page = benches.address(source, f"drafts/{claim.pk}/")
    again = benches.filled(
        collection,
        new_name="",
        speaker=f"expert:{statement.expert_id}",
        seen=claim_version(claim),
        start=statement.quote_start,
        fr_proposition="Quatre éditeurs livrent un modèle de téléphone.",
        fr_question="Quatre ?",
        fr_edge_cases="Compter une fois.",
        fr_annul_if="Aucun chiffre.",
    )

    answer = editor.post(page, again)

    assert answer.status_code == 302
    assert Wording.objects.get().proposition == "Quatre éditeurs livrent un modèle de téléphone."
    assert Wording.objects.get().version == 2
    statement.refresh_from_db()
    claim.refresh_from_db()
    assert (statement.version, claim.version) == (1, 1)


def test_the_second_language_may_bind_later(source, collection):
    send(source, collection)
    claim, statement = Claim.objects.get(), Statement.objects.get()
    english = {f"en_{name}": f"At least {name[-1]} models." for name in GRADE_NAMES.values()}

    benches.editor().post(
        benches.address(source, f"drafts/{claim.pk}/"),
        benches.filled(
            collection,
            binding="en",
            en_proposition="Three makers ship a model.",
            seen=claim_version(claim),
            new_name="",
            speaker=f"expert:{statement.expert_id}",
            **english,
        ),
    )

    assert dict(claim.wordings.values_list("language", "is_binding")) == {"en": True, "fr": False}


def test_somebody_was_first_and_nothing_typed_is_lost(source, collection):
    send(source, collection)
    claim = Claim.objects.get()
    seen = claim_version(claim)
    expert = Expert.objects.get()
    given = {"new_name": "", "speaker": f"expert:{expert.pk}", "seen": seen}
    page = benches.address(source, f"drafts/{claim.pk}/")
    benches.editor().post(page, benches.filled(collection, fr_proposition="Première version.", **given))

    answer = benches.editor("two").post(page, benches.filled(collection, fr_proposition="Seconde version.", **given))

    html = answer.content.decode()
    assert answer.status_code == 409
    assert "has changed since you opened it" in html
    assert "Seconde version." in html
    assert Wording.objects.get().proposition == "Première version."


def test_writing_an_offered_draft_anew_takes_the_offer_back(source, collection):
    claim = benches.a_draft(source, collection)
    editor = benches.editor()
    editor.post(benches.address(source, f"drafts/{claim.pk}/offer/"))
    claim.refresh_from_db()
    assert claim.offered_at is not None

    editor.post(
        benches.address(source, f"drafts/{claim.pk}/"),
        benches.filled(collection, seen=claim_version(claim), new_name="", speaker=f"expert:{Expert.objects.get().pk}"),
    )

    claim.refresh_from_db()
    assert claim.offered_at is None


def test_an_offer_is_taken_back_and_only_once(source, collection):
    claim = benches.a_draft(source, collection)
    editor = benches.editor()
    editor.post(benches.address(source, f"drafts/{claim.pk}/offer/"))

    answers = [
        editor.post(benches.address(source, f"drafts/{claim.pk}/take-back/"), follow=True).status_code for _ in range(2)
    ]

    claim.refresh_from_db()
    assert answers == [200, 403]
    assert claim.offered_by is None


def test_a_contributor_changes_their_own_drafts_and_no_others(source, collection):
    mine = benches.a_draft(source, collection, by=benches.a_writer(Role.CONTRIBUTOR))
    other = benches.a_draft(source, collection, exact=SECOND)
    contributor = desks.somebody(Role.CONTRIBUTOR)

    offered = contributor.post(benches.address(source, f"drafts/{mine.pk}/offer/")).status_code
    refused = contributor.post(benches.address(source, f"drafts/{other.pk}/offer/"))

    assert offered == 302
    assert refused.status_code == 403
    assert "drafts that you wrote up" in refused.content.decode()


def test_the_next_draft_starts_from_the_one_before(source, collection):
    editor = benches.editor()
    send(source, collection, editor, then="offer")

    html = editor.get(benches.address(source)).content.decode()

    assert f'<option value="expert:{Expert.objects.get().pk}" selected>' in html
    assert 'name="resolve_by" value="2027"' in html
    assert f'<option value="{collection.pk}" selected>' in html
    assert "Trois éditeurs au moins livrent" in html  # in the list of drafts
    assert ">Trois éditeurs au moins livrent" not in html.split('<form class="form write-up"')[1]


def test_a_prospective_collection_takes_no_criteria_from_after_the_deadline(source, collection):
    answer = send(source, collection, resolve_by="2025")

    assert answer.status_code == 422
    assert "promises criteria from before the outcome, and 2025-12-31 has passed" in answer.content.decode()


def test_a_claim_without_a_score_says_why(source, collection):
    send(source, collection, is_unscored="on", then="offer")
    claim = Claim.objects.get()
    assert claim.offered_at is None

    assert "does not say why" in draft_page(claim)


# --- Families, restatements, refusals ---------------------------------------------------------------------------------


def test_two_claims_from_one_passage_are_one_family(source, collection):
    first = benches.a_draft(source, collection)
    editor = benches.editor()

    html = editor.get(f"{benches.address(source)}?from={first.pk}").content.decode()
    send(
        source,
        collection,
        editor,
        new_name="",
        idea_of=first.pk,
        fr_proposition="Trois modèles tiennent dans un téléphone.",
    )

    assert FIRST in html.split('<form class="form write-up"')[1]
    assert f'<option value="{first.pk}" selected>' in html
    first.refresh_from_db()
    second = Claim.objects.exclude(pk=first.pk).get()
    assert first.family == second.family is not None
    assert second.statements.get().quote == FIRST


def test_a_restatement_is_a_new_row_of_the_claim(source, collection):
    claim = benches.a_draft(source, collection)

    send(source, collection, exact=THIRD, new_name="Expert Deux", then="again", again=claim.pk)

    assert list(claim.statements.values_list("number", "quote")) == [(1, FIRST), (2, THIRD)]
    assert Claim.objects.count() == 1


def test_a_restatement_after_the_deadline_is_refused(source, collection):
    claim = benches.a_draft(source, collection)

    answer = send(
        source, collection, exact=THIRD, new_name="Expert Deux", then="again", again=claim.pk, said_on="2028-01-01"
    )

    assert "before this was said" in answer.content.decode()


def test_nobody_says_again_what_is_decided(collection):
    source = benches.a_text()
    claim = builders.resolved(builders.a_claim())
    passage = benches.said(source, THIRD, speaker=Speaker(new_name="Expert Deux"))

    with pytest.raises(policy.WrongMoment):
        actions.say_again(
            claim_id=claim.pk, source_id=source.pk, said=passage, by=benches.a_writer(), at=builders.NOW, reason="Again"
        )


def test_a_refused_passage_is_kept_with_its_reason_and_shown_in_the_text(source, collection):
    editor = benches.editor()

    send(
        source,
        collection,
        editor,
        exact="Les coûts baissent",
        new_name="",
        then="refuse",
        why="present",
        what_en="Costs fall, today.",
    )

    refusal = Refusal.objects.get()
    assert (refusal.paragraph, refusal.reason, refusal.what) == (4, "present", {"en": "Costs fall, today."})
    assert ARTICLE[refusal.start : refusal.end] == "Les coûts baissent"
    html = editor.get(benches.address(source)).content.decode()
    assert '<mark class="refused">Les coûts baissent</mark>' in html
    assert "Costs fall, today." in html


def test_the_text_shows_what_became_of_each_passage(source, collection):
    claim = benches.a_draft(source, collection)

    html = benches.editor().get(benches.address(source)).content.decode()

    assert f'<mark class="draft">{FIRST}</mark>' in html
    assert f"drafts/{claim.pk}/" in html


def test_the_list_counts_what_was_taken_refused_and_not_read(source, collection):
    benches.a_draft(source, collection)
    send(source, collection, exact="Les coûts baissent", new_name="", then="refuse", why="present", what_en="Costs.")

    html = " ".join(benches.editor().get("/desk/sources/").content.decode().split())

    assert "0 statements taken, one not taken, one draft, 5 paragraphs without a note." in html


def test_much_quoting_is_seen_and_not_refused(collection):
    source = benches.a_text(f"{FIRST}. Rien d'autre.\n")

    send(source, collection)

    assert "Much is quoted" in draft_page(Claim.objects.get())


def test_without_a_text_there_is_nothing_to_quote(source, collection):
    WorkingText.objects.all().delete()

    answer = send(source, collection)

    assert "is not on the desk" in answer.content.decode()
    assert Claim.objects.count() == 0


def test_without_a_collection_the_page_says_what_to_do():
    builders.a_record()
    source = benches.a_text()

    assert "There is no collection yet" in benches.editor().get(benches.address(source)).content.decode()


def test_nothing_of_a_source_is_public_before_something_of_it_is(source, collection):
    draft = benches.a_draft(source, collection)
    send(source, collection, exact="Les coûts baissent", new_name="", then="refuse", why="present", what_en="Costs.")
    reader = Client()

    seen = [reader.get(page) for page in ("/sources/", "/api/v1/sources/", collection.get_absolute_url(), "/experts/")]

    assert reader.get(source.get_absolute_url()).status_code == 404
    for page in seen:
        assert source.slug not in page.content.decode()
        assert "Costs." not in page.content.decode()
        assert "Experte Une" not in page.content.decode()
        assert draft.key not in page.content.decode()
