"""What the schema of a bundle cannot say: keys are unique, references lead somewhere, sums agree."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from predictions.importing import dates
from predictions.importing.errors import Unfit
from predictions.importing.nodes import Faults, Node, Path
from predictions.importing.wording import counted, listed, shown

MOST_QUOTED = 15  # words
LARGEST_NUMBER = 30_000  # of paragraphs, statements, verdicts

# Fields that are one line, as a whole, in each language or in each entry, and the characters the record has for it.
LINES = {
    "aliases": 200,
    "identifier": 100,
    "locator": 500,
    "name": 200,
    "organization": 200,
    "publisher": 200,
    "role": 200,
    "title": 500,
    "words": 200,
}

Entry = tuple[Path, Node]


def check_references(root: Node, faults: Faults) -> None:
    """Note every fault that only shows when the parts of `root` are read together."""
    for check in CHECKS:
        check(root, faults)


def _claims(root: Node) -> list[Entry]:
    return list(root.each("claims"))


def _below(entries: Iterable[Entry], *path: str) -> list[Entry]:
    return [((*above, *inner), node) for above, parent in entries for inner, node in parent.each(*path)]


def _keys(entries: Iterable[Entry]) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for path, node in entries:
        key = node.text("key")
        if key is not None:
            found.setdefault(key, (path, node))
    return found


def _say(faults: Faults, entry: Entry, field: str, wrong: str, right: str) -> None:
    path, node = entry
    child = node.at(field)
    faults.add_unless_told((*path, field), child.line if child else node.line, wrong, right)


def keys_are_unique(root: Node, faults: Faults) -> None:
    """One key, one thing: in topics, rules, sources, experts, claims, all evidence, the conditions of a claim."""
    claims = _claims(root)
    _unique(root.each("topics"), faults)
    _unique(root.each("collection", "rules"), faults)
    _unique(root.each("sources"), faults)
    _unique(root.each("experts"), faults)
    _unique(claims, faults)
    _unique(_below(claims, "evidence"), faults)
    for claim in claims:
        _unique(_below([claim], "criteria", "conditions"), faults)


def _unique(entries: Iterable[Entry], faults: Faults) -> None:
    entries = list(entries)
    first = _keys(entries)
    for entry in entries:
        key = entry[1].text("key")
        if key is not None and first[key][0] != entry[0]:
            line = first[key][1].fields()["key"].line
            _say(faults, entry, "key", f"The key {shown(key)} is already taken on line {line}.", "a key of its own")


def references_lead_somewhere(root: Node, faults: Faults) -> None:
    """Every source, expert and topic that is named is in the bundle."""
    claims = _claims(root)
    refused = root.each("collection", "selection_note", "refused")
    named = (
        ("source", "sources", [*claims, *_below(root.each("experts"), "affiliations")]),
        ("expert", "experts", [*_below(claims, "statements"), *refused]),
    )
    for field, where, entries in named:
        known = _keys(root.each(where))
        for entry in entries:
            key = entry[1].text(field)
            if key is not None and key not in known:
                _say(
                    faults, entry, field, f"No {field} of this bundle has the key {shown(key)}.", _one_of(known, where)
                )
    topics = _keys(root.each("topics"))
    for path, node in _below(claims, "topics"):
        if isinstance(node.value, str) and node.value not in topics:
            wrong = f"No topic of this bundle has the key {shown(node.value)}."
            faults.add_unless_told(path, node.line, wrong, _one_of(topics, "topics"))


def _one_of(known: dict[str, Entry], where: str) -> str:
    some = list(known)[:12]
    return f"a key listed under {where}" + (f", such as {listed(some)}" if some else "")


def cites_stay_within_the_claim(root: Node, faults: Faults) -> None:
    """An assessment cites evidence of its own claim."""
    claims = _claims(root)
    everywhere = _keys(_below(claims, "evidence"))
    for claim in claims:
        own = _keys(_below([claim], "evidence"))
        for path, node in _below([claim], "sample_assessment", "cites"):
            if not isinstance(node.value, str) or node.value in own:
                continue
            what = "is evidence of another claim" if node.value in everywhere else "is no evidence of this bundle"
            faults.add_unless_told(
                path, node.line, f"{shown(node.value)} {what}.", _one_of(own, "evidence of this claim")
            )


def neighbours_name_each_other(root: Node, faults: Faults) -> None:
    """`same_topic_as` names another claim of the bundle, which names this one in turn."""
    claims = _keys(_claims(root))
    named = {key: _texts(node, "same_topic_as") for key, (_, node) in claims.items()}
    for key, claim in claims.items():
        for path, node in _below([claim], "same_topic_as"):
            if not isinstance(node.value, str):
                continue
            other = node.value
            if other == key:
                faults.add_unless_told(path, node.line, "The claim names itself.", "another claim, or nothing")
            elif other not in claims:
                wrong = f"No claim of this bundle has the key {shown(other)}."
                faults.add_unless_told(path, node.line, wrong, _one_of(claims, "claims"))
            elif key not in named[other]:
                wrong = f"{other} does not name {key} in turn (line {claims[other][1].line})."
                faults.add_unless_told(path, node.line, wrong, f"{key} in same_topic_as of {other}, or neither")


def _texts(node: Node, field: str) -> set[str]:
    return {entry.value for _, entry in node.each(field) if isinstance(entry.value, str)}


def periods_run_forward(root: Node, faults: Faults) -> None:
    """A collection starts before it ends, and a claim is made before it can be judged."""
    spans: list[tuple[Entry, str, str]] = [(claim, "made_on", "resolve_by") for claim in _claims(root)]
    collection = root.at("collection")
    if collection is not None:
        spans.append(((("collection",), collection), "starts", "ends"))
    for entry, earlier, later in spans:
        begin, end = entry[1].text(earlier), entry[1].text(later)
        if begin and end and _is_day(begin) and _is_day(end) and begin > end:
            right = f"a day not before {earlier}, or an earlier {earlier}"
            _say(faults, entry, later, f"{later} ({end}) is before {earlier} ({begin}).", right)


def _is_day(text: str) -> bool:
    try:
        dates.day(text)
    except Unfit:
        return False
    return True


def selection_adds_up(root: Node, faults: Faults) -> None:
    """Taken are the claims of the bundle; considered are those and the refused."""
    note = root.at("collection", "selection_note")
    claims = root.at("claims")
    if note is None or claims is None:
        return
    entry = (("collection", "selection_note"), note)
    count, taken, considered = (len(claims.items()), note.number("taken"), note.number("considered"))
    if taken is not None and taken != count:
        _say(faults, entry, "taken", f"taken says {taken}, but the bundle has {counted(count, 'claim')}.", str(count))
    refused = note.at("refused")
    if considered is not None and refused is not None:
        total = count + len(refused.items())
        if considered != total:
            wrong = f"considered says {considered}, but {count} taken and {len(refused.items())} refused make {total}."
            _say(faults, entry, "considered", wrong, f"{total}, or every refused statement listed")


def quotes_are_short(root: Node, faults: Faults) -> None:
    """A quote has at most 15 words, set apart by spaces."""
    for path, claim in _claims(root):
        quote = claim.at("quote")
        words = len((quote.text("exact") or "").split()) if quote is not None else 0
        if quote is not None and words > MOST_QUOTED:
            right = f"the {MOST_QUOTED} words or fewer that carry the claim"
            _say(faults, ((*path, "quote"), quote), "exact", f"The quote has {words} words.", right)


def paragraphs_exist(root: Node, faults: Faults) -> None:
    """A quote and a statement stand in a paragraph that their source has."""
    sources = _keys(root.each("sources"))
    for path, claim in _claims(root):
        source = sources.get(claim.text("source") or "")
        last = source[1].number("paragraphs") if source else None
        places = _below([(path, claim)], "statements")
        quote = claim.at("quote")
        places += [((*path, "quote"), quote)] if quote is not None else []
        for entry in places:
            paragraph = entry[1].number("paragraph")
            if last is not None and paragraph is not None and paragraph > last:
                wrong = f"The source has {counted(last, 'paragraph')}, none with the number {paragraph}."
                _say(faults, entry, "paragraph", wrong, f"1 to {last}")


def publication_dates_are_real(root: Node, faults: Faults) -> None:
    """`published` of evidence is a year, month or day of the calendar between 1900 and 2200."""
    for path, node in _below(_claims(root), "evidence"):
        published = node.text("published")
        if published is None:
            continue
        try:
            dates.partial(published)
        except Unfit as unfit:
            faults.add_unfit((*path, "published"), node.fields()["published"], unfit)


def values_fit_the_record(root: Node, faults: Faults) -> None:
    """A name, a title, a role and the like is one line that the record has room for; a number is at most 30,000."""
    waiting: list[tuple[Path, Node]] = [((), root)]
    while waiting:
        path, node = waiting.pop()
        waiting += [((*path, key), child) for key, child in node.fields().items()]
        waiting += [((*path, index), child) for index, child in enumerate(node.items())]
        if isinstance(node.value, str):
            _check_line(path, node, node.value, faults)
        elif isinstance(node.value, int) and node.value > LARGEST_NUMBER:
            faults.add_unless_told(path, node.line, f"{node.value:,} is too large.", f"at most {LARGEST_NUMBER:,}")


def _check_line(path: Path, node: Node, text: str, faults: Faults) -> None:
    longest = next((LINES[str(step)] for step in reversed(path[-2:]) if step in LINES), None)
    if longest is None:
        return
    if len(text) > longest:
        faults.add_unless_told(path, node.line, f"This line has {len(text):,} characters.", f"at most {longest}")
    elif "\n" in text or "\t" in text:
        faults.add_unless_told(path, node.line, "The text holds a line break or a tab.", "one line")


CHECKS: tuple[Callable[[Node, Faults], None], ...] = (
    keys_are_unique,
    references_lead_somewhere,
    cites_stay_within_the_claim,
    neighbours_name_each_other,
    periods_run_forward,
    selection_adds_up,
    quotes_are_short,
    paragraphs_exist,
    publication_dates_are_real,
    values_fit_the_record,
)
