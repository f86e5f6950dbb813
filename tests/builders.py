"""Building a record for a test, through the actions and steps that the product itself uses.

People and accounts are named by role. Every builder says `at`; time never passes by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from allauth.mfa.models import Authenticator

from accounts.models import RoleGrant, User
from accounts.roles import Role
from predictions import actions, lifecycle, revisions
from predictions.ledger import writing
from predictions.lifecycle import Fault, Judgement
from predictions.models import (
    Affiliation,
    Basis,
    Checkability,
    Claim,
    Collection,
    Erasure,
    Evidence,
    Expert,
    Fact,
    Family,
    HedgeClass,
    InterestKind,
    Notice,
    NoticeWay,
    Objection,
    Organization,
    Prior,
    PriorBasis,
    Reading,
    Record,
    RecordKind,
    Refusal,
    RefusalReason,
    Reply,
    Source,
    Statement,
    StatementKind,
    Tier,
    Topic,
    Verdict,
    Wording,
)
from predictions.people import person_of
from predictions.policy import SYSTEM, Person
from predictions.steps import publishing
from predictions.steps.evidence import Document
from predictions.steps.versions import claim_version

SAID = date(2025, 1, 7)
DUE = date(2025, 12, 31)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse battery staple"
WHY = "Written up from the source"

_numbers = count(1)


def saved(fact: Fact, *, by: Person = SYSTEM, at: datetime = NOW, reason: str = WHY) -> Any:
    """`fact` as its next version, in a transaction of its own."""
    with writing():
        revisions.save(fact, by=by.ref, at=at, reason=reason)
    return fact


def a_record(kind: RecordKind = RecordKind.RECORD, *, at: datetime = NOW) -> Record:
    """The opened record of this database."""
    return actions.open_record(kind=kind, at=at)[0]


def a_user(role: Role | None = Role.REVIEWER, number: str = "one", **columns: Any) -> User:
    """An account named by its role: "Reviewer one"."""
    name = f"{role or 'nobody'}-{number}"
    user = User.objects.create_user(
        username=name,
        email=f"{name}@example.org",
        password=PASSWORD,
        display_name=name.replace("-", " ").capitalize(),
        **columns,
    )
    if role is not None:
        RoleGrant.objects.create(user=user, role=role, starts=NOW - timedelta(days=400))
    return user


def a_factor(user: User) -> Authenticator:
    """An authenticator app on the telephone of `user`, without which a record opens no desk to who judges."""
    return Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})


def a_person(role: Role | None = Role.REVIEWER, number: str = "one") -> Person:
    """The person behind an account named by its role."""
    return person_of(a_user(role, number), at=NOW)


def an_organization(name: str = "") -> Organization:
    """A body that employs or publishes."""
    number = next(_numbers)
    return saved(Organization(name=name or f"Organization {number}", slug=f"organization-{number}"))


def an_expert(name: str = "Expert one", *, of: Organization | None = None) -> Expert:
    """A quoted person, with an affiliation where `of` is given."""
    expert = saved(Expert(name=name, slug=f"expert-{next(_numbers)}", interests={"en": "Sells it.", "fr": "Le vend."}))
    if of is not None:
        saved(Affiliation(expert=expert, organization=of, role={"en": "head", "fr": "chef"}, starts=SAID))
    return expert


def a_source(publisher: Organization | None = None) -> Source:
    """A dated text of 24 paragraphs."""
    return saved(
        Source(
            slug=f"source-{next(_numbers)}",
            form="article",
            language="fr",
            published_on=SAID,
            publisher=publisher or an_organization(),
            content_sha256="0" * 64,
            paragraphs=24,
        )
    )


def a_collection(**columns: Any) -> Collection:
    """A collection of 2025 with a quorum of two, shown with scores."""
    given = {
        "slug": f"collection-{next(_numbers)}",
        "title": {"en": "Open-source AI in 2025", "fr": "L'IA open source en 2025"},
        "description": {"en": "What was expected.", "fr": "Ce qui était attendu."},
        "starts": date(2025, 1, 1),
        "ends": DUE,
        "basis": Basis.PROSPECTIVE,
        "selection_how": {"en": "Every sentence was read.", "fr": "Chaque phrase a été lue."},
        "considered": 1,
        # Nobody is in it yet, so there is nobody who would have to be told first.
        "scores_shown_at": NOW,
        "scores_shown_by": SYSTEM.ref,
    }
    return saved(Collection(**given | columns))


def a_draft(
    *,
    collection: Collection | None = None,
    experts: list[Expert] | None = None,
    source: Source | None = None,
    kind: StatementKind = StatementKind.QUOTED,
    by: Person = SYSTEM,
    **columns: Any,
) -> Claim:
    """A claim that is written up but not published, said by `experts`, with words in English and French."""
    number = next(_numbers)
    due_on = columns.pop("due_on", DUE)
    given = {
        "collection": collection or a_collection(),
        "source": source or a_source(),
        "key": f"SC-{number:02}",
        "is_scored": True,
        "said_on": SAID,
        "due_on": due_on,
        "due_at": lifecycle.due_instant(due_on),
        "deadline_assigned": False,
        "criteria_written_on": SAID,
        "checkability": Checkability.YES,
        "written_by": by.ref,
    }
    claim = saved(Claim(**given | columns), by=by)
    for place, expert in enumerate(experts if experts is not None else [an_expert()], start=1):
        says(claim, expert, place, kind)
    for language, binding in (("en", True), ("fr", False)):
        saved(_wording(claim, language, is_binding=binding))
    return claim


def says(claim: Claim, expert: Expert, place: int, kind: StatementKind) -> None:
    """One more statement in `claim`, the one with the number `place`."""
    saved(
        Statement(
            claim=claim,
            expert=expert,
            source=claim.source,
            number=place,
            said_on=claim.said_on,
            kind_of=kind,
            paragraph=2,
            quote="va changer" if place == 1 else "",
            quote_language="fr",
            quote_paragraph=2,
            hedge_words="va",
            hedge_class=HedgeClass.FLAT,
            role="head",
            organization="an organization",
        )
    )


def _wording(claim: Claim, language: str, *, is_binding: bool) -> Wording:
    return Wording(
        claim=claim,
        language=language,
        is_binding=is_binding,
        proposition=f"Proposition of {claim.key} ({language}).",
        question=f"Did {claim.key} happen ({language})?",
        grades={grade: f"Condition for {grade} ({language})" for grade in ("1", "0.75", "0.5", "0.25", "0")},
        source_of_truth="Public announcements.",
        edge_cases="Count each once.",
        annul_if="Nobody publishes figures.",
    )


DOCUMENT = Document(
    url="https://example.org/report",
    title="A report",
    publisher="A maker",
    published="2025-06",
    stance="supports",
    strength=2,
    tier=Tier.PRIMARY,
    summary="It says so, with a figure.",
    retrieved_on=date(2026, 1, 5),
)


def a_mailed_notice(expert: Expert, collection: Collection, *, at: datetime = NOW, **columns: Any) -> Notice:
    """A notice whose mail a mail server took as it was asked for, unless `columns` say otherwise."""
    given = {
        "expert": expert,
        "collection": collection,
        "told_at": at,
        "taken_at": at,
        "address": "expert@example.org",
        "way": NoticeWay.MAIL,
        "language": "en",
        "text": "You are quoted.",
    }
    return saved(Notice(**given | columns), at=at)


def never() -> bool:
    """A lot that draws no claim."""
    return False


def always() -> bool:
    """A lot that draws every claim."""
    return True


def offered(claim: Claim, *, by: Person = SYSTEM, at: datetime = NOW) -> Claim:
    """`claim`, a draft, offered for publication."""
    actions.offer(claim_id=claim.pk, by=by, at=at, reason="It is ready")
    claim.refresh_from_db()
    return claim


def published(
    claim: Claim, *, first: Person, second: Person, at: datetime = NOW, lot: Callable[[], bool] = never
) -> Claim:
    """`claim`, a draft, offered by one person and published by another who has compared it with the source."""
    offered(claim, by=first, at=at)
    actions.read_source(source_id=claim.source_id, by=second, at=at)
    return actions.publish(
        claim_id=claim.pk,
        seen_version=claim_version(claim),
        by=second,
        at=at,
        reason="Read against the source",
        lot=lot,
    )


def a_claim(*, documents: int = 1, at: datetime = NOW, **columns: Any) -> Claim:
    """A published claim, open unless it is not to be scored, with `documents` pieces of evidence."""
    claim = a_draft(**columns)
    with writing():
        publishing.publish_bundled(claim, by=SYSTEM, at=at, reason="Published")
    for _ in range(documents):
        a_document(claim, at=at)
    return claim


def a_document(claim: Claim, *, by: Person = SYSTEM, at: datetime = NOW, **columns: Any) -> Evidence:
    """One more piece of evidence of `claim`."""
    document = replace(DOCUMENT, **{"url": f"https://example.org/report-{next(_numbers)}"} | columns)
    return actions.add_evidence(claim_id=claim.pk, document=document, by=by, at=at, reason="Found while searching")


def assigned(claim: Claim, reviewer: Person, *, at: datetime = NOW) -> Person:
    """`reviewer`, asked to judge `claim`."""
    actions.assign(claim_id=claim.pk, reviewer=reviewer, by=SYSTEM, at=at, reason="Their turn")
    return reviewer


def a_verdict(claim: Claim, by: Person, grade: str | Judgement = "1", *, at: datetime = NOW) -> Verdict:
    """A verdict of `by`, who is asked to judge if they were not; `grade` is a grade or a judgement without one."""
    is_grade = not isinstance(grade, Judgement)
    assigned(claim, by, at=at)
    return actions.file_verdict(
        claim_id=claim.pk,
        seen_version=claim_version(claim),
        judgement=Judgement.GRADED if is_grade else grade,
        grade=Decimal(grade) if is_grade else None,
        fault=Fault.UNDECIDABLE if grade is Judgement.ANNUL else None,
        confidence=2,
        reasons=f"Reasons of {by.ref}",
        cites=list(claim.evidence.values_list("pk", flat=True)[:1]) if is_grade else [],
        by=by,
        at=at,
    )


def reviewers(*numbers: str) -> list[Person]:
    """Reviewers of these numbers, made once."""
    found = []
    for number in numbers:
        user = User.objects.filter(username=f"reviewer-{number}").first()
        found.append(person_of(user, at=NOW) if user else a_person(Role.REVIEWER, number))
    return found


def resolved(claim: Claim, grade: str = "1", *, at: datetime = NOW) -> Claim:
    """`claim`, resolved to `grade` by a quorum of two reviewers, in each round by two who have not judged it before."""
    names = ("one", "two", "three", "four", "five", "six", "seven", "eight")
    earlier = 2 * claim.rounds.filter(closed_at__isnull=False).count()
    for reviewer in reviewers(*names[earlier : earlier + 2]):
        a_verdict(claim, reviewer, grade, at=at)
    claim.refresh_from_db()
    return claim


def one_of_each() -> Claim:
    """A record that holds at least one row of every kind of fact. Returns its one claim, which is resolved."""
    if not Record.objects.exists():
        a_record()
    expert = an_expert(of=an_organization())
    family = saved(Family(collection=a_collection(), key="one-idea"))
    claim = resolved(a_claim(collection=family.collection, family=family, experts=[expert], documents=2), "0.5")
    saved(Reading(source=claim.source, reader_ref=reviewers("one")[0].ref, opened_at=NOW))
    saved(Topic(key="models", title={"en": "Models", "fr": "Modèles"}))
    saved(
        Refusal(
            collection=claim.collection,
            source=claim.source,
            number=1,
            paragraph=3,
            reason=RefusalReason.OPINION,
            what={"en": "An opinion.", "fr": "Un avis."},
        )
    )
    saved(Notice(expert=expert, collection=claim.collection, told_at=NOW, address="expert-one@example.org"))
    reviewer = reviewers("one")[0]
    actions.declare_interest(
        kind=InterestKind.TIE,
        starts=SAID,
        organization_id=an_organization().pk,
        note="A cousin works there.",
        by=reviewer,
        at=NOW,
        reason="Declared",
    )
    saved(
        Prior(
            claim=claim,
            set_by=reviewer.ref,
            expected=Decimal("0.35"),
            basis=PriorBasis.BLIND,
            set_on=SAID,
            reason="It was early.",
        )
    )
    saved(
        Objection(
            claim=claim,
            about="grade",
            text="It happened in June.",
            document_url="https://example.org/june",
            contact="somebody@example.org",
            raised_at=NOW,
        )
    )
    saved(
        Reply(expert=expert, claim=claim, text="I meant it.", language="en", received_at=NOW, verified_how="By letter")
    )
    return claim


def an_erasure() -> Erasure:
    """The texts of one objection, erased because the person asked for it."""
    objection = Objection.objects.all()[0]
    administrator = a_person(Role.ADMINISTRATOR)
    return actions.erase(fact=objection, authority="Asked for by the person", by=administrator, at=NOW)
