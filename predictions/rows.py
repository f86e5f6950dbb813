"""Rows of the record by the ids that addresses name, spelt in any way."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from predictions import public_ids

Row = TypeVar("Row", bound=Model)


def id_or_404(text: str) -> str:
    """`text` as an id in canonical form. Raises Http404 where it is none."""
    try:
        return public_ids.clean(text)
    except public_ids.NotAPublicId as error:
        raise Http404(str(error)) from error


def row_or_404(rows: QuerySet[Row], pk: str) -> Row:
    """The one of `rows` with this id. Raises Http404 where there is none, or the text is no id."""
    return get_object_or_404(rows, pk=id_or_404(pk))
