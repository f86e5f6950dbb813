"""`read_bounces [--mbox FILE | --maildir FOLDER]`: learn from mails that came back, without either from a pipe."""

from __future__ import annotations

import mailbox
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reminders import actions, bounces
from reminders.bounces import LARGEST
from reminders.models import Proof


class Command(BaseCommand):
    """Believes reports of mails of ours only, each once: reading the same mailbox again changes nothing."""

    help = "Read reports of mails that came back: one from standard input, or all of a mailbox."

    def add_arguments(self, parser: ArgumentParser) -> None:
        source = parser.add_mutually_exclusive_group()
        source.add_argument("--mbox", type=Path, metavar="FILE", help="a file of many mails; it stays as it is")
        source.add_argument("--maildir", type=Path, metavar="FOLDER", help="what is new there; it is marked as read")

    def handle(self, *_args: Any, **options: Any) -> None:
        read, outcomes = 0, Counter[str]()
        for raw in _mails(options["mbox"], options["maildir"]):
            read += 1
            outcomes += actions.believe(bounces.read(raw), source=Proof.REPORT, at=timezone.now())
        said = ", ".join(f"{count} {what}" for what, count in sorted(outcomes.items())) or "no report of a failure"
        self.stdout.write(f"Read {read}: {said}.")


def _mails(mbox: Path | None, maildir: Path | None) -> Iterator[bytes]:
    """Each mail as bytes; of one that is too large only as much as says so."""
    if mbox is not None:
        if not mbox.is_file():
            raise CommandError(f"{mbox} is not a file. Name an mbox, or a folder with --maildir.")
        with closing(mailbox.mbox(mbox, create=False)) as box:
            yield from (box.get_bytes(key) for key in box.iterkeys())
    elif maildir is not None:
        if not (maildir / "new").is_dir():
            raise CommandError(f"{maildir} is not a Maildir: it has no folder `new`.")
        yield from _new(mailbox.Maildir(maildir, create=False))
    else:
        yield sys.stdin.buffer.read(LARGEST + 1)


def _new(box: mailbox.Maildir) -> Iterator[bytes]:
    """What nobody has read yet; marked as read once it was dealt with."""
    for key in list(box.keys()):
        mail = box[key]
        if mail.get_subdir() != "new":
            continue
        yield box.get_bytes(key)
        mail.set_subdir("cur")
        mail.add_flag("S")
        box[key] = mail
