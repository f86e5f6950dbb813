"""Addresses of kept copies of documents: a file is the same in every language."""

from django.urls import path

from predictions.views import files

urlpatterns = [
    path("claims/<str:pk>/documents/<int:number>/file", files.evidence_file, name="evidence_file"),
]
