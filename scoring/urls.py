"""Addresses of the pages that show a score."""

from django.urls import path

from scoring import views

urlpatterns = [
    path("", views.board, name="front"),
    path("leaderboard/", views.board, name="leaderboard"),
    path("experts/", views.experts, name="experts"),
    path("experts/<slug:slug>/", views.expert, name="expert"),
    path("methodology/", views.methodology, name="methodology"),
    path("agreement/", views.agreement, name="agreement"),
]
