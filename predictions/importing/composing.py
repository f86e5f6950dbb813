"""From the bytes of a file to nodes with lines, refusing everything in YAML that a bundle has no use for.

The events of the YAML parser are taken one by one, without recursion and without ever following an alias, so that the
work is proportional to the size of the file whatever it holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn

import yaml
from yaml import events

from predictions.importing.errors import Unfit
from predictions.importing.nodes import Faults, Node, Path, Scalar
from predictions.importing.scalars import IN_FILE, plain, text
from predictions.importing.wording import shown

LARGEST_FILE = 5 * 1024 * 1024  # bytes
DEEPEST = 20  # levels; the format needs 7
MOST_NODES = 50_000  # values; the bundled record has 9,000
MOST_ENTRIES = 5_000  # in one list or mapping

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# what the parser says -> what would be right
HINTS = (
    ("expected key", "closed quotes, and the same indentation for all keys of a mapping"),
    ("nesting depth", "the levels of the format, which are 7"),
    (
        "mapping values are not allowed",
        "the whole text in quotes if it holds a colon and a space, and each key on its own line",
    ),
    ("could not find expected ':'", "a colon and a space after every key, and long text indented below its key"),
    (
        "block end",
        "the same indentation for all entries of a list or mapping, and quotes around text that holds quotes",
    ),
    ("cannot start any token", "spaces for indentation, never tabs; quotes around text that begins with @, ` or %"),
    ("unexpected end of stream", "a closing quote at the end of the text"),
    ("escape", "single quotes, or only the escapes of YAML inside double quotes"),
    ("alias", "the text in quotes if it begins with *"),
    ("anchor", "the text in quotes if it begins with &"),
    ("tag", "the text in quotes if it begins with !"),
)
FALLBACK = "valid YAML; look at the indentation and the quotes of this line and the one above"


class Unreadable(Exception):
    """The file cannot be read any further; the fault is noted."""


@dataclass(slots=True)
class Frame:
    """A list or mapping that is still open, and for a mapping the key that waits for its value."""

    node: Node
    path: Path
    key: str | None = None


def decoded(data: bytes, faults: Faults) -> str:
    """The text of the file. Notes a fault and raises `Unreadable` unless it is printable UTF-8 of at most 5 MB."""
    if len(data) > LARGEST_FILE:
        _stop(faults, 0, "The file is larger than 5 MB.", "a file of at most 5 MB; split the collection into several")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        _stop(faults, 1, "The file is UTF-16.", "the same text saved as UTF-8")
    try:
        found = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        _stop(faults, line, f"The byte {data[error.start]:#04x} is not UTF-8.", "the file saved as UTF-8")
    control = IN_FILE.search(found)
    if control:
        line = found.count("\n", 0, control.start()) + 1
        wrong = f"The file holds the control character U+{ord(control[0]):04X}."
        _stop(faults, line, wrong, "a file saved as UTF-8 text, with no control characters but line breaks and tabs")
    return found


def compose(content: str, faults: Faults) -> Node:
    """The root of the file, with all faults of its YAML noted. Raises `Unreadable` when reading has to stop early."""
    composer = Composer(faults)
    try:
        for event in yaml.parse(content, Loader=LOADER):
            composer.take(event)
    except yaml.MarkedYAMLError as error:
        _not_yaml(error, content, faults)
    except yaml.YAMLError as error:
        _stop(faults, 1, f"The file is not YAML: {error}.", FALLBACK)
    if composer.root is None:
        _stop(faults, 1, "The file is empty.", "a mapping that begins with format: hindcast/1")
    return composer.root


class Composer:
    """Builds the nodes of one document from the events of the parser."""

    def __init__(self, faults: Faults) -> None:
        self.root: Node | None = None
        self._faults = faults
        self._open: list[Frame] = []
        self._nodes = 0
        self._documents = 0

    def take(self, event: events.Event) -> None:
        """Take one event. Raises `Unreadable` where going on makes no sense."""
        line = event.start_mark.line + 1 if event.start_mark else 1
        match event:
            case events.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    _stop(self._faults, line, "A second document begins here.", "one document in a file: no line ---")
            case events.AliasEvent():
                self._alias(event, line)
            case events.ScalarEvent():
                self._scalar(event, line)
            case events.MappingStartEvent():
                self._begin(event, Node(line=line, value={}))
            case events.SequenceStartEvent():
                self._begin(event, Node(line=line, value=[]))
            case events.CollectionEndEvent():
                self._open.pop()

    def _alias(self, event: events.AliasEvent, line: int) -> None:
        wrong = f"*{event.anchor} repeats another part of the file by an alias."
        right = "the part written out in full"
        if self._expects_key():
            self._stop_at_key(line, wrong, right)
        path = self._next_path()
        self._attach(Node(line=line, value=None))
        self._faults.add(path, line, wrong, right, spoilt=True)

    def _scalar(self, event: events.ScalarEvent, line: int) -> None:
        quoted = not event.implicit[0]
        if self._expects_key():
            self._key(event, line, quoted=quoted)
            return
        path = self._next_path()
        value: Scalar = None
        try:
            value = text(event.value) if quoted else plain(event.value)
        except Unfit as unfit:
            self._faults.add(path, line, unfit.wrong, unfit.right, spoilt=True)
        self._attach(Node(line=line, value=value, written=event.value, quoted=quoted))
        self._no_properties(event, path, line)

    def _key(self, event: events.ScalarEvent, line: int, *, quoted: bool) -> None:
        frame = self._open[-1]
        try:
            key = text(event.value)
            if not quoted and not isinstance(plain(event.value), str):
                self._faults.add((*frame.path, key), line, *_bare_key(key))
        except Unfit as unfit:
            key = event.value
            self._faults.add((*frame.path, key), line, unfit.wrong, unfit.right)
        self._no_properties(event, (*frame.path, key), line)
        if key in frame.node.fields():
            first = frame.node.key_lines[key]
            wrong = f"The key {shown(key)} stands here a second time; the first is on line {first}."
            self._faults.add((*frame.path, key), line, wrong, "each key once; remove or rename one of the two")
        frame.node.key_lines.setdefault(key, line)
        frame.key = key

    def _begin(self, event: events.CollectionStartEvent, node: Node) -> None:
        if self._expects_key():
            self._stop_at_key(
                node.line, "A list or a mapping stands where a key should be.", "a word as key, then a colon"
            )
        path = self._next_path()
        if len(self._open) >= DEEPEST:
            wrong = f"Lists and mappings are nested more than {DEEPEST} levels deep."
            self._faults.add(path[:3], node.line, wrong, "the levels of the format, which are 7")
            raise Unreadable
        self._attach(node)
        self._no_properties(event, path, node.line)
        self._open.append(Frame(node, path))

    def _expects_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1].node.value, dict) and self._open[-1].key is None

    def _next_path(self) -> Path:
        if not self._open:
            return ()
        frame = self._open[-1]
        return (*frame.path, len(frame.node.items()) if frame.key is None else frame.key)

    def _attach(self, node: Node) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            _stop(self._faults, node.line, f"The file holds more than {MOST_NODES:,} values.", "several smaller files")
        if not self._open:
            self.root = node
            return
        frame = self._open[-1]
        if len(frame.node.items()) + len(frame.node.fields()) >= MOST_ENTRIES:
            wrong = f"The list or mapping that begins on line {frame.node.line} has more than {MOST_ENTRIES:,} entries."
            self._faults.add(frame.path, node.line, wrong, "several smaller files")
            raise Unreadable
        if frame.key is None:
            frame.node.items().append(node)
        else:
            frame.node.fields().setdefault(frame.key, node)
            frame.key = None

    def _no_properties(self, event: events.ScalarEvent | events.CollectionStartEvent, path: Path, line: int) -> None:
        if event.anchor is not None:
            self._faults.add(path, line, f"&{event.anchor} marks this part for aliases.", "the part without an anchor")
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            wrong = f"The tag {shown(tag)} asks for a special kind of value."
            self._faults.add(path, line, wrong, "the value without a tag; in quotes if it is text", spoilt=True)

    def _stop_at_key(self, line: int, wrong: str, right: str) -> NoReturn:
        self._faults.add(self._open[-1].path, line, wrong, right)
        raise Unreadable


def _bare_key(key: str) -> tuple[str, str]:
    return (f"The key {key} without quotes is not text in YAML.", f"the key in quotes: '{key}'")


def _not_yaml(error: yaml.MarkedYAMLError, content: str, faults: Faults) -> NoReturn:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    said = error.problem or error.context or "it cannot be parsed"
    lines = content.splitlines()
    here = lines[line - 1] if line <= len(lines) else ""
    if re.match(r"\s*\t", here):
        _stop(faults, line, "The line is indented with a tab, which YAML does not allow.", "spaces for indentation")
    right = next((hint for words, hint in HINTS if words in said), FALLBACK)
    begun = error.context_mark.line + 1 if error.context_mark else line
    since = f" (in the part that begins on line {begun})" if begun < line else ""
    _stop(faults, line, f"The file is not YAML from here on: {said}{since}.", right)


def _stop(faults: Faults, line: int, wrong: str, right: str) -> NoReturn:
    faults.add((), line, wrong, right)
    raise Unreadable
