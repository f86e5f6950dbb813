"""Topics of a contribution, and what it weighs beside endorsed ones. What contributions say is read from the ledger anew."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def start_anew(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Forget contributions, which lack their topics, and what they add up to: the next sweep takes the whole ledger.

    Releases stay as they were published. The next one of each collection has the same figures and another fingerprint.
    """
    for name in ("Contribution", "Total", "Clock", "Range", "Rebuild", "Progress"):
        apps.get_model("scoring", name).objects.all().delete()
    apps.get_model("scoring", "Published").objects.update(is_stale=True)


class Migration(migrations.Migration):

    dependencies = [
        ('scoring', '0003_totals'),
    ]

    operations = [
        migrations.RunPython(start_anew, migrations.RunPython.noop),
        migrations.AddField(
            model_name='contribution',
            name='topics',
            field=models.TextField(blank=True, default='', help_text='Keys in order, a comma before, between and behind.'),
        ),
        migrations.AddField(
            model_name='contribution',
            name='joint_weight',
            field=models.PositiveIntegerField(default=0, help_text='The same where what one endorsed counts beside what one said: a family weighs 1 in both.'),
        ),
    ]
