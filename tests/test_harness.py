"""The tests themselves keep their promises: nothing of the real site is touched, nobody outside is called."""

from __future__ import annotations

import socket
import threading

import pytest
from django.conf import settings
from django.db import connection
from pytest_socket import SocketConnectBlockedError

from config.env import ROOT
from predictions import guards
from predictions.models import Entry
from tests import builders


def test_tests_never_write_into_the_real_data_folder() -> None:
    assert not settings.DATA.is_relative_to(ROOT)
    assert settings.EMAIL_BACKEND == "django.core.mail.backends.locmem.EmailBackend"


def test_tests_talk_to_this_machine_only() -> None:
    with socket.socket() as outside, pytest.warns(match="203.0.113.7"), pytest.raises(SocketConnectBlockedError):
        outside.connect(("203.0.113.7", 80))


@pytest.mark.needs_sqlite
@pytest.mark.django_db(transaction=True)
def test_threads_see_one_database_with_the_journal_of_production() -> None:
    seen: list[str] = []

    def look() -> None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode")
            seen.append(cursor.fetchone()[0])
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()

    assert seen == ["wal"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_a_test_with_real_transactions_leaves_an_empty_guarded_database(turn: int) -> None:
    assert Entry.objects.count() == 0
    assert guards.missing() == []

    builders.a_record()

    assert Entry.objects.count() == 1
