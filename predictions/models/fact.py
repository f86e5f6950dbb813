"""What every fact has in common: a public id, a version that steps by one, and a history behind one door."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar

from django.db import models
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords

from predictions import public_ids

# What stands where a person's text was erased.
TOMBSTONE = "[erased]"


class SavedByTheBackDoor(RuntimeError):
    """A fact was saved without `revisions.save`, so nobody would know by whom and why."""


class Histories(HistoryManager):  # type: ignore[misc]  # the library ships no types
    """The library's manager of history rows, whose class is made once: the library makes it anew at each look."""

    @classmethod
    @cache
    def from_queryset(cls, queryset_class: type[models.QuerySet[Any]], class_name: str | None = None) -> Any:
        return super().from_queryset(queryset_class, class_name)


class Revisions(HistoricalRecords):  # type: ignore[misc]  # the library ships no types
    """django-simple-history, with people named by `actor_ref` and no row without an author and a reason."""

    def __init__(self) -> None:
        super().__init__(
            inherit=True,
            history_manager=Histories,
            history_change_reason_field=models.TextField(),
            history_user_id_field=models.UUIDField(),
            history_user_getter=_actor,
            history_user_setter=_set_actor,
        )

    # The library would share one field object among all history models, and an update of one would reach into another.
    def _get_history_change_reason_field(self) -> models.Field[Any, Any]:
        return models.TextField()

    def _get_history_user_fields(self) -> dict[str, Any]:
        return {"history_user": property(_actor, _set_actor), "history_user_id": models.UUIDField()}

    def get_history_user(self, instance: models.Model) -> uuid.UUID:
        ref: uuid.UUID = instance._history_user  # type: ignore[attr-defined]  # noqa: SLF001  set by revisions
        return ref


def _actor(historical: Any) -> uuid.UUID:
    ref: uuid.UUID = historical.history_user_id
    return ref


def _set_actor(historical: Any, ref: uuid.UUID) -> None:
    historical.history_user_id = ref


class Fact(models.Model):
    """A row of the record. It changes only through an action, one version at a time, and is never deleted."""

    # The stream of the ledger its changes belong to: (kind, the field that holds the stream's id).
    STREAM: ClassVar[tuple[str, str]]
    # Columns that may hold a person's own words and can be erased on request.
    ERASABLE: ClassVar[frozenset[str]] = frozenset()
    # Those of them that became erasable later: older entries hold them in plain, and so does a newer one while empty.
    ONCE_PLAIN: ClassVar[frozenset[str]] = frozenset()
    # Columns that came after the first release, and the value of each that says nothing: it stays out of the hashed
    # content, so that revisions written before the column existed still verify.
    ADDED: ClassVar[Mapping[str, Any]] = MappingProxyType({})

    id = models.CharField(
        primary_key=True,
        max_length=public_ids.LENGTH,
        default=public_ids.new,
        editable=False,
    )
    version = models.PositiveIntegerField(default=0, editable=False, help_text="Steps by one with each revision.")

    history = Revisions()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only for `revisions.save`. Raises `SavedByTheBackDoor` for anybody else, before anything is written."""
        if not isinstance(getattr(self, "_history_user", None), uuid.UUID):
            raise SavedByTheBackDoor(f"{type(self).__name__} was saved directly. Facts are saved by revisions.save.")
        super().save(*args, **kwargs)

    @classmethod
    def kind(cls) -> str:
        """The word by which the ledger names rows of this model."""
        return str(cls._meta.model_name)

    @property
    def stream(self) -> tuple[str, str]:
        """Kind and id of the stream this row's changes belong to."""
        kind, field = self.STREAM
        return kind, str(getattr(self, field))
