"""Starting twice does the slow work once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import get_finder
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
