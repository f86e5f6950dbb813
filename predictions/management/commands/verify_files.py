"""`verify_files`: is every file of evidence still there, byte for byte? Names those that are missing or changed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from predictions.files import keeping
from predictions.models import Evidence

SHOWN = 20


class Command(BaseCommand):
    """Exit code 0 when every file is what it was, 1 when one is missing or changed."""

    help = "Compare each file of evidence with its recorded size and fingerprint; name what is missing or changed."

    def handle(self, *_args: Any, **_options: Any) -> None:
        documents = Evidence.objects.exclude(file_sha256="").select_related("claim").order_by("claim__key", "number")
        wrong: list[str] = []
        count = 0
        for document in documents.iterator(chunk_size=500):
            count += 1
            try:
                keeping.open_whole(document.file_sha256, document.file_size or 0).close()
            except keeping.LostFile as lost:
                where = f"{document.claim.key}, document {document.number} ({document.file_name})"
                wrong.append(f"{where}: {lost}")
        if wrong:
            more = [f"... and {len(wrong) - SHOWN} more."] if len(wrong) > SHOWN else []
            head = f"{len(wrong)} of {count} files are not what was recorded. Restore them from a backup of the media."
            raise CommandError("\n".join([head, *wrong[:SHOWN], *more]))
        self.stdout.write(f"{count} files hold.")
