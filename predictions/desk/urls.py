"""Addresses of the desk."""

from django.urls import path

from predictions.desk.views import deciding, editing, front, judging, keeping

urlpatterns = [
    path("", front.desk, name="desk"),
    path("drafts/", keeping.keep, name="desk_drafts"),
    path("interests/", editing.interests, name="desk_interests"),
    path("claims/<str:pk>/", judging.judge, name="desk_claim"),
    path("claims/<str:pk>/evidence/", editing.add_document, name="desk_evidence"),
    path("claims/<str:pk>/wording/<str:language>/", editing.revise, name="desk_wording"),
    path("claims/<str:pk>/adjudicate/", deciding.adjudicate, name="desk_adjudicate"),
]
