"""Who said it: an expert on record, a new one as the source presents them, or a voice without a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from predictions import revisions
from predictions.models import Affiliation, Expert, Source, Statement
from predictions.policy import Person
from predictions.sentences import gettext_noop
from predictions.steps.slugs import free_slug
from predictions.steps.sources import organization


@dataclass(frozen=True)
class Speaker:
    """One of the three: the id of an expert, the name of a new one, or a voice. Role and body as the source words them.

    is_another  the new one is not the person on record who bears the same name
    """

    expert_id: str = ""
    new_name: str = ""
    voice: str = ""
    role: str = ""
    organization: str = ""
    is_another: bool = False


class NamedAlready(ValueError):
    """Somebody on record bears the name of the new expert."""

    def __init__(self, expert: Expert) -> None:
        self.expert = expert
        super().__init__(
            gettext_noop(
                "%(name)s is on record already. Choose them from the list, or say that this is another person of the "
                "same name.",
                name=expert.name,
            )
        )


def settle(speaker: Speaker, source: Source, *, by: Person, at: datetime, reason: str) -> tuple[Expert | None, Speaker]:
    """The expert of `speaker`, made where they are new, and the speaker with role and body filled in.

    What the source said of the same expert before is taken where nothing is given.
    raises  NamedAlready
    """
    if speaker.new_name.strip():
        expert = _new_expert(speaker, by=by, at=at, reason=reason)
    elif speaker.expert_id:
        expert = Expert.objects.get(pk=speaker.expert_id)
    else:
        return None, speaker
    role, body = speaker.role.strip(), speaker.organization.strip()
    if not role and not body:
        before = Statement.objects.filter(source=source, expert=expert).order_by("-pk").first()
        role, body = (before.role, before.organization) if before else ("", "")
    if body:
        _affiliate(expert, role, body, source, by=by, at=at, reason=reason)
    return expert, Speaker(expert_id=expert.pk, role=role, organization=body)


def _new_expert(speaker: Speaker, *, by: Person, at: datetime, reason: str) -> Expert:
    name = " ".join(speaker.new_name.split())
    known = Expert.objects.filter(name__iexact=name).first()
    if known is not None and not speaker.is_another:
        raise NamedAlready(known)
    expert = Expert(name=name, slug=free_slug(Expert.objects.all(), name))
    revisions.save(expert, by=by.ref, at=at, reason=reason)
    return expert


def _affiliate(expert: Expert, role: str, body: str, source: Source, *, by: Person, at: datetime, reason: str) -> None:
    """Keep for which body the source says that the expert speaks, where the record does not know it yet."""
    if expert.affiliations.filter(organization__name__iexact=body, starts__lte=source.published_on).exists():
        return
    affiliation = Affiliation(
        expert=expert,
        organization=organization("", body, by=by, at=at, reason=reason),
        role={source.language: role or body},
        starts=source.published_on,
        source=source,
    )
    revisions.save(affiliation, by=by.ref, at=at, reason=reason)
