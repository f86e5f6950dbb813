"""Each record is imported and read once for all tests of its pages."""

from __future__ import annotations

import pytest
from pytest_django.plugin import DjangoDbBlocker

from predictions.models import RecordKind
from tests.predictions.pages.shown import Shown, undone


@pytest.fixture(scope="session")
def record(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Shown:
    """The bundled record before anything is decided."""
    return undone(RecordKind.RECORD, django_db_blocker)


@pytest.fixture(scope="session")
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Shown:
    """The bundled record with its sample readings."""
    return undone(RecordKind.DEMONSTRATION, django_db_blocker)
