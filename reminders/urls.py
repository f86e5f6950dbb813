"""Addresses of what people decide about their mails."""

from django.urls import path

from reminders import hooks, views
from reminders.calendars import views as calendars
from reminders.subscriptions import views as subscriptions

urlpatterns = [
    path("", views.preferences, name="mail"),
    path("of/<str:token>/", views.preferences_of, name="mail_of"),
    path("calendar/", calendars.address, name="calendar_address"),
    path("calendar/<str:token>.ics", calendars.of_reviewer, name="calendar_of"),
    path("bounces/", hooks.bounced, name="bounced"),
    path("following/<str:token>/", subscriptions.stop, name="stop_following"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
