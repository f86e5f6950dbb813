"""Users, the roles they hold, and the random reference by which the record names them."""

from __future__ import annotations

import uuid
from datetime import datetime
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from accounts.roles import Role


def check_time_zone(name: str) -> None:
    """Refuse a name that is not in the IANA time zone database."""
    if name not in available_timezones():
        raise ValidationError(f"{name!r} is not a time zone. Use a name like Europe/Paris.")


class User(AbstractUser):
    """A person who signs in. History names people by `actor_ref`, never by this row, so an account can be emptied."""

    actor_ref = models.UUIDField(
        default=uuid.uuid4,
        unique=True,
        editable=False,
        help_text="How revisions and the ledger name this person.",
    )
    display_name = models.CharField(max_length=80, blank=True, help_text="Shown beside what this person files.")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="en")
    time_zone = models.CharField(max_length=64, default="UTC", validators=[check_time_zone])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "email",
                name="user_email_unique",
                condition=~Q(email=""),
                violation_error_message="Address in use.",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name or self.username

    def roles(self, *, at: datetime) -> frozenset[Role]:
        """The roles held at `at`; an inactive account holds none."""
        if not self.is_active:
            return frozenset()
        return frozenset(Role(grant.role) for grant in RoleGrant.objects.held(at=at).filter(user=self))


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """The one question that is asked of grants."""

    def held(self, *, at: datetime) -> RoleGrantQuerySet:
        """Grants that have begun and not ended at `at`."""
        return self.filter(Q(ends__isnull=True) | Q(ends__gt=at), starts__lte=at)


RoleGrantManager = models.Manager.from_queryset(RoleGrantQuerySet)


class RoleGrant(models.Model):
    """One role given to one person by another, for a time. Nobody can grant a role to themselves."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=16, choices=[(role.value, role.value) for role in Role])
    granted_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Empty: granted when the site was set up.",
    )
    starts = models.DateTimeField()
    ends = models.DateTimeField(null=True, blank=True)

    objects = RoleGrantManager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="role_not_self_granted", condition=~Q(granted_by=F("user"))),
            models.UniqueConstraint("user", "role", name="role_held_once", condition=Q(ends__isnull=True)),
            models.CheckConstraint(name="role_known", condition=Q(role__in=[role.value for role in Role])),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"
