"""`import_record` at the terminal: what it prints, what it refuses, and how it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from copy import deepcopy
from functools import cache
from io import StringIO

import pytest
import yaml
from django.core.management import CommandError, call_command

from accounts.roles import Role
from config.env import ROOT
from predictions import ledger
from predictions.models import Claim, Evidence
from predictions.opening import BUNDLED
from tests.builders import a_record, a_user


def run(file, *options: str) -> str:
    out = StringIO()
    call_command("import_record", str(file), *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def record(db):
    return a_record()


@cache
def whole():
    return yaml.load(BUNDLED.read_text(), Loader=yaml.CSafeLoader)


@pytest.fixture
def small():
    """The bundled record with only two of its claims, as plain data that a test can change."""
    fields = deepcopy(whole())
    fields["claims"] = [claim for claim in fields["claims"] if claim["key"] in {"SC-02", "SC-15"}]
    for claim in fields["claims"]:
        claim["same_topic_as"] = []
    note = fields["collection"]["selection_note"]
    note["taken"] = 2
    note["considered"] = 2 + len(note["refused"])
    return fields


@pytest.fixture
def write(tmp_path):
    def written(fields):
        path = tmp_path / "small.yaml"
        path.write_text(yaml.dump(fields, Dumper=yaml.CSafeDumper, allow_unicode=True))
        return path

    return written


def test_an_import_brings_drafts_and_says_what_it_added(record, small, write):
    printed = run(write(small), "--reason", "Found in the archive")

    assert printed.startswith("Added ")
    assert "\n+ 2 claims: SC-02, SC-15\n" in printed
    assert set(Claim.objects.values_list("status", flat=True)) == {"draft"}
    assert {row.history_change_reason for row in Claim.history.all()} == {"Found in the archive"}


def test_a_second_run_says_that_there_is_nothing_to_do(record, small, write):
    run(write(small))
    before = ledger.position()

    printed = run(write(small))

    assert printed == "The record holds all of this file already; nothing to add or change.\n"
    assert ledger.position() == before


def test_a_dry_run_prints_the_difference_and_writes_nothing(record, small, write):
    run(write(small))
    before = ledger.position()
    claim = next(claim for claim in small["claims"] if claim["key"] == "SC-02")
    claim["near_certain"] = True
    claim["criteria"]["grades"]["0.5"]["en"] = "Half of it."
    document = claim["evidence"][0]
    old = document["summary"]
    document["summary"] = f"{old} Mended."
    gone = claim["evidence"].pop()
    claim["sample_assessment"] = None

    printed = run(write(small), "--dry-run").splitlines()

    assert printed[0] == "Would add 0, change 3."
    assert printed[1:3] == ["~ claim SC-02", '    near_certain: "False" -> "True"']
    assert printed[3] == "~ wording of SC-02 in en"
    assert printed[4].startswith("    grades > 0.5: ")
    assert "Half of it." in printed[4] or "{+Half" in printed[4]
    assert printed[5] == f"~ evidence {document['key']}"
    assert printed[6].startswith("    summary: ")
    assert printed[6].endswith("{+ Mended.+}")
    assert printed[7:] == [f"= evidence {gone['key']} is in the record, not in the file"]
    assert ledger.position() == before
    assert Evidence.objects.get(key=document["key"]).summary == old


def test_what_the_difference_prints_cannot_act_on_the_terminal(record, small, write):
    run(write(small))
    small["claims"][0]["evidence"][0]["title"] = "\u202etxt.exe"

    printed = run(write(small), "--dry-run")

    assert "\u202e" not in printed
    assert "\\u202etxt.exe" in printed


def test_two_accounts_publish_by_user_name_or_address(record, small, write):
    first, second = a_user(Role.EDITOR, "one"), a_user(Role.EDITOR, "two")

    printed = run(write(small), "--publish-as", "editor-one", "--seconded-by", "Editor-Two@example.org")

    assert printed.endswith("Published 2 claims.\n")
    assert set(Claim.objects.values_list("written_by", "published_by", "seconded_by")) == {
        (first.actor_ref, first.actor_ref, second.actor_ref)
    }


def test_whoever_imports_is_named_in_history(record, small, write):
    editor = a_user(Role.EDITOR)

    run(write(small), "--as", "editor-one")

    assert {row.history_user_id for row in Claim.history.all()} == {editor.actor_ref}


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--publish-as", "editor-one"], "Publishing takes two people: give both"),
        (["--publish-as", "editor-one", "--seconded-by", "editor-one"], "are one account"),
        (["--publish-as", "editor-one", "--seconded-by", "editor-one@example.org"], "are one account"),
        (["--publish-as", "editor-one", "--seconded-by", "reviewer-one"], "'reviewer-one' may not publish claims"),
        (["--publish-as", "editor-one", "--seconded-by", "gone"], "no account 'gone'. Accounts here: editor-one,"),
        (["--as", "reviewer-one"], "'reviewer-one' may not write up claims"),
        (["--reason", "  "], "Every change needs a reason"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence_and_nothing_is_written(record, small, write, options, sentence):
    a_user(Role.EDITOR)
    a_user(Role.REVIEWER)

    with pytest.raises(CommandError, match=sentence):
        run(write(small), *options)

    assert ledger.position() == 1


def test_every_error_of_a_bad_file_is_printed_with_its_place(record, small, write):
    small["claims"][0]["checkability"] = "maybe"
    small["claims"][1]["source"] = "nowhere"

    with pytest.raises(CommandError) as refused:
        run(write(small))

    printed = str(refused.value)
    assert printed.startswith("small.yaml cannot be taken: 2 errors.\n1. line ")
    assert "claims[0] (SC-02) > checkability" in printed
    assert "claims[1] (SC-15) > source" in printed
    assert ledger.position() == 1


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_a_database_that_was_never_opened_says_so(db, options):
    with pytest.raises(CommandError, match=r"never opened. Run `open_record --kind record`"):
        run(BUNDLED, *options)


def test_a_file_that_is_not_there_ends_with_exit_code_1_and_one_sentence(db, tmp_path):
    a_record()

    with pytest.raises(CommandError, match=r"none.yaml cannot be taken.*\n.*No such file"):
        run(tmp_path / "none.yaml")


@pytest.mark.needs_sqlite
def test_a_refusal_ends_with_exit_code_1_and_a_sentence_even_on_a_database_without_tables(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "import_record", str(BUNDLED)],
        cwd=ROOT,
        env=os.environ | {"HINDCAST_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("CommandError: The record cannot be read: no such table")
    assert done.stderr.count("\n") == 1
