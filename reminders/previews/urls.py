"""Addresses of the mails as they read, at the desk."""

from django.urls import path

from reminders.previews import views

urlpatterns = [
    path("", views.index, name="desk_mails"),
    path("<slug:kind>/<slug:language>/", views.show, name="desk_mail"),
    path("<slug:kind>/<slug:language>/page/", views.page, name="desk_mail_page"),
]
