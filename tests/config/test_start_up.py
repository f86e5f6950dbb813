"""Starting twice does the slow work once."""

from __future__ import annotations

import os
import runpy
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.finders import get_finder
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from config import static_files
from config.management.commands.start_up import pending


@pytest.fixture
def site(tmp_path: Path, settings: Settings) -> Path:
    """A site with one static file of its own."""
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "hindcast.css").write_text("body {}")
    settings.STATICFILES_DIRS = [tmp_path / "source"]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "static"
    get_finder.cache_clear()  # type: ignore[attr-defined]
    return tmp_path


def test_static_files_are_collected_only_when_one_has_changed(site: Path) -> None:
    first, second = static_files.collect_if_changed(), static_files.collect_if_changed()
    os.utime(site / "source" / "hindcast.css", (1, 1))
    third = static_files.collect_if_changed()

    assert (first, second, third) == (True, False, True)
    assert (site / "static" / "hindcast.css").read_text() == "body {}"


def test_a_removed_file_is_removed_from_what_is_served(site: Path) -> None:
    static_files.collect_if_changed()
    (site / "source" / "hindcast.css").rename(site / "source" / "other.css")

    static_files.collect_if_changed()

    assert not (site / "static" / "hindcast.css").exists()


@pytest.mark.django_db
def test_an_up_to_date_database_has_nothing_pending() -> None:
    assert pending() is False


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("site")
def test_the_process_that_brought_the_site_up_to_date_goes_on_as_its_web_server(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    became: list[Any] = []
    monkeypatch.setattr(sys, "argv", ["manage.py"])
    monkeypatch.setattr(
        runpy, "run_module", lambda name, run_name: became.append((name, run_name, sys.argv, connection.connection))
    )

    call_command("start_up", kind="record", site_url="https://hindcast.example.org", then=["gunicorn", "--bind", "x"])

    assert "Set its password here" in capsys.readouterr().out
    assert became == [("gunicorn", "__main__", ["gunicorn", "--bind", "x"], None)]
