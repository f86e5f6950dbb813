"""Every address of the site and every kind of visitor: who meets a page there, and nobody else does."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.roles import Role
from predictions import actions
from predictions.files import keeping
from predictions.lifecycle import Status
from predictions.models import Claim
from tests import builders, papers
from tests.addresses import addresses, filled
from tests.predictions.desk import desks

pytestmark = pytest.mark.django_db

A_STRANGER = "a stranger"
NO_ROLE = "no role"
SIGNED_IN = frozenset({NO_ROLE, *Role})
EVERYBODY = SIGNED_IN | {A_STRANGER}
NOBODY: frozenset[str] = frozenset()


# --- Who meets a page, an answer of 200, when they look ---------------------------------------------------------------

PUBLIC = """
    healthz mailz account_inactive account_email_verification_sent account_reset_password account_confirm_email
    account_reset_password_from_key account_reset_password_from_key_done account_reset_password_done
    api-root api-leaderboard api-agreement api-claims api-claim api-experts api-expert api-sources api-source
    front leaderboard experts expert claims claim case_file collections collection sources source methodology agreement
    evidence_file object corrections api-corrections api-stated-chances figures api-figures
    changes api-changes api-standings methods api-methods
    decisions_feed collection_feed expert_feed claim_feed claims_file experts_file robots sitemap sitemap_section embed
    calendar collection_calendar expert_calendar claim_calendar follow
"""
FOR_STRANGERS = "account_login account_signup"
FOR_MEMBERS = """
    account sign_ins account_reauthenticate account_email account_change_password mfa_index mfa_reauthenticate
    mfa_list_webauthn mail desk desk_interests
"""
FOR_ADMINISTRATORS = "people people_invite person"
# Forms that are sent and not looked at, pages that need more than a sign-in, and addresses with a key nobody has here.
FOR_NOBODY = """
    readyz end_sign_ins set_language account_logout account_set_password account_confirm_login_code invitation
    people_again people_withdraw person_give person_end person_change unsubscribe mail_of mfa_authenticate
    mfa_activate_totp mfa_deactivate_totp mfa_generate_recovery_codes mfa_view_recovery_codes
    mfa_download_recovery_codes desk_drafts mfa_add_webauthn mfa_reauthenticate_webauthn mfa_remove_webauthn
    mfa_edit_webauthn mfa_login_webauthn desk_document_retract desk_document_restore desk_findings confirm_objection
    bounced oembed card calendar_address calendar_of stop_following confirm_following
"""
# On a claim that is due and that the reviewer here is asked to judge.
BY_ROLE = {
    "desk_claim": {Role.REVIEWER},
    "desk_case": {Role.REVIEWER},
    "desk_evidence": {Role.CONTRIBUTOR, Role.REVIEWER, Role.ADJUDICATOR, Role.EDITOR},
    "desk_document": {Role.EDITOR},
    "desk_wording": {Role.EDITOR},
    "desk_publishing": {Role.EDITOR},
    "desk_offered": {Role.EDITOR},
    "desk_read": {Role.EDITOR},
    "desk_assign": {Role.EDITOR},
    "desk_reopen": set(),
    "desk_priors": {Role.REVIEWER},
    "desk_prior": set(),
    "desk_notices": {Role.EDITOR},
    "desk_tell": {Role.EDITOR},
    # Of a mail that a mail server took only.
    "desk_came_back": set(),
    "desk_statement": {Role.EDITOR},
    "desk_facts": {Role.EDITOR},
    "desk_objections": {Role.ADJUDICATOR, Role.EDITOR},
    "desk_objection": {Role.ADJUDICATOR, Role.EDITOR},
    "desk_adjudicate": set(),
    "desk_reply": {Role.EDITOR},
    "desk_sources": {Role.CONTRIBUTOR, Role.EDITOR},
    "desk_source_new": {Role.CONTRIBUTOR, Role.EDITOR},
    "desk_source": {Role.CONTRIBUTOR, Role.EDITOR},
    "desk_source_text": {Role.CONTRIBUTOR, Role.EDITOR},
    "desk_collection_new": {Role.EDITOR},
    "desk_merge": {Role.EDITOR},
    "desk_outbox": {Role.EDITOR, Role.ADMINISTRATOR},
    "desk_mails": {Role.EDITOR, Role.ADMINISTRATOR},
    "desk_mail": {Role.EDITOR, Role.ADMINISTRATOR},
    "desk_mail_page": {Role.EDITOR, Role.ADMINISTRATOR},
    # Of a delivery that went wrong only.
    "desk_outbox_deed": set(),
    # Of a draft only; here the claim is published.
    "desk_draft": set(),
    "desk_offer": set(),
    "desk_take_back": set(),
}
TABLE: dict[str, frozenset[str]] = {
    **dict.fromkeys(PUBLIC.split(), EVERYBODY),
    **dict.fromkeys(FOR_STRANGERS.split(), frozenset({A_STRANGER})),
    **dict.fromkeys(FOR_MEMBERS.split(), SIGNED_IN),
    **dict.fromkeys(FOR_ADMINISTRATORS.split(), frozenset({Role.ADMINISTRATOR})),
    **dict.fromkeys(FOR_NOBODY.split(), NOBODY),
    **{name: frozenset(roles) for name, roles in BY_ROLE.items()},
}
AT_THE_DOOR = frozenset({A_STRANGER, Role.EDITOR, Role.AUDITOR, Role.ADMINISTRATOR})
ADMIN_FRAME = {"index", "password_change", "password_change_done", "jsi18n"}
ADMIN_CLOSED = {"login", "logout", "autocomplete", "view_on_site", "admin/(?P<url>.*)$"}


def expected(pattern: str, name: str) -> frozenset[str] | None:
    """Who meets a page at this address; None where nobody has said."""
    if not pattern.startswith("admin/"):
        return TABLE.get(name)
    if name in ADMIN_FRAME:
        return frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
    if name in ADMIN_CLOSED or re.search(r"_delete$|object_id>/$", name):
        return NOBODY
    if name == "accounts_rolegrant_add":
        return NOBODY
    if re.match(r"admin/accounts/(user|rolegrant)/", pattern):
        return frozenset({Role.ADMINISTRATOR})
    if name == "app_list" or re.match(r"predictions_\w+_(changelist|change|history)$", name):
        return frozenset({Role.AUDITOR})
    return NOBODY if re.match(r"predictions_\w+_add$", name) else None


def test_every_address_has_somebody_it_is_for():
    assert [pattern for pattern, name in addresses() if expected(pattern, name) is None] == []


def test_every_row_of_the_table_is_an_address():
    assert set(TABLE) - {name for _, name in addresses()} == set()


@pytest.fixture
def visitors() -> dict[str, Client]:
    """Everybody who may come by, with a record to look at that holds one of each fact."""
    builders.one_of_each()
    actions.make_checkpoint(at=builders.NOW)
    builders.an_erasure()
    builders.offered(builders.a_draft())
    claim = builders.a_claim()
    builders.a_document(claim, file=keeping.keep(papers.a_pdf(), "report.pdf"))
    visitors = {A_STRANGER: Client(), NO_ROLE: desks.somebody(None)}
    return visitors | {
        role: desks.somebody(role, "five", claim=claim if role is Role.REVIEWER else None) for role in Role
    }


def status(visitor: Client, address: str) -> int:
    """How the site answers, once all of it was read, so that no file stays open."""
    answer = visitor.get(address)
    list(answer)
    return answer.status_code


def test_nobody_meets_a_page_that_is_not_for_them(visitors: dict[str, Client]) -> None:
    claim = Claim.objects.get(status=Status.OPEN)
    wrong = {}
    for pattern, name in addresses():
        address = filled(pattern, claim)
        # The administration asks one question at its door for all its pages: not everybody need knock at each.
        come = AT_THE_DOOR if pattern.count("/") > 2 and pattern.startswith("admin/") else EVERYBODY
        met = {who for who in come if status(visitors[who], address) < 300}
        if name == "account_logout":
            met -= SIGNED_IN  # it asks whether one means it
        if met != (expected(pattern, name) or NOBODY) & come:
            wrong[address] = met ^ (expected(pattern, name) or NOBODY)

    assert sorted((place, sorted(map(str, who))) for place, who in wrong.items()) == []


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nobody_changes_anything_by_sending_nothing(visitors: dict[str, Client], method: str) -> None:
    claim = Claim.objects.get(status=Status.OPEN)
    accepted = {}
    for pattern, name in addresses():
        if pattern.startswith(("admin/", "accounts/")):
            continue  # the libraries' own forms answer 200 with what is missing
        address = filled(pattern, claim)
        met = {who for who, client in visitors.items() if getattr(client, method)(address).status_code < 300}
        if met:
            accepted[name] = met

    assert sorted((name, sorted(map(str, who))) for name, who in accepted.items()) == []
