"""The app that scores: everything in it can be deleted and rebuilt from the facts at any time."""

from __future__ import annotations

from django.apps import AppConfig


class ScoringConfig(AppConfig):
    name = "scoring"

    def ready(self) -> None:
        from predictions.signals import claim_settled
        from scoring import doorbell

        claim_settled.connect(doorbell.ring, dispatch_uid="scoring.doorbell")
