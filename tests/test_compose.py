"""The containers run what the launcher runs, and nothing more than they must may be done in them."""

from __future__ import annotations

import json
import re
from typing import Any

import psycopg
import pytest
import yaml

from config.env import PREFIX, Env
from launcher import commands
from launcher.places import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("web", "worker", "beat", "migrate")
SITE_URL = "${HINDCAST_SITE_URL:-http://127.0.0.1:8000}"


@pytest.mark.parametrize(
    ("service", "arguments"),
    [
        ("web", commands.web(bind="0.0.0.0:8000")),
        ("worker", commands.worker()),
        ("beat", commands.beat()),
        ("migrate", commands.start_up(kind="record", site_url=SITE_URL)),
    ],
)
def test_a_container_runs_the_same_command_as_the_launcher(service: str, arguments: list[str]) -> None:
    assert SERVICES[service]["command"] == ["python", *arguments]


def test_the_image_alone_serves_pages_with_the_same_command() -> None:
    (command,) = re.findall(r"^CMD (\[.*\])$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)

    assert json.loads(command) == ["python", *commands.web(bind="0.0.0.0:8000")]


@pytest.mark.parametrize("service", SERVICES)
def test_a_container_may_do_nothing_it_need_not(service: str) -> None:
    container = SERVICES[service]

    assert container["read_only"] is True
    assert container["cap_drop"] == ["ALL"]
    assert container["security_opt"] == ["no-new-privileges:true"]
    assert container.get("privileged") is None


@pytest.mark.parametrize("service", [name for name in SERVICES if name != "migrate"])
def test_a_container_says_whether_it_is_well(service: str) -> None:
    assert SERVICES[service]["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")


@pytest.mark.parametrize("service", ["postgres", "redis"])
def test_the_stores_are_out_of_reach_from_outside(service: str) -> None:
    assert "ports" not in SERVICES[service]
    assert SERVICES[service]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert SERVICES[service]["user"] == service


def test_pages_are_published_on_this_machine_only() -> None:
    assert SERVICES["web"]["ports"] == ["127.0.0.1:8000:8000"]


def test_the_image_runs_without_rights() -> None:
    users = re.findall(r"^USER (\d+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)

    assert users
    assert "0" not in users


@pytest.mark.parametrize("service", OURS)
def test_every_variable_set_is_one_that_is_read(service: str) -> None:
    known = {f"{PREFIX}{name.upper()}" for name in Env.model_fields}

    assert set(SERVICES[service]["environment"]) <= known


def test_no_secret_has_a_default() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    uses = set(re.findall(r"\$\{(?:HINDCAST_SECRET_KEY(?!_)|POSTGRES_PASSWORD)[^}]*\}", text))

    assert uses
    assert all(":?" in use for use in uses)


def test_production_runs_no_newer_postgresql_than_the_tests(postgresql_url: str) -> None:
    (major,) = re.findall(r"^postgres:(\d+)", SERVICES["postgres"]["image"])

    with psycopg.connect(postgresql_url) as connection:
        assert int(major) <= connection.info.server_version // 10_000
