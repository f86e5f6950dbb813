"""Who the signed-in person is to a page: their roles, and whether a second factor is due before they go on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts import factors
from accounts.models import User
from accounts.roles import Permission, Role, permissions

# Where in a session it is kept where somebody was going when they were asked for a second factor.
WANTED = "wanted_before_factor"


class MemberRequest(HttpRequest):
    """A request of somebody who is signed in, and the moment it came."""

    user: User
    at: datetime


View = Callable[..., HttpResponse]


def roles_of(request: HttpRequest) -> frozenset[Role]:
    """The roles that the signed-in person holds now, asked for once a request."""
    held: frozenset[Role] | None = getattr(request, "held_roles", None)
    if held is None:
        user = getattr(request, "user", None)
        held = user.roles(at=timezone.now()) if isinstance(user, User) else frozenset()
        request.held_roles = held  # type: ignore[attr-defined]
    return held


def may_enter_administration(request: HttpRequest) -> bool:
    """Whether the roles of the signed-in person open the administration."""
    return bool({Permission.MANAGE_ACCOUNTS, Permission.READ_ALL} & permissions(roles_of(request)))


def keeps_accounts(request: HttpRequest) -> bool:
    """Whether the signed-in person is an administrator."""
    return Permission.MANAGE_ACCOUNTS in permissions(roles_of(request))


def factor_owed(request: HttpRequest) -> bool:
    """Whether the signed-in person has to set up a second factor first. Who has one forgets that they were asked."""
    known: bool | None = getattr(request, "factor_is_owed", None)
    if known is None:
        known = isinstance(request.user, User) and factors.is_owed(request.user, roles_of(request))
        request.factor_is_owed = known  # type: ignore[attr-defined]
        if not known and WANTED in request.session:
            del request.session[WANTED]
    return known


def to_set_up_a_factor(request: HttpRequest, *, wanted: str = "") -> HttpResponse:
    """Lead to where a factor is set up, and remember where the person was going.

    wanted  an address on this site; without it that of the page asked for
    """
    if request.method == "GET":
        request.session[WANTED] = wanted or request.get_full_path()
    return redirect("mfa_index")


def member_view(view: View) -> View:
    """For whoever is signed in."""

    @login_required
    @wraps(view)
    def guarded(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.at = timezone.now()
        return view(request, *args, **kwargs)

    return guarded


def administrators_view(view: View) -> View:
    """For administrators, with a second factor where the site asks for one."""

    @login_required
    @wraps(view)
    def guarded(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not keeps_accounts(request):
            raise PermissionDenied
        if factor_owed(request):
            return to_set_up_a_factor(request)
        request.at = timezone.now()
        return view(request, *args, **kwargs)

    return guarded
