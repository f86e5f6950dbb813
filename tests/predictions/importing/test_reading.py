"""A good file reads as it is written: every count of the bundled record, and every kind of value."""

from __future__ import annotations

import dataclasses
import json
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from predictions.importing import composing
from predictions.importing.bundle import Bundle, ClaimData
from predictions.importing.errors import PRINTED, BundleErrors
from predictions.importing.patterns import EXPLAINED
from predictions.importing.reading import digest, read
from predictions.importing.shape import SCHEMA

SMALL = Path(__file__).parent / "small.yaml"
RECORD = SCHEMA.parent / "open-source-ai-2025.yaml"


@pytest.fixture(scope="module")
def record() -> Bundle:
    return read(RECORD)


@pytest.fixture(scope="module")
def small() -> Bundle:
    return read(SMALL)


def values(found: object) -> Iterator[object]:
    """Everything in a bundle that is not made of parts."""
    if dataclasses.is_dataclass(found):
        for field in dataclasses.fields(found):
            yield from values(getattr(found, field.name))
    elif isinstance(found, tuple):
        for part in found:
            yield from values(part)
    elif isinstance(found, dict):
        for key, part in found.items():
            yield key
            yield from values(part)
    else:
        yield found


def test_the_bundled_record_has_the_statements_its_description_counts(record: Bundle) -> None:
    note = record.collection.selection_note

    assert (note.considered, note.taken, len(note.refused)) == (42, 26, 16)
    assert (len(record.claims), len(record.sources), len(record.experts)) == (26, 1, 6)


def test_the_bundled_record_has_the_claims_its_description_counts(record: Bundle) -> None:
    scored = [claim for claim in record.claims if claim.scored]
    by_expert = Counter(statement.expert for claim in scored for statement in claim.statements)
    endorsed = Counter(
        statement.expert for claim in scored for statement in claim.statements if statement.kind == "endorsed"
    )

    assert sum(bool(claim.statements) for claim in record.claims) == 20
    assert len(scored) == 17
    assert by_expert == {
        "anastasia-stasenko": 5,
        "ibrahim-haddad": 5,
        "sy-choudhury": 5,
        "matt-white": 3,
        "arnaud-le-hors": 1,
    }
    assert endorsed == {"ibrahim-haddad": 1, "matt-white": 2}
    assert Counter(claim.checkability for claim in record.claims) == {"yes": 12, "partly": 13, "no": 1}
    assert sum(claim.deadline_assigned for claim in record.claims) == 16
    assert sum(claim.near_certain for claim in record.claims) == 4


def test_the_bundled_record_has_the_evidence_its_description_counts(record: Bundle) -> None:
    evidence = [document for claim in record.claims for document in claim.evidence]

    assert len(evidence) == 173
    assert len({document.url for document in evidence}) == 102
    assert Counter(document.stance for document in evidence) == {"supports": 107, "contradicts": 40, "context": 26}
    assert Counter(document.tier for document in evidence) == {
        "primary": 81,
        "press": 41,
        "analysis": 10,
        "secondary": 41,
    }
    assert Counter(document.recheck for document in evidence) == {"page": 138, "elsewhere": 10, "none": 25}


def test_the_bundled_record_has_the_sample_assessments_its_description_counts(record: Bundle) -> None:
    samples = [claim.sample_assessment for claim in record.claims]
    graded = Counter(sample.grade for sample in samples if sample is not None and sample.outcome == "graded")

    assert Counter(sample and sample.outcome for sample in samples) == {
        "graded": 21,
        "ambiguous": 1,
        "undecided": 3,
        None: 1,
    }
    assert graded == {Decimal(1): 6, Decimal("0.75"): 6, Decimal("0.5"): 8, Decimal("0.25"): 1}


def test_a_claim_is_read_with_all_that_belongs_to_it(small: Bundle) -> None:
    claim = small.claims[0]

    assert claim.key == "AB-01"
    assert claim.proposition == {"en": "Costs will fall.", "fr": "Les coûts baisseront."}
    assert (claim.quote.exact, claim.quote.language, claim.quote.paragraph) == ("les coûts baisseront", "fr", 2)
    assert (claim.made_on, claim.resolve_by) == (date(2025, 1, 7), date(2025, 12, 31))
    assert [(statement.expert, statement.hedge.kind) for statement in claim.statements] == [("first-expert", "belief")]
    assert (claim.scored, claim.deadline_assigned, claim.checkability) == (True, False, "yes")
    assert claim.criteria.conditions[0].text == {"en": "Prices fell.", "fr": "Les prix ont baissé."}
    assert (claim.evidence[0].published, claim.evidence[0].identifier) == ("2025-06", None)
    assert (small.claims[1].unnamed.voice, small.claims[1].unnamed.hedge) == ("experts", None)


def test_grades_are_quarters_and_probabilities_have_six_decimals(small: Bundle) -> None:
    claim: ClaimData = small.claims[0]

    assert [str(grade) for grade in claim.criteria.grades] == ["1.00", "0.75", "0.50", "0.25", "0.00"]
    assert str(claim.sample_assessment.grade) == "0.75"
    assert str(claim.prior.probability) == "0.600000"


def test_no_value_of_a_bundle_is_a_float(record: Bundle) -> None:
    assert {type(value) for value in values(record)} == {str, int, bool, date, Decimal, type(None)}


def test_text_comes_out_composed_however_it_was_typed() -> None:
    written = unicodedata.normalize("NFD", SMALL.read_text(encoding="utf-8"))
    assert written != SMALL.read_text(encoding="utf-8")

    found = read(written.encode())

    assert found == read(SMALL)


def test_line_ends_and_the_byte_order_mark_of_other_systems_change_nothing() -> None:
    text = SMALL.read_text(encoding="utf-8")

    found = read(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())

    assert found == read(SMALL)


@pytest.mark.parametrize(
    "text",
    [
        "קידוד פתוח ינצח",
        "\u202bמודלים\u202c",
        "🧪👩\u200d🔬",
        "<script>alert(1)</script>",
        "'; DROP TABLE claim; --",
        "{{ 7 * 7 }} {% now %}",
    ],
)
def test_text_in_any_script_or_that_looks_like_code_is_kept_as_text(text: str) -> None:
    changed = SMALL.read_text(encoding="utf-8").replace("Costs will fall.", json.dumps(text, ensure_ascii=False))

    found = read(changed.encode())

    assert found.claims[0].proposition["en"] == text


def test_two_experts_may_have_one_name() -> None:
    text = SMALL.read_text(encoding="utf-8")
    start, end = text.index("  - key: first-expert"), text.index("claims:")
    namesake = text[start:end].replace("first-expert", "second-expert")

    found = read((text[:end] + namesake + text[end:]).encode())

    assert [(expert.key, expert.name) for expert in found.experts] == [
        ("first-expert", "Expert One"),
        ("second-expert", "Expert One"),
    ]


def test_a_file_is_known_by_the_sum_of_its_bytes(tmp_path: Path) -> None:
    file = tmp_path / "abc.yaml"
    file.write_bytes(b"abc")

    assert digest(file) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_path_where_nothing_can_be_read_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(BundleErrors) as caught:
        read(tmp_path / "nothing.yaml")

    assert str(caught.value) == (
        "nothing.yaml cannot be taken: 1 error.\n"
        "1. file: The file cannot be read: No such file or directory. Right would be: the path of a bundle."
    )


def test_all_errors_of_a_file_are_listed_at_once_in_the_order_of_its_lines() -> None:
    text = SMALL.read_text(encoding="utf-8")
    for good, bad in (
        ("quorum: 2", "quorum: many"),
        ("fr: Coûts}", "fr: Coûts, fr: Frais}"),
        ("kind: article", "kind: artikle"),
        ("taken: 2", "taken: 5"),
        ("retrieved_on: '2026-01-02'", "retrieved_on: 2026-01-02"),
        ("cites: [AB-01-E1]", "cites: [AB-01-E9]"),
        ("exact: les systèmes l'emporteront", "exact: a b c d e f g h i j k l m n o p"),
    ):
        text = text.replace(good, bad)

    with pytest.raises(BundleErrors) as caught:
        read(text.encode())

    assert [(error.line, error.place) for error in caught.value.errors] == [
        (7, "topics[1] (costs) > title > fr"),
        (14, "collection > quorum"),
        (20, "collection > selection_note > taken"),
        (28, "sources[0] (an-article) > kind"),
        (98, "claims[0] (AB-01) > evidence[0] (AB-01-E1) > retrieved_on"),
        (105, "claims[0] (AB-01) > sample_assessment > cites[0]"),
        (111, "claims[1] (AB-02) > quote > exact"),
    ]
    assert str(caught.value).startswith("The bundle cannot be taken: 7 errors.\n1. line 7, topics[1] (costs)")


def test_a_very_long_list_of_errors_is_cut_and_says_how_many_more_there_are() -> None:
    refs = ", ".join(f"no-{number}" for number in range(PRINTED + 30))
    text = SMALL.read_text(encoding="utf-8").replace("topics: [costs]", f"topics: [{refs}]")

    with pytest.raises(BundleErrors) as caught:
        read(text.encode())

    assert len(caught.value.errors) == PRINTED + 30
    assert str(caught.value).splitlines()[-1] == "... and 30 more."


def test_what_is_wrong_is_shown_without_letting_it_act_on_a_terminal() -> None:
    text = SMALL.read_text(encoding="utf-8").replace("kind: article", 'kind: "\u202etxt.exe"')

    with pytest.raises(BundleErrors) as caught:
        read(text.encode())

    assert '"\\u202etxt.exe" stands here.' in str(caught.value)


def test_every_pattern_of_the_schema_is_explained_in_words() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)

    def patterns(part: object) -> Iterator[str]:
        if isinstance(part, dict):
            yield from [part["pattern"]] if isinstance(part.get("pattern"), str) else []
            for inner in part.values():
                yield from patterns(inner)
        elif isinstance(part, list):
            for inner in part:
                yield from patterns(inner)

    assert set(patterns(schema)) == set(EXPLAINED)


def test_a_bundle_reads_the_same_with_either_parser_of_the_yaml_library(monkeypatch: pytest.MonkeyPatch) -> None:
    with_default = read(SMALL)
    monkeypatch.setattr(composing, "LOADER", yaml.SafeLoader)

    with_python = read(SMALL)

    assert with_python == with_default
