"""Users, the roles they hold, and the random reference by which the record names them."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext, gettext_lazy

from accounts.roles import Role, clash
from accounts.words import role_word
from accounts.zones import known_zones


def check_time_zone(name: str) -> None:
    """Refuse a name that is not in the IANA time zone database."""
    if name not in known_zones():
        raise ValidationError(
            gettext("%(name)s is not a time zone. Use a name like Europe/Paris.") % {"name": repr(name)}
        )


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
                Lower("email"),
                name="user_email_unique",
                condition=~Q(email=""),
                violation_error_message=gettext_lazy("Another account has this address."),
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
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, editable=False, related_name="+")

    objects = RoleGrantManager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="role_not_self_granted", condition=~Q(granted_by=F("user"))),
            models.UniqueConstraint("user", "role", name="role_held_once", condition=Q(ends__isnull=True)),
            models.CheckConstraint(name="role_known", condition=Q(role__in=[role.value for role in Role])),
            models.CheckConstraint(
                name="role_ends_after_it_starts", condition=Q(ends__isnull=True) | Q(ends__gte=F("starts"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"

    def save(self, *args: Any, **options: Any) -> None:
        """Refuse what nobody may hold at once, whoever writes the row."""
        self.check_duties()
        super().save(*args, **options)

    def clean(self) -> None:
        """Say in a sentence what the database would refuse without one."""
        if self.ends is not None and self.ends < self.starts:
            raise ValidationError({"ends": gettext("A role cannot end before it starts. Give a later moment.")})
        if not (self.user_id and self.role):
            return
        if self.user_id == self.granted_by_id:
            raise ValidationError(gettext("Nobody grants a role to themselves. Ask another administrator."))
        if self._state.adding and Role(self.role) in self._others():
            raise ValidationError(
                gettext("%(name)s holds the role %(role)s already. End that first, or give another role.")
                % {"name": self.user, "role": role_word(self.role)}
            )
        self.check_duties()

    def check_duties(self) -> None:
        """Raise `ValidationError` when this role and another that the person holds may not meet."""
        if self.ends is not None and self.ends <= self.starts:
            return
        if clash(self._others() | {Role(self.role)}):
            raise ValidationError(
                gettext("Who keeps the accounts does not judge. End the other role of %(name)s first.")
                % {"name": self.user}
            )

    def _others(self) -> frozenset[Role]:
        """The other roles that this person holds, or will, while this grant lasts."""
        grants = RoleGrant.objects.exclude(pk=self.pk).filter(
            Q(ends__isnull=True) | Q(ends__gt=self.starts), user=self.user_id
        )
        if self.ends is not None:
            grants = grants.filter(starts__lt=self.ends)
        return frozenset(Role(role) for role in grants.values_list("role", flat=True))


class Invitation(models.Model):
    """One address that was asked to join. Its link is known only to the mail: here is what it is recognised by."""

    email = models.EmailField()
    roles = models.JSONField(help_text="Given by the inviter the moment the link is used.")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="en")
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, help_text="Empty: the mail did not leave. Send it again.")
    expires_at = models.DateTimeField()
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="invitation_open_once",
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def is_open(self, *, at: datetime) -> bool:
        """Whether its link works at `at`."""
        return self.accepted_at is None and self.withdrawn_at is None and at < self.expires_at
