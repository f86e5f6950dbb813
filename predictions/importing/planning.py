"""Comparing a bundle with the record: what would be added and what would change, before anything is written."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import slugify

from predictions.importing import wanted
from predictions.importing.bundle import Bundle, ClaimData, ExpertData, RefusalData, SourceData
from predictions.importing.holding import Held
from predictions.importing.matching import Difference, Matcher, Plan, Unfitting
from predictions.importing.wanted import Columns, WantedStatement
from predictions.importing.wording import shown
from predictions.lifecycle import Status
from predictions.models import (
    Affiliation,
    Claim,
    Collection,
    Evidence,
    Expert,
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


def plan(bundle: Bundle, *, by: Person) -> Plan:
    """Compare `bundle` with the record. Writes nothing; new rows get their ids, so that others can point at them.

    Where both differ the file has its way, as a revision: what somebody changed in the record since is changed back,
    and the difference says so. Nothing is ever taken out of the record.

    raises  Unfitting with everything that the record cannot hold
    """
    planner = Planner(bundle, by)
    planner.compare()
    if planner.problems:
        raise Unfitting(planner.problems)
    return planner.result


class Planner(Matcher):
    """The rows found and wanted so far, while one bundle is compared."""

    def __init__(self, bundle: Bundle, by: Person) -> None:
        super().__init__(Held(bundle))
        self.bundle, self.by = bundle, by
        self.organizations = {row.name: row for row in self.held.all(Organization)}
        self.slugs = {row.slug for row in self.organizations.values()}
        self.sources: dict[str, Source] = {}
        self.experts: dict[str, Expert] = {}

    def compare(self) -> None:
        """Go through the file from what others point at to what points."""
        for topic in self.bundle.topics:
            self.want(Topic, {"key": topic.key}, Columns({"title": topic.title}), topic.key)
        for source in self.bundle.sources:
            self.sources[source.key] = self._source(source)
        for expert in self.bundle.experts:
            self.experts[expert.key] = self._expert(expert)
        slug = self.bundle.collection.slug
        columns = wanted.collection(self.bundle, is_late=self._holds_late())
        self.collection: Collection = self.want(Collection, {"slug": slug}, columns, slug)
        self.result.collection = self.collection
        self._refusals()
        for claim in self.bundle.claims:
            self._claim(claim)
        self._left()

    def _organization(self, name: str) -> Organization:
        if name not in self.organizations:
            row: Organization = Organization(name=name)
            base = slugify(name)[:90] or f"organization-{row.pk.lower()}"
            row.slug = base if base not in self.slugs else f"{base}-{row.pk.lower()}"
            self.organizations[name] = row
            self.slugs.add(row.slug)
            self.note(Difference(row, shown(name)))
        found: Organization = self.organizations[name]
        return found

    def _source(self, found: SourceData) -> Source:
        publisher = self._organization(found.publisher)
        columns = wanted.source(found)
        held = self.held.take(Source, {"slug": found.key})
        if held is not None and held.content_sha256 != found.content_sha256 and self._is_cited_elsewhere(held):
            self.problems.append(
                f"source {found.key}: another collection cites a source of this key, and its text is a different one. "
                "Give this source a key of its own."
            )
        source: Source = self.follow(held, Source, {"slug": found.key}, columns, found.key, publisher_id=publisher.pk)
        return source

    def _is_cited_elsewhere(self, source: Source) -> bool:
        return source.claims.exclude(collection__slug=self.bundle.collection.slug).exists()

    def _expert(self, found: ExpertData) -> Expert:
        held = self.held.take(Expert, {"slug": found.key})
        if held is not None and held.name not in {found.name, *found.aliases} and self._speaks_elsewhere(held):
            self.problems.append(
                f"expert {found.key}: in another collection this is {shown(held.name)}, here {shown(found.name)}. "
                "Two people need two keys; one person with two names has the other one among the aliases."
            )
        expert: Expert = self.follow(held, Expert, {"slug": found.key}, wanted.expert(found), found.key)
        for one in found.affiliations:
            organization = self._organization(one.organization)
            self.want(
                Affiliation,
                {"expert_id": expert.pk, "organization_id": organization.pk, "starts": one.as_of},
                Columns({"role": one.role}),
                f"{found.key} at {shown(one.organization)}",
                source_id=self.sources[one.source].pk,
            )
        return expert

    def _speaks_elsewhere(self, expert: Expert) -> bool:
        return expert.statements.exclude(claim__collection__slug=self.bundle.collection.slug).exists()

    def _holds_late(self) -> bool:
        """Whether a scored claim of the record that the file does not name has criteria younger than its deadline."""
        named = {claim.key for claim in self.bundle.claims}
        return any(
            claim.key not in named and claim.is_scored and claim.criteria_written_on > claim.due_on
            for claim in self.held.all(Claim)
        )

    def _refusals(self) -> None:
        """Refused statements have no key: first those that say the same, then those of the same paragraph, in order."""
        owner = {"collection_id": self.collection.pk}
        refused = self.bundle.collection.selection_note.refused
        same = [self.held.take(Refusal, owner | {"paragraph": one.paragraph, "what": one.what}) for one in refused]
        for one, row in zip(refused, same, strict=True):
            held = row or self.held.take(Refusal, owner | {"paragraph": one.paragraph})
            number = held.number if held else self.held.next_number(Refusal, "collection_id", self.collection.pk)
            columns = Columns({"paragraph": one.paragraph, "reason": one.reason, "what": one.what})
            self.follow(
                held,
                Refusal,
                owner | {"number": number},
                columns,
                f"{number}",
                expert_id=self.experts[one.expert].pk if one.expert else None,
                source_id=self._refused_from(one).pk,
            )

    def _refused_from(self, refusal: RefusalData) -> Source:
        """The format gives a refused statement's paragraph but no source: the first source that is long enough."""
        for source in self.sources.values():
            if source.paragraphs >= refusal.paragraph:
                return source
        return next(iter(self.sources.values()))

    def _claim(self, found: ClaimData) -> None:
        source = self.sources[found.source]
        columns = wanted.claim(found, written_by=self.by.ref)
        identity = {"collection_id": self.collection.pk, "key": found.key}
        held = self.held.take(Claim, identity)
        settled = held is not None and held.status != Status.DRAFT
        scored = held.is_scored if held is not None and settled else found.scored
        claim: Claim = self.follow(held, Claim, identity, columns, found.key, source_id=source.pk, is_scored=scored)
        if scored != found.scored:
            was = "scored" if scored else "unscored"
            self.result.kept.append(f"claim {found.key} was published as {was}; the file says otherwise")
        for language in sorted(found.proposition, key=lambda code: code != self.bundle.language):
            columns = wanted.wording(found, language, is_binding=language == self.bundle.language)
            self.want(Wording, {"claim_id": claim.pk, "language": language}, columns, f"of {found.key} in {language}")
        for statement in wanted.statements(found):
            self._statement(claim, statement, source)
        for one in found.evidence:
            self._evidence(claim, one.key, wanted.evidence(one))
        self._prior(claim, found)

    def _statement(self, claim: Claim, found: WantedStatement, source: Source) -> None:
        """A statement is known by who speaks, so that nobody is ever given what another one said."""
        expert = self.experts[found.expert].pk if found.expert else None
        identity = {"claim_id": claim.pk, "expert_id": expert, "voice": found.voice}
        held = self.held.take(Statement, identity)
        number = held.number if held else self.held.next_number(Statement, "claim_id", claim.pk)
        columns = Columns(found.columns.follow, once={"number": number})
        self.follow(held, Statement, identity, columns, f"{number} of {claim.key}", source_id=source.pk)

    def _evidence(self, claim: Claim, key: str, columns: Columns) -> None:
        identity = {"claim_id": claim.pk, "key": key}
        held = self.held.take(Evidence, identity)
        number = held.number if held else self.held.next_number(Evidence, "claim_id", claim.pk)
        self.follow(held, Evidence, identity, Columns(columns.follow, once={"number": number}), key)

    def _prior(self, claim: Claim, found: ClaimData) -> None:
        if found.prior is None:
            return
        identity = {"claim_id": claim.pk, "basis": PriorBasis.HINDSIGHT}
        held = self.held.take(Prior, identity)
        if held is None and claim.version and claim.priors.filter(set_by=self.by.ref).exists():
            self.result.kept.append(f"you have set a prior for claim {found.key} before; that of the file is not taken")
            return
        columns = wanted.prior(found.prior, set_on=found.criteria_written_on, set_by=self.by.ref)
        self.follow(held, Prior, identity, columns, f"of {found.key}")

    def _left(self) -> None:
        """Say what the record holds of this collection and the file does not name. What reviewers found is theirs."""
        for label in self._labels_of_left():
            self.result.kept.append(f"{label} is in the record, not in the file")

    def _labels_of_left(self) -> Iterator[str]:
        keys = {claim.pk: claim.key for claim in self.held.all(Claim)}
        left = {claim.pk for claim in self.held.left(Claim)}
        yield from (f"claim {claim.key}" for claim in self.held.left(Claim))
        for row in self.held.left(Statement):
            if row.claim_id not in left:
                yield f"statement {row.number} of {keys[row.claim_id]}"
        for row in self.held.left(Evidence):
            if row.claim_id not in left and row.key.startswith(f"{keys[row.claim_id]}-E"):
                yield f"evidence {row.key}"
        for row in self.held.left(Prior):
            if row.claim_id not in left:
                yield f"the prior of {keys[row.claim_id]}"
        yield from (f"refused statement {row.number}" for row in self.held.left(Refusal))
