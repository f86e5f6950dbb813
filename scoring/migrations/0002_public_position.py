"""Give each release its place among the public entries of the ledger, to be cited in place of its position."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SEALED = ["verdict", "assignment", "prior", "declaredinterest", "reading"]


def count(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """What `ledger.public_position` says of releases that were made before it."""
    entries = apps.get_model("predictions", "Entry").objects.exclude(stream_kind__in=SEALED)
    for release in apps.get_model("scoring", "Release").objects.all():
        release.public_position = entries.filter(position__lte=release.position).count()
        release.save(update_fields=["public_position"])


class Migration(migrations.Migration):
    """One column."""

    dependencies = [("scoring", "0001_initial"), ("predictions", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="release",
            name="position",
            field=models.PositiveBigIntegerField(help_text="Counts sealed entries too, so it is never shown."),
        ),
        migrations.AddField(
            model_name="release",
            name="public_position",
            field=models.PositiveBigIntegerField(default=0, help_text="The same place among public entries."),
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
