"""The shape of a bundle: the JSON Schema of `hindcast/1`, with words for people in place of the validator's."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path as FilePath
from typing import Any, Final, cast

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend

from predictions.importing import addresses, dates
from predictions.importing.errors import Unfit
from predictions.importing.nodes import Faults, Node, Path
from predictions.importing.patterns import EXPLAINED, matches
from predictions.importing.wording import listed, shown

SCHEMA: Final = FilePath(__file__).resolve().parents[2] / "data" / "hindcast-1.schema.json"

KINDS: Final = {
    "string": "text",
    "object": "a mapping",
    "array": "a list",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}

MOST_LISTED: Final = 8  # keys named in one error

# Rules of the schema that hold only when another field says so: (that field, this field) -> words
CONDITIONAL: Final = {
    ("scored", "statements"): (
        "The claim is scored, but no named person makes it.",
        "at least one statement, or scored: false",
    ),
    ("scored", "checkability"): (
        "The claim is scored, but public facts cannot decide it.",
        "checkability 'yes' or 'partly', or scored: false",
    ),
    ("statements", "unnamed"): (
        "Nobody speaks: the claim has neither a statement nor an unnamed voice.",
        "a statement, or unnamed with voice and hedge",
    ),
    ("outcome", "grade"): (
        "The grade does not go with the outcome.",
        "a grade of 0, 0.25, 0.5, 0.75 or 1 when the outcome is graded, and null for every other outcome",
    ),
}

Errors = Iterator[ValidationError]
Told = tuple[Path, bool, str, str]  # path, whether the line is that of the key, wrong, right


def check_shape(root: Node, faults: Faults) -> None:
    """Note every place where `root` does not have the shape of the format."""
    for error in _validator().iter_errors(root.plain()):
        for path, line_of, wrong, right in _worded(error, root, ()):
            faults.add_unless_told(path, _line(root, path, on_key=line_of), wrong, right)


def _worded(error: ValidationError, root: Node, above: Path) -> Iterator[Told]:
    path = (*above, *error.path)
    node = root.at(*path)
    if node is None:
        return
    conditional = _conditional(error, root, path)
    if conditional is not None:
        yield from conditional
        return
    match error.validator:
        case "oneOf":
            yield from _or_null(error, root, path)
        case "required":
            yield from _missing(error, path)
        case "additionalProperties":
            yield from _unknown(error, node, path)
        case "uniqueItems":
            yield from _repeated(node, path)
        case _:
            yield (path, False, *_value_words(error, node))


def _conditional(error: ValidationError, root: Node, path: Path) -> list[Told] | None:
    if not {"then", "else"} & set(error.absolute_schema_path):
        return None
    field = path[-1]
    parent = root.at(*path[:-1])
    for (asked, told), words in CONDITIONAL.items():
        if told == field and parent is not None and _condition_is_readable(asked, parent):
            return [(path, False, *words)]
    return []


def _condition_is_readable(asked: str, parent: Node) -> bool:
    node = parent.at(asked)
    return node is not None and isinstance(node.value, {"scored": bool, "statements": list, "outcome": str}[asked])


def _or_null(error: ValidationError, root: Node, path: Path) -> Iterator[Told]:
    branches = [branch.get("type") for branch in _asked(error)]
    for inner in error.context or ():
        if branches[int(inner.schema_path[0])] == "null":
            continue
        for place, on_key, wrong, right in _worded(inner, root, path):
            yield place, on_key, wrong, right if place != path else f"{right}; or null"


def _missing(error: ValidationError, path: Path) -> Iterator[Told]:
    there: dict[str, object] = cast("dict[str, object]", error.instance)
    for key in _asked(error):
        if key not in there:
            yield ((*path, key), False, f"The key {key} is missing.", _expected(_subschema(error), key))


def _expected(schema: dict[str, Any], key: str) -> str:
    asked = schema.get("properties", {}).get(key, {})
    return f"{key}: {asked['const']}" if "const" in asked else f"{key} with {_wanted(asked)}"


def _unknown(error: ValidationError, node: Node, path: Path) -> Iterator[Told]:
    known = list(_subschema(error).get("properties", {}))
    absent = [key for key in known if key not in node.fields()]
    for key in node.fields():
        if key in known:
            continue
        near = difflib.get_close_matches(key[:80], absent, n=1) or difflib.get_close_matches(key[:80], known, n=1)
        right = near[0] if near else _keys_in_words(known)
        yield ((*path, key), True, f"The key {shown(key)} is not part of the format here.", right)


def _keys_in_words(known: list[str]) -> str:
    if len(known) > MOST_LISTED:
        return "no such key; data/README.md describes those there are"
    return f"only {listed(known, last='and')}"


def _repeated(node: Node, path: Path) -> Iterator[Told]:
    first: dict[str, int] = {}
    for index, item in enumerate(node.items()):
        if isinstance(item.value, str) and first.setdefault(item.value, index) != index:
            wrong = f"{shown(item.value)} stands twice in this list."
            yield (*path, index), False, wrong, "each entry once"


def _value_words(error: ValidationError, node: Node) -> tuple[str, str]:
    if isinstance(error.cause, Unfit):
        return error.cause.wrong, error.cause.right
    wanted, found, limit = _wanted(_subschema(error)), _found(node), _asked(error)
    if error.validator in {"type", "enum", "const"}:
        return _unquoted(error, node, wanted) or (f"{found} stands here.", wanted)
    words = {
        "pattern": (f"{found} does not have the right form.", wanted),
        "minLength": ("The text is empty.", f"{wanted} that says something"),
        "maxLength": (f"The text is longer than {limit} characters.", f"at most {limit} characters"),
        "minItems": ("The list is empty.", "at least one entry"),
        "minimum": (f"{found} is too small.", wanted),
        "maximum": (f"{found} is too large.", wanted),
    }
    return words.get(str(error.validator), (f"{found} does not fit: {error.message[:200]}.", wanted))


def _asked(error: ValidationError) -> Any:
    """What the schema asks for: the value beside the keyword that was not met."""
    return error.validator_value


def _subschema(error: ValidationError) -> dict[str, Any]:
    return cast("dict[str, Any]", error.schema)


def _unquoted(error: ValidationError, node: Node, wanted: str) -> tuple[str, str] | None:
    """Words for text that YAML read as something else because it stood without quotes, or the other way round."""
    takes_text = "string" in _subschema(error).get("type", "") or any(
        isinstance(value, str) for value in _subschema(error).get("enum", ())
    )
    if takes_text and not node.quoted and node.written and isinstance(node.value, bool | int):
        kind = "true or false" if isinstance(node.value, bool) else "a number"
        return (
            f"{node.written} without quotes is read as {kind}, not as text.",
            f"{wanted}, in quotes: '{node.written}'",
        )
    takes_plain = _subschema(error).get("type") in {"boolean", "integer", "number"}
    if takes_plain and node.quoted and isinstance(node.value, str):
        return f"{shown(node.value)} in quotes is text.", f"{wanted}, without quotes"
    return None


def _wanted(schema: dict[str, Any]) -> str:
    """What `schema` takes, in words."""
    schema = _resolved(schema)
    if "oneOf" in schema:
        return "; or ".join(_wanted(branch) for branch in reversed(schema["oneOf"]))
    if "const" in schema:
        return str(schema["const"])
    if "enum" in schema:
        return f"one of {listed(schema['enum'])}"
    if schema.get("pattern") in EXPLAINED:
        return EXPLAINED[schema["pattern"]]
    if "required" in schema:
        return f"a mapping with {listed(schema['required'], last='and')}"
    if "minimum" in schema and "maximum" in schema:
        return f"{KINDS[schema['type']]} from {schema['minimum']} to {schema['maximum']}"
    if "minimum" in schema:
        return f"{KINDS[schema['type']]}, {schema['minimum']} or more"
    return KINDS.get(schema.get("type", ""), "what the format asks for")


def _found(node: Node) -> str:
    match node.value:
        case None:
            return "Nothing (null)"
        case dict():
            return "A mapping"
        case list():
            return "A list"
        case bool():
            return f"{node.written} (true or false)"
        case str():
            return shown(node.value)
        case _:
            return f"The number {node.value}"


def _line(root: Node, path: Path, *, on_key: bool) -> int:
    """The line of the node at `path`, or of the nearest one above it that exists."""
    if on_key:
        parent = root.at(*path[:-1])
        return parent.key_lines.get(str(path[-1]), parent.line) if parent else root.line
    for end in range(len(path), -1, -1):
        node = root.at(*path[:end])
        if node is not None:
            return node.line
    return root.line


def _not_matching(_validator: Validator, pattern: str, instance: object, _schema: object) -> Errors:
    # the pattern language of JSON Schema: "$" is the end, not "before a last newline", and \d is 0 to 9
    if isinstance(instance, str) and not matches(pattern, instance):
        yield ValidationError("pattern")


def _too_short(_validator: Validator, least: int, instance: object, _schema: object) -> Errors:
    if isinstance(instance, str) and len(instance.strip()) < least:  # blanks say nothing either
        yield ValidationError("minLength")


def _not_unique(_validator: Validator, wanted: bool, instance: object, _schema: object) -> Errors:  # noqa: FBT001
    # the library compares all pairs when it cannot sort
    if wanted and isinstance(instance, list):
        texts = [entry for entry in instance if isinstance(entry, str)]
        if len(set(texts)) < len(texts):
            yield ValidationError("uniqueItems")


def _format_checker() -> FormatChecker:
    checker = FormatChecker(formats=())
    checks: dict[str, Callable[[str], object]] = {"date": dates.day, "uri": addresses.address}
    for name, check in checks.items():
        checker.checks(name, raises=Unfit)(_checking(check))
    return checker


def _checking(check: Callable[[str], object]) -> Callable[[object], bool]:
    def passes(instance: object) -> bool:
        if isinstance(instance, str):
            check(instance)
        return True

    return passes


@cache
def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return schema


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").removeprefix("#/$defs/")
    found: dict[str, Any] = _schema()["$defs"][name] if name else schema
    return found


@cache
def _validator() -> Validator:
    keywords = {"pattern": _not_matching, "minLength": _too_short, "uniqueItems": _not_unique}
    built: Validator = extend(Draft202012Validator, keywords)(  # type: ignore[no-untyped-call]
        _schema(), format_checker=_format_checker()
    )
    return built
