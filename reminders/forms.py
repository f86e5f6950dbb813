"""What somebody wants of their mails, as a form."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy

from accounts.forms import Habits
from accounts.models import User
from reminders import actions, kinds
from reminders.actions import Wanted
from reminders.planning import day_of, known_zone

LONGEST_PAUSE = timedelta(days=366)


def weekday_choices() -> list[tuple[int, Any]]:
    """The days of the week, Monday first."""
    return [(number + 1, WEEKDAYS[number].capitalize()) for number in range(7)]


def hour_choices() -> list[tuple[int, str]]:
    """The hours of a day."""
    return [(hour, f"{hour:02}:00") for hour in range(24)]


class Preferences(Habits):
    """Language and zone, which mails, on which day and at which hour the digest comes, and a pause."""

    weekday = forms.TypedChoiceField(label=gettext_lazy("Day of the digest"), choices=weekday_choices, coerce=int)
    hour = forms.TypedChoiceField(label=gettext_lazy("Hour of the digest"), choices=hour_choices, coerce=int)
    paused_until = forms.DateField(
        label=gettext_lazy("No mails until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy(
            "The first day on which they come again. What came up meanwhile is in the first digest after that. Mails "
            "about the safety of your account come all the same."
        ),
    )

    def __init__(self, data: Any = None, *, user: User, at: datetime) -> None:
        self.user, self.at = user, at
        mine = [one for one in kinds.for_roles(user.roles(at=at)) if one.can_be_stopped]
        self.offered = {one.kind: one for one in mine if one.kind is not None}
        stopped, wanted = actions.stopped(user), actions.wanted(user)
        initial: dict[str, Any] = {kind.value: kind not in stopped for kind in self.offered}
        initial |= {"weekday": wanted.weekday, "hour": wanted.hour}
        if wanted.paused_until is not None and wanted.paused_until > self._today(user.time_zone):
            initial["paused_until"] = wanted.paused_until
        super().__init__(data, instance=User.objects.get(pk=user.pk), initial=initial)
        for kind, one in self.offered.items():
            self.fields[kind.value] = forms.BooleanField(label=str(one.name), help_text=str(one.when), required=False)
        self.order_fields([*self.offered, "weekday", "hour", "time_zone", "language", "paused_until"])

    def clean_paused_until(self) -> date | None:
        """A day to come, within a year."""
        day: date | None = self.cleaned_data["paused_until"]
        if day is None:
            return None
        today = self._today(self.cleaned_data.get("time_zone") or self.user.time_zone)
        if day <= today:
            raise forms.ValidationError(gettext("That day is past or today. Choose a later one, or leave it empty."))
        if day > today + LONGEST_PAUSE:
            last = date_format(today + LONGEST_PAUSE, "j F Y")
            raise forms.ValidationError(
                gettext("That is more than a year away. Choose %(last)s at the latest, or stop the mails.")
                % {"last": last}
            )
        return day

    def _today(self, zone: str) -> date:
        return day_of(self.at, known_zone(zone))

    def keep(self) -> User:
        """Keep what was chosen. Returns the account as it is now."""
        user = self.save()
        given = self.cleaned_data
        actions.choose(
            user=user,
            kinds=[kind for kind in self.offered if given[kind.value]],
            offered=list(self.offered),
            wants=Wanted(given["weekday"], given["hour"], given["paused_until"]),
            at=self.at,
        )
        return user
