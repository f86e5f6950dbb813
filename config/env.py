"""Everything that differs between two installations: one typed variable each, with its meaning beside it.

`docs/configuration.md` and `.env.example` are written from this file by `./hindcast manage write_configuration`.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "HINDCAST_"
NOBODY = "Hindcast <desk@localhost>"
TESTS_OWN = "HINDCAST_TEST_"  # read by tests/, not by the site


def address(*schemes: str) -> AfterValidator:
    """Accepts text that begins with one of the schemes and `://`."""

    def check(value: str) -> str:
        if value.partition("://")[0] not in schemes:
            raise ValueError(f"should begin with {' or '.join(f'{scheme}://' for scheme in schemes)}")
        return value

    return AfterValidator(check)


class Env(BaseSettings):
    """The variables, their types and their safe defaults. A wrong value stops the start and says why."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True)

    data: Path = Field(
        default=ROOT / "var",
        description="Folder for everything this installation writes: database, queue, mail, logs, secret key.",
    )
    secret_key: SecretStr | None = Field(
        default=None,
        description="Signs sessions and links. When unset, a random key is made once and kept in the data folder.",
    )
    secret_key_fallbacks: list[str] = Field(
        default=[],
        description="Earlier secret keys, as a JSON list, still accepted while they are being retired.",
    )
    debug: bool = Field(default=False, description="Show tracebacks in the browser. Never on a public address.")
    site_url: Annotated[str, address("http", "https")] = Field(
        default="http://127.0.0.1:8000",
        description="The address people use, without a slash at the end; links in mails begin with it.",
    )
    allowed_hosts: list[str] = Field(
        default=["127.0.0.1", "localhost", "[::1]"],
        description="Host names the site answers to, as a JSON list.",
    )
    database_url: Annotated[str, address("postgres", "postgresql", "sqlite")] | None = Field(
        default=None,
        description="postgres://user:password@host:5432/name. When unset, SQLite in the data folder.",
    )
    redis_url: Annotated[str, address("redis", "rediss")] | None = Field(
        default=None,
        description="redis://host:6379/0, for the queue and the cache. When unset, both are files in the data folder.",
    )
    mail_url: Annotated[str, address("smtp", "smtps", "anymail")] | None = Field(
        default=None,
        description=(
            "smtp://user:password@host:587/?tls=true (STARTTLS), smtps://user:password@host:465 (TLS from the first "
            "byte) or anymail://postmark (a mail service, by its name in django-anymail, which has to be installed). "
            "Certificates are verified. When unset, mails are written as files under the data folder. "
            "A demonstration never sends, whatever stands here."
        ),
    )
    mail_service: dict[str, SecretStr] = Field(
        default={},
        description='What django-anymail needs for that service, as JSON, like {"POSTMARK_SERVER_TOKEN": "..."}.',
    )
    mail_from: str = Field(default=NOBODY, description="Sender of every mail; answers go there.")
    mail_log: Path | None = Field(
        default=None,
        description=(
            "The log of the mail server at HINDCAST_MAIL_URL (Exim or Postfix), where this machine can read it. When a "
            "sender was interrupted, it tells whether the mail left; without it a second copy may be sent."
        ),
    )
    bounce_key: Annotated[SecretStr, Field(min_length=32)] | None = Field(
        default=None,
        description=(
            "At least 32 characters that a mail service signs its reports of mails that came back with. When unset, "
            "nothing listens at /mail/bounces/."
        ),
    )
    behind_https: bool = Field(
        default=False,
        description="The site is reached by https through a proxy that sets X-Forwarded-Proto: secure cookies, HSTS.",
    )
    embed_ancestors: list[str] = Field(
        default=["*"],
        description=(
            "Which sites may show cards under /embed/ in a frame, as a JSON list of what frame-ancestors takes, like "
            '["https://news.example.org"]. A card sets no cookie and has nothing to press; no other page may be framed.'
        ),
    )
    trusted_proxies: int = Field(
        default=0, ge=0, description="How many proxies stand in front, counted from the right of X-Forwarded-For."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="DEBUG, INFO, WARNING or ERROR."
    )


def read() -> Env:
    """The variables of this process. Stops the process, naming every variable that is wrong and why, if any is."""
    found = [*misspelt(os.environ)]
    try:
        values = Env()
    except ValidationError as error:
        found += [f"{PREFIX}{str(each['loc'][0]).upper()}: {each['msg']}" for each in error.errors()]
    except SettingsError as error:
        found.append(f'{error}: lists are written as JSON, like ["example.org"]')
    if found:
        raise SystemExit("\n".join([*found, "See docs/configuration.md."]))
    return values


def misspelt(names: Mapping[str, str]) -> Iterator[str]:
    """A complaint for each of our variables that nothing reads: a typing error would otherwise go unnoticed."""
    known = [f"{PREFIX}{name.upper()}" for name in Env.model_fields]
    for name in sorted(names):
        if name.startswith(PREFIX) and not name.startswith(TESTS_OWN) and name not in known:
            nearest = difflib.get_close_matches(name, known, n=1)
            yield f"{name}: there is no such variable" + (f"; did you mean {nearest[0]}?" if nearest else "")


env = read()
