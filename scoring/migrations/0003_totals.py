"""Totals, moved together with contributions; clocks; rebuilds. What contributions say is read from the ledger anew."""

from __future__ import annotations

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def start_anew(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Forget contributions, which lack their marks: the next sweep takes the ledger from its beginning.

    Releases stay as they were published. The next one of each collection has the same figures, and a fingerprint of
    the new kind.
    """
    apps.get_model("scoring", "Contribution").objects.all().delete()
    apps.get_model("scoring", "Progress").objects.all().delete()
    apps.get_model("scoring", "Published").objects.update(is_stale=True)


class Migration(migrations.Migration):

    dependencies = [
        ('predictions', '0004_unfinished_drafts'),
        ('scoring', '0002_public_position'),
    ]

    operations = [
        migrations.RunPython(start_anew, migrations.RunPython.noop),
        migrations.CreateModel(
            name='Clock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('method', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Range',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.CharField(blank=True, help_text='Id of a claim; empty: from the lowest on.', max_length=16)),
                ('end', models.CharField(blank=True, help_text='The first id that is not in it; empty: to the highest.', max_length=16)),
                ('taken_until', models.DateTimeField(help_text='A worker is at it until then; later, anybody may take it.', null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('claims', models.PositiveIntegerField(default=0, help_text='How many were worked out again.')),
                ('replaced', models.PositiveIntegerField(default=0, help_text='How many of them were stored otherwise.')),
            ],
            options={
                'ordering': ['rebuild', 'first'],
            },
        ),
        migrations.CreateModel(
            name='Rebuild',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('method', models.CharField(max_length=80)),
                ('begun_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Total',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('method', models.CharField(max_length=80)),
                ('graded', models.PositiveIntegerField(default=0)),
                ('ambiguous', models.PositiveIntegerField(default=0)),
                ('annulled', models.PositiveIntegerField(default=0)),
                ('open', models.PositiveIntegerField(default=0, help_text='The overdue ones among them.')),
                ('unscored', models.PositiveIntegerField(default=0)),
                ('overdue', models.PositiveIntegerField(default=0)),
                ('weight', models.PositiveBigIntegerField(default=0, help_text='Of graded claims, in millionths of a claim.')),
                ('credit', models.PositiveBigIntegerField(default=0, help_text='In quarter-millionths of a point.')),
                ('unknown', models.PositiveBigIntegerField(default=0, help_text='Weight of ambiguous and of overdue claims.')),
                ('decided', models.PositiveIntegerField(default=0, help_text='Decided claims for which this line is the first.')),
                ('provisional', models.PositiveIntegerField(default=0, help_text='Those of them that may still be judged again.')),
                ('mark', models.PositiveBigIntegerField(default=0, help_text='Sum of the marks of all contributions.')),
            ],
        ),
        migrations.AddField(
            model_name='contribution',
            name='is_first',
            field=models.BooleanField(default=False, help_text="Of the claim's own lines the one that is counted where claims are counted, not lines."),
        ),
        migrations.AddField(
            model_name='contribution',
            name='mark',
            field=models.PositiveBigIntegerField(default=0, help_text='40 bits of the digest of its content, to be added up.'),
        ),
        migrations.AddField(
            model_name='progress',
            name='is_whole',
            field=models.BooleanField(default=True, help_text='Whether every claim was followed to there. While a rebuild still has to, nothing is published.'),
        ),
        migrations.AddField(
            model_name='progress',
            name='public_position',
            field=models.PositiveBigIntegerField(default=0, help_text='The same place among public entries.'),
        ),
        migrations.AlterField(
            model_name='release',
            name='fingerprint',
            field=models.CharField(help_text='Of all it is made from; equal boards are not released.', max_length=64),
        ),
        migrations.AddIndex(
            model_name='contribution',
            index=models.Index(condition=models.Q(('valid_to__isnull', True)), fields=['collection', 'method', 'state', 'due_at'], name='contribution_by_due'),
        ),
        migrations.AddIndex(
            model_name='contribution',
            index=models.Index(condition=models.Q(('official_at__isnull', False), ('valid_to__isnull', True)), fields=['collection', 'method', 'official_at'], name='contribution_by_official'),
        ),
        migrations.AddField(
            model_name='clock',
            name='collection',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='predictions.collection'),
        ),
        migrations.AddConstraint(
            model_name='rebuild',
            constraint=models.UniqueConstraint(models.F('method'), condition=models.Q(('finished_at__isnull', True)), name='rebuild_one_at_a_time'),
        ),
        migrations.AddField(
            model_name='range',
            name='rebuild',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ranges', to='scoring.rebuild'),
        ),
        migrations.AddField(
            model_name='total',
            name='collection',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='predictions.collection'),
        ),
        migrations.AddField(
            model_name='total',
            name='expert',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='predictions.expert'),
        ),
        migrations.AddConstraint(
            model_name='clock',
            constraint=models.UniqueConstraint(models.F('collection'), models.F('method'), name='clock_once_a_collection'),
        ),
        migrations.AddConstraint(
            model_name='range',
            constraint=models.UniqueConstraint(models.F('rebuild'), models.F('first'), name='range_once_a_rebuild'),
        ),
        migrations.AddConstraint(
            model_name='total',
            constraint=models.UniqueConstraint(models.F('collection'), models.F('method'), models.F('expert'), name='total_once_an_expert'),
        ),
    ]
