"""Whether a mail left is read from the log of the relay; what cannot be read is not known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reminders import oracles
from reminders.oracles import Answer, NoOracle, RelayLog

TAKEN, NOT_TAKEN, NEVER = "<taken@example.org>", "<half@example.org>", "<never@example.org>"
EXIM = """\
2026-11-23 09:00:00 1vNabc-000001-AB <= desk@example.org H=(web) [10.0.0.2] P=esmtps S=7740 id=taken@example.org
2026-11-23 09:00:01 1vNabc-000001-AB => reviewer-one@example.net R=dnslookup T=remote_smtp
2026-11-23 09:00:02 unexpected disconnection while reading SMTP command from (web) id=half@example.org
"""
POSTFIX = """\
Nov 23 09:00:00 mail postfix/smtpd[211]: 4B2C91A0F1: client=web[10.0.0.2]
Nov 23 09:00:00 mail postfix/cleanup[214]: 4B2C91A0F1: message-id=<taken@example.org>
Nov 23 09:00:00 mail postfix/qmgr[12]: 4B2C91A0F1: from=<desk@example.org>, size=7740, nrcpt=1 (queue active)
Nov 23 09:00:03 mail postfix/cleanup[214]: 4B2C91A0F2: message-id=<half@example.org>
Nov 23 09:00:04 mail postfix/smtpd[211]: lost connection after DATA (3000 bytes) from web[10.0.0.2]
"""


@pytest.mark.parametrize("said", [EXIM, POSTFIX], ids=["Exim", "Postfix"])
def test_a_mail_was_taken_once_the_relay_wrote_that_it_has_the_whole_of_it(said: str, tmp_path: Path) -> None:
    log = tmp_path / "mail.log"
    log.write_text(said)

    answers = RelayLog(log).ask([TAKEN, NOT_TAKEN, NEVER])

    assert answers == {TAKEN: Answer.TAKEN, NOT_TAKEN: Answer.NOT_TAKEN, NEVER: Answer.NOT_TAKEN}


def test_a_log_that_was_turned_over_meanwhile_is_read_too(tmp_path: Path) -> None:
    lines = POSTFIX.splitlines(keepends=True)
    (tmp_path / "mail.log.1").write_text("".join(lines[:2]))
    (tmp_path / "mail.log").write_text("".join(lines[2:]))

    assert RelayLog(tmp_path / "mail.log").ask([TAKEN]) == {TAKEN: Answer.TAKEN}


def test_a_log_that_cannot_be_read_knows_nothing(tmp_path: Path) -> None:
    assert RelayLog(tmp_path / "nothing").ask([TAKEN]) == {}
    assert NoOracle().ask([TAKEN]) == {}


def test_the_log_is_asked_where_it_is_named(settings: Any, tmp_path: Path) -> None:
    settings.MAIL_LOG = None
    nobody = oracles.configured()
    settings.MAIL_LOG = tmp_path / "mail.log"

    assert isinstance(nobody, NoOracle)
    assert isinstance(oracles.configured(), RelayLog)
