"""The commands that make up a running Hindcast, in one place for the launcher and for docker-compose.yml.

Each is a list of arguments for a Python interpreter, run in the project's folder.
"""

from __future__ import annotations

from pathlib import Path

WEB_WORKERS = 2
WEB_THREADS = 4


def web(*, bind: str) -> list[str]:
    """Serve pages on `bind`, an address and port. Threads keep the number of database connections known (2 x 4).

    What the workers need is loaded once, before they are forked.
    """
    return [
        "-m", "gunicorn", "config.wsgi:application", "--bind", bind,
        "--worker-class", "gthread", "--workers", str(WEB_WORKERS), "--threads", str(WEB_THREADS),
        "--graceful-timeout", "8", "--preload", "--no-control-socket",
    ]  # fmt: skip


def worker() -> list[str]:
    """Answer the doorbells: score, plan and send."""
    return ["-m", "celery", "-A", "config", "worker", "--pool", "threads", "--concurrency", "2", "--loglevel", "INFO"]


def beat() -> list[str]:
    """Ring the doorbells that the clock rings. Two of them do no harm; one is enough."""
    return ["-m", "celery", "-A", "config", "beat", "--loglevel", "INFO"]


def start_up(*, kind: str, site_url: str) -> list[str]:
    """Bring the database and the static files up to date; `kind` is `record` or `demonstration`."""
    return ["manage.py", "start_up", "--kind", kind, "--site-url", site_url]


def start_up_and_serve(*, kind: str, site_url: str, bind: str, log: Path) -> list[str]:
    """`start_up` and then, in the same process, `web`: what both need is loaded once. Served is into `log`."""
    _, *gunicorn = web(bind=bind)
    then = ["--then", *gunicorn, "--error-logfile", str(log), "--capture-output"]
    return [*start_up(kind=kind, site_url=site_url), *then]
