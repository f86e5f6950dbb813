"""Addresses of the desk."""

from django.urls import path

from predictions.desk.views import (
    asking,
    correcting,
    deciding,
    documents,
    editing,
    front,
    judging,
    keeping,
    notices,
    objecting,
    priors,
    publishing,
)

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
    path("publishing/", publishing.index, name="desk_publishing"),
    path("publishing/<str:pk>/", publishing.draft, name="desk_offered"),
    path("sources/<slug:slug>/read/", publishing.read, name="desk_read"),
    path("claims/<str:pk>/assign/", asking.assign, name="desk_assign"),
    path("claims/<str:pk>/reopen/", asking.reopen, name="desk_reopen"),
    path("priors/", priors.index, name="desk_priors"),
    path("claims/<str:pk>/prior/", priors.state, name="desk_prior"),
    path("collections/<slug:slug>/notices/", notices.index, name="desk_notices"),
    path("collections/<slug:slug>/notices/<slug:expert>/", notices.tell, name="desk_tell"),
    path("claims/<str:pk>/adjudicate/", deciding.adjudicate, name="desk_adjudicate"),
]
