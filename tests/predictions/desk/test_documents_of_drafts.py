"""The documents of a draft: listed where it is written up and where it is published, each with its doors."""

from __future__ import annotations

import pytest

from accounts.roles import Role
from tests import builders
from tests.predictions.desk import benches, desks
from tests.predictions.desk.documents import add, change, give_reason, listed

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    builders.a_record()
    return benches.a_draft(benches.a_text(), benches.a_collection())


def page(draft) -> str:
    return benches.address(draft.source, f"drafts/{draft.pk}/")


def test_a_document_is_added_to_a_draft_and_listed_beside_its_form_with_its_doors(draft):
    editor = benches.editor()
    assert "No document is listed with this draft yet." in editor.get(page(draft)).content.decode()

    answer = add(editor, draft)

    assert answer["Location"] == page(draft)
    html = editor.get(page(draft)).content.decode()
    assert "The document is listed with" in html
    assert '<a href="https://example.org/new" rel="nofollow noopener ugc">A new report</a>' in html
    assert f'href="{desks.address(draft, "evidence/1/")}">Change or retract document 1</a>' in html
    assert f'href="{desks.address(draft, "evidence/")}">Add a document</a>' in html


def test_a_document_of_a_draft_is_changed_retracted_and_restored_and_leads_back_to_the_draft(draft):
    editor = benches.editor()
    add(editor, draft)

    answers = [change(editor, listed(draft), summary="It counts five.")]
    answers.append(give_reason(editor, listed(draft), "retract"))
    assert "Restore document 1" in editor.get(page(draft)).content.decode()
    answers.append(give_reason(editor, listed(draft), "restore"))

    assert [one["Location"] for one in answers] == [page(draft)] * 3
    document = listed(draft)
    assert (document.summary, document.retracted_at, document.version) == ("It counts five.", None, 4)


def test_who_publishes_a_draft_sees_its_documents(draft):
    add(benches.editor(), draft)
    builders.offered(draft)

    html = benches.editor("two").get(f"/desk/publishing/{draft.pk}/").content.decode()

    assert "A new report" in html
    assert "Change or retract document 1" in html


def test_a_contributor_sees_a_door_to_their_own_documents_only(draft):
    add(benches.editor(), draft)
    contributor = desks.somebody(Role.CONTRIBUTOR)
    add(contributor, draft, url="https://example.org/other", title="Another report", key="two")

    html = contributor.get(page(draft)).content.decode()

    assert "A new report" in html
    assert "document 1</a>" not in html
    assert "Change or retract document 2</a>" in html
    assert contributor.get(desks.address(draft, "evidence/1/")).status_code == 403


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ADJUDICATOR])
def test_who_does_not_write_up_finds_no_draft_to_add_to(draft, role):
    somebody = desks.somebody(role)

    assert somebody.get(desks.address(draft, "evidence/")).status_code == 404
    assert add(somebody, draft).status_code == 404
    assert not draft.evidence.exists()
