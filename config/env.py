"""Everything that differs between two installations: one typed variable each, with its meaning beside it.

`docs/configuration.md` and `.env.example` are written from this file by `./hindcast manage write_configuration`.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Env(BaseSettings):
    """The variables, their types and their safe defaults. A wrong value stops the start with its name and the reason."""

    model_config = SettingsConfigDict(env_prefix="HINDCAST_", extra="ignore", frozen=True)

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
    site_url: str = Field(
        default="http://127.0.0.1:8000",
        description="The address people use, without a slash at the end; links in mails begin with it.",
    )
    allowed_hosts: list[str] = Field(
        default=["127.0.0.1", "localhost", "[::1]"],
        description="Host names the site answers to, as a JSON list.",
    )
    database_url: str | None = Field(
        default=None,
        description="postgres://user:password@host:5432/name. When unset, SQLite in the data folder.",
    )
    redis_url: str | None = Field(
        default=None,
        description="redis://host:6379/0, for the queue and the cache. When unset, both are files in the data folder.",
    )
    mail_url: str | None = Field(
        default=None,
        description=(
            "smtp://user:password@host:587/?tls=true. When unset, mails are written as files under the data folder. "
            "A demonstration never sends, whatever stands here."
        ),
    )
    mail_from: str = Field(default="Hindcast <desk@localhost>", description="Sender of every mail.")
    behind_https: bool = Field(
        default=False,
        description="The site is reached by https through a proxy that sets X-Forwarded-Proto: secure cookies, HSTS.",
    )
    trusted_proxies: int = Field(
        default=0, ge=0, description="How many proxies stand in front, counted from the right of X-Forwarded-For."
    )
    log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR.")


env = Env()
