"""The administration: accounts and roles, kept by administrators. The other apps show their tables on the same site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import ForeignKey, Model
from django.forms import ModelChoiceField, ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models import RoleGrant, User
from accounts.roles import Permission, Role, permissions

if TYPE_CHECKING:
    Table = admin.ModelAdmin[Any]
else:
    Table = admin.ModelAdmin  # takes a type only where types are checked


def roles_of(request: HttpRequest) -> frozenset[Role]:
    """The roles that the signed-in person holds now, asked for once a request."""
    held: frozenset[Role] | None = getattr(request, "held_roles", None)
    if held is None:
        held = request.user.roles(at=timezone.now()) if isinstance(request.user, User) else frozenset()
        request.held_roles = held  # type: ignore[attr-defined]
    return held


class Administration(admin.AdminSite):
    """Opened by roles, not by Django's own permissions, and entered through the site's one sign-in with its limits."""

    site_title = site_header = "Hindcast administration"

    def has_permission(self, request: HttpRequest) -> bool:
        return bool({Permission.MANAGE_ACCOUNTS, Permission.READ_ALL} & permissions(roles_of(request)))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send who is not signed in to the sign-in page; who is and may not enter is told so."""
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", request.get_full_path()))


site = Administration()


class KeptByAdministrators(Table):
    """Rows that an administrator adds and changes. Nothing is deleted: the record refers to people for good."""

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return Permission.MANAGE_ACCOUNTS in permissions(roles_of(request))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_view_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(User, site=site)
class Accounts(KeptByAdministrators):
    """Accounts without their passwords: people set those themselves, by a link that is sent to them."""

    list_display = ["username", "display_name", "email", "is_active"]
    list_filter = ["is_active", "grants__role"]
    search_fields = ["username", "display_name", "email"]
    fields = ["username", "display_name", "email", "language", "time_zone", "is_active"]

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool) -> None:  # noqa: FBT001
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)


@admin.register(RoleGrant, site=site)
class Roles(KeptByAdministrators):
    """Who was trusted with what, by whom and when. A role is taken away by giving it an end."""

    list_display = ["user", "role", "granted_by", "starts", "ends"]
    list_filter = ["role"]
    list_select_related = ["user", "granted_by"]

    def get_fields(self, request: HttpRequest, obj: RoleGrant | None = None) -> Any:
        return ["user", "role"] if obj is None else ["user", "role", "granted_by", "starts", "ends"]

    def get_readonly_fields(self, request: HttpRequest, obj: RoleGrant | None = None) -> list[str]:
        return [] if obj is None else ["user", "role", "granted_by", "starts"]

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        """Everybody but oneself: nobody grants a role to themselves."""
        others = User.objects.exclude(username=request.user.get_username())
        return super().formfield_for_foreignkey(db_field, request, **kwargs | {"queryset": others})

    def save_model(
        self,
        request: HttpRequest,
        obj: RoleGrant,
        form: ModelForm[RoleGrant],
        change: bool,  # noqa: FBT001
    ) -> None:
        if not change and isinstance(request.user, User):
            obj.granted_by, obj.starts = request.user, timezone.now()
        super().save_model(request, obj, form, change)
