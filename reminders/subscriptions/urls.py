"""Addresses of following something by mail, in English, and under /fr/ in French."""

from django.urls import path

from reminders.subscriptions import views

urlpatterns = [
    path("confirm/<str:token>/", views.confirm, name="confirm_following"),
    path("<slug:what>/<slug:slug>/", views.follow, name="follow"),
]
