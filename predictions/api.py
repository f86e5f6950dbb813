"""The read-only API of the record: claims, experts and sources, with everything that is public."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import path, reverse
from django.utils import timezone, translation
from rest_framework import generics, serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from predictions import corrections, public_ids
from predictions.corrections import Correction
from predictions.lifecycle import Status
from predictions.models import (
    Affiliation,
    Basis,
    Claim,
    Collection,
    Evidence,
    Expert,
    Objection,
    Record,
    Reply,
    Resolution,
    Source,
    Statement,
    Wording,
)
from predictions.reading import public_experts, public_sources


def check_parameters(request: Request, known: AbstractSet[str]) -> None:
    """Refuse a query with a parameter that means nothing here, instead of answering something else.

    raises  ValidationError naming the parameter and the ones that are known
    """
    unknown = sorted(set(request.query_params) - known)
    if unknown:
        listed = f"There are: {', '.join(sorted(known))}." if known else "A single answer takes none."
        raise ValidationError({unknown[0][:80]: [f"There is no such parameter. {listed}"]})


def marked(response: Response) -> Response:
    """`response` with the mark of a demonstration, which every answer of one carries."""
    record = Record.objects.first()
    response.data = {"demonstration": record is not None and record.is_demonstration} | dict(response.data)
    return response


class Reading(generics.GenericAPIView):  # type: ignore[type-arg]
    """What lists and single answers share: strict parameters and the mark of a demonstration."""

    parameters: frozenset[str] = frozenset()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        paging = {"page", "page_size"} if isinstance(self, generics.ListAPIView) else set()
        check_parameters(request, self.parameters | paging)

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        if response.status_code == 200 and isinstance(response.data, dict):
            response = marked(response)
        return super().finalize_response(request, response, *args, **kwargs)


class Worded(serializers.ListSerializer[Wording]):
    """The languages in which a claim says something: a draft may have begun another and left it."""

    def to_representation(self, data: Any) -> Any:
        return super().to_representation([one for one in data.all() if one.proposition])


class WordingSerializer(serializers.ModelSerializer[Wording]):
    """The text of a claim in one language."""

    class Meta:
        model = Wording
        list_serializer_class = Worded
        fields = (
            "language", "is_binding", "proposition", "question", "conditions", "grades", "source_of_truth",
            "edge_cases", "annul_if",
        )  # fmt: skip


class StatementSerializer(serializers.ModelSerializer[Statement]):
    """Somebody saying a claim; `expert` is null for an unnamed voice."""

    expert = serializers.CharField(source="expert.slug", default=None)
    source = serializers.CharField(source="source.slug")  # type: ignore[assignment]
    kind = serializers.CharField(source="kind_of")

    class Meta:
        model = Statement
        fields = (
            "expert", "voice", "source", "kind", "said_on", "paragraph", "quote", "quote_language", "locator",
            "hedge_words", "hedge_class", "role", "organization", "probability",
        )  # fmt: skip


class EvidenceSerializer(serializers.ModelSerializer[Evidence]):
    """A public document of a claim. One that was retracted stays, with the day and the reason."""

    file = serializers.SerializerMethodField()
    published_after_deadline = serializers.SerializerMethodField()

    class Meta:
        model = Evidence
        fields = (
            "id", "key", "number", "stance", "strength", "tier", "title", "publisher", "published", "url", "identifier",
            "retrieved_on", "recheck", "summary", "note", "language", "excerpt", "archived_url", "file",
            "published_after_deadline", "retracted_at", "retraction_reason",
        )  # fmt: skip

    def get_file(self, document: Evidence) -> dict[str, Any] | None:
        """Name, type, size, fingerprint and path of the copy kept here; null where there is none."""
        if not document.file_sha256:
            return None
        return {
            "name": document.file_name,
            "type": document.file_type,
            "size": document.file_size,
            "sha256": document.file_sha256,
            "path": reverse("evidence_file", args=[document.claim_id, document.number]),
        }

    def get_published_after_deadline(self, document: Evidence) -> str:
        """`after`, `possibly` (its date leaves it open), `not`, or `unknown` of what is undated."""
        return str(document.lateness)


class ResolutionSerializer(serializers.ModelSerializer[Resolution]):
    """The decision in force."""

    class Meta:
        model = Resolution
        fields = ("number", "outcome", "grade", "decided", "decided_at", "known_on", "reasons", "cites")


class ClaimSerializer(serializers.ModelSerializer[Claim]):
    """A claim with its words, who said it, and the resolution in force (null while it is open)."""

    collection = serializers.CharField(source="collection.slug")
    source = serializers.CharField(source="source.slug")  # type: ignore[assignment]
    kind = serializers.CharField(source="kind_of")
    wordings = WordingSerializer(many=True)
    statements = StatementSerializer(many=True)
    resolution = ResolutionSerializer(allow_null=True)
    is_overdue = serializers.SerializerMethodField()
    is_retrospective = serializers.SerializerMethodField()

    class Meta:
        model = Claim
        fields = (
            "id", "key", "collection", "source", "kind", "status", "is_overdue", "is_scored", "scored_reason",
            "said_on", "due_on", "deadline_assigned", "criteria_written_on", "criteria_frozen_at", "is_retrospective",
            "checkability", "near_certain", "topics", "neighbours", "publication", "wordings", "statements",
            "resolution",
        )  # fmt: skip

    def get_is_overdue(self, claim: Claim) -> bool:
        """Whether the deadline has passed and nobody has decided."""
        return claim.is_overdue(timezone.now())

    def get_is_retrospective(self, claim: Claim) -> bool:
        """Whether the collection's criteria were written after outcomes could be known."""
        return claim.collection.basis == Basis.RETROSPECTIVE


class ObjectionSerializer(serializers.ModelSerializer[Objection]):
    """What somebody says against a claim, and the answer. Who it was is nowhere in it."""

    class Meta:
        model = Objection
        fields = ("id", "about", "text", "document_url", "raised_at", "state", "answer", "answered_at")


class ReplySerializer(serializers.ModelSerializer[Reply]):
    """What an expert answers; `replaces` is the id of the reply that it stands before."""

    expert = serializers.CharField(source="expert.slug")

    class Meta:
        model = Reply
        fields = ("id", "expert", "text", "language", "received_at", "verified_how", "replaces")


class ClaimDetailSerializer(ClaimSerializer):
    """A claim with its evidence, what is said against it, and the ids of the duplicates that were merged into it."""

    objections = ObjectionSerializer(many=True)
    replies = ReplySerializer(many=True)

    evidence = EvidenceSerializer(many=True)
    aliases = serializers.SerializerMethodField()

    def get_aliases(self, claim: Claim) -> list[str]:
        """Ids that lead here as well, those of duplicates of duplicates too."""
        found: list[str] = []
        waiting = [claim.pk]
        while waiting:
            merged = Claim.objects.shown().filter(merged_into__in=waiting).order_by("key")
            waiting = list(merged.values_list("pk", flat=True))
            found += waiting
        return found

    class Meta(ClaimSerializer.Meta):
        fields = (*ClaimSerializer.Meta.fields, "aliases", "evidence", "objections", "replies")  # type: ignore[assignment]


class AffiliationSerializer(serializers.ModelSerializer[Affiliation]):
    """A role in an organization, as a source gives it."""

    organization = serializers.CharField(source="organization.name")

    class Meta:
        model = Affiliation
        fields = ("organization", "role", "starts", "ends")


class ExpertSerializer(serializers.ModelSerializer[Expert]):
    """A person who is quoted; nothing else about them is kept."""

    affiliations = AffiliationSerializer(many=True)

    class Meta:
        model = Expert
        fields = ("id", "slug", "name", "aliases", "affiliations", "interests", "remark")


class SourceSerializer(serializers.ModelSerializer[Source]):
    """A dated public text. Title and address are empty until confirmed."""

    publisher = serializers.CharField(source="publisher.name")

    class Meta:
        model = Source
        fields = (
            "id", "slug", "form", "language", "published_on", "publisher", "title", "url", "content_sha256",
            "paragraphs", "remarks",
        )  # fmt: skip


def _claims() -> QuerySet[Claim]:
    claims = Claim.objects.visible().for_pages()
    return claims.prefetch_related("statements__source").order_by("collection__slug", "key")


class Claims(Reading, generics.ListAPIView):  # type: ignore[type-arg]
    """GET /api/v1/claims/: filter by status (open, overdue, resolved, unscored), collection and expert."""

    serializer_class = ClaimSerializer
    parameters = frozenset({"status", "collection", "expert"})

    def get_queryset(self) -> QuerySet[Claim]:
        asked = self.request.query_params
        claims = _claims()
        if status := asked.get("status"):
            claims = self._of_status(claims, status)
        if collection := asked.get("collection"):
            self._check_known("collection", collection, Collection.objects.all())
            claims = claims.filter(collection__slug=collection)
        if expert := asked.get("expert"):
            self._check_known("expert", expert, public_experts())
            claims = claims.filter(statements__expert__slug=expert).distinct()
        return claims

    def _check_known(self, what: str, slug: str, among: QuerySet[Any]) -> None:
        if "\0" in slug or not among.filter(slug=slug).exists():
            raise ValidationError({what: [f"There is no {what} {slug[:80]!r}."]})

    def _of_status(self, claims: QuerySet[Claim], status: str) -> QuerySet[Claim]:
        if status == "overdue":
            return claims.filter(status=Status.OPEN, due_at__lte=timezone.now())
        if status not in {Status.OPEN, Status.RESOLVED, Status.UNSCORED}:
            raise ValidationError({"status": [f"{status[:40]!r} is not a status: open, overdue, resolved, unscored."]})
        return claims.filter(status=status)


class OneClaim(Reading, generics.RetrieveAPIView):  # type: ignore[type-arg]
    """GET /api/v1/claims/ID/. The id of a duplicate answers with the claim that it was merged into."""

    serializer_class = ClaimDetailSerializer

    def get_queryset(self) -> QuerySet[Claim]:
        return _claims().prefetch_related("evidence", "objections", "replies__expert")

    def get_object(self) -> Claim:
        try:
            self.kwargs["pk"] = public_ids.clean(self.kwargs["pk"])
        except public_ids.NotAPublicId as error:
            raise Http404(str(error)) from error
        if alias := Claim.objects.shown().filter(pk=self.kwargs["pk"], merged_into__isnull=False).first():
            self.kwargs["pk"] = alias.standing_for.pk
        claim: Claim = super().get_object()
        return claim


class Experts(Reading, generics.ListAPIView):  # type: ignore[type-arg]
    """GET /api/v1/experts/."""

    serializer_class = ExpertSerializer

    def get_queryset(self) -> QuerySet[Expert]:
        return public_experts().prefetch_related("affiliations__organization").order_by("slug")


class OneExpert(Reading, generics.RetrieveAPIView):  # type: ignore[type-arg]
    """GET /api/v1/experts/SLUG/."""

    serializer_class = ExpertSerializer
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Expert]:
        return public_experts().prefetch_related("affiliations__organization")


class Sources(Reading, generics.ListAPIView):  # type: ignore[type-arg]
    """GET /api/v1/sources/."""

    serializer_class = SourceSerializer
    queryset = public_sources().select_related("publisher").order_by("slug")


class OneSource(Reading, generics.RetrieveAPIView):  # type: ignore[type-arg]
    """GET /api/v1/sources/SLUG/."""

    serializer_class = SourceSerializer
    queryset = public_sources().select_related("publisher")
    lookup_field = "slug"


class CorrectionSerializer(serializers.Serializer[Correction]):
    """What was put right: in which claim, what stood there before and what stands there now, and why."""

    position = serializers.IntegerField(source="revision.position")
    claim = serializers.CharField(source="claim.pk")
    key = serializers.CharField(source="claim.key")
    collection = serializers.CharField(source="claim.collection.slug")
    revision = serializers.IntegerField(source="revision.number")
    subject = serializers.CharField(source="revision.subject")
    at = serializers.DateTimeField(source="revision.at")
    recorded_at = serializers.DateTimeField(source="revision.recorded_at")
    reason = serializers.CharField(source="revision.reason")
    changes = serializers.SerializerMethodField()

    def get_changes(self, correction: Correction) -> list[dict[str, str]]:
        """Each column with the text before and after."""
        return [
            {"column": one.column, "before": one.before, "after": one.after} for one in correction.revision.differences
        ]


class Corrections(Reading, generics.ListAPIView):  # type: ignore[type-arg]
    """GET /api/v1/corrections/: everything that was put right after publication, newest first; filter by collection."""

    serializer_class = CorrectionSerializer
    parameters = frozenset({"collection"})

    def list(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """One page; texts that the record makes up from values are in English, whoever asks."""
        slug = request.query_params.get("collection")
        collection = Collection.objects.filter(slug=slug.replace("\0", "")).first() if slug else None
        if slug and collection is None:
            raise ValidationError({"collection": [f"There is no collection {slug[:80]!r}."]})
        page = self.paginate_queryset(corrections.positions(collection)) or []
        with translation.override("en"):
            found = corrections.at_positions(page)
        return self.get_paginated_response(self.get_serializer(found, many=True).data)


urlpatterns = [
    path("corrections/", Corrections.as_view(), name="api-corrections"),
    path("claims/", Claims.as_view(), name="api-claims"),
    path("claims/<str:pk>/", OneClaim.as_view(), name="api-claim"),
    path("experts/", Experts.as_view(), name="api-experts"),
    path("experts/<slug:slug>/", OneExpert.as_view(), name="api-expert"),
    path("sources/", Sources.as_view(), name="api-sources"),
    path("sources/<slug:slug>/", OneSource.as_view(), name="api-source"),
]
