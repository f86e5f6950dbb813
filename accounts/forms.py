"""The forms of accounts: signing in, inviting, accepting, roles, and one's own settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.validators import MaxLengthValidator, RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from accounts.words import FOR, role_word
from accounts.zones import known_zones

if TYPE_CHECKING:
    UserForm = forms.ModelForm[User]
else:
    UserForm = forms.ModelForm  # takes a type only where types are checked

# The longest e-mail address there is. SQLite refuses to search for much longer ones.
LONGEST = 320
# Longer ones would only cost time to hash.
LONGEST_PASSWORD = 256
# Names of the world's time zones, without those that only stand for an offset or an old spelling.
AREAS = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Arctic/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)
ZONES = ["UTC", *sorted(name for name in known_zones() if name.startswith(AREAS))]


class SignIn(LoginForm):  # type: ignore[misc]  # allauth ships no types
    """Takes a user name or an e-mail address of at most 320 characters."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["login"].validators.append(MaxLengthValidator(LONGEST))
        self.fields["login"].widget.attrs["maxlength"] = LONGEST


def role_choices() -> list[tuple[str, str]]:
    """Each role with what it is for."""
    return [(role.value, f"{role_word(role).capitalize()} – {FOR[role]}") for role in Role]


class Roles(forms.MultipleChoiceField):
    """Roles to tick, at least one."""

    def __init__(self) -> None:
        super().__init__(label=_("Roles"), choices=role_choices, widget=forms.CheckboxSelectMultiple)

    def clean(self, value: Any) -> list[Role]:
        """The roles chosen."""
        return [Role(chosen) for chosen in super().clean(value)]


class Invite(forms.Form):
    """Whom to ask in, as what, in which language."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    roles = Roles()
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)


class GiveRole(forms.Form):
    """One more role for somebody."""

    role = forms.TypedChoiceField(label=_("Role"), choices=role_choices, coerce=Role)


def zone_field(*more: str) -> forms.ChoiceField:
    """A choice of the places of the world, and of `more` that somebody has already."""
    return forms.ChoiceField(
        label=_("Time zone"),
        choices=[(name, name.replace("_", " ")) for name in (*ZONES, *more)],
        help_text=_("The times that you are shown, and the hour of your mails."),
    )


class Habits(UserForm):
    """The language and the time zone in which somebody is written to."""

    time_zone = zone_field()

    class Meta:
        model = User
        fields = ["language", "time_zone"]
        labels = {"language": _("Language")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        zone = self.initial.get("time_zone")
        if zone and zone not in ZONES:
            self.fields["time_zone"] = zone_field(zone)


class Settings(Habits):
    """What somebody tells us about themselves."""

    class Meta(Habits.Meta):
        fields = ["display_name", *Habits.Meta.fields]
        labels = Habits.Meta.labels | {"display_name": _("Display name")}
        help_texts = {"display_name": _("Shown beside what you file.")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["display_name"].required = True


class Join(forms.Form):
    """What an invited person chooses: the name to sign in with, the name to be shown, a password, and habits."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        validators=[
            RegexValidator(
                r"^[\w.+-]+\Z",
                _("Use letters, digits and . + - _ only, without spaces. You can also sign in by e-mail."),
            )
        ],
        help_text=_("To sign in with. Nobody else can have the same."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    display_name = forms.CharField(
        label=_("Display name"),
        max_length=80,
        help_text=_("Shown beside what you file."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label=_("The same password again"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = zone_field()

    def __init__(self, *args: Any, email: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.email = email
        if not self.is_bound:
            self.fields["time_zone"].widget.attrs["data-zone"] = "guess"
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean_username(self) -> str:
        """A name that nobody else has, in any case of its letters."""
        return str(get_adapter().clean_username(self.cleaned_data["username"]))

    def clean(self) -> dict[str, Any]:
        """The same password twice, and one that is hard to guess."""
        given = super().clean() or {}
        password = given.get("password")
        if password and "password_again" in given and given["password_again"] != password:
            self.add_error("password_again", gettext("The two passwords differ. Type the same one twice."))
        if password:
            person = User(
                username=given.get("username", ""), email=self.email, display_name=given.get("display_name", "")
            )
            try:
                validate_password(password, person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return given
