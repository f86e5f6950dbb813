"""Who acts."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from accounts.roles import Permission, Role, permissions

# Days for which a past membership still counts as a tie.
MEMBERSHIP_DAYS = 730

SYSTEM_REF = UUID("00000000-0000-5000-8000-000000000001")


@dataclass(frozen=True)
class Person:
    """Who acts: the reference that history keeps, and the roles held at this moment."""

    ref: UUID
    roles: frozenset[Role] = frozenset()
    is_system: bool = False

    def can(self, permission: Permission) -> bool:
        """Whether any role held carries `permission`."""
        return self.is_system or permission in permissions(self.roles)


SYSTEM = Person(ref=SYSTEM_REF, is_system=True)
