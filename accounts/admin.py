"""The administration: accounts and roles, kept by administrators. The other apps show their tables on the same site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import ForeignKey, Model
from django.forms import ModelChoiceField, ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.access import factor_owed, keeps_accounts, may_enter_administration, to_set_up_a_factor
from accounts.forms import Grant
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
    """Who was trusted with what, by whom and when. A role is taken away by giving it an end."""

    form = Grant
    list_display = ["user", "role", "granted_by", "starts", "ends", "ended_by"]
    list_filter = ["role"]
    list_select_related = ["user", "granted_by"]

    def get_fields(self, request: HttpRequest, obj: RoleGrant | None = None) -> Any:
        return ["user", "role"] if obj is None else ["user", "role", "granted_by", "starts", "ends", "ended_by"]

    def get_readonly_fields(self, request: HttpRequest, obj: RoleGrant | None = None) -> list[str]:
        return [] if obj is None else ["user", "role", "granted_by", "starts", "ended_by"]

    def get_form(
        self,
        request: HttpRequest,
        obj: RoleGrant | None = None,
        change: bool = False,  # noqa: FBT001, FBT002
        **kwargs: Any,
    ) -> Any:
        """A form that knows who grants, so that it can refuse what the database would."""
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"by": request.user})

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
        if change and "ends" in form.changed_data and isinstance(request.user, User):
            obj.ended_by = request.user if obj.ends is not None else None
        super().save_model(request, obj, form, change)
