"""Fifty people change one claim at once, through the site itself, on whatever database this run is on."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from accounts.roles import Role
from predictions import verifying
from predictions.models import Entry, Wording
from tests.predictions.desk import desks

CLIENTS = 50


@pytest.mark.django_db(transaction=True)
def test_one_change_is_accepted_and_everybody_else_is_told_that_they_were_late():
    claim = desks.a_claim_to_judge()
    editor = desks.somebody(Role.EDITOR)
    browsers = [desks.somebody(Role.EDITOR) for _ in range(CLIENTS)]
    start = Barrier(CLIENTS)
    accepted = 0

    def send(number: int, form: dict[str, str]) -> tuple[int, str]:
        try:
            start.wait(timeout=60)
            answer = browsers[number].post(desks.address(claim, "wording/en/"), form)
            return answer.status_code, answer.content.decode()
        finally:
            connections.close_all()

    for turn in range(2):
        form = desks.wording(editor, claim)
        before = Entry.objects.count()
        with ThreadPoolExecutor(CLIENTS) as pool:
            sent = [
                pool.submit(send, number, form | {"proposition": f"Words of {number}, turn {turn}."})
                for number in range(CLIENTS)
            ]
            answers = [one.result(timeout=120) for one in sent]
        accepted += 1

        assert Counter(code for code, _ in answers) == {302: 1, 409: CLIENTS - 1}
        assert all("has changed since you opened it" in page for code, page in answers if code == 409)
        assert Entry.objects.count() == before + 1

    words = Wording.objects.get(claim=claim, language="en")
    positions = list(Entry.objects.order_by("position").values_list("position", flat=True))
    assert words.version == words.history.count() == 1 + accepted
    assert positions == list(range(1, len(positions) + 1))
    assert verifying.verify().faults == []
