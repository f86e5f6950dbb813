"""Addresses of the public pages of the record, in English, and under /fr/ in French."""

from django.urls import path

from predictions.views import claims, collections, corrections, objections, sources

urlpatterns = [
    path("claims/", claims.index, name="claims"),
    path("claims/<str:pk>/", claims.show, name="claim"),
    path("claims/<str:pk>/case/", claims.case_file, name="case_file"),
    path("claims/<str:pk>/object/", objections.object_to, name="object"),
    path("objections/<str:token>/", objections.confirm, name="confirm_objection"),
    path("corrections/", corrections.index, name="corrections"),
    path("collections/", collections.index, name="collections"),
    path("collections/<slug:slug>/", collections.show, name="collection"),
    path("sources/", sources.index, name="sources"),
    path("sources/<slug:slug>/", sources.show, name="source"),
]
