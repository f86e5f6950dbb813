"""Addresses of the outbox at the desk."""

from django.urls import path

from reminders.outbox import views

urlpatterns = [
    path("", views.outbox, name="desk_outbox"),
    path("<int:pk>/<str:deed>/", views.deed, name="desk_outbox_deed"),
]
