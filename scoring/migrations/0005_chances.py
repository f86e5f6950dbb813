"""Stated chances of a contribution, so that another one makes a release. The ledger is read anew once more."""

from __future__ import annotations

from importlib import import_module

from django.db import migrations, models

start_anew = import_module("scoring.migrations.0004_topics").start_anew


class Migration(migrations.Migration):

    dependencies = [
        ('scoring', '0004_topics'),
    ]

    operations = [
        migrations.RunPython(start_anew, migrations.RunPython.noop),
        migrations.AddField(
            model_name='contribution',
            name='chances',
            field=models.TextField(blank=True, default='', help_text='Those stated that count, in order of time, a comma between: 0.6,0.9.'),
        ),
    ]
