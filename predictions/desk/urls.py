"""Addresses of the desk."""

from django.urls import path

from predictions.desk.views import correcting, deciding, documents, editing, front, judging, keeping, objecting

urlpatterns = [
    path("", front.desk, name="desk"),
    path("drafts/", keeping.keep, name="desk_drafts"),
    path("interests/", editing.interests, name="desk_interests"),
    path("claims/<str:pk>/", judging.judge, name="desk_claim"),
    path("claims/<str:pk>/case/", judging.case_file, name="desk_case"),
    path("claims/<str:pk>/evidence/", documents.add, name="desk_evidence"),
    path("claims/<str:pk>/evidence/<int:number>/", documents.change, name="desk_document"),
    path("claims/<str:pk>/evidence/<int:number>/retract/", documents.retract, name="desk_document_retract"),
    path("claims/<str:pk>/evidence/<int:number>/restore/", documents.restore, name="desk_document_restore"),
    path("claims/<str:pk>/wording/<str:language>/", editing.revise, name="desk_wording"),
    path("claims/<str:pk>/statements/<int:number>/", correcting.statement, name="desk_statement"),
    path("claims/<str:pk>/facts/", correcting.facts, name="desk_facts"),
    path("experts/<slug:slug>/reply/", correcting.reply, name="desk_reply"),
    path("objections/", objecting.index, name="desk_objections"),
    path("objections/<str:pk>/", objecting.answer, name="desk_objection"),
    path("claims/<str:pk>/adjudicate/", deciding.adjudicate, name="desk_adjudicate"),
]
