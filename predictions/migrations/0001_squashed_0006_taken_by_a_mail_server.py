import datetime
import django.db.models.deletion
import predictions.lifecycle
import predictions.public_ids
import simple_history.models
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("predictions", "0001_initial"),
        ("predictions", "0002_review_desk"),
        ("predictions", "0003_letting_go"),
        ("predictions", "0004_unfinished_drafts"),
        ("predictions", "0005_erasable_answers"),
        ("predictions", "0006_taken_by_a_mail_server"),
    ]

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("size", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("root", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["size"],
            },
        ),
        migrations.CreateModel(
            name="Expert",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=predictions.public_ids.new,
                        editable=False,
                        max_length=9,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("slug", models.SlugField(max_length=80, unique=True)),
                (
                    "name",
                    models.CharField(
                        help_text="Two people may share a name; the slug tells them apart.", max_length=200
                    ),
                ),
                (
                    "aliases",
                    models.JSONField(blank=True, default=list, help_text="Other forms of the name that sources use."),
                ),
                (
                    "interests",
                    models.JSONField(blank=True, default=dict, help_text="The stake in the topic, in our words."),
                ),
                ("remark", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["name", "slug"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCollection",
            fields=[
                (
                    "id",
                    models.CharField(db_index=True, default=predictions.public_ids.new, editable=False, max_length=9),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("slug", models.SlugField(max_length=80)),
                ("title", models.JSONField(help_text="Text in each language: {en, fr}.")),
                ("description", models.JSONField(help_text="Text in each language: {en, fr}.")),
                ("starts", models.DateField()),
                ("ends", models.DateField()),
                (
                    "basis",
                    models.CharField(
                        choices=[("prospective", "prospective"), ("retrospective", "retrospective")], max_length=16
                    ),
                ),
                (
                    "quorum",
                    models.PositiveSmallIntegerField(default=2, help_text="Independent verdicts that decide a claim."),
                ),
                (
                    "minimum",
                    models.PositiveSmallIntegerField(
                        default=5, help_text="Resolved claims of one's own that a rank needs."
                    ),
                ),
                (
                    "objection_days",
                    models.PositiveSmallIntegerField(default=30, help_text="Days to ask for a new judgement."),
                ),
                (
                    "rules",
                    models.JSONField(
                        blank=True, default=list, help_text="Rules for the criteria of every claim: {key, en, fr}."
                    ),
                ),
                ("selection_how", models.JSONField(help_text="How statements were chosen, in each language.")),
                (
                    "considered",
                    models.PositiveIntegerField(help_text="Statements considered; those not taken are refusals."),
                ),
                (
                    "scores_shown_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="From when it may be shown with scores: the people named were told before.",
                        null=True,
                    ),
                ),
                ("scores_shown_by", models.UUIDField(blank=True, null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user_id", models.UUIDField()),
            ],
            options={
                "verbose_name": "historical collection",
                "verbose_name_plural": "historical collections",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalExpert",
            fields=[
                (
                    "id",
                    models.CharField(db_index=True, default=predictions.public_ids.new, editable=False, max_length=9),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("slug", models.SlugField(max_length=80)),
                (
                    "name",
                    models.CharField(
                        help_text="Two people may share a name; the slug tells them apart.", max_length=200
                    ),
                ),
                (
                    "aliases",
                    models.JSONField(blank=True, default=list, help_text="Other forms of the name that sources use."),
                ),
                (
                    "interests",
                    models.JSONField(blank=True, default=dict, help_text="The stake in the topic, in our words."),
                ),
                ("remark", models.TextField(blank=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user_id", models.UUIDField()),
            ],
            options={
                "verbose_name": "historical expert",
                "verbose_name_plural": "historical experts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalOrganization",
            fields=[
                (
                    "id",
                    models.CharField(db_index=True, default=predictions.public_ids.new, editable=False, max_length=9),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("slug", models.SlugField(max_length=100)),
                ("name", models.CharField(db_index=True, max_length=200)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user_id", models.UUIDField()),
            ],
            options={
                "verbose_name": "historical organization",
                "verbose_name_plural": "historical organizations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalRecord",
            fields=[
                (
                    "id",
                    models.CharField(db_index=True, default=predictions.public_ids.new, editable=False, max_length=9),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                (
                    "kind_of",
                    models.CharField(choices=[("record", "record"), ("demonstration", "demonstration")], max_length=16),
                ),
                ("singleton", models.BooleanField(db_index=True, default=True, editable=False)),
                ("opened_at", models.DateTimeField()),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user_id", models.UUIDField()),
            ],
            options={
                "verbose_name": "historical record",
                "verbose_name_plural": "historical records",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalTopic",
            fields=[
                (
                    "id",
                    models.CharField(db_index=True, default=predictions.public_ids.new, editable=False, max_length=9),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("key", models.SlugField(max_length=80)),
                ("title", models.JSONField(help_text="Text in each language: {en, fr}.")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user_id", models.UUIDField()),
            ],
            options={
                "verbose_name": "historical topic",
                "verbose_name_plural": "historical topics",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Organization",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=predictions.public_ids.new,
                        editable=False,
                        max_length=9,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("slug", models.SlugField(max_length=100, unique=True)),
                ("name", models.CharField(max_length=200, unique=True)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=predictions.public_ids.new,
                        editable=False,
                        max_length=9,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("key", models.SlugField(max_length=80, unique=True)),
                ("title", models.JSONField(help_text="Text in each language: {en, fr}.")),
            ],
            options={
                "ordering": ["key"],
            },
        ),
        migrations.CreateModel(
            name="WorkerHeartbeat",
            fields=[
                ("name", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("beaten_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Collection",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=predictions.public_ids.new,
                        editable=False,
                        max_length=9,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("slug", models.SlugField(max_length=80, unique=True)),
                ("title", models.JSONField(help_text="Text in each language: {en, fr}.")),
                ("description", models.JSONField(help_text="Text in each language: {en, fr}.")),
                ("starts", models.DateField()),
                ("ends", models.DateField()),
                (
                    "basis",
                    models.CharField(
                        choices=[("prospective", "prospective"), ("retrospective", "retrospective")], max_length=16
                    ),
                ),
                (
                    "quorum",
                    models.PositiveSmallIntegerField(default=2, help_text="Independent verdicts that decide a claim."),
                ),
                (
                    "minimum",
                    models.PositiveSmallIntegerField(
                        default=5, help_text="Resolved claims of one's own that a rank needs."
                    ),
                ),
                (
                    "objection_days",
                    models.PositiveSmallIntegerField(default=30, help_text="Days to ask for a new judgement."),
                ),
                (
                    "rules",
                    models.JSONField(
                        blank=True, default=list, help_text="Rules for the criteria of every claim: {key, en, fr}."
                    ),
                ),
                ("selection_how", models.JSONField(help_text="How statements were chosen, in each language.")),
                (
                    "considered",
                    models.PositiveIntegerField(help_text="Statements considered; those not taken are refusals."),
                ),
                (
                    "scores_shown_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="From when it may be shown with scores: the people named were told before.",
                        null=True,
                    ),
                ),
                ("scores_shown_by", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "ordering": ["slug"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("quorum__gte", 1)), name="collection_quorum_positive"),
                    models.CheckConstraint(condition=models.Q(("minimum__gte", 3)), name="collection_minimum_three"),
                    models.CheckConstraint(
                        condition=models.Q(("starts__lte", models.F("ends"))), name="collection_starts_before_it_ends"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("basis__in", ["prospective", "retrospective"])),
                        name="collection_basis_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("scores_shown_at__isnull", True), ("scores_shown_by__isnull", True)),
                            models.Q(("scores_shown_at__isnull", False), ("scores_shown_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="collection_scores_shown_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("position", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("stream_kind", models.CharField(max_length=20)),
                ("stream_id", models.CharField(max_length=9)),
                ("stream_version", models.PositiveIntegerField()),
                ("subject_kind", models.CharField(max_length=20)),
                ("subject_id", models.CharField(max_length=9)),
                ("subject_version", models.PositiveIntegerField()),
                ("actor_ref", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
                ("content_hash", models.CharField(max_length=64)),
                ("salt", models.CharField(max_length=32)),
                (
                    "text_salt",
                    models.CharField(blank=True, help_text="Blanked when the texts are erased.", max_length=32),
                ),
                (
                    "text_digests",
                    models.JSONField(blank=True, default=dict, help_text="Salted digest of each erasable text."),
                ),
                ("previous_hash", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64, unique=True)),
            ],
            options={
                "verbose_name_plural": "entries",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("stream_kind"),
                        models.F("stream_id"),
                        models.F("stream_version"),
                        name="entry_once_a_stream_version",
                    ),
                    models.UniqueConstraint(
                        models.F("subject_kind"),
                        models.F("subject_id"),
                        models.F("subject_version"),
                        name="entry_once_a_subject_version",
                    ),
                    models.CheckConstraint(condition=models.Q(("position__gte", 1)), name="entry_position_from_one"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_kind", models.CharField(max_length=20)),
                ("subject_id", models.CharField(max_length=9)),
                ("authority", models.TextField(help_text="Why it had to go: the request or the rule.")),
                ("actor_ref", models.UUIDField()),
                ("erased_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["subject_kind", "subject_id"], name="erasure_by_subject")],
            },
        ),
        migrations.CreateModel(
            name="Family",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=predictions.public_ids.new,
                        editable=False,
                        max_length=9,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("key", models.SlugField(max_length=80)),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="families",
                        to="predictions.collection",
                    ),
                ),
            ],
            options={
                "ordering": ["key"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("collection"), models.F("key"), name="family_key_once_a_collection"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=predictions.public_ids.new,
                        editable=False,
                        max_length=9,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("key", models.CharField(help_text="Identity inside the collection, like SC-01.", max_length=16)),
                (
                    "kind_of",
                    models.CharField(
                        choices=[
                            ("graded", "graded in quarters"),
                            ("binary", "yes or no"),
                            ("numeric", "a number with a unit"),
                            ("dated", "the day it happens"),
                        ],
                        default="graded",
                        max_length=8,
                    ),
                ),
                ("unit", models.CharField(blank=True, help_text="Of a numeric claim.", max_length=32)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("open", "open"),
                            ("resolved", "resolved"),
                            ("unscored", "unscored"),
                        ],
                        default=predictions.lifecycle.Status["DRAFT"],
                        max_length=8,
                    ),
                ),
                (
                    "scored_reason",
                    models.JSONField(blank=True, default=dict, help_text="Why it is scored, or why not."),
                ),
                ("is_scored", models.BooleanField(help_text="Whether it is meant to be scored once it is published.")),
                (
                    "visibility",
                    models.CharField(
                        choices=[("public", "public"), ("restricted", "restricted")], default="public", max_length=10
                    ),
                ),
                ("restricted_cause", models.TextField(blank=True)),
                ("said_on", models.DateField()),
                ("due_on", models.DateField(help_text="The day by whose end it can be judged.")),
                (
                    "due_precision",
                    models.CharField(
                        choices=[("day", "a day"), ("month", "a month"), ("year", "a year")],
                        default="day",
                        max_length=5,
                    ),
                ),
                ("due_at", models.DateTimeField(help_text="The instant, by rule: the end of that day in UTC.")),
                (
                    "deadline_assigned",
                    models.BooleanField(help_text="The speaker named no date; the deadline is ours."),
                ),
                ("criteria_written_on", models.DateField()),
                ("criteria_frozen_at", models.DateTimeField(blank=True, null=True)),
                (
                    "checkability",
                    models.CharField(choices=[("yes", "yes"), ("partly", "partly"), ("no", "no")], max_length=6),
                ),
                ("near_certain", models.BooleanField(default=False, help_text="Close to certain when it was said.")),
                ("topics", models.JSONField(blank=True, default=list, help_text="Keys of topics.")),
                (
                    "neighbours",
                    models.JSONField(
                        blank=True, default=list, help_text="Keys of close claims that are not duplicates."
                    ),
                ),
                ("written_by", models.UUIDField(help_text="actor_ref of who wrote it up.")),
                (
                    "offered_by",
                    models.UUIDField(
                        blank=True, help_text="Who says that the draft is ready to be published.", null=True
                    ),
                ),
                ("offered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "extra_reviewers",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="Reviewers beyond the quorum, drawn by lot before publication, to measure agreement.",
                    ),
                ),
                (
                    "publication",
                    models.CharField(
                        blank=True,
                        choices=[("people", "two people"), ("bundled", "with the bundled record")],
                        max_length=8,
                    ),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("published_by", models.UUIDField(blank=True, null=True)),
                ("seconded_by", models.UUIDField(blank=True, null=True)),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="predictions.claim",
                    ),
                ),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="predictions.collection"
                    ),
                ),
                (
                    "family",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="predictions.family",
                    ),
                ),
            ],
            options={
                "ordering": ["collection", "key"],
            },
        ),
        migrations.CreateModel(
            name="FormDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("actor_ref", models.UUIDField()),
                ("place", models.CharField(help_text="The path of the page.", max_length=200)),
                ("fields", models.JSONField(help_text="Lists of values by name.")),
                ("saved_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(models.F("actor_ref"), models.F("place"), name="form_draft_once_a_place")
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalEvidence",
            fields=[
                (
                    "id",
                    models.CharField(db_index=True, default=predictions.public_ids.new, editable=False, max_length=9),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("key", models.CharField(help_text="Like SC-01-E1.", max_length=24)),
                ("number", models.PositiveIntegerField(help_text="Place among the claim's evidence, from 1.")),
                (
                    "stance",
                    models.CharField(
                        choices=[("supports", "supports"), ("contradicts", "contradicts"), ("context", "context")],
                        max_length=11,
                    ),
                ),
                (
                    "strength",
                    models.PositiveSmallIntegerField(choices=[(1, "weak or indirect"), (2, "fair"), (3, "strong")]),
                ),
                (
                    "tier",
                    models.CharField(
                        choices=[
                            ("primary", "the maker’s, author’s or measurer’s own words"),
                            ("press", "press"),
                            ("analysis", "experts and law firms"),
                            ("secondary", "digests, blogs, vendors"),
                        ],
                        max_length=9,
                    ),
                ),
                ("title", models.CharField(max_length=500)),
                ("publisher", models.CharField(max_length=200)),
                (
                    "published",
                    models.CharField(
                        blank=True, help_text="A year, month or day, as the page shows it.", max_length=10
                    ),
                ),
                ("url", models.CharField(max_length=2048)),
                ("identifier", models.CharField(blank=True, help_text="For example an arXiv number.", max_length=100)),
                ("retrieved_on", models.DateField()),
                (
                    "recheck",
                    models.CharField(
                        choices=[
                            ("page", "read twice on the page"),
                            ("elsewhere", "found again on another page"),
                            ("none", "not looked at twice"),
                        ],
                        default="none",
                        max_length=9,
                    ),
                ),
                ("summary", models.TextField(help_text="What it says, in our words, with the figure.")),
                ("note", models.TextField(blank=True, help_text="A caution for the reader.")),
                ("language", models.CharField(blank=True, help_text="Of summary and note.", max_length=2)),
                (
                    "archived_url",
                    models.CharField(blank=True, help_text="Where a copy of the page is kept.", max_length=2048),
                ),
                (
                    "excerpt",
                    models.CharField(blank=True, help_text="A few words of it, letter for letter.", max_length=300),
                ),
                (
                    "file_name",
                    models.CharField(blank=True, help_text="Under which its file is handed out.", max_length=120),
                ),
                (
                    "file_type",
                    models.CharField(
                        blank=True, choices=[("application/pdf", "PDF"), ("image/png", "PNG")], max_length=20
                    ),
                ),
                ("file_size", models.PositiveIntegerField(blank=True, help_text="In bytes.", null=True)),
                (
                    "file_sha256",
                    models.CharField(blank=True, help_text="Fingerprint; the name it is kept under.", max_length=64),
                ),
                (
                    "retracted_at",
                    models.DateTimeField(blank=True, help_text="It stays on the page, struck through.", null=True),
                ),
                ("retracted_by", models.UUIDField(blank=True, null=True)),
                ("retraction_reason", models.TextField(blank=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user_id", models.UUIDField()),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.claim",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical evidence",
                "verbose_name_plural": "historical evidence",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalFamily",
            fields=[
                (
                    "id",
                    models.CharField(db_index=True, default=predictions.public_ids.new, editable=False, max_length=9),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("key", models.SlugField(max_length=80)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user_id", models.UUIDField()),
                (
                    "collection",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.collection",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical family",
                "verbose_name_plural": "historical familys",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalNotice",
            fields=[
                (
                    "id",
                    models.CharField(db_index=True, default=predictions.public_ids.new, editable=False, max_length=9),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("told_at", models.DateTimeField(help_text="Of a mail: when it was asked for.")),
                ("address", models.CharField(help_text="Where the notice was sent.", max_length=320)),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("mail", "by a mail of this site"),
                            ("by-hand", "by other means, as the address says"),
                            ("unknown", "no way was found"),
                        ],
                        help_text="How it was sent.",
                        max_length=8,
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=2)),
                ("text", models.TextField(blank=True, help_text="What was said, whole.")),
                (
                    "taken_at",
                    models.DateTimeField(blank=True, help_text="Of a mail: when a mail server took it.", null=True),
                ),
                (
                    "failed_at",
                    models.DateTimeField(blank=True, help_text="When it was clear that it reached nobody.", null=True),
                ),
                (
                    "failure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("refused", "the mail server refused the address for good"),
                            ("given-up", "it could not be sent in all tries"),
                            ("no-mail", "the site sends no mail"),
                            ("erased", "the address was erased before it was sent"),
                            ("too-old", "it was not sent for so long that it is no news any more"),
                            ("came-back", "it came back after a mail server had taken it"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "failure_words",
                    models.TextField(blank=True, help_text="What the mail server said, or the mail that came back."),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user_id", models.UUIDField()),
                (
                    "collection",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.collection",
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.expert",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical notice",
                "verbose_name_plural": "historical notices",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPrior",
            fields=[
                (
                    "id",
                    models.CharField(db_index=True, default=predictions.public_ids.new, editable=False, max_length=9),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("set_by", models.UUIDField()),
                (
                    "expected",
                    models.DecimalField(decimal_places=6, help_text="Expected grade, in [0, 1].", max_digits=7),
                ),
                (
                    "shares",
                    models.JSONField(
                        blank=True, help_text="Chance of each grade as decimal strings; they sum to 1.", null=True
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("blind", "set blind before the deadline"),
                            ("hindsight", "set in hindsight; never used for scoring"),
                        ],
                        max_length=9,
                    ),
                ),
                ("set_on", models.DateField()),
                ("reason", models.TextField()),
                ("note", models.TextField(blank=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user_id", models.UUIDField()),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.claim",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical prior",
                "verbose_name_plural": "historical priors",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalRound",
            fields=[
                (
                    "id",
                    models.CharField(db_index=True, default=predictions.public_ids.new, editable=False, max_length=9),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(help_text="From 1.")),
                (
                    "opened_for",
                    models.CharField(
                        choices=[
                            ("first", "first"),
                            ("reopened", "reopened"),
                            ("objection", "objection"),
                            ("re-review", "re-review"),
                        ],
                        max_length=10,
                    ),
                ),
                ("is_blind", models.BooleanField(default=True)),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user_id", models.UUIDField()),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.claim",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical round",
                "verbose_name_plural": "historical rounds",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalWording",
            fields=[
                (
                    "id",
                    models.CharField(db_index=True, default=predictions.public_ids.new, editable=False, max_length=9),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("language", models.CharField(max_length=2)),
                ("is_binding", models.BooleanField(default=False)),
                (
                    "proposition",
                    models.TextField(blank=True, help_text="Empty only in a draft that is not offered yet."),
                ),
                ("question", models.TextField(blank=True)),
                (
                    "conditions",
                    models.JSONField(blank=True, default=list, help_text="Named terms the grades use: {key, text}."),
                ),
                (
                    "grades",
                    models.JSONField(help_text="The condition for each grade, by '1', '0.75', '0.5', '0.25' and '0'."),
                ),
                ("source_of_truth", models.TextField(blank=True)),
                ("edge_cases", models.TextField(blank=True)),
                ("annul_if", models.TextField(blank=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user_id", models.UUIDField()),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.claim",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical wording",
                "verbose_name_plural": "historical wordings",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="IdempotencyKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("actor_ref", models.UUIDField()),
                ("key", models.CharField(max_length=255)),
                ("route", models.CharField(help_text="The action.", max_length=64)),
                ("request_hash", models.CharField(max_length=64)),
                ("answer", models.JSONField(help_text="What the action answered, enough to say it again.")),
                ("made_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("actor_ref"), models.F("key"), name="idempotency_key_once_an_actor"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=predictions.public_ids.new,
                        editable=False,
                        max_length=9,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("told_at", models.DateTimeField(help_text="Of a mail: when it was asked for.")),
                ("address", models.CharField(help_text="Where the notice was sent.", max_length=320)),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("mail", "by a mail of this site"),
                            ("by-hand", "by other means, as the address says"),
                            ("unknown", "no way was found"),
                        ],
                        help_text="How it was sent.",
                        max_length=8,
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=2)),
                ("text", models.TextField(blank=True, help_text="What was said, whole.")),
                (
                    "taken_at",
                    models.DateTimeField(blank=True, help_text="Of a mail: when a mail server took it.", null=True),
                ),
                (
                    "failed_at",
                    models.DateTimeField(blank=True, help_text="When it was clear that it reached nobody.", null=True),
                ),
                (
                    "failure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("refused", "the mail server refused the address for good"),
                            ("given-up", "it could not be sent in all tries"),
                            ("no-mail", "the site sends no mail"),
                            ("erased", "the address was erased before it was sent"),
                            ("too-old", "it was not sent for so long that it is no news any more"),
                            ("came-back", "it came back after a mail server had taken it"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "failure_words",
                    models.TextField(blank=True, help_text="What the mail server said, or the mail that came back."),
                ),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="predictions.collection"
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="predictions.expert"
                    ),
                ),
            ],
            options={
                "ordering": ["told_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("failed_at__isnull", True), ("failure", "")),
                            models.Q(
                                ("failed_at__isnull", False),
                                ("failure__in", ["refused", "given-up", "no-mail", "erased", "too-old", "came-back"]),
                            ),
                            _connector="OR",
                        ),
                        name="notice_failed_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("failed_at__isnull", True), ("taken_at__isnull", True)),
                            ("way", "mail"),
                            _connector="OR",
                        ),
                        name="notice_taken_or_failed_by_mail",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalSource",
            fields=[
                (
                    "id",
                    models.CharField(db_index=True, default=predictions.public_ids.new, editable=False, max_length=9),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("slug", models.SlugField(max_length=80)),
                ("form", models.CharField(help_text="article, talk, post ...", max_length=32)),
                ("language", models.CharField(max_length=2)),
                ("published_on", models.DateField()),
                ("title", models.CharField(blank=True, max_length=500)),
                ("url", models.CharField(blank=True, max_length=2048)),
                ("content_sha256", models.CharField(help_text="Fingerprint of the text that was read.", max_length=64)),
                ("paragraphs", models.PositiveIntegerField()),
                ("remarks", models.JSONField(blank=True, default=list)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user_id", models.UUIDField()),
                (
                    "publisher",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.organization",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical source",
                "verbose_name_plural": "historical sources",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDeclaredInterest",
            fields=[
                (
                    "id",
                    models.CharField(db_index=True, default=predictions.public_ids.new, editable=False, max_length=9),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("reviewer_ref", models.UUIDField(db_index=True)),
                (
                    "kind_of",
                    models.CharField(
                        choices=[("member", "works or worked there"), ("tie", "another tie")], max_length=8
                    ),
                ),
                ("starts", models.DateField()),
                ("ends", models.DateField(blank=True, null=True)),
                ("note", models.TextField(blank=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user_id", models.UUIDField()),
                (
                    "expert",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.expert",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.organization",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical declared interest",
                "verbose_name_plural": "historical declared interests",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="DeclaredInterest",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=predictions.public_ids.new,
                        editable=False,
                        max_length=9,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("reviewer_ref", models.UUIDField(db_index=True)),
                (
                    "kind_of",
                    models.CharField(
                        choices=[("member", "works or worked there"), ("tie", "another tie")], max_length=8
                    ),
                ),
                ("starts", models.DateField()),
                ("ends", models.DateField(blank=True, null=True)),
                ("note", models.TextField(blank=True)),
                (
                    "expert",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="predictions.expert",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="predictions.organization",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("expert__isnull", False), ("organization__isnull", True)),
                            models.Q(("expert__isnull", True), ("organization__isnull", False)),
                            _connector="OR",
                        ),
                        name="interest_is_in_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind_of__in", ["member", "tie"])), name="interest_kind_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PendingObjection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("grade", "the grade"),
                            ("quote", "the quote"),
                            ("attribution", "who said it"),
                            ("fact", "a fact"),
                        ],
                        max_length=11,
                    ),
                ),
                ("text", models.TextField()),
                ("document_url", models.CharField(max_length=2048)),
                ("contact", models.CharField(max_length=320)),
                ("language", models.CharField(choices=[("en", "English"), ("fr", "Français")], max_length=2)),
                (
                    "network",
                    models.CharField(help_text="Keyed digest of the address it came from, to count by.", max_length=64),
                ),
                ("made_at", models.DateTimeField(db_index=True)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="predictions.claim"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["network", "made_at"], name="pending_by_network")],
            },
        ),
        migrations.CreateModel(
            name="Prior",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=predictions.public_ids.new,
                        editable=False,
                        max_length=9,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("set_by", models.UUIDField()),
                (
                    "expected",
                    models.DecimalField(decimal_places=6, help_text="Expected grade, in [0, 1].", max_digits=7),
                ),
                (
                    "shares",
                    models.JSONField(
                        blank=True, help_text="Chance of each grade as decimal strings; they sum to 1.", null=True
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("blind", "set blind before the deadline"),
                            ("hindsight", "set in hindsight; never used for scoring"),
                        ],
                        max_length=9,
                    ),
                ),
                ("set_on", models.DateField()),
                ("reason", models.TextField()),
                ("note", models.TextField(blank=True)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="priors", to="predictions.claim"
                    ),
                ),
            ],
            options={
                "ordering": ["claim", "set_on", "id"],
                "constraints": [
                    models.UniqueConstraint(models.F("claim"), models.F("set_by"), name="prior_once_a_person"),
                    models.CheckConstraint(
                        condition=models.Q(("expected__gte", 0), ("expected__lte", 1)), name="prior_in_range"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("basis__in", ["blind", "hindsight"])), name="prior_basis_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Record",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=predictions.public_ids.new,
                        editable=False,
                        max_length=9,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                (
                    "kind_of",
                    models.CharField(choices=[("record", "record"), ("demonstration", "demonstration")], max_length=16),
                ),
                ("singleton", models.BooleanField(default=True, editable=False, unique=True)),
                ("opened_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("singleton", True)), name="record_is_one")],
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=predictions.public_ids.new,
                        editable=False,
                        max_length=9,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("text", models.TextField()),
                ("language", models.CharField(max_length=2)),
                ("received_at", models.DateTimeField()),
                ("verified_how", models.CharField(help_text="How we know it is theirs.", max_length=200)),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="predictions.claim",
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="replies", to="predictions.expert"
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="predictions.reply",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "replies",
                "ordering": ["received_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("replaces", models.F("id")), _negated=True), name="reply_not_its_own"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalReply",
            fields=[
                (
                    "id",
                    models.CharField(db_index=True, default=predictions.public_ids.new, editable=False, max_length=9),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("text", models.TextField()),
                ("language", models.CharField(max_length=2)),
                ("received_at", models.DateTimeField()),
                ("verified_how", models.CharField(help_text="How we know it is theirs.", max_length=200)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user_id", models.UUIDField()),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.claim",
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.expert",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.reply",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical reply",
                "verbose_name_plural": "historical replies",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=predictions.public_ids.new,
                        editable=False,
                        max_length=9,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(help_text="From 1.")),
                (
                    "opened_for",
                    models.CharField(
                        choices=[
                            ("first", "first"),
                            ("reopened", "reopened"),
                            ("objection", "objection"),
                            ("re-review", "re-review"),
                        ],
                        max_length=10,
                    ),
                ),
                ("is_blind", models.BooleanField(default=True)),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rounds", to="predictions.claim"
                    ),
                ),
            ],
            options={
                "ordering": ["claim", "number"],
                "constraints": [
                    models.UniqueConstraint(models.F("claim"), models.F("number"), name="round_number_once_a_claim"),
                    models.UniqueConstraint(
                        models.F("claim"),
                        condition=models.Q(("closed_at__isnull", True)),
                        name="round_one_open_a_claim",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "opened_for__in",
                                [
                                    predictions.lifecycle.Opening["FIRST"],
                                    predictions.lifecycle.Opening["REOPENED"],
                                    predictions.lifecycle.Opening["OBJECTION"],
                                    predictions.lifecycle.Opening["RE_REVIEW"],
                                ],
                            )
                        ),
                        name="round_opening_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Resolution",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=predictions.public_ids.new,
                        editable=False,
                        max_length=9,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(help_text="Of this claim, from 1; the last is in force.")),
                (
                    "outcome",
                    models.CharField(
                        choices=[("graded", "graded"), ("ambiguous", "ambiguous"), ("annulled", "annulled")],
                        max_length=9,
                    ),
                ),
                ("grade", models.DecimalField(blank=True, decimal_places=2, max_digits=3, null=True)),
                (
                    "fault",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not-said", "not-said"),
                            ("premise", "premise"),
                            ("undecidable", "undecidable"),
                            ("several", "several"),
                            ("duplicate", "duplicate"),
                        ],
                        help_text="Why it was annulled.",
                        max_length=11,
                    ),
                ),
                (
                    "value",
                    models.JSONField(
                        blank=True, help_text="The typed outcome of claims that are not graded.", null=True
                    ),
                ),
                (
                    "decided",
                    models.CharField(
                        choices=[
                            ("quorum", "by quorum"),
                            ("adjudication", "by an adjudicator"),
                            ("sample", "from a sample reading"),
                        ],
                        max_length=12,
                    ),
                ),
                ("decided_by", models.UUIDField(blank=True, help_text="The adjudicator.", null=True)),
                ("decided_at", models.DateTimeField()),
                (
                    "known_on",
                    models.DateField(blank=True, help_text="When the outcome became known to the public.", null=True),
                ),
                ("reasons", models.TextField()),
                ("cites", models.JSONField(blank=True, default=list, help_text="Ids of evidence.")),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="resolutions", to="predictions.claim"
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="predictions.resolution",
                    ),
                ),
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="resolution", to="predictions.round"
                    ),
                ),
            ],
            options={
                "ordering": ["claim", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("claim"), models.F("number"), name="resolution_number_once_a_claim"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("outcome", predictions.lifecycle.Outcome["GRADED"]),
                                (
                                    "grade__in",
                                    (Decimal("1"), Decimal("0.75"), Decimal("0.5"), Decimal("0.25"), Decimal("0")),
                                ),
                            ),
                            models.Q(
                                (
                                    "outcome__in",
                                    [
                                        predictions.lifecycle.Outcome["AMBIGUOUS"],
                                        predictions.lifecycle.Outcome["ANNULLED"],
                                    ],
                                ),
                                ("grade__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="resolution_grade_when_graded",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fault", ""),
                            models.Q(
                                (
                                    "fault__in",
                                    [
                                        predictions.lifecycle.Fault["NOT_SAID"],
                                        predictions.lifecycle.Fault["PREMISE"],
                                        predictions.lifecycle.Fault["UNDECIDABLE"],
                                        predictions.lifecycle.Fault["SEVERAL"],
                                        predictions.lifecycle.Fault["DUPLICATE"],
                                    ],
                                ),
                                ("outcome", predictions.lifecycle.Outcome["ANNULLED"]),
                            ),
                            _connector="OR",
                        ),
                        name="resolution_fault_when_annulled",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided", "adjudication"), ("decided_by__isnull", False)),
                            models.Q(
                                models.Q(("decided", "adjudication"), _negated=True), ("decided_by__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="resolution_adjudicator_named",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decided__in", ["quorum", "adjudication", "sample"])),
                        name="resolution_basis_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("number", 1), ("replaces__isnull", True)),
                            models.Q(("number__gt", 1), ("replaces__isnull", False)),
                            _connector="OR",
                        ),
                        name="resolution_replaces_when_again",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=predictions.public_ids.new,
                        editable=False,
                        max_length=9,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("grade", "the grade"),
                            ("quote", "the quote"),
                            ("attribution", "who said it"),
                            ("fact", "a fact"),
                        ],
                        max_length=11,
                    ),
                ),
                ("text", models.TextField()),
                ("document_url", models.CharField(max_length=2048)),
                ("contact", models.CharField(blank=True, help_text="Never shown. Confirmed by mail.", max_length=320)),
                ("language", models.CharField(blank=True, help_text="In which the person is answered.", max_length=2)),
                ("raised_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "received"),
                            ("accepted", "accepted for examination"),
                            ("refused", "refused"),
                        ],
                        default="received",
                        max_length=8,
                    ),
                ),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answered_by", models.UUIDField(blank=True, null=True)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="objections", to="predictions.claim"
                    ),
                ),
                (
                    "resolution",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="predictions.resolution",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where the claim is judged again because of it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="predictions.round",
                    ),
                ),
            ],
            options={
                "ordering": ["claim", "raised_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("about__in", ["grade", "quote", "attribution", "fact"])),
                        name="objection_about_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("state", "received")),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("state__in", ["accepted", "refused"]),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="objection_answered_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("document_url__startswith", "https://"),
                            ("document_url__startswith", "http://"),
                            ("document_url", "[erased]"),
                            _connector="OR",
                        ),
                        name="objection_document_is_web",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalResolution",
            fields=[
                (
                    "id",
                    models.CharField(db_index=True, default=predictions.public_ids.new, editable=False, max_length=9),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(help_text="Of this claim, from 1; the last is in force.")),
                (
                    "outcome",
                    models.CharField(
                        choices=[("graded", "graded"), ("ambiguous", "ambiguous"), ("annulled", "annulled")],
                        max_length=9,
                    ),
                ),
                ("grade", models.DecimalField(blank=True, decimal_places=2, max_digits=3, null=True)),
                (
                    "fault",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not-said", "not-said"),
                            ("premise", "premise"),
                            ("undecidable", "undecidable"),
                            ("several", "several"),
                            ("duplicate", "duplicate"),
                        ],
                        help_text="Why it was annulled.",
                        max_length=11,
                    ),
                ),
                (
                    "value",
                    models.JSONField(
                        blank=True, help_text="The typed outcome of claims that are not graded.", null=True
                    ),
                ),
                (
                    "decided",
                    models.CharField(
                        choices=[
                            ("quorum", "by quorum"),
                            ("adjudication", "by an adjudicator"),
                            ("sample", "from a sample reading"),
                        ],
                        max_length=12,
                    ),
                ),
                ("decided_by", models.UUIDField(blank=True, help_text="The adjudicator.", null=True)),
                ("decided_at", models.DateTimeField()),
                (
                    "known_on",
                    models.DateField(blank=True, help_text="When the outcome became known to the public.", null=True),
                ),
                ("reasons", models.TextField()),
                ("cites", models.JSONField(blank=True, default=list, help_text="Ids of evidence.")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user_id", models.UUIDField()),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.claim",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.resolution",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.round",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical resolution",
                "verbose_name_plural": "historical resolutions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalObjection",
            fields=[
                (
                    "id",
                    models.CharField(db_index=True, default=predictions.public_ids.new, editable=False, max_length=9),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("grade", "the grade"),
                            ("quote", "the quote"),
                            ("attribution", "who said it"),
                            ("fact", "a fact"),
                        ],
                        max_length=11,
                    ),
                ),
                ("text", models.TextField()),
                ("document_url", models.CharField(max_length=2048)),
                ("contact", models.CharField(blank=True, help_text="Never shown. Confirmed by mail.", max_length=320)),
                ("language", models.CharField(blank=True, help_text="In which the person is answered.", max_length=2)),
                ("raised_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "received"),
                            ("accepted", "accepted for examination"),
                            ("refused", "refused"),
                        ],
                        default="received",
                        max_length=8,
                    ),
                ),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answered_by", models.UUIDField(blank=True, null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user_id", models.UUIDField()),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.claim",
                    ),
                ),
                (
                    "resolution",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.resolution",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Where the claim is judged again because of it.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.round",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical objection",
                "verbose_name_plural": "historical objections",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAssignment",
            fields=[
                (
                    "id",
                    models.CharField(db_index=True, default=predictions.public_ids.new, editable=False, max_length=9),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("reviewer_ref", models.UUIDField(db_index=True)),
                ("assigned_at", models.DateTimeField()),
                ("wanted_by", models.DateTimeField(help_text="When the verdict is asked for.")),
                (
                    "released_at",
                    models.DateTimeField(blank=True, help_text="When the reviewer was let go again.", null=True),
                ),
                (
                    "released_for",
                    models.CharField(
                        blank=True,
                        choices=[("released", "no longer needed"), ("tied", "tied to the claim")],
                        max_length=8,
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user_id", models.UUIDField()),
                (
                    "round",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.round",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical assignment",
                "verbose_name_plural": "historical assignments",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=predictions.public_ids.new,
                        editable=False,
                        max_length=9,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("reviewer_ref", models.UUIDField(db_index=True)),
                ("assigned_at", models.DateTimeField()),
                ("wanted_by", models.DateTimeField(help_text="When the verdict is asked for.")),
                (
                    "released_at",
                    models.DateTimeField(blank=True, help_text="When the reviewer was let go again.", null=True),
                ),
                (
                    "released_for",
                    models.CharField(
                        blank=True,
                        choices=[("released", "no longer needed"), ("tied", "tied to the claim")],
                        max_length=8,
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to="predictions.round"
                    ),
                ),
            ],
            options={
                "ordering": ["wanted_by", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("round"), models.F("reviewer_ref"), name="assignment_once_a_round"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("released_at__isnull", True), ("released_for", "")),
                            models.Q(("released_at__isnull", False), ("released_for__in", ["released", "tied"])),
                            _connector="OR",
                        ),
                        name="assignment_let_go_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=predictions.public_ids.new,
                        editable=False,
                        max_length=9,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("slug", models.SlugField(max_length=80, unique=True)),
                ("form", models.CharField(help_text="article, talk, post ...", max_length=32)),
                ("language", models.CharField(max_length=2)),
                ("published_on", models.DateField()),
                ("title", models.CharField(blank=True, max_length=500)),
                ("url", models.CharField(blank=True, max_length=2048)),
                ("content_sha256", models.CharField(help_text="Fingerprint of the text that was read.", max_length=64)),
                ("paragraphs", models.PositiveIntegerField()),
                ("remarks", models.JSONField(blank=True, default=list)),
                (
                    "publisher",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sources",
                        to="predictions.organization",
                    ),
                ),
            ],
            options={
                "ordering": ["-published_on", "slug"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("url", ""),
                            ("url__startswith", "https://"),
                            ("url__startswith", "http://"),
                            _connector="OR",
                        ),
                        name="source_url_is_web",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Refusal",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=predictions.public_ids.new,
                        editable=False,
                        max_length=9,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("number", models.PositiveIntegerField(help_text="Place in the list, from 1.")),
                ("paragraph", models.PositiveIntegerField()),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("present", "about the present"),
                            ("past", "about the past"),
                            ("opinion", "an opinion"),
                            ("capability", "what a product can do"),
                            ("announcement", "an announcement"),
                            ("unreadable", "cannot be read"),
                        ],
                        max_length=16,
                    ),
                ),
                ("what", models.JSONField(help_text="What was said, in our words, in each language.")),
                (
                    "start",
                    models.PositiveIntegerField(
                        blank=True, help_text="Where it begins, in characters of the text.", null=True
                    ),
                ),
                (
                    "end",
                    models.PositiveIntegerField(
                        blank=True, help_text="Where it ends, in characters of the text.", null=True
                    ),
                ),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refusals",
                        to="predictions.collection",
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refusals",
                        to="predictions.expert",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="refusals", to="predictions.source"
                    ),
                ),
            ],
            options={
                "ordering": ["collection", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("collection"), models.F("number"), name="refusal_number_once_a_collection"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reason__in", ["present", "past", "opinion", "capability", "announcement", "unreadable"])
                        ),
                        name="refusal_reason_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end__isnull", True), ("start__isnull", True)),
                            ("start__lt", models.F("end")),
                            _connector="OR",
                        ),
                        name="refusal_place_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=predictions.public_ids.new,
                        editable=False,
                        max_length=9,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("reader_ref", models.UUIDField(db_index=True)),
                ("opened_at", models.DateTimeField()),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="readings", to="predictions.source"
                    ),
                ),
            ],
            options={
                "ordering": ["opened_at", "id"],
                "constraints": [
                    models.UniqueConstraint(models.F("source"), models.F("reader_ref"), name="reading_once_a_person")
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalStatement",
            fields=[
                (
                    "id",
                    models.CharField(db_index=True, default=predictions.public_ids.new, editable=False, max_length=9),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                (
                    "voice",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("experts", "unnamed experts"),
                            ("research", "research"),
                            ("article", "the article itself"),
                        ],
                        help_text="Who speaks when no expert is named.",
                        max_length=8,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(help_text="Place among the claim's statements, from 1.")),
                ("said_on", models.DateField()),
                (
                    "kind_of",
                    models.CharField(
                        choices=[("quoted", "quoted"), ("reported", "reported"), ("endorsed", "endorsed")], max_length=8
                    ),
                ),
                ("paragraph", models.PositiveIntegerField(blank=True, null=True)),
                ("quote", models.CharField(blank=True, help_text="A few words, letter for letter.", max_length=500)),
                ("quote_language", models.CharField(blank=True, max_length=2)),
                ("quote_paragraph", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "quote_prefix",
                    models.CharField(blank=True, help_text="What stands just before the quote.", max_length=64),
                ),
                ("quote_suffix", models.CharField(blank=True, help_text="What stands just after it.", max_length=64)),
                (
                    "quote_start",
                    models.PositiveIntegerField(blank=True, help_text="In characters of the text.", null=True),
                ),
                (
                    "quote_end",
                    models.PositiveIntegerField(blank=True, help_text="In characters of the text.", null=True),
                ),
                (
                    "horizon_words",
                    models.CharField(blank=True, help_text="The time, as the speaker put it.", max_length=200),
                ),
                ("locator", models.CharField(blank=True, help_text="The place, in words.", max_length=500)),
                ("hedge_words", models.CharField(blank=True, max_length=200)),
                (
                    "hedge_class",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("flat", "a plain statement"),
                            ("belief", "a belief"),
                            ("expectation", "an expectation"),
                            ("suggestion", "a suggestion"),
                            ("possibility", "a possibility"),
                            ("hope", "a hope"),
                        ],
                        max_length=12,
                    ),
                ),
                ("role", models.CharField(blank=True, help_text="As the source words it.", max_length=200)),
                ("organization", models.CharField(blank=True, help_text="As the source words it.", max_length=200)),
                ("probability", models.DecimalField(blank=True, decimal_places=6, max_digits=7, null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user_id", models.UUIDField()),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.claim",
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.expert",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.source",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical statement",
                "verbose_name_plural": "historical statements",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalRefusal",
            fields=[
                (
                    "id",
                    models.CharField(db_index=True, default=predictions.public_ids.new, editable=False, max_length=9),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("number", models.PositiveIntegerField(help_text="Place in the list, from 1.")),
                ("paragraph", models.PositiveIntegerField()),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("present", "about the present"),
                            ("past", "about the past"),
                            ("opinion", "an opinion"),
                            ("capability", "what a product can do"),
                            ("announcement", "an announcement"),
                            ("unreadable", "cannot be read"),
                        ],
                        max_length=16,
                    ),
                ),
                ("what", models.JSONField(help_text="What was said, in our words, in each language.")),
                (
                    "start",
                    models.PositiveIntegerField(
                        blank=True, help_text="Where it begins, in characters of the text.", null=True
                    ),
                ),
                (
                    "end",
                    models.PositiveIntegerField(
                        blank=True, help_text="Where it ends, in characters of the text.", null=True
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user_id", models.UUIDField()),
                (
                    "collection",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.collection",
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.expert",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.source",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical refusal",
                "verbose_name_plural": "historical refusals",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalReading",
            fields=[
                (
                    "id",
                    models.CharField(db_index=True, default=predictions.public_ids.new, editable=False, max_length=9),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("reader_ref", models.UUIDField(db_index=True)),
                ("opened_at", models.DateTimeField()),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user_id", models.UUIDField()),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.source",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical reading",
                "verbose_name_plural": "historical readings",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalClaim",
            fields=[
                (
                    "id",
                    models.CharField(db_index=True, default=predictions.public_ids.new, editable=False, max_length=9),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("key", models.CharField(help_text="Identity inside the collection, like SC-01.", max_length=16)),
                (
                    "kind_of",
                    models.CharField(
                        choices=[
                            ("graded", "graded in quarters"),
                            ("binary", "yes or no"),
                            ("numeric", "a number with a unit"),
                            ("dated", "the day it happens"),
                        ],
                        default="graded",
                        max_length=8,
                    ),
                ),
                ("unit", models.CharField(blank=True, help_text="Of a numeric claim.", max_length=32)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("open", "open"),
                            ("resolved", "resolved"),
                            ("unscored", "unscored"),
                        ],
                        default=predictions.lifecycle.Status["DRAFT"],
                        max_length=8,
                    ),
                ),
                (
                    "scored_reason",
                    models.JSONField(blank=True, default=dict, help_text="Why it is scored, or why not."),
                ),
                ("is_scored", models.BooleanField(help_text="Whether it is meant to be scored once it is published.")),
                (
                    "visibility",
                    models.CharField(
                        choices=[("public", "public"), ("restricted", "restricted")], default="public", max_length=10
                    ),
                ),
                ("restricted_cause", models.TextField(blank=True)),
                ("said_on", models.DateField()),
                ("due_on", models.DateField(help_text="The day by whose end it can be judged.")),
                (
                    "due_precision",
                    models.CharField(
                        choices=[("day", "a day"), ("month", "a month"), ("year", "a year")],
                        default="day",
                        max_length=5,
                    ),
                ),
                ("due_at", models.DateTimeField(help_text="The instant, by rule: the end of that day in UTC.")),
                (
                    "deadline_assigned",
                    models.BooleanField(help_text="The speaker named no date; the deadline is ours."),
                ),
                ("criteria_written_on", models.DateField()),
                ("criteria_frozen_at", models.DateTimeField(blank=True, null=True)),
                (
                    "checkability",
                    models.CharField(choices=[("yes", "yes"), ("partly", "partly"), ("no", "no")], max_length=6),
                ),
                ("near_certain", models.BooleanField(default=False, help_text="Close to certain when it was said.")),
                ("topics", models.JSONField(blank=True, default=list, help_text="Keys of topics.")),
                (
                    "neighbours",
                    models.JSONField(
                        blank=True, default=list, help_text="Keys of close claims that are not duplicates."
                    ),
                ),
                ("written_by", models.UUIDField(help_text="actor_ref of who wrote it up.")),
                (
                    "offered_by",
                    models.UUIDField(
                        blank=True, help_text="Who says that the draft is ready to be published.", null=True
                    ),
                ),
                ("offered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "extra_reviewers",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="Reviewers beyond the quorum, drawn by lot before publication, to measure agreement.",
                    ),
                ),
                (
                    "publication",
                    models.CharField(
                        blank=True,
                        choices=[("people", "two people"), ("bundled", "with the bundled record")],
                        max_length=8,
                    ),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("published_by", models.UUIDField(blank=True, null=True)),
                ("seconded_by", models.UUIDField(blank=True, null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user_id", models.UUIDField()),
                (
                    "collection",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.collection",
                    ),
                ),
                (
                    "family",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.family",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.claim",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.source",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical claim",
                "verbose_name_plural": "historical claims",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAffiliation",
            fields=[
                (
                    "id",
                    models.CharField(db_index=True, default=predictions.public_ids.new, editable=False, max_length=9),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("role", models.JSONField(help_text="Text in each language: {en, fr}.")),
                ("starts", models.DateField(help_text="The day for which a source gives it.")),
                ("ends", models.DateField(blank=True, null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user_id", models.UUIDField()),
                (
                    "expert",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.expert",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.organization",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.source",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical affiliation",
                "verbose_name_plural": "historical affiliations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="claim",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="predictions.source"
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                condition=models.Q(("status", predictions.lifecycle.Status["OPEN"])),
                fields=["due_at", "id"],
                name="claim_open_by_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.UniqueConstraint(
                models.F("collection"), models.F("key"), name="claim_key_once_a_collection"
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            predictions.lifecycle.Status["DRAFT"],
                            predictions.lifecycle.Status["OPEN"],
                            predictions.lifecycle.Status["RESOLVED"],
                            predictions.lifecycle.Status["UNSCORED"],
                        ],
                    )
                ),
                name="claim_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind_of__in", ["graded", "binary", "numeric", "dated"])), name="claim_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("visibility", "public"),
                    models.Q(("visibility", "restricted"), models.Q(("restricted_cause", ""), _negated=True)),
                    _connector="OR",
                ),
                name="claim_restricted_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on__lte", datetime.date(2200, 12, 31))), name="claim_due_in_calendar"
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(("said_on__lte", models.F("due_on"))), name="claim_said_before_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("id")), _negated=True), name="claim_not_merged_into_itself"
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("publication", ""),
                        ("published_at__isnull", True),
                        ("published_by__isnull", True),
                        ("status", predictions.lifecycle.Status["DRAFT"]),
                    ),
                    models.Q(
                        models.Q(("status", predictions.lifecycle.Status["DRAFT"]), _negated=True),
                        ("criteria_frozen_at__isnull", False),
                        ("published_at__isnull", False),
                        ("published_by__isnull", False),
                        models.Q(("publication", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="claim_published_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("offered_at__isnull", True), ("offered_by__isnull", True)),
                    models.Q(("offered_at__isnull", False), ("offered_by__isnull", False)),
                    _connector="OR",
                ),
                name="claim_offered_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("publication", "people"), _negated=True),
                    models.Q(
                        ("seconded_by__isnull", False),
                        models.Q(("seconded_by", models.F("published_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="claim_published_by_two",
            ),
        ),
        migrations.CreateModel(
            name="Affiliation",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=predictions.public_ids.new,
                        editable=False,
                        max_length=9,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("role", models.JSONField(help_text="Text in each language: {en, fr}.")),
                ("starts", models.DateField(help_text="The day for which a source gives it.")),
                ("ends", models.DateField(blank=True, null=True)),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="affiliations",
                        to="predictions.expert",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="affiliations",
                        to="predictions.organization",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="predictions.source",
                    ),
                ),
            ],
            options={
                "ordering": ["-starts", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("expert"), models.F("organization"), models.F("starts"), name="affiliation_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends__isnull", True), ("starts__lte", models.F("ends")), _connector="OR"),
                        name="affiliation_starts_before_it_ends",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=predictions.public_ids.new,
                        editable=False,
                        max_length=9,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                (
                    "voice",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("experts", "unnamed experts"),
                            ("research", "research"),
                            ("article", "the article itself"),
                        ],
                        help_text="Who speaks when no expert is named.",
                        max_length=8,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(help_text="Place among the claim's statements, from 1.")),
                ("said_on", models.DateField()),
                (
                    "kind_of",
                    models.CharField(
                        choices=[("quoted", "quoted"), ("reported", "reported"), ("endorsed", "endorsed")], max_length=8
                    ),
                ),
                ("paragraph", models.PositiveIntegerField(blank=True, null=True)),
                ("quote", models.CharField(blank=True, help_text="A few words, letter for letter.", max_length=500)),
                ("quote_language", models.CharField(blank=True, max_length=2)),
                ("quote_paragraph", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "quote_prefix",
                    models.CharField(blank=True, help_text="What stands just before the quote.", max_length=64),
                ),
                ("quote_suffix", models.CharField(blank=True, help_text="What stands just after it.", max_length=64)),
                (
                    "quote_start",
                    models.PositiveIntegerField(blank=True, help_text="In characters of the text.", null=True),
                ),
                (
                    "quote_end",
                    models.PositiveIntegerField(blank=True, help_text="In characters of the text.", null=True),
                ),
                (
                    "horizon_words",
                    models.CharField(blank=True, help_text="The time, as the speaker put it.", max_length=200),
                ),
                ("locator", models.CharField(blank=True, help_text="The place, in words.", max_length=500)),
                ("hedge_words", models.CharField(blank=True, max_length=200)),
                (
                    "hedge_class",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("flat", "a plain statement"),
                            ("belief", "a belief"),
                            ("expectation", "an expectation"),
                            ("suggestion", "a suggestion"),
                            ("possibility", "a possibility"),
                            ("hope", "a hope"),
                        ],
                        max_length=12,
                    ),
                ),
                ("role", models.CharField(blank=True, help_text="As the source words it.", max_length=200)),
                ("organization", models.CharField(blank=True, help_text="As the source words it.", max_length=200)),
                ("probability", models.DecimalField(blank=True, decimal_places=6, max_digits=7, null=True)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="statements", to="predictions.claim"
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="predictions.expert",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="statements", to="predictions.source"
                    ),
                ),
            ],
            options={
                "ordering": ["claim", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("claim"), models.F("number"), name="statement_number_once_a_claim"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("expert__isnull", False), ("voice", "")),
                            models.Q(("expert__isnull", True), models.Q(("voice", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="statement_has_one_speaker",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("probability__isnull", True),
                            models.Q(("probability__gte", 0), ("probability__lte", 1)),
                            _connector="OR",
                        ),
                        name="statement_probability_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind_of__in", ["quoted", "reported", "endorsed"])),
                        name="statement_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("quote_end__isnull", True), ("quote_start__isnull", True)),
                            ("quote_start__lt", models.F("quote_end")),
                            _connector="OR",
                        ),
                        name="statement_quote_place_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=predictions.public_ids.new,
                        editable=False,
                        max_length=9,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("reviewer_ref", models.UUIDField(db_index=True)),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        help_text="Of this reviewer in this round, from 1; the last counts."
                    ),
                ),
                (
                    "judgement",
                    models.CharField(
                        choices=[
                            ("graded", "graded"),
                            ("ambiguous", "ambiguous"),
                            ("annul", "annul"),
                            ("cannot-assess", "cannot-assess"),
                        ],
                        max_length=13,
                    ),
                ),
                ("grade", models.DecimalField(blank=True, decimal_places=2, max_digits=3, null=True)),
                (
                    "fault",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not-said", "not-said"),
                            ("premise", "premise"),
                            ("undecidable", "undecidable"),
                            ("several", "several"),
                            ("duplicate", "duplicate"),
                        ],
                        help_text="Why it is to be annulled.",
                        max_length=11,
                    ),
                ),
                ("confidence", models.PositiveSmallIntegerField(choices=[(1, "low"), (2, "medium"), (3, "high")])),
                ("reasons", models.TextField()),
                ("would_change", models.TextField(blank=True, help_text="What would change this verdict.")),
                ("cites", models.JSONField(blank=True, default=list, help_text="Ids of evidence.")),
                ("seen_version", models.PositiveIntegerField(help_text="The version of the claim that was judged.")),
                ("filed_at", models.DateTimeField()),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="predictions.verdict",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="verdicts", to="predictions.round"
                    ),
                ),
            ],
            options={
                "ordering": ["round", "filed_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("round"), models.F("reviewer_ref"), models.F("number"), name="verdict_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("judgement", predictions.lifecycle.Judgement["GRADED"]),
                                (
                                    "grade__in",
                                    (Decimal("1"), Decimal("0.75"), Decimal("0.5"), Decimal("0.25"), Decimal("0")),
                                ),
                            ),
                            models.Q(
                                (
                                    "judgement__in",
                                    [
                                        predictions.lifecycle.Judgement["AMBIGUOUS"],
                                        predictions.lifecycle.Judgement["ANNUL"],
                                        predictions.lifecycle.Judgement["CANNOT_ASSESS"],
                                    ],
                                ),
                                ("grade__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="verdict_grade_when_graded",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fault", ""),
                            models.Q(
                                (
                                    "fault__in",
                                    [
                                        predictions.lifecycle.Fault["NOT_SAID"],
                                        predictions.lifecycle.Fault["PREMISE"],
                                        predictions.lifecycle.Fault["UNDECIDABLE"],
                                        predictions.lifecycle.Fault["SEVERAL"],
                                        predictions.lifecycle.Fault["DUPLICATE"],
                                    ],
                                ),
                                ("judgement", predictions.lifecycle.Judgement["ANNUL"]),
                            ),
                            _connector="OR",
                        ),
                        name="verdict_fault_when_annulling",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("confidence__in", [1, 2, 3])), name="verdict_confidence_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("number", 1), ("replaces__isnull", True)),
                            models.Q(("number__gt", 1), ("replaces__isnull", False)),
                            _connector="OR",
                        ),
                        name="verdict_replaces_when_again",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalVerdict",
            fields=[
                (
                    "id",
                    models.CharField(db_index=True, default=predictions.public_ids.new, editable=False, max_length=9),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("reviewer_ref", models.UUIDField(db_index=True)),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        help_text="Of this reviewer in this round, from 1; the last counts."
                    ),
                ),
                (
                    "judgement",
                    models.CharField(
                        choices=[
                            ("graded", "graded"),
                            ("ambiguous", "ambiguous"),
                            ("annul", "annul"),
                            ("cannot-assess", "cannot-assess"),
                        ],
                        max_length=13,
                    ),
                ),
                ("grade", models.DecimalField(blank=True, decimal_places=2, max_digits=3, null=True)),
                (
                    "fault",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not-said", "not-said"),
                            ("premise", "premise"),
                            ("undecidable", "undecidable"),
                            ("several", "several"),
                            ("duplicate", "duplicate"),
                        ],
                        help_text="Why it is to be annulled.",
                        max_length=11,
                    ),
                ),
                ("confidence", models.PositiveSmallIntegerField(choices=[(1, "low"), (2, "medium"), (3, "high")])),
                ("reasons", models.TextField()),
                ("would_change", models.TextField(blank=True, help_text="What would change this verdict.")),
                ("cites", models.JSONField(blank=True, default=list, help_text="Ids of evidence.")),
                ("seen_version", models.PositiveIntegerField(help_text="The version of the claim that was judged.")),
                ("filed_at", models.DateTimeField()),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user_id", models.UUIDField()),
                (
                    "round",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.round",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="predictions.verdict",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical verdict",
                "verbose_name_plural": "historical verdicts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Wording",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=predictions.public_ids.new,
                        editable=False,
                        max_length=9,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("language", models.CharField(max_length=2)),
                ("is_binding", models.BooleanField(default=False)),
                (
                    "proposition",
                    models.TextField(blank=True, help_text="Empty only in a draft that is not offered yet."),
                ),
                ("question", models.TextField(blank=True)),
                (
                    "conditions",
                    models.JSONField(blank=True, default=list, help_text="Named terms the grades use: {key, text}."),
                ),
                (
                    "grades",
                    models.JSONField(help_text="The condition for each grade, by '1', '0.75', '0.5', '0.25' and '0'."),
                ),
                ("source_of_truth", models.TextField(blank=True)),
                ("edge_cases", models.TextField(blank=True)),
                ("annul_if", models.TextField(blank=True)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="wordings", to="predictions.claim"
                    ),
                ),
            ],
            options={
                "ordering": ["claim", "-is_binding", "language"],
                "constraints": [
                    models.UniqueConstraint(models.F("claim"), models.F("language"), name="wording_once_a_language"),
                    models.UniqueConstraint(
                        models.F("claim"), condition=models.Q(("is_binding", True)), name="wording_one_binding"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkingText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("brought_by", models.UUIDField()),
                ("brought_at", models.DateTimeField()),
                (
                    "source",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="working_text",
                        to="predictions.source",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=predictions.public_ids.new,
                        editable=False,
                        max_length=9,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Steps by one with each revision."
                    ),
                ),
                ("key", models.CharField(help_text="Like SC-01-E1.", max_length=24)),
                ("number", models.PositiveIntegerField(help_text="Place among the claim's evidence, from 1.")),
                (
                    "stance",
                    models.CharField(
                        choices=[("supports", "supports"), ("contradicts", "contradicts"), ("context", "context")],
                        max_length=11,
                    ),
                ),
                (
                    "strength",
                    models.PositiveSmallIntegerField(choices=[(1, "weak or indirect"), (2, "fair"), (3, "strong")]),
                ),
                (
                    "tier",
                    models.CharField(
                        choices=[
                            ("primary", "the maker’s, author’s or measurer’s own words"),
                            ("press", "press"),
                            ("analysis", "experts and law firms"),
                            ("secondary", "digests, blogs, vendors"),
                        ],
                        max_length=9,
                    ),
                ),
                ("title", models.CharField(max_length=500)),
                ("publisher", models.CharField(max_length=200)),
                (
                    "published",
                    models.CharField(
                        blank=True, help_text="A year, month or day, as the page shows it.", max_length=10
                    ),
                ),
                ("url", models.CharField(max_length=2048)),
                ("identifier", models.CharField(blank=True, help_text="For example an arXiv number.", max_length=100)),
                ("retrieved_on", models.DateField()),
                (
                    "recheck",
                    models.CharField(
                        choices=[
                            ("page", "read twice on the page"),
                            ("elsewhere", "found again on another page"),
                            ("none", "not looked at twice"),
                        ],
                        default="none",
                        max_length=9,
                    ),
                ),
                ("summary", models.TextField(help_text="What it says, in our words, with the figure.")),
                ("note", models.TextField(blank=True, help_text="A caution for the reader.")),
                ("language", models.CharField(blank=True, help_text="Of summary and note.", max_length=2)),
                (
                    "archived_url",
                    models.CharField(blank=True, help_text="Where a copy of the page is kept.", max_length=2048),
                ),
                (
                    "excerpt",
                    models.CharField(blank=True, help_text="A few words of it, letter for letter.", max_length=300),
                ),
                (
                    "file_name",
                    models.CharField(blank=True, help_text="Under which its file is handed out.", max_length=120),
                ),
                (
                    "file_type",
                    models.CharField(
                        blank=True, choices=[("application/pdf", "PDF"), ("image/png", "PNG")], max_length=20
                    ),
                ),
                ("file_size", models.PositiveIntegerField(blank=True, help_text="In bytes.", null=True)),
                (
                    "file_sha256",
                    models.CharField(blank=True, help_text="Fingerprint; the name it is kept under.", max_length=64),
                ),
                (
                    "retracted_at",
                    models.DateTimeField(blank=True, help_text="It stays on the page, struck through.", null=True),
                ),
                ("retracted_by", models.UUIDField(blank=True, null=True)),
                ("retraction_reason", models.TextField(blank=True)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="predictions.claim"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "evidence",
                "ordering": ["claim", "number"],
                "constraints": [
                    models.UniqueConstraint(models.F("claim"), models.F("number"), name="evidence_number_once_a_claim"),
                    models.UniqueConstraint(models.F("claim"), models.F("key"), name="evidence_key_once_a_claim"),
                    models.CheckConstraint(
                        condition=models.Q(("stance__in", ["supports", "contradicts", "context"])),
                        name="evidence_stance_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tier__in", ["primary", "press", "analysis", "secondary"])),
                        name="evidence_tier_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("strength__in", [1, 2, 3])), name="evidence_strength_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("retracted_at__isnull", True),
                                ("retracted_by__isnull", True),
                                ("retraction_reason", ""),
                            ),
                            models.Q(
                                ("retracted_at__isnull", False),
                                ("retracted_by__isnull", False),
                                models.Q(("retraction_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="evidence_retracted_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("file_name", ""), ("file_sha256", ""), ("file_size__isnull", True), ("file_type", "")
                            ),
                            models.Q(
                                models.Q(("file_name", ""), _negated=True),
                                models.Q(("file_type", ""), _negated=True),
                                ("file_size__isnull", False),
                                models.Q(("file_sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="evidence_file_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("archived_url", ""),
                            ("archived_url__startswith", "https://"),
                            ("archived_url__startswith", "http://"),
                            _connector="OR",
                        ),
                        name="evidence_archive_is_web",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("url__startswith", "https://"), ("url__startswith", "http://"), _connector="OR"
                        ),
                        name="evidence_url_is_web",
                    ),
                ],
            },
        ),
    ]
