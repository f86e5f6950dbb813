"""The record and its ledger to look at in the administration. Nothing is added, changed or deleted there.

Open to auditors who neither judge nor adjudicate. They see as little of an open round as everybody else: what was
filed, who was asked and what was expected show when the round is closed, and the ledger up to the first such entry.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Min, Model, Q, QuerySet
from django.http import HttpRequest

from accounts.access import roles_of
from accounts.admin import Table, site
from accounts.roles import Permission, permissions
from predictions.lifecycle import Status
from predictions.models import FACTS, Assignment, Checkpoint, Entry, Erasure, Evidence, Fact, Prior, Round, Verdict

# What keeps a row of these kinds sealed.
SEALED: dict[type[Fact], Q] = {
    Assignment: Q(round__closed_at__isnull=True),
    Verdict: Q(round__closed_at__isnull=True),
    Prior: ~Q(claim__status__in=[Status.RESOLVED, Status.UNSCORED]),
}
# Given to us so that we could answer; shown to nobody.
CONFIDENTIAL = {"contact", "address"}
# Who listed or took back a document leans; the timeline names them when the round closes.
LEANING = {"retracted_by"}


def is_sealed(entries: type[Entry | Erasure]) -> Q:
    """Which rows of `entries` are about a sealed fact."""
    found = Q(pk__in=entries._default_manager.none())
    for model, sealed in SEALED.items():
        ids = model._default_manager.filter(sealed).values("pk")
        found |= Q(subject_kind=model.kind(), subject_id__in=ids)
    return found


def first_sealed() -> int | None:
    """The position of the first entry about something sealed."""
    found: int | None = Entry.objects.filter(is_sealed(Entry)).aggregate(first=Min("position"))["first"]
    return found


class ToLookAt(Table):
    """A table that auditors read and nobody writes."""

    list_display = ["pk", "__str__"]
    list_per_page = 50

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        may = permissions(roles_of(request))
        return Permission.READ_ALL in may and not {Permission.JUDGE, Permission.ADJUDICATE} & may

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class Facts(ToLookAt):
    """One kind of fact, without what is sealed."""

    list_display = ["pk", "__str__", "version"]
    search_fields = ["=id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found = super().get_queryset(request)
        sealed = SEALED.get(self.model)
        return found if sealed is None else found.exclude(sealed)

    def get_exclude(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return sorted((CONFIDENTIAL | LEANING) & {field.name for field in self.model._meta.fields})


@admin.register(Entry, site=site)
class Entries(ToLookAt):
    """The ledger, up to the first entry about something sealed: a gap would show that something was filed."""

    list_display = ["position", "recorded_at", "subject_kind", "subject_id", "subject_version", "who"]
    search_fields = ["=subject_id", "=hash"]
    exclude = ["salt", "text_salt", "actor_ref"]
    readonly_fields = ["who"]

    @admin.display(description="actor ref")
    def who(self, entry: Entry) -> str:
        """Who acted; of a document in an open round that is said when the round closes."""
        if (
            entry.subject_kind == Evidence.kind()
            and Round.objects.filter(claim_id=entry.stream_id, closed_at__isnull=True).exists()
        ):
            return "named when the round closes"
        return str(entry.actor_ref)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Entry]:
        first = first_sealed()
        found: QuerySet[Entry] = super().get_queryset(request)
        return found if first is None else found.filter(position__lt=first)


@admin.register(Checkpoint, site=site)
class Checkpoints(ToLookAt):
    """The tree heads that were fixed, up to the first entry about something sealed: two sizes would tell of it."""

    list_display = ["size", "root", "made_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Checkpoint]:
        first = first_sealed()
        found: QuerySet[Checkpoint] = super().get_queryset(request)
        return found if first is None else found.filter(size__lt=first)


@admin.register(Erasure, site=site)
class Erasures(ToLookAt):
    """What was erased, when and on whose authority."""

    list_display = ["subject_kind", "subject_id", "erased_at", "authority"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Erasure]:
        found: QuerySet[Erasure] = super().get_queryset(request)
        return found.exclude(is_sealed(Erasure))


for fact in FACTS:
    site.register(fact, Facts)
