"""What makes a draft hard to judge, found by looking at its words: English and French. Standard library only.

It points, it does not decide: only what is missing keeps a draft from being offered. Each finding says which words it
is about and what would be right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from predictions.sentences import Sentence, gettext_noop

GRADES = ("1", "0.75", "0.5", "0.25", "0")
LONG_QUOTE = 300  # characters
LARGE_SHARE = 15  # percent of a source's text
HOLE = "…"  # where a template waits for a word


@dataclass(frozen=True)
class Words:
    """A draft's text in one language."""

    language: str
    proposition: str = ""
    question: str = ""
    grades: Mapping[str, str] = field(default_factory=dict)
    source_of_truth: str = ""
    edge_cases: str = ""
    annul_if: str = ""


@dataclass(frozen=True)
class Draft:
    """What is looked at: dates, what was quoted, and the words, the binding ones first."""

    said_on: date | None
    due_on: date | None
    words: tuple[Words, ...]
    is_said: bool = True
    is_scored: bool = True
    not_scored_because: str = ""
    is_horizon_assigned: bool = False
    quote: str = ""
    quoted_share: float = 0.0


@dataclass(frozen=True)
class Finding:
    """One thing to look at: in which language, about which words. A gap keeps the draft from being offered."""

    sentence: Sentence
    language: str = ""
    words: str = ""
    is_gap: bool = False


def _any_of(*words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)


VAGUE = {
    "en": _any_of(
        "many", "several", "some", "few", "a lot of", "lots of", "numerous", "most", "significant(?:ly)?",
        "substantial(?:ly)?", "considerabl[ey]", "major", "massive(?:ly)?", "dramatic(?:ally)?", "widely", "largely",
        "more and more", "increasingly", "often", "rarely", "soon", "mainstream",
    ),
    "fr": _any_of(
        "beaucoup", "plusieurs", "certaine?s", "quelques", "peu de", "de nombreu(?:x|ses)", "la plupart", "nombre de",
        "significati(?:f|fs|ve|ves|vement)", "importante?s?", "considérable(?:s|ment)?", "majeure?s?",
        "massi(?:f|fs|ve|ves|vement)", "largement", "fortement", "de plus en plus", "davantage", "souvent", "rarement",
        "bientôt",
    ),
}  # fmt: skip
OPINION = {
    "en": _any_of(
        "should", "ought to", "must", "need(?:s)? to", "better", "best", "worse", "worst", "good", "bad", "exciting",
        "promising", "crucial", "essential", "interesting", "impressive", "revolutionary", "remarkable", "important",
    ),
    "fr": _any_of(
        "doi(?:t|vent)", "il faut", "il faudra", "meilleure?s?", "mieux", "pires?", "bonn?e?s?", "mauvaise?s?",
        "passionnante?s?", "prometteu(?:r|rs|se|ses)", "cruciale?s?", "cruciaux", "essentiel(?:le)?s?",
        "intéressante?s?", "impressionnante?s?", "révolutionnaires?", "remarquables?", "formidables?",
    ),
}  # fmt: skip
UNFALSIFIABLE = {
    "en": _any_of(
        "could", "may", "might", "can", "possibl[ey]", "potential(?:ly)?", "perhaps", "maybe", "eventually",
        "sooner or later", "one day", "some day", "in the future", "to some extent", "in some way",
    ),
    "fr": _any_of(
        "pourrai(?:t|ent)", "peu(?:t|vent)", "peut-être", "possible(?:s|ment)?", "potentiel(?:le)?(?:s|ment)?",
        "éventuellement", "tôt ou tard", "un jour", "à terme", "à l['’]avenir", "dans une certaine mesure",
        "d['’]une manière ou d['’]une autre",
    ),
}  # fmt: skip
VERB = {
    "en": re.compile(
        r"\b(?:will|would|shall|is|are|was|were|has|have|had|does|do|did|becomes?|reach(?:es)?|pass(?:es)?|rises?|falls?"
        r"|grows?|moves?|releases?|announces?|publish(?:es)?|adopts?|replaces?|overtakes?|gains?|loses?|gets?|makes?"
        r"|takes?|remains?|stays?|leads?|starts?|ends?|doubles?|exceeds?|drops?|uses?|offers?|opens?|shows?)\b",
        re.IGNORECASE,
    ),
    "fr": re.compile(
        r"\b(?:est|sont|a|ont|va|vont|fait|font|devient|deviennent|passe(?:nt)?|reste(?:nt)?|publie(?:nt)?|prend"
        r"|prennent|atteint|atteignent|dépasse(?:nt)?|remplace(?:nt)?|adopte(?:nt)?|baisse(?:nt)?|monte(?:nt)?"
        r"|double(?:nt)?|utilise(?:nt)?|offre(?:nt)?|ouvre(?:nt)?|devance(?:nt)?|annonce(?:nt)?"
        r"|[^\W\d_]{2,}(?:ra|ront|rait|raient))\b",
        re.IGNORECASE,
    ),
}
JOINT = {"en": re.compile(r"\b(?:and|but|while)\b", re.IGNORECASE), "fr": re.compile(r"\b(?:et|mais)\b", re.IGNORECASE)}
NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half|third|quarter|none|no|every|all|first|any"
    r"|une?|deux|trois|quatre|cinq|sept|huit|neuf|dix|moitié|tiers|quart|aucune?|chaque|tous|toutes|premi(?:er|ère))\b",
    re.IGNORECASE,
)


def findings(draft: Draft) -> list[Finding]:
    """Everything to look at in `draft`: first what is missing, then what makes it hard to judge."""
    found = [*_dates(draft), *_quote(draft), *_scoring(draft)]
    if not draft.is_said:
        found.append(_gap(gettext_noop("It does not say who said it. Add a statement with its quote.")))
    if not any(words.proposition for words in draft.words):
        found.append(_gap(gettext_noop("There is no proposition. Say in one sentence what is claimed.")))
    for place, words in enumerate(draft.words):
        if words.proposition or any(words.grades.values()):
            found += [*_missing(words, draft, is_binding=place == 0), *_wording(words), *_criteria(words, draft)]
    return sorted(found, key=lambda one: not one.is_gap)


def gaps(draft: Draft) -> list[Finding]:
    """What is missing, without which the draft cannot be offered."""
    return [one for one in findings(draft) if one.is_gap]


def _gap(sentence: Sentence, language: str = "") -> Finding:
    return Finding(sentence, language, is_gap=True)


def _dates(draft: Draft) -> Iterator[Finding]:
    if draft.due_on is None:
        yield _gap(gettext_noop("There is no day by which it can be judged. Give a day, a month or a year."))
    elif draft.said_on is not None and draft.due_on < draft.said_on:
        yield _gap(
            gettext_noop(
                "It is to be judged on %(due)s, before it was said on %(said)s. Give a later day.",
                due=draft.due_on.isoformat(),
                said=draft.said_on.isoformat(),
            )
        )
    elif draft.is_horizon_assigned:
        yield Finding(
            gettext_noop(
                "No time is given in the speaker's words: the day is assigned by us and the page says so. Quote the "
                "words for the time if there are any."
            )
        )


def _quote(draft: Draft) -> Iterator[Finding]:
    if len(draft.quote) > LONG_QUOTE:
        yield Finding(
            gettext_noop(
                "The quote has %(size)s characters. Quotes are short by design: %(most)s at most, the words that carry "
                "the claim.",
                size=len(draft.quote),
                most=LONG_QUOTE,
            ),
            words=draft.quote[:40],
        )
    if draft.quoted_share * 100 > LARGE_SHARE:
        yield Finding(
            gettext_noop(
                "The quotes of this source together are %(share)s percent of its text. Shorten some: above %(most)s "
                "percent it is no longer quoting.",
                share=round(draft.quoted_share * 100),
                most=LARGE_SHARE,
            )
        )


def _scoring(draft: Draft) -> Iterator[Finding]:
    if not draft.is_scored and not draft.not_scored_because:
        yield _gap(gettext_noop("It is not to be scored, and does not say why. Give the reason."))


def _missing(words: Words, draft: Draft, *, is_binding: bool) -> Iterator[Finding]:
    language = words.language
    if not words.proposition:
        yield _gap(
            gettext_noop("Criteria are there, and no proposition. Say in one sentence what is claimed."), language
        )
    if draft.is_scored:
        for grade in [grade for grade in GRADES if not words.grades.get(grade)]:
            yield _gap(
                gettext_noop("There is no criterion for grade %(grade)s. Say what must be true for it.", grade=grade),
                language,
            )
    if is_binding and draft.is_scored and not words.source_of_truth:
        yield Finding(
            gettext_noop("It does not say where to look. Name the publications or registers that will tell."), language
        )


def _wording(words: Words) -> Iterator[Finding]:
    language, text = words.language, words.proposition
    if two := _two_in_one(text, language):
        yield Finding(
            gettext_noop(
                "This may be two claims in one: one half can come true without the other. Write up each on its own, in "
                "one family."
            ),
            language,
            two,
        )
    for pattern, sentence in (
        (VAGUE, gettext_noop("How many or how much is left open. Say from which number on, in the criteria at least.")),
        (OPINION, gettext_noop("This is a judgement of value. Say what can be seen when it is so.")),
        (UNFALSIFIABLE, gettext_noop("Nothing could prove this wrong. Say what happens; the hedge has its own field.")),
    ):
        if language in pattern and (hits := _hits(pattern[language], text)):
            yield Finding(sentence, language, hits)


def _criteria(words: Words, draft: Draft) -> Iterator[Finding]:
    language = words.language
    given = [text for grade in GRADES if (text := words.grades.get(grade, ""))]
    if not given or not draft.is_scored:
        return
    if not any(NUMBER.search(text) for text in (words.proposition, *given)):
        yield Finding(
            gettext_noop("Nothing is counted or measured. Say what is counted, and how many make each grade."), language
        )
    if len({text.casefold() for text in given}) < len(given):
        yield Finding(gettext_noop("Two grades have the same criterion. Say what tells them apart."), language)
    if open_ended := [grade for grade in GRADES if HOLE in words.grades.get(grade, "")]:
        yield Finding(
            gettext_noop("A criterion still has a hole of its template. Put the words of this claim there."),
            language,
            ", ".join(open_ended),
            is_gap=True,
        )
    grades = " ".join(given)
    if language in VAGUE and (hits := _hits(VAGUE[language], grades)):
        yield Finding(
            gettext_noop("A criterion leaves open how many or how much. Two reviewers would read it differently."),
            language,
            hits,
        )


def _two_in_one(text: str, language: str) -> str:
    """The words that join two claims: a semicolon, or "and" with a verb on both sides."""
    if ";" in text.rstrip("; ."):
        return ";"
    if language not in JOINT:
        return ""
    for joint in JOINT[language].finditer(text):
        if VERB[language].search(text[: joint.start()]) and VERB[language].search(text[joint.end() :]):
            before, after = text[: joint.start()].split()[-2:], text[joint.end() :].split()[:2]
            return " ".join([*before, joint.group(), *after])
    return ""


def _hits(pattern: re.Pattern[str], text: str) -> str:
    return ", ".join(dict.fromkeys(found.group().lower() for found in pattern.finditer(text)))
