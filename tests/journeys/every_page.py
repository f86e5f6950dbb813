"""Every kind of page there is, with somebody who may see it and something to see on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.roles import Role
from predictions.models import Claim, Notice, Objection
from scoring import actions as scoring
from scoring.models import Release
from tests import builders
from tests.predictions.desk import benches, desks

NOWHERE, REFUSED = "/nowhere/", "/leaderboard/?as_of=1999-01-01"
FAR = date(2150, 12, 31)
STRANGER = "stranger"
ROLES = (Role.REVIEWER, Role.ADJUDICATOR, Role.EDITOR, Role.ADMINISTRATOR)
# What is no page to look at: it answers programs, is only sent to, or needs a key or a half-finished sign-in.
NO_PAGES = """
    api-methods bounced calendar calendar_address calendar_of claim_calendar collection_calendar expert_calendar
    desk_outbox_deed
    healthz mailz readyz set_language end_sign_ins invitation people_again people_withdraw person_give person_end
    person_change account_set_password account_confirm_login_code account_confirm_email account_signup
    account_reset_password_from_key mfa_authenticate mfa_reauthenticate mfa_activate_totp mfa_deactivate_totp
    mfa_view_recovery_codes mfa_generate_recovery_codes mfa_download_recovery_codes mfa_add_webauthn
    mfa_reauthenticate_webauthn mfa_remove_webauthn mfa_edit_webauthn mfa_login_webauthn
    api-root api-leaderboard api-agreement api-corrections api-claims api-claim api-experts api-expert api-sources
    api-source api-stated-chances api-changes api-figures api-standings desk_drafts unsubscribe confirm_objection
    decisions_feed collection_feed expert_feed claim_feed claims_file experts_file robots sitemap sitemap_section
    oembed card mail_of evidence_file desk_offer desk_take_back desk_document_retract desk_document_restore
    desk_findings bounced desk_outbox_deed stop_following confirm_following desk_mail_page
"""


@dataclass(frozen=True)
class World:
    """A record with something on each of its pages: a decided claim, one to judge, drafts, and more."""

    decided: Claim
    to_judge: Claim
    contested: Claim
    to_come: Claim
    draft: Claim
    offered: Claim
    objection: Objection
    notice: Notice

    @property
    def expert(self) -> str:
        """The slug of who is quoted in the decided claim."""
        statement = self.decided.statements.select_related("expert").first()
        assert statement is not None
        assert statement.expert is not None
        return statement.expert.slug


def a_world() -> World:
    """Make it, through the actions of the product."""
    decided = builders.one_of_each()
    to_judge, contested = (
        builders.a_claim(collection=decided.collection, source=decided.source, documents=3) for _ in range(2)
    )
    for reviewer, grade in zip(builders.reviewers("eight", "nine"), ("1", "0"), strict=True):
        builders.a_verdict(contested, reviewer, grade)
    to_come = builders.a_claim(collection=decided.collection, source=decided.source, due_on=FAR)
    bench = benches.a_text(by=builders.a_person(Role.EDITOR, "seven"))
    draft = benches.a_draft(bench, benches.a_collection(), by=builders.a_person(Role.EDITOR, "six"))
    writer = builders.a_person(Role.EDITOR, "nine")
    ready = builders.offered(builders.a_draft(collection=decided.collection, source=decided.source, by=writer))
    speaker = decided.statements.get().expert
    notice = builders.a_mailed_notice(speaker, decided.collection)
    scoring.sweep(at=builders.NOW)
    return World(decided, to_judge, contested, to_come, draft, ready, Objection.objects.get(), notice)


def a_release(world: World) -> str:
    """A release of the collection of the decided claim, as addresses ask for it."""
    collection = world.decided.collection
    return f"collection={collection.slug}&as_of={Release.objects.filter(collection=collection)[0].name}"


Args = Callable[[World], list[Any]]


def nothing(_world: World) -> list[Any]:
    """What an address without names in it needs."""
    return []


def decided(world: World) -> list[Any]:
    """The decided claim."""
    return [world.decided.pk]


def to_judge(world: World) -> list[Any]:
    """The claim to judge."""
    return [world.to_judge.pk]


# Who looks at each page, and what its address names.
PAGES: dict[str, tuple[str, Args]] = {
    **dict.fromkeys(
        ("front", "leaderboard", "methods",
         "experts", "methodology", "agreement", "changes", "claims", "collections", "sources",
         "corrections", "account_login", "account_inactive", "account_reset_password", "account_reset_password_done",
         "account_reset_password_from_key_done", "account_email_verification_sent"),
        (STRANGER, nothing),
    ),
    **dict.fromkeys(("claim", "case_file", "object"), (STRANGER, decided)),
    **dict.fromkeys(("expert", "figures"), (STRANGER, lambda world: [world.expert])),
    "embed": (STRANGER, lambda world: ["en", "claims", world.decided.pk]),
    "collection": (STRANGER, lambda world: [world.decided.collection.slug]),
    "source": (STRANGER, lambda world: [world.decided.source.slug]),
    **dict.fromkeys(
        ("account", "sign_ins", "account_email", "account_change_password", "account_reauthenticate", "account_logout",
         "mfa_index", "mfa_list_webauthn", "mail", "desk", "desk_interests"),
        (Role.REVIEWER, nothing),
    ),
    **dict.fromkeys(("desk_claim", "desk_case", "desk_evidence"), (Role.REVIEWER, to_judge)),
    "desk_adjudicate": (Role.ADJUDICATOR, lambda world: [world.contested.pk]),
    **dict.fromkeys(
        ("desk_sources", "desk_source_new", "desk_collection_new", "desk_publishing", "desk_outbox"),
        (Role.EDITOR, nothing),
    ),
    **dict.fromkeys(("desk_source", "desk_source_text"), (Role.EDITOR, lambda world: [world.draft.source.slug])),
    "desk_draft": (Role.EDITOR, lambda world: [world.draft.source.slug, world.draft.pk]),
    "desk_offered": (Role.EDITOR, lambda world: [world.offered.pk]),
    "desk_read": (Role.EDITOR, lambda world: [world.offered.source.slug]),
    **dict.fromkeys(("desk_merge", "desk_assign"), (Role.EDITOR, to_judge)),
    "desk_reopen": (Role.EDITOR, decided),
    "desk_document": (Role.EDITOR, lambda world: [world.to_judge.pk, 1]),
    "desk_notices": (Role.EDITOR, lambda world: [world.decided.collection.slug]),
    "desk_tell": (Role.EDITOR, lambda world: [world.decided.collection.slug, world.expert]),
    "desk_came_back": (
        Role.EDITOR,
        lambda world: [world.decided.collection.slug, world.expert, world.notice.pk],
    ),
    "desk_priors": (Role.REVIEWER, nothing),
    "desk_prior": (Role.REVIEWER, lambda world: [world.to_come.pk]),
    "desk_wording": (Role.EDITOR, lambda world: [world.to_judge.pk, "en"]),
    "desk_statement": (Role.EDITOR, lambda world: [world.decided.pk, 1]),
    "desk_facts": (Role.EDITOR, decided),
    "desk_reply": (Role.EDITOR, lambda world: [world.expert]),
    "desk_objections": (Role.EDITOR, nothing),
    "desk_outbox": (Role.EDITOR, nothing),
    "desk_mails": (Role.EDITOR, nothing),
    "desk_mail": (Role.EDITOR, lambda _world: ["followed", "en"]),
    "follow": (STRANGER, lambda world: ["claims", world.decided.pk]),
    "desk_objection": (Role.EDITOR, lambda world: [world.objection.pk]),
    **dict.fromkeys(("people", "people_invite"), (Role.ADMINISTRATOR, nothing)),
    "person": (Role.ADMINISTRATOR, lambda _world: ["reviewer-one"]),
}  # fmt: skip
# The same address with other things on it: what each is, who looks, and where.
AGAIN: list[tuple[str, str, Callable[[World], str]]] = [
    ("the desk of an editor", Role.EDITOR, lambda _world: "/desk/"),
    ("the desk of an adjudicator", Role.ADJUDICATOR, lambda _world: "/desk/"),
    ("a claim that is open", STRANGER, lambda world: f"/claims/{world.to_judge.pk}/"),
    ("an older board", STRANGER, lambda world: f"/leaderboard/?{a_release(world)}"),
    ("a day without a board", STRANGER, lambda _world: REFUSED),
    (
        "the figures of an older board",
        STRANGER,
        lambda world: f"/experts/{world.expert}/figures/?{a_release(world)}",
    ),
    ("no such page", STRANGER, lambda _world: NOWHERE),
]


def addresses_of(world: World) -> list[tuple[str, str, str]]:
    """Every page: what it is called, who looks at it, and its path."""
    named = [(name, who, reverse(name, args=args(world))) for name, (who, args) in PAGES.items()]
    return named + [(name, who, path(world)) for name, who, path in AGAIN]


def session(who: str, world: World, language: str) -> str:
    """The cookie of somebody of the role `who`, the reviewer being asked to judge. A stranger has none."""
    if who == STRANGER:
        return ""
    asked = world.to_judge if who == Role.REVIEWER else None
    return desks.somebody(Role(who), "five", claim=asked, language=language).cookies[settings.SESSION_COOKIE_NAME].value
