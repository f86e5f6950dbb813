"""For administrators: who is here, with which roles, and who was asked in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import actions, factors
from accounts.access import MemberRequest, administrators_view
from accounts.forms import GiveRole, Invite
from accounts.models import Invitation, RoleGrant, User
from accounts.words import role_word


@administrators_view
@require_GET
def index(request: MemberRequest) -> HttpResponse:
    """Everybody, and the invitations that are not accepted."""
    has_factor = Authenticator.objects.filter(user=OuterRef("pk"), type__in=factors.KINDS)
    held = RoleGrant.objects.held(at=request.at).order_by("starts", "pk")
    people = (
        User.objects.annotate(has_factor=Exists(has_factor))
        .prefetch_related(Prefetch("grants", queryset=held, to_attr="held"))
        .order_by("-is_active", "display_name", "username")
    )
    invitations = Invitation.objects.filter(accepted_at=None, withdrawn_at=None).select_related("invited_by")
    context = {
        "people": people,
        "waiting": [(one, one.is_open(at=request.at)) for one in invitations.order_by("-made_at", "-pk")],
        "owed": factors.are_required(),
    }
    return render(request, "accounts/people.html", context)


@administrators_view
@require_http_methods(["GET", "POST"])
def invite(request: MemberRequest) -> HttpResponse:
    """Ask somebody in."""
    form = Invite(request.POST or None, initial={"language": request.user.language})
    if form.is_valid():
        try:
            sent = actions.invite(by=request.user, at=request.at, **form.cleaned_data)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The invitation is on its way to %(address)s.") % {"address": sent.email})
            return redirect("people")
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/invite.html", {"form": form}, status=status)


@administrators_view
@require_POST
def send_again(request: MemberRequest, pk: int) -> HttpResponse:
    """A new link for the same address; the one before dies."""
    invitation = get_object_or_404(Invitation, pk=pk)
    return _done(
        request,
        lambda: actions.send_again(invitation=invitation, by=request.user, at=request.at),
        _("A new link is on its way to %(address)s. The one before opens nothing now.") % {"address": invitation.email},
    )


@administrators_view
@require_POST
def withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Let a link open nothing."""
    invitation = get_object_or_404(Invitation, pk=pk)
    return _done(
        request,
        lambda: actions.withdraw(invitation=invitation, by=request.user, at=request.at),
        _("The invitation to %(address)s is withdrawn.") % {"address": invitation.email},
    )


@administrators_view
@require_GET
def show(request: MemberRequest, username: str) -> HttpResponse:
    """One person, and what an administrator can do for them."""
    return _page(request, _person(username), GiveRole())


@administrators_view
@require_POST
def give(request: MemberRequest, username: str) -> HttpResponse:
    """One more role."""
    person = _person(username)
    form = GiveRole(request.POST)
    if form.is_valid():
        try:
            grant = actions.grant_role(user=person, role=form.cleaned_data["role"], by=request.user, at=request.at)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            said = _("%(name)s holds the role %(role)s now.") % {"name": person, "role": role_word(grant.role)}
            messages.success(request, said)
            return redirect("person", username=username)
    return _page(request, person, form)


@administrators_view
@require_POST
def end(request: MemberRequest, username: str, pk: int) -> HttpResponse:
    """One role less."""
    grant = get_object_or_404(RoleGrant.objects.select_related("user"), pk=pk, user=_person(username))
    said = _("%(name)s does not hold the role %(role)s any more.") % {"name": grant.user, "role": role_word(grant.role)}
    return _done(
        request,
        lambda: actions.end_role(grant=grant, by=request.user, at=request.at),
        said,
        to=("person", username),
    )


@administrators_view
@require_POST
def change(request: MemberRequest, username: str) -> HttpResponse:
    """Close or open an account, or take lost factors away."""
    person = _person(username)
    ways: dict[str, tuple[Callable[..., Any], str]] = {
        "close": (actions.close_account, _("The account of %(name)s is closed.")),
        "open": (actions.open_account, _("The account of %(name)s is open again.")),
        "factors": (actions.remove_factors, _("%(name)s signs in by password alone until a new factor is set up.")),
    }
    action, said = ways.get(request.POST.get("what", ""), (None, ""))
    if action is None:
        return redirect("person", username=username)
    return _done(
        request,
        lambda: action(user=person, by=request.user, at=request.at),
        said % {"name": person},
        to=("person", username),
    )


def _person(username: str) -> User:
    """Who has this name. PostgreSQL cannot even be asked about a name with a null character in it."""
    if "\0" in username:
        raise Http404
    return get_object_or_404(User, username=username)


def _page(request: MemberRequest, person: User, form: GiveRole) -> HttpResponse:
    grants = person.grants.select_related("granted_by", "ended_by").order_by("-starts", "-pk")
    context = {
        "person": person,
        "held": [grant for grant in grants if grant.ends is None or grant.ends > request.at],
        "ended": [grant for grant in grants if grant.ends is not None and grant.ends <= request.at],
        "form": form,
        "has_factor": factors.has_one(person),
        "is_oneself": person == request.user,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/person.html", context, status=status)


def _done(
    request: MemberRequest, action: Callable[[], object], said: str, *, to: tuple[str, ...] = ("people",)
) -> HttpResponse:
    """Do it and go back, with what came of it."""
    try:
        action()
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect(*to)
