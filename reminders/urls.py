"""Addresses of what people decide about their mails."""

from django.urls import path

from reminders import views

urlpatterns = [
    path("", views.preferences, name="mail"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
