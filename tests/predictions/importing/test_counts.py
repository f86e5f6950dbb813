"""The bundled record arrives whole: its counts are those of its own description, and each field has its column."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from django.db.models import Count, Q

from predictions.models import (
    Affiliation,
    Basis,
    Claim,
    Collection,
    Evidence,
    Expert,
    Prior,
    PriorBasis,
    Refusal,
    Resolution,
    Source,
    Statement,
    StatementKind,
    Topic,
    Verdict,
)
from predictions.policy import SYSTEM_REF
from tests.builders import a_record
from tests.predictions.importing.bundles import claim_of, imported, the_bundle


@pytest.fixture
def record(db):
    """A record with the whole bundle in it, published."""
    a_record()
    imported(the_bundle(), publish="bundled")


def counted(rows, column):
    return dict(rows.order_by().values_list(column).annotate(Count("pk")))


def test_the_bundled_record_has_the_counts_of_its_description(record):
    claims = Claim.objects.annotate(named=Count("statements", filter=Q(statements__expert__isnull=False)))
    scored = Statement.objects.filter(claim__is_scored=True, expert__isnull=False)
    by_expert = Counter(scored.values_list("expert__slug", flat=True))

    assert Collection.objects.get().considered == 42
    assert (Claim.objects.count(), Refusal.objects.count()) == (26, 16)
    assert (claims.filter(named__gt=0).count(), claims.filter(named=0).count()) == (20, 6)
    assert Claim.objects.filter(is_scored=True).count() == 17
    assert by_expert == {
        "anastasia-stasenko": 5,
        "ibrahim-haddad": 5,
        "sy-choudhury": 5,
        "matt-white": 3,
        "arnaud-le-hors": 1,
    }
    endorsed = Counter(scored.filter(kind_of=StatementKind.ENDORSED).values_list("expert__slug", flat=True))
    assert endorsed == {"ibrahim-haddad": 1, "matt-white": 2}
    assert counted(Claim.objects.all(), "checkability") == {"yes": 12, "partly": 13, "no": 1}
    assert Claim.objects.filter(deadline_assigned=True).count() == 16
    assert Claim.objects.filter(near_certain=True).count() == 4
    assert counted(Claim.objects.all(), "status") == {"open": 17, "unscored": 9}


def test_the_evidence_has_the_counts_of_its_description(record):
    evidence = Evidence.objects.all()

    assert evidence.count() == 173
    assert evidence.values("url").distinct().count() == 102
    assert counted(evidence, "stance") == {"supports": 107, "contradicts": 40, "context": 26}
    assert counted(evidence, "tier") == {"primary": 81, "press": 41, "analysis": 10, "secondary": 41}
    assert counted(evidence, "recheck") == {"page": 138, "elsewhere": 10, "none": 25}


def test_a_file_never_brings_a_decision(record):
    assert not Resolution.objects.exists()
    assert not Verdict.objects.exists()
    assert not Claim.objects.filter(status="resolved").exists()


def test_priors_of_a_file_are_hindsight_and_never_blind(record):
    given = {claim.key: claim.prior for claim in the_bundle().claims if claim.prior}

    priors = Prior.objects.select_related("claim")

    assert {prior.claim.key for prior in priors} == set(given)
    assert {prior.basis for prior in priors} == {PriorBasis.HINDSIGHT}
    assert {prior.set_by for prior in priors} == {SYSTEM_REF}
    assert all(prior.expected == given[prior.claim.key].probability for prior in priors)
    assert all(prior.note == given[prior.claim.key].note for prior in priors)


def test_a_collection_whose_criteria_are_younger_than_its_deadlines_is_retrospective(record):
    assert Collection.objects.get().basis == Basis.RETROSPECTIVE


def test_a_person_without_a_prediction_is_kept_as_quoted(record):
    asghar = Expert.objects.get(slug="jj-asghar")

    assert not asghar.statements.exists()
    assert asghar.refusals.exists()
    assert asghar.affiliations.exists()


def test_every_field_of_a_claim_has_its_place(record):
    found = claim_of(the_bundle(), "SC-23")

    claim = Claim.objects.get(key="SC-23")

    assert (claim.said_on, claim.due_on) == (found.made_on, found.resolve_by)
    assert (claim.deadline_assigned, claim.near_certain) == (found.deadline_assigned, found.near_certain)
    assert claim.criteria_written_on == found.criteria_written_on
    assert (claim.topics, claim.neighbours) == (list(found.topics), list(found.same_topic_as))
    assert (claim.is_scored, claim.scored_reason) == (found.scored, found.scored_reason)
    assert claim.source.slug == found.source
    for language, binding in (("en", True), ("fr", False)):
        wording, criteria = claim.wordings.get(language=language), found.criteria
        assert wording.is_binding is binding
        assert wording.proposition == found.proposition[language]
        assert wording.question == criteria.question[language]
        assert wording.conditions == [{"key": one.key, "text": one.text[language]} for one in criteria.conditions]
        assert {Decimal(grade): text for grade, text in wording.grades.items()} == {
            grade: text[language] for grade, text in criteria.grades.items()
        }
        assert wording.source_of_truth == criteria.source_of_truth[language]
        assert (wording.edge_cases, wording.annul_if) == (criteria.edge_cases[language], criteria.annul_if[language])


def test_an_endorsed_claim_has_its_endorser_and_then_the_articles_own_words_with_the_quote(record):
    found = claim_of(the_bundle(), "SC-23")

    endorser, article = Statement.objects.filter(claim__key="SC-23").order_by("number")

    assert (endorser.expert.slug, endorser.voice, endorser.kind_of) == ("ibrahim-haddad", "", "endorsed")
    assert (endorser.hedge_words, endorser.hedge_class) == ("C'est ce que pense", found.statements[0].hedge.kind)
    assert (endorser.role, endorser.organization) == (found.statements[0].role, found.statements[0].organization)
    assert (endorser.quote, endorser.quote_paragraph) == ("", None)
    assert (article.expert, article.voice, article.hedge_words) == (None, "article", "")
    assert (article.quote, article.quote_language) == (found.quote.exact, found.quote.language)
    assert (article.quote_paragraph, article.locator) == (found.quote.paragraph, found.locator)


def test_every_claim_shows_its_quote_once(record):
    quotes = Statement.objects.exclude(quote="").values_list("claim__key", "quote", "quote_paragraph")

    assert sorted(quotes) == sorted((one.key, one.quote.exact, one.quote.paragraph) for one in the_bundle().claims)


def test_every_field_of_evidence_has_its_place(record):
    for claim in the_bundle().claims:
        rows = {row.key: row for row in Evidence.objects.filter(claim__key=claim.key)}
        assert [row.key for row in sorted(rows.values(), key=lambda row: row.number)] == [e.key for e in claim.evidence]
        for found in claim.evidence:
            row = rows[found.key]
            assert (row.stance, row.strength, row.tier) == (found.stance, found.strength, found.tier)
            assert (row.title, row.publisher, row.url) == (found.title, found.publisher, found.url)
            assert (row.published, row.identifier) == (found.published or "", found.identifier or "")
            assert (row.retrieved_on, row.recheck) == (found.retrieved_on, found.recheck)
            assert (row.summary, row.note) == (found.summary, found.note or "")


def test_every_field_around_the_claims_has_its_place(record):
    bundle = the_bundle()
    collection, source, found = Collection.objects.get(), Source.objects.get(), bundle.collection

    assert (collection.slug, collection.title, collection.description) == (found.slug, found.title, found.description)
    assert (collection.starts, collection.ends, collection.quorum) == (found.starts, found.ends, found.quorum)
    assert collection.rules == [{"key": rule.key, **rule.text} for rule in found.rules]
    assert collection.selection_how == found.selection_note.how
    assert collection.minimum == 5
    assert {topic.key: topic.title for topic in Topic.objects.all()} == {one.key: one.title for one in bundle.topics}
    assert source.slug == bundle.sources[0].key
    assert (source.form, source.language, source.published_on) == ("article", "fr", bundle.sources[0].published_on)
    assert source.publisher.name == bundle.sources[0].publisher
    assert (source.title, source.url) == (bundle.sources[0].title or "", bundle.sources[0].url or "")
    assert (source.content_sha256, source.paragraphs) == (bundle.sources[0].content_sha256, 24)
    assert source.remarks == list(bundle.sources[0].remarks)
    for one in bundle.experts:
        expert = Expert.objects.get(slug=one.key)
        assert (expert.name, expert.aliases) == (one.name, list(one.aliases))
        assert (expert.interests, expert.remark) == (one.interests, one.remark or "")
    held = Affiliation.objects.values_list("expert__slug", "organization__name", "starts", "source__slug")
    assert sorted(held) == sorted(
        (one.key, of.organization, of.as_of, of.source) for one in bundle.experts for of in one.affiliations
    )
    refusals = Refusal.objects.order_by("number").values_list("paragraph", "expert__slug", "reason", "source__slug")
    assert list(refusals) == [
        (one.paragraph, one.expert, one.reason, bundle.sources[0].key) for one in found.selection_note.refused
    ]
