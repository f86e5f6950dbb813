"""The administration: accounts and roles, kept by administrators. The other apps show their tables on the same site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.access import factor_owed, keeps_accounts, may_enter_administration, to_set_up_a_factor
from accounts.models import RoleGrant, User

if TYPE_CHECKING:
    Table = admin.ModelAdmin[Any]
else:
    Table = admin.ModelAdmin  # takes a type only where types are checked


class Administration(admin.AdminSite):
    """Opened by roles, not by Django's own permissions, and entered through the site's one sign-in with its limits."""

    site_title = site_header = "Hindcast administration"

    def has_permission(self, request: HttpRequest) -> bool:
        return may_enter_administration(request) and not factor_owed(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send who is not signed in to the sign-in page; who is and may not enter is told so, or asked for a factor."""
        if may_enter_administration(request):
            return to_set_up_a_factor(request, wanted=reverse("admin:index"))
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", request.get_full_path()))


site = Administration()


class KeptByAdministrators(Table):
    """Rows that an administrator adds and changes. Nothing is deleted: the record refers to people for good."""

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return keeps_accounts(request) and not factor_owed(request)

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
    """Accounts without their passwords: people set those themselves, by a link that is sent to them.

    Once it has an address, only its owner changes that: whoever holds the address can set the password. Accounts are
    closed on the page of the person.
    """

    list_display = ["username", "display_name", "email", "is_active"]
    list_filter = ["is_active", "grants__role"]
    search_fields = ["username", "display_name", "email"]
    fields = ["username", "display_name", "email", "language", "time_zone", "is_active"]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        return ["is_active", "email"] if obj is not None and obj.email else ["is_active"]

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool) -> None:  # noqa: FBT001
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)


@admin.register(RoleGrant, site=site)
class Roles(KeptByAdministrators):
    """Who was trusted with what, by whom and when, to look at. Roles are given and ended on the page of the person.

    There is one way to do that, because two administrators who end each other have to take turns.
    """

    list_display = ["user", "role", "granted_by", "starts", "ends", "ended_by"]
    list_filter = ["role"]
    list_select_related = ["user", "granted_by"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
