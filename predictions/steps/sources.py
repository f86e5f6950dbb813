"""Bringing a text: the source it becomes, and the text itself, which lies on the desk and is no part of the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from predictions import anchoring, plain_texts, revisions
from predictions.anchoring import Anchor
from predictions.models import Organization, Refusal, Source, Statement, WorkingText
from predictions.policy import Person
from predictions.sentences import gettext_noop
from predictions.steps.slugs import free_slug

NEW = "new"  # an address of the desk, so no source is called that


class AlreadyThere(ValueError):
    """Another source has this text."""

    def __init__(self, source: Source) -> None:
        self.source = source
        super().__init__(
            gettext_noop("This is the text of another source, %(slug)s. Go on with it there.", slug=source.slug)
        )


class TextChanged(Exception):
    """The text of the source was replaced since the person opened it; nothing was changed by them."""

    def __init__(self, source: Source) -> None:
        super().__init__(
            gettext_noop(
                "The text of %(slug)s was replaced since you opened it. Compare yours with the one that stands now, "
                "and send it again if it is still the better one.",
                slug=source.slug,
            )
        )


class NothingNew(ValueError):
    """The corrected text is the one that stands."""

    def __init__(self) -> None:
        super().__init__(gettext_noop("This is the text that stands. Nothing was changed."))


@dataclass(frozen=True)
class Described:
    """What somebody says of a text they bring. The publisher is an organization on record, or the name of a new one."""

    form: str
    language: str
    published_on: date
    publisher_id: str = ""
    new_publisher: str = ""
    title: str = ""
    url: str = ""
    slug: str = ""


def bring(text: str, described: Described, *, by: Person, at: datetime, reason: str) -> tuple[Source, bool]:
    """Put a source on record for `text`, and the text on the desk.

    returns  the source, and whether it is new: a text that is known is recognised, and lies on the desk from then on
    raises   plain_texts.UnfitText, revisions.UnreadableText
    """
    kept = plain_texts.cleaned(revisions.clean_text(text, "text"))
    mark = plain_texts.fingerprint(kept)
    known = Source.objects.filter(content_sha256=mark).first()
    if known is not None:
        lay(known, kept, by=by, at=at)
        return known, False
    publisher = organization(described.publisher_id, described.new_publisher, by=by, at=at, reason=reason)
    source = Source(
        slug=free_slug(Source.objects.all(), described.slug or _slug_of(publisher, described, kept), taken=(NEW,)),
        form=described.form,
        language=described.language,
        published_on=described.published_on,
        publisher=publisher,
        title=described.title.strip(),
        url=described.url.strip(),
        content_sha256=mark,
        paragraphs=len(anchoring.paragraphs(kept)),
    )
    revisions.save(source, by=by.ref, at=at, reason=reason)
    lay(source, kept, by=by, at=at)
    return source, True


def lay(source: Source, kept: str, *, by: Person, at: datetime) -> None:
    """Let the text of `source` lie on the desk, where it does not yet."""
    WorkingText.objects.get_or_create(source=source, defaults={"text": kept, "brought_by": by.ref, "brought_at": at})


def correct(source: Source, text: str, *, seen: int, by: Person, at: datetime, reason: str) -> list[Statement]:
    """Put a corrected text in the place of the one of `source`, and find every quote in it again.

    seen     the version of the source that the person had before them
    returns  the statements whose words do not stand in the corrected text: they keep their words and lose their place
    raises   TextChanged, plain_texts.UnfitText, revisions.UnreadableText, NothingNew, AlreadyThere when it is another
             source's text
    """
    if source.version != seen:
        raise TextChanged(source)
    kept = plain_texts.cleaned(revisions.clean_text(text, "text"))
    mark = plain_texts.fingerprint(kept)
    held = WorkingText.objects.filter(source=source).first()
    if mark == source.content_sha256 and held is not None and held.text == kept:
        raise NothingNew
    if other := Source.objects.filter(content_sha256=mark).exclude(pk=source.pk).first():
        raise AlreadyThere(other)
    WorkingText.objects.update_or_create(source=source, defaults={"text": kept, "brought_by": by.ref, "brought_at": at})
    if mark == source.content_sha256:
        return []
    source.content_sha256, source.paragraphs = mark, len(anchoring.paragraphs(kept))
    revisions.save(source, by=by.ref, at=at, reason=reason)
    _replace_refusals(source, held.text if held else "", kept, by=by, at=at, reason=reason)
    return _replace_quotes(source, kept, by=by, at=at, reason=reason)


def _replace_quotes(source: Source, text: str, *, by: Person, at: datetime, reason: str) -> list[Statement]:
    lost = []
    for statement in Statement.objects.filter(source=source, quote_start__isnull=False):
        found = anchoring.reanchor(anchor_of(statement), text)
        if found is None or found.exact != statement.quote:
            lost.append(statement)
            statement.quote_start = statement.quote_end = None
        else:
            place(statement, found, text)
        revisions.save(statement, by=by.ref, at=at, reason=reason)
    return lost


def _replace_refusals(source: Source, before: str, text: str, *, by: Person, at: datetime, reason: str) -> None:
    for refusal in Refusal.objects.filter(source=source, start__isnull=False):
        start, end = refusal.start or 0, refusal.end or 0
        found = anchoring.reanchor(anchoring.anchor(before, start, end), text) if before[start:end].strip() else None
        refusal.start, refusal.end = (found.start, found.end) if found else (None, None)
        if found:
            refusal.paragraph = anchoring.paragraph_at(text, found.start)
        revisions.save(refusal, by=by.ref, at=at, reason=reason)


def anchor_of(statement: Statement) -> Anchor:
    """The quote of `statement` with its place."""
    return Anchor(
        statement.quote,
        statement.quote_prefix,
        statement.quote_suffix,
        statement.quote_start or 0,
        statement.quote_end or 0,
    )


def place(statement: Statement, found: Anchor, text: str) -> None:
    """Tie the quote of `statement` to a place of `text`."""
    statement.quote, statement.quote_prefix, statement.quote_suffix = found.exact, found.prefix, found.suffix
    statement.quote_start, statement.quote_end = found.start, found.end
    statement.paragraph = statement.quote_paragraph = anchoring.paragraph_at(text, found.start)


def organization(pk: str, name: str, *, by: Person, at: datetime, reason: str) -> Organization:
    """The organization with this id, or with this name: a new one where nobody bears it."""
    name = " ".join(name.split())
    if pk:
        return Organization.objects.get(pk=pk)
    known = Organization.objects.filter(name__iexact=name).first()
    if known is not None:
        return known
    made = Organization(name=name, slug=free_slug(Organization.objects.all(), name))
    revisions.save(made, by=by.ref, at=at, reason=reason)
    return made


def _slug_of(publisher: Organization, described: Described, text: str) -> str:
    words = described.title or " ".join(text.split()[:6])
    return f"{publisher.name} {described.published_on.year} {words}"
