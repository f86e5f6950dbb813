"""Addresses of the pages that show a score."""

from django.urls import path

from scoring import views

urlpatterns = [
    path("", views.board, name="front"),
    path("leaderboard/", views.board, name="leaderboard"),
    path("leaderboard/changes/", views.changed, name="changes"),
    path("leaderboard/methods/", views.methods, name="methods"),
    path("experts/", views.experts, name="experts"),
    path("experts/<slug:slug>/", views.expert, name="expert"),
    path("experts/<slug:slug>/figures/", views.figures, name="figures"),
    path("methodology/", views.methodology, name="methodology"),
    path("agreement/", views.agreement, name="agreement"),
]
