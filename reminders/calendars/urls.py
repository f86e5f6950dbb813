"""Addresses of the public calendars, in English, and under /fr/ in French."""

from django.urls import path

from reminders.calendars import views

urlpatterns = [
    path("deadlines.ics", views.everything, name="calendar"),
    path("collections/<slug:slug>.ics", views.of_collection, name="collection_calendar"),
    path("experts/<slug:slug>.ics", views.of_expert, name="expert_calendar"),
    path("claims/<str:pk>.ics", views.of_claim, name="claim_calendar"),
]
