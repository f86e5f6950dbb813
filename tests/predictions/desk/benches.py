"""A source on the workbench, and somebody who sits before it."""

from __future__ import annotations

from typing import Any

from django.test import Client

from accounts.models import User
from accounts.roles import Role
from predictions import actions, anchoring
from predictions.checkability import GRADES, Words
from predictions.desk.forms.drafts import GRADE_NAMES
from predictions.models import Claim, Collection, Expert, Source, WorkingText
from predictions.people import person_of
from predictions.policy import Person
from predictions.steps.drafts import Claimed, Said
from predictions.steps.sources import Described
from predictions.steps.speakers import Speaker
from tests import builders
from tests.predictions.articles import ARTICLE, FIRST
from tests.predictions.desk import desks

CRITERIA = {grade: f"Au moins {number} modèles paraissent." for number, grade in enumerate(GRADES, start=1)}


def a_writer(role: Role = Role.EDITOR, number: str = "one") -> Person:
    """An editor, or whoever else is asked for, as the record knows them."""
    user = User.objects.filter(username=f"{role}-{number}").first() or builders.a_user(role, number)
    return person_of(user, at=builders.NOW)


def a_text(text: str = ARTICLE, *, by: Person | None = None) -> Source:
    """The article of these tests, brought in."""
    described = Described(
        form="article", language="fr", published_on=builders.SAID, new_publisher="Atelier du Nord", title="Un article"
    )
    by = by or a_writer()
    return actions.bring_source(text=text, described=described, by=by, at=builders.NOW, reason="Brought in")[0]


def said(source: Source, exact: str = FIRST, *, speaker: Speaker | None = None, **given: Any) -> Said:
    """A passage of `source`, said by its first expert."""
    passage = anchoring.find(WorkingText.objects.get(source=source).text, exact)
    known = Expert.objects.filter(name="Experte Une").first()
    first = {"expert_id": known.pk} if known else {"new_name": "Experte Une"}
    speaker = speaker or Speaker(**first, role="directrice de la recherche", organization="Atelier")
    return Said(speaker=speaker, said_on=builders.SAID, kind="quoted", passage=passage, **given)


def claimed(collection: Collection, **given: Any) -> Claimed:
    """What the first expert claims, complete."""
    words = Words("fr", "Trois éditeurs livrent un modèle de téléphone.", grades=CRITERIA, source_of_truth="Annonces.")
    return Claimed(collection.pk, **({"words": (words, Words("en"))} | given))


def a_draft(
    source: Source, collection: Collection, *, by: Person | None = None, exact: str = FIRST, **given: Any
) -> Claim:
    """A complete draft of a passage, not offered yet."""
    speaker = given.pop("speaker", None)
    return actions.write_up(
        source_id=source.pk,
        said=said(source, exact, speaker=speaker),
        claimed=claimed(collection, **given),
        by=by or a_writer(),
        at=builders.NOW,
        reason="Written up",
    )


def a_collection(**columns: Any) -> Collection:
    """A collection that still runs, with texts for every claim to start from."""
    rules = [
        {"key": "edge-cases", "en": "Count once.", "fr": "Compter une fois."},
        {"key": "annul-if", "en": "No figures.", "fr": "Aucun chiffre."},
    ]
    given = {"starts": builders.SAID, "ends": builders.NOW.date().replace(year=2027), "rules": rules}
    return builders.a_collection(**(given | columns))


def address(source: Source, rest: str = "") -> str:
    """The workbench of `source`, or what lies under it."""
    return f"/desk/sources/{source.slug}/{rest}"


def editor(number: str = "one", **given: Any) -> Client:
    """The browser of an editor."""
    return desks.somebody(Role.EDITOR, number, **given)


def filled(collection: Collection, **given: Any) -> dict[str, Any]:
    """The form of the workbench as somebody without a script fills it in."""
    form = {
        "exact": FIRST,
        "speaker": "voice:article",
        "new_name": "Experte Une",
        "role": "directrice de la recherche",
        "organization": "l'Atelier du Nord",
        "kind": "quoted",
        "said_on": "2025-01-07",
        "hedge_class": "flat",
        "horizon_words": "D'ici la fin de 2027",
        "resolve_by": "2027",
        "collection": collection.pk,
        "binding": "fr",
        "checkability": "yes",
        "fr_proposition": "Trois éditeurs au moins livrent un modèle qui tient dans un téléphone.",
        "fr_source_of_truth": "Les annonces des éditeurs.",
        "then": "save",
    }
    form |= {f"fr_{GRADE_NAMES[grade]}": text for grade, text in CRITERIA.items()}
    return form | given
