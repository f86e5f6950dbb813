"""A wrong variable stops the start by name; the documents say what the code says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from config import document
from config.env import Env, misspelt, read
from launcher.places import ROOT


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("HINDCAST_DATABASE_URL", "mysql://here", "should begin with postgres:// or postgresql:// or sqlite://"),
        ("HINDCAST_REDIS_URL", "localhost:6379", "should begin with redis:// or rediss://"),
        ("HINDCAST_MAIL_URL", "imap://here", "should begin with smtp:// or smtps:// or anymail://"),
        ("HINDCAST_BOUNCE_KEY", "short", "at least 32"),
        ("HINDCAST_SITE_URL", "hindcast.example.org", "should begin with http:// or https://"),
        ("HINDCAST_LOG_LEVEL", "LOUD", "Input should be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("HINDCAST_TRUSTED_PROXIES", "-1", "greater than or equal to 0"),
        ("HINDCAST_DEBUG", "perhaps", "valid boolean"),
    ],
)
def test_a_wrong_value_stops_the_start_with_its_name_and_the_reason(
    name: str, value: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit) as stopped:
        read()

    assert f"{name}: " in str(stopped.value)
    assert told in str(stopped.value)


def test_a_list_that_is_not_json_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HINDCAST_ALLOWED_HOSTS", "example.org")

    with pytest.raises(SystemExit, match=r'allowed_hosts.*like \["example.org"\]'):
        read()


def test_a_misspelt_variable_is_not_ignored() -> None:
    assert list(misspelt({"HINDCAST_DATABSE_URL": "", "HINDCAST_TEST_LONG": "", "PATH": ""})) == [
        "HINDCAST_DATABSE_URL: there is no such variable; did you mean HINDCAST_DATABASE_URL?"
    ]


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HINDCAST_MAIL_URL", "")

    assert Env().mail_url is None


@pytest.mark.parametrize(("url", "sends"), [("", "False"), ("smtp://mail.example.org:25", "True")])
def test_a_site_sends_mail_where_a_mail_server_is_named_and_nowhere_else(url: str, sends: str, tmp_path: Path) -> None:
    process = subprocess.run(
        [sys.executable, "-c", "from config import settings; print(settings.SENDS_MAIL)"],
        env={"HINDCAST_MAIL_URL": url, "HINDCAST_DATA": str(tmp_path), "PATH": "/usr/bin:/bin"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert (process.stdout.strip(), process.stderr) == (sends, "")


def test_secrets_do_not_show_when_the_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HINDCAST_SECRET_KEY", "between you and me")

    assert "between you and me" not in repr(Env())


@pytest.mark.parametrize("path", document.documents())
def test_the_generated_documents_are_up_to_date(path: object) -> None:
    (text,) = (text for known, text in document.documents().items() if known == path)

    assert path.read_text("utf-8") == text  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", Env.model_fields)
def test_every_variable_has_a_meaning(name: str) -> None:
    assert Env.model_fields[name].description
