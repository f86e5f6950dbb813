"""Answering objections, putting right what they show, and keeping replies, at the desk."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from predictions.models import Claim, Objection, Reply
from tests import builders
from tests.builders import NOW
from tests.predictions import contesting
from tests.predictions.desk import desks
from tests.predictions.pages.shown import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim() -> Claim:
    return contesting.a_resolved_claim()


@pytest.fixture
def editor() -> Client:
    return desks.somebody(Role.EDITOR)


def page(client: Client, address: str) -> str:
    """The words of a page of the desk."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return words(answer.content.decode())


def answer_to(objection: Objection) -> str:
    """The address at which `objection` is answered."""
    return f"/desk/objections/{objection.pk}/"


ACCEPT = {"decision": "accept", "answer": "The document counts four, not three."}


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADJUDICATOR])
def test_who_answers_objections_sees_what_waits_and_by_when(claim: Claim, role: Role) -> None:
    objection = contesting.raised(claim)

    said = page(desks.somebody(role, "nine"), "/desk/objections/")

    assert answer_to(objection) in said
    assert "The answer is late: it was promised by 23 March 2026" in said


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.CONTRIBUTOR, Role.AUDITOR, Role.ADMINISTRATOR, None])
def test_nobody_else_sees_the_list_or_an_objection(claim: Claim, role: Role | None) -> None:
    objection = contesting.raised(claim)
    client = desks.somebody(role, "nine")

    answers = [client.get(address) for address in ("/desk/objections/", answer_to(objection))]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert "Your account may not answer objections." in words(answers[0].content.decode())


def test_a_stranger_is_asked_to_sign_in(client: Client, claim: Claim) -> None:
    objection = contesting.raised(claim)

    assert client.get(answer_to(objection))["Location"].startswith("/accounts/login/")


def test_who_judged_the_claim_is_told_that_somebody_else_answers(claim: Claim) -> None:
    objection = contesting.raised(claim)
    user = User.objects.get(username="reviewer-one")
    user.grants.create(role=Role.ADJUDICATOR, starts=NOW)
    client = desks.somebody(Role.REVIEWER, "one")

    listed = page(client, "/desk/objections/")
    refused = client.post(answer_to(objection), ACCEPT)

    assert "You wrote this claim up or judged it. Somebody else answers." in listed
    assert answer_to(objection) not in listed
    assert refused.status_code == 403
    assert "Somebody new looks at what is said against it." in words(refused.content.decode())
    assert ACCEPT["answer"] in refused.content.decode()


def test_the_page_shows_what_is_contested_beside_what_stands_and_never_the_address(
    claim: Claim, editor: Client
) -> None:
    objection = contesting.raised(claim, "quote")

    said = page(editor, answer_to(objection))

    for text in (contesting.TEXT, contesting.DOCUMENT, "va changer", "Came true"):
        assert text in said
    assert contesting.SENDER not in said


def test_accepting_an_objection_to_a_grade_opens_the_claim_again(claim: Claim, editor: Client) -> None:
    objection = contesting.raised(claim)

    answer = editor.post(answer_to(objection), ACCEPT, follow=True)

    claim.refresh_from_db()
    assert claim.status == "open"
    said = words(answer.content.decode())
    assert "The objection is answered." in said
    assert ACCEPT["answer"] in said
    assert "The objection is answered" not in page(editor, claim.get_absolute_url())
    assert "Judged again" not in page(editor, claim.get_absolute_url())


def test_the_outcome_of_the_new_round_stands_with_the_objection(claim: Claim, editor: Client) -> None:
    editor.post(answer_to(contesting.raised(claim)), ACCEPT)
    builders.resolved(Claim.objects.get(), "0", at=NOW)

    assert "Judged again on 2 March 2026: Did not come true." in page(editor, claim.get_absolute_url())


@pytest.mark.parametrize(
    ("given", "says"),
    [({"decision": ""}, "required"), ({"answer": " "}, "required"), ({"answer": "x" * 5001}, "5000")],
)
def test_an_answer_that_is_not_whole_is_said_at_its_field(
    claim: Claim, editor: Client, given: dict[str, str], says: str
) -> None:
    objection = contesting.raised(claim)

    answer = editor.post(answer_to(objection), ACCEPT | given)

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert ACCEPT["answer"] in answer.content.decode() or "answer" in given
    assert Objection.objects.get().state == "received"


def test_who_answers_second_sees_the_first_answer(claim: Claim, editor: Client) -> None:
    objection = contesting.raised(claim)
    editor.post(answer_to(objection), {"decision": "refuse", "answer": "It counts three."})

    again = desks.somebody(Role.ADJUDICATOR).post(answer_to(objection), ACCEPT)

    assert "It counts three." in again.content.decode()
    assert Objection.objects.get().state == "refused"


def test_the_desk_leads_who_answers_to_the_objections(editor: Client) -> None:
    builders.a_record()

    assert "/desk/objections/" in page(editor, "/desk/")
    assert "/desk/objections/" not in page(desks.somebody(), "/desk/")


# --- Putting it right -------------------------------------------------------------------------------------------------


def filled(client: Client, address: str, **given: str) -> dict[str, str]:
    """The form at `address` as it is handed out, with `given` changed."""
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    sent = {name: "on" if value is True else str(value) for name, value in values.items() if value not in {None, False}}
    return sent | {"reason": "The document shows it"} | given


def test_from_an_accepted_error_an_editor_comes_to_the_statement_and_corrects_it(claim: Claim, editor: Client) -> None:
    objection = contesting.raised(claim, "quote")
    editor.post(answer_to(objection), ACCEPT)
    address = desks.address(claim, "statements/1/")
    assert address in page(editor, answer_to(objection))

    answer = editor.post(address, filled(editor, address, quote="a changé", hedge_words=""))

    assert answer["Location"] == claim.get_absolute_url()
    shown = page(editor, "/corrections/")
    assert "Reason: The document shows it" in shown
    assert f"{claim.key} : Statement 1 changed" in shown.replace(f"{claim.key}:", f"{claim.key} :")
    assert claim.statements.get().quote == "a changé"


def test_the_facts_of_a_claim_are_corrected_with_a_reason(claim: Claim, editor: Client) -> None:
    address = desks.address(claim, "facts/")

    editor.post(address, filled(editor, address, said_on="2025-01-08"))

    claim.refresh_from_db()
    assert claim.said_on.isoformat() == "2025-01-08"
    shown = editor.get("/corrections/").content.decode()
    assert "Claim changed" in shown
    assert "<del>7" in shown
    assert "<ins>8" in shown


@pytest.mark.parametrize("rest", ["statements/1/", "facts/"])
def test_a_correction_says_what_it_lacks_and_loses_nothing(claim: Claim, editor: Client, rest: str) -> None:
    address = desks.address(claim, rest)

    without_reason = editor.post(address, filled(editor, address, reason=" "))
    unchanged = editor.post(address, filled(editor, address))
    late = editor.post(address, filled(editor, address, seen="1", said_on="2025-01-08"))

    assert [one.status_code for one in (without_reason, unchanged, late)] == [422, 422, 409]
    assert "Nothing was changed" in unchanged.content.decode()
    assert 'value="2025-01-08"' in late.content.decode()
    again = editor.post(address, filled(editor, address, said_on="2025-01-08"))
    assert again.status_code == 302


def test_a_statement_cannot_have_two_speakers(claim: Claim, editor: Client) -> None:
    address = desks.address(claim, "statements/1/")

    answer = editor.post(address, filled(editor, address, voice="experts"))

    assert answer.status_code == 422
    assert "not both" in answer.content.decode()


@pytest.mark.parametrize("rest", ["statements/1/", "facts/"])
@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ADJUDICATOR, Role.CONTRIBUTOR])
def test_only_editors_correct(claim: Claim, role: Role, rest: str) -> None:
    client = desks.somebody(role, "nine")

    answer = client.post(desks.address(claim, rest), {"quote": "otherwise"})

    assert answer.status_code == 403
    assert "Your account may not publish claims." in words(answer.content.decode())


def test_there_is_no_statement_of_another_number(claim: Claim, editor: Client) -> None:
    assert editor.get(desks.address(claim, "statements/7/")).status_code == 404


# --- Replies ----------------------------------------------------------------------------------------------------------

REPLY = {
    "claim": "",
    "text": "I meant <i>something else</i>.",
    "language": "en",
    "received_on": "2026-03-01",
    "verified_how": "By letter",
}


def reply_of(claim: Claim) -> str:
    """The address at which replies of the speaker of `claim` are kept."""
    expert = claim.statements.get().expert
    assert expert is not None
    return f"/desk/experts/{expert.slug}/reply/"


def test_a_reply_to_a_claim_stands_on_its_page_with_the_earlier_one_behind_it(claim: Claim, editor: Client) -> None:
    for text in ("The first.", "The second."):
        answer = editor.post(reply_of(claim), REPLY | {"claim": claim.pk, "text": text})
        assert answer["Location"] == claim.get_absolute_url()

    shown = page(editor, claim.get_absolute_url())

    assert shown.index("The second.") < shown.index("An earlier reply") < shown.index("The first.")
    assert "1 March 2026" in shown


def test_a_reply_to_everything_stands_on_the_page_of_the_expert_as_text(claim: Claim, editor: Client) -> None:
    editor.post(reply_of(claim), REPLY)

    expert = Reply.objects.get().expert
    assert "&lt;i&gt;something else&lt;/i&gt;" in editor.get(expert.get_absolute_url()).content.decode()
    assert "something else" not in page(editor, claim.get_absolute_url())


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"text": ""}, "required"),
        ({"language": "English"}, "two small letters"),
        ({"received_on": "2199-01-01"}, "still to come"),
        ({"verified_how": ""}, "required"),
        ({"claim": "nonsense"}, "nonsense"),
    ],
)
def test_a_reply_that_cannot_be_kept_says_why(claim: Claim, editor: Client, given: dict[str, str], says: str) -> None:
    answer = editor.post(reply_of(claim), REPLY | given)

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Reply.objects.exists()


def test_only_editors_keep_replies(claim: Claim) -> None:
    client = desks.somebody(Role.ADJUDICATOR, "nine")

    assert client.get(reply_of(claim)).status_code == client.post(reply_of(claim), REPLY).status_code == 403


def test_editors_find_the_ways_to_correct_and_to_reply_on_the_page_of_the_claim(
    claim: Claim, editor: Client, client: Client
) -> None:
    ways: dict[str, Any] = {who: page(one, claim.get_absolute_url()) for who, one in (("e", editor), ("s", client))}

    for address in (desks.address(claim, "facts/"), reply_of(claim)):
        assert address in ways["e"]
        assert address not in ways["s"]
