"""A refusal is said in the language of the reader, whatever rule of the house refuses."""

from __future__ import annotations

import ast
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils.translation import gettext, override

from accounts.roles import Permission, Role
from predictions import policy
from predictions.desk.telling import in_words
from predictions.policy import NotAllowed, Person
from predictions.revisions import BlankReason
from predictions.sentences import gettext_noop
from predictions.steps.judging import RoundClosed
from predictions.steps.versions import StaleVersion
from predictions.web_addresses import NotAWebAddress, clean
from tests.predictions.desk import desks

ROOT = Path(settings.LOCALE_PATHS[0]).parent


def sentences() -> set[str]:
    """Every sentence that a module of the record marks as one."""
    called = [
        node
        for module in (ROOT / "predictions").rglob("*.py")
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "gettext_noop"
    ]
    return {str(ast.literal_eval(call.args[0])) for call in called}


def test_every_refusal_there_is_has_words_in_french():
    with override("fr"):
        left_in_english = {sentence for sentence in sentences() if gettext(sentence) == sentence}

    assert len(sentences()) > 20
    assert left_in_english == set()


def test_what_fills_a_sentence_is_said_in_french_too():
    with pytest.raises(NotAWebAddress) as no_address, override("fr"):
        clean("javascript:alert(1)")
    with pytest.raises(NotAllowed) as no_role:
        policy.require(Person(ref=uuid4(), roles=frozenset({Role.ADMINISTRATOR})), Permission.JUDGE)

    with override("fr"):
        said = in_words(no_address.value), in_words(no_role.value)

    assert said[0].startswith("'javascript:alert(1)' ne commence pas par https://")
    assert said[1].startswith("Votre compte ne permet pas de rendre des avis.")


@pytest.mark.django_db
def test_programs_and_the_ledger_hear_the_same_refusal_in_english():
    claim = desks.a_claim_to_judge()

    with override("fr"):
        errors = [StaleVersion(claim=claim, seen=2, now=3), RoundClosed(claim), BlankReason()]

    assert [str(error).split(" ", 1)[0] for error in errors] == ["Claim", "Claim", "Every"]
    with override("fr"):
        assert f"La prédiction {claim.key} a changé" in in_words(errors[0])
        assert "n’est pas en cours d’examen" in in_words(errors[1])


def test_a_message_that_is_no_sentence_of_ours_stands_as_it_is():
    assert in_words(ValueError("100 % of it")) == "100 % of it"
    assert in_words(ValueError()) == ""
    assert in_words(ValueError(gettext_noop("Half of it, 50 %"))) == "Half of it, 50 %"


@pytest.mark.django_db
def test_a_page_in_french_refuses_in_french():
    claim = desks.a_claim_to_judge()

    page = desks.somebody(Role.EDITOR, language="fr").get(desks.address(claim)).content.decode()

    assert "Votre compte ne permet pas de rendre des avis" in page
    assert "Your account" not in page
