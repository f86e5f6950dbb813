"""Comparing a bundle with the record: what would be added and what would change, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify

from predictions import revisions
from predictions.importing import wanted
from predictions.importing.bundle import Bundle, ClaimData
from predictions.importing.wanted import Columns
from predictions.lifecycle import Status
from predictions.models import (
    Affiliation,
    Claim,
    Collection,
    Evidence,
    Expert,
    Fact,
    Organization,
    Prior,
    PriorBasis,
    Refusal,
    Source,
    Statement,
    Topic,
    Wording,
)
from predictions.policy import Person


@dataclass(frozen=True)
class Difference:
    """One row that the bundle adds or changes; `changes` holds (column, before, after), nothing for a new row."""

    fact: Fact
    label: str
    changes: tuple[tuple[str, Any, Any], ...] = ()

    @property
    def is_new(self) -> bool:
        """Whether the row is not in the record yet."""
        return self.fact.version == 0


@dataclass
class Plan:
    """Everything a bundle would do to the record, in the order in which it has to be done."""

    collection: Collection | None = None
    differences: list[Difference] = field(default_factory=list)
    # In the record but no longer in the file, or settled in the record and different in the file. Nothing is done.
    kept: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether the record already holds what the file says."""
        return not self.differences


def plan(bundle: Bundle, *, by: Person) -> Plan:
    """Compare `bundle` with the record. Writes nothing; new rows get their ids, so that others can point at them."""
    return _Planner(bundle, by).plan()


class _Planner:
    """The rows found and wanted so far, while one bundle is compared."""

    def __init__(self, bundle: Bundle, by: Person) -> None:
        self.bundle, self.by = bundle, by
        self.result = Plan()
        self.organizations = {row.name: row for row in Organization.objects.all()}
        self.slugs = {row.slug for row in self.organizations.values()}

    def plan(self) -> Plan:
        """Go through the file from what others point at to what points."""
        for topic in self.bundle.topics:
            self._want(Topic, {"key": topic.key}, Columns({"title": topic.title}), f"topic {topic.key}")
        self.sources = {source.key: self._source(source.key) for source in self.bundle.sources}
        self.experts = {expert.key: self._expert(expert.key) for expert in self.bundle.experts}
        slug = self.bundle.collection.slug
        self.collection = self._want(Collection, {"slug": slug}, wanted.collection(self.bundle), f"collection {slug}")
        self.result.collection = self.collection
        self._refusals()
        for claim in self.bundle.claims:
            self._claim(claim)
        self._left_over()
        return self.result

    def _want(
        self, model: type[Any], identity: Mapping[str, Any], columns: Columns, label: str, **pointing: Any
    ) -> Any:
        """The row of `identity` as the file wants it: found, changed or new."""
        follow = dict(columns.follow) | pointing
        found = model.objects.filter(**identity).first()
        if found is None:
            row = model(**identity, **follow, **columns.once)
            self.result.differences.append(Difference(row, label))
            return row
        changes = []
        for column, value in follow.items():
            before, after = getattr(found, column), _clean(value, column)
            if before != after:
                changes.append((column, before, after))
                setattr(found, column, after)
        if changes:
            self.result.differences.append(Difference(found, label, tuple(changes)))
        return found

    def _organization(self, name: str) -> Organization:
        if name not in self.organizations:
            row = Organization(name=name)
            base = slugify(name)[:90] or f"organization-{row.pk.lower()}"
            row.slug = base if base not in self.slugs else f"{base}-{row.pk.lower()}"
            self.organizations[name] = row
            self.slugs.add(row.slug)
            self.result.differences.append(Difference(row, f"organization {name}"))
        return self.organizations[name]

    def _source(self, key: str) -> Source:
        found = next(source for source in self.bundle.sources if source.key == key)
        columns = {
            "form": found.kind,
            "language": found.language,
            "published_on": found.published_on,
            "title": found.title or "",
            "url": found.url or "",
            "content_sha256": found.content_sha256,
            "paragraphs": found.paragraphs,
            "remarks": list(found.remarks),
        }
        publisher = self._organization(found.publisher)
        source: Source = self._want(Source, {"slug": key}, Columns(columns), f"source {key}", publisher_id=publisher.pk)
        return source

    def _expert(self, key: str) -> Expert:
        found = next(expert for expert in self.bundle.experts if expert.key == key)
        columns = {
            "name": found.name,
            "aliases": list(found.aliases),
            "interests": found.interests,
            "remark": found.remark or "",
        }
        expert: Expert = self._want(Expert, {"slug": key}, Columns(columns), f"expert {key}")
        for one in found.affiliations:
            organization = self._organization(one.organization)
            identity = {"expert_id": expert.pk, "organization_id": organization.pk, "starts": one.as_of}
            label = f"expert {key} at {one.organization}"
            self._want(Affiliation, identity, Columns({"role": one.role}), label, source_id=self.sources[one.source].pk)
        return expert

    def _refusals(self) -> None:
        for number, refusal in enumerate(self.bundle.collection.selection_note.refused, start=1):
            columns = {"paragraph": refusal.paragraph, "reason": refusal.reason, "what": refusal.what}
            expert = self.experts[refusal.expert].pk if refusal.expert else None
            self._want(
                Refusal,
                {"collection_id": self.collection.pk, "number": number},
                Columns(columns),
                f"refused statement {number}",
                expert_id=expert,
                source_id=self._refused_from(refusal.paragraph).pk,
            )

    def _refused_from(self, paragraph: int) -> Source:
        """The format gives a refused statement's paragraph but no source: the first source that is long enough."""
        for source in self.sources.values():
            if source.paragraphs >= paragraph:
                return source
        return next(iter(self.sources.values()))

    def _claim(self, found: ClaimData) -> None:
        source = self.sources[found.source]
        columns = wanted.claim(found)
        columns = Columns(columns.follow, once=dict(columns.once) | {"written_by": self.by.ref})
        identity = {"collection_id": self.collection.pk, "key": found.key}
        claim: Claim = self._want(Claim, identity, columns, f"claim {found.key}", source_id=source.pk)
        if claim.version and claim.is_scored != found.scored:
            self._scored_otherwise(claim, found)
        for language in sorted(found.proposition, key=lambda code: code != self.bundle.language):
            columns = wanted.wording(found, language, is_binding=language == self.bundle.language)
            self._want(Wording, {"claim_id": claim.pk, "language": language}, columns, f"{found.key} in {language}")
        for number, statement in enumerate(wanted.statements(found), start=1):
            self._want(
                Statement,
                {"claim_id": claim.pk, "number": number},
                statement.columns,
                f"{found.key} statement {number}",
                expert_id=self.experts[statement.expert].pk if statement.expert else None,
                source_id=source.pk,
            )
        self._evidence(claim, found)
        columns_of_prior = wanted.prior(found)
        if columns_of_prior is not None:
            columns = Columns(columns_of_prior.follow, once={"set_by": self.by.ref})
            identity = {"claim_id": claim.pk, "basis": PriorBasis.HINDSIGHT}
            follow = {name: value for name, value in columns.follow.items() if name != "basis"}
            self._want(Prior, identity, Columns(follow, columns.once), f"{found.key} prior")

    def _scored_otherwise(self, claim: Claim, found: ClaimData) -> None:
        if claim.status == Status.DRAFT:
            claim.is_scored = found.scored
            change = (("is_scored", not found.scored, found.scored),)
            self.result.differences.append(Difference(claim, f"claim {found.key}", change))
            return
        self.result.kept.append(
            f"claim {found.key} is published as {'scored' if claim.is_scored else 'unscored'}; the file says otherwise"
        )

    def _evidence(self, claim: Claim, found: ClaimData) -> None:
        number = claim.evidence.count() if claim.version else 0
        for one in found.evidence:
            columns = {
                "stance": one.stance,
                "strength": one.strength,
                "tier": one.tier,
                "title": one.title,
                "publisher": one.publisher,
                "published": one.published or "",
                "url": one.url,
                "identifier": one.identifier or "",
                "retrieved_on": one.retrieved_on,
                "recheck": one.recheck,
                "summary": one.summary,
                "note": one.note or "",
            }
            identity = {"claim_id": claim.pk, "key": one.key}
            row = self._want(Evidence, identity, Columns(columns, once={"number": number + 1}), f"evidence {one.key}")
            number += row.version == 0

    def _left_over(self) -> None:
        """Say what the record holds of this collection and the file does not name; evidence of reviewers is theirs."""
        if self.collection.version == 0:
            return
        claims = {claim.key: {one.key for one in claim.evidence} for claim in self.bundle.claims}
        for claim in self.collection.claims.exclude(key__in=claims).order_by("key"):
            self.result.kept.append(f"claim {claim.key} is in the record, not in the file")
        listed = Evidence.objects.filter(claim__collection=self.collection, key__contains="-E").order_by(
            "claim", "number"
        )
        for key, of_claim in listed.values_list("key", "claim__key"):
            if key not in claims.get(of_claim, {key}):
                self.result.kept.append(f"evidence {key} is in the record, not in the file")


def _clean(value: Any, where: str) -> Any:
    return revisions.clean_text(value, where) if isinstance(value, str) else value
