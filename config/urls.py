"""Every address of the site, in the order in which they are tried."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from accounts.admin import site as administration
from config import health

handler404, handler500 = "config.faults.not_found", "config.faults.fault"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("mailz", health.mailz, name="mailz"),
    path("", include("accounts.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/factors/", include("allauth.mfa.urls")),
    path("admin/", administration.urls),
    path("api/v1/", include("config.api")),
    path("desk/outbox/", include("reminders.outbox.urls")),
    path("desk/mails/", include("reminders.previews.urls")),
    path("desk/", include("predictions.desk.urls")),
    path("mail/", include("reminders.urls")),
    path("", include("predictions.urls.files")),
    path("", include("publishing.urls.files")),
    *i18n_patterns(
        path("", include("predictions.urls.pages")),
        path("", include("scoring.urls")),
        path("", include("publishing.urls.pages")),
        path("follow/", include("reminders.subscriptions.urls")),
        path("calendar/", include("reminders.calendars.urls")),
        prefix_default_language=False,
    ),
]
