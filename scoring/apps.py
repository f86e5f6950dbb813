"""The app that scores: everything in it can be deleted and rebuilt from the facts at any time."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ScoringConfig(AppConfig):
    name = "scoring"

    def ready(self) -> None:
        from predictions.signals import claim_settled
        from scoring import covering, doorbell

        post_migrate.connect(covering.make, sender=self)
        claim_settled.connect(doorbell.ring, dispatch_uid="scoring.doorbell")
