"""The other rooms of the desk, who is shown the way to which, and where the page of a claim is."""

from __future__ import annotations

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from predictions.lifecycle import Status
from predictions.models import Claim
from predictions.policy import Person

ROOMS: list[tuple[str, Promise, set[Permission]]] = [
    ("desk_sources", _("Sources at the desk"), {Permission.WRITE_UP}),
    ("desk_publishing", _("Drafts offered for publication"), {Permission.PUBLISH}),
    ("desk_priors", _("What you expect of claims that are not due yet"), {Permission.JUDGE}),
    ("desk_interests", _("Ties you have declared"), {Permission.JUDGE, Permission.ADJUDICATE}),
    ("desk_objections", _("Objections"), {Permission.ANSWER_OBJECTIONS}),
    ("desk_outbox", _("Mails owed and sent"), {Permission.MIND_MAILS}),
    ("desk_mails", _("Every mail as it reads"), {Permission.MIND_MAILS}),
]


def page_of(claim: Claim) -> str:
    """The address of the page of `claim`: a draft has none but the one at the desk."""
    if claim.status == Status.DRAFT:
        return reverse("desk_draft", args=[claim.source.slug, claim.pk])
    return claim.get_absolute_url()


def rooms_for(person: Person) -> list[tuple[str, str]]:
    """The rooms that `person` has something to do in: address and name."""
    return [(reverse(name), str(words)) for name, words, needs in ROOMS if any(person.can(one) for one in needs)]
