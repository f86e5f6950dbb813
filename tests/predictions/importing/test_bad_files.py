"""A table of bad files: what is changed in a good one, and every word the person who wrote it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from predictions.importing.errors import BundleErrors
from predictions.importing.reading import read

SMALL = (Path(__file__).parent / "small.yaml").read_text(encoding="utf-8")

# what stands in the good file (once), what stands there instead, and what is said: where, what is wrong, what is right
BAD = [
    (
        "format: hindcast/1",
        "format: hindcast/2",
        [
            (
                "line 1, format",
                '"hindcast/2" stands here.',
                "hindcast/1",
            ),
        ],
    ),
    (
        "language: en\n",
        "",
        [
            (
                "line 1, language",
                "The key language is missing.",
                "language with a language in two small letters, such as en",
            ),
        ],
    ),
    (
        "  slug: small-2025",
        "  slug: Small 2025",
        [
            (
                "line 9, collection > slug",
                '"Small 2025" does not have the right form.',
                "small letters, digits and single hyphens, such as open-source-ai-2025",
            ),
        ],
    ),
    (
        "  quorum: 2",
        "  quorum: '2'",
        [
            (
                "line 14, collection > quorum",
                '"2" in quotes is text.',
                "a whole number, 1 or more, without quotes",
            ),
        ],
    ),
    (
        "  quorum: 2",
        "  quorum: 2.0",
        [
            (
                "line 14, collection > quorum",
                "The number 2.0 stands here.",
                "a whole number, 1 or more",
            ),
        ],
    ),
    (
        "  quorum: 2",
        "  quorum: 0",
        [
            (
                "line 14, collection > quorum",
                "The number 0 is too small.",
                "a whole number, 1 or more",
            ),
        ],
    ),
    (
        "  quorum: 2",
        "  qourum: 2",
        [
            (
                "line 9, collection > quorum",
                "The key quorum is missing.",
                "quorum with a whole number, 1 or more",
            ),
            (
                "line 14, collection > qourum",
                'The key "qourum" is not part of the format here.',
                "quorum",
            ),
        ],
    ),
    (
        "title: {en: Costs, fr: Coûts}",
        "title: Costs",
        [
            (
                "line 7, topics[1] (costs) > title",
                '"Costs" stands here.',
                "a mapping with en and fr",
            ),
        ],
    ),
    (
        "title: {en: Costs, fr: Coûts}",
        "title: {en: Costs}",
        [
            (
                "line 7, topics[1] (costs) > title > fr",
                "The key fr is missing.",
                "fr with text",
            ),
        ],
    ),
    (
        "title: {en: Costs, fr: Coûts}",
        "title: {en: Costs, fr: ''}",
        [
            (
                "line 7, topics[1] (costs) > title > fr",
                "The text is empty.",
                "text that says something",
            ),
        ],
    ),
    (
        "title: {en: Costs, fr: Coûts}",
        "title: {en: Costs, fr: Coûts, de: Kosten}",
        [
            (
                "line 7, topics[1] (costs) > title > de",
                'The key "de" is not part of the format here.',
                "only en and fr",
            ),
        ],
    ),
    (
        "kind: article",
        "kind: artikle",
        [
            (
                "line 28, sources[0] (an-article) > kind",
                '"artikle" stands here.',
                "one of article, talk, post, report, interview or other",
            ),
        ],
    ),
    (
        "    publisher: A publisher",
        "    publisher: 2025",
        [
            (
                "line 31, sources[0] (an-article) > publisher",
                "2025 without quotes is read as a number, not as text.",
                "text, in quotes: '2025'",
            ),
        ],
    ),
    (
        "    title: null",
        "    title: ''",
        [
            (
                "line 32, sources[0] (an-article) > title",
                "The text is empty.",
                "text that says something; or null",
            ),
        ],
    ),
    (
        "checkability: 'yes'",
        "checkability: yes",
        [
            (
                "line 66, claims[0] (AB-01) > checkability",
                "yes without quotes is read as true or false, not as text.",
                "one of yes, partly or no, in quotes: 'yes'",
            ),
        ],
    ),
    (
        "near_certain: false\n    topics: [costs]",
        "near_certain: 'no'\n    topics: [costs]",
        [
            (
                "line 69, claims[0] (AB-01) > near_certain",
                '"no" in quotes is text.',
                "true or false, without quotes",
            ),
        ],
    ),
    (
        "topics: [costs]",
        "topics: []",
        [
            (
                "line 70, claims[0] (AB-01) > topics",
                "The list is empty.",
                "at least one entry",
            ),
        ],
    ),
    (
        "topics: [costs]",
        "topics: [costs, costs]",
        [
            (
                "line 70, claims[0] (AB-01) > topics[1]",
                '"costs" stands twice in this list.',
                "each entry once",
            ),
        ],
    ),
    (
        "topics: [costs]",
        "topics: costs",
        [
            (
                "line 70, claims[0] (AB-01) > topics",
                '"costs" stands here.',
                "a list",
            ),
        ],
    ),
    (
        "  - key: AB-01\n",
        "  - key: ab-1\n",
        [
            (
                "line 49, claims[0] (ab-1) > key",
                '"ab-1" does not have the right form.',
                "2 to 6 capitals, a hyphen and 2 to 4 digits, such as SC-01",
            ),
            (
                "line 71, claims[0] (ab-1) > same_topic_as[0]",
                "AB-02 does not name ab-1 in turn (line 108).",
                "ab-1 in same_topic_as of AB-02, or neither",
            ),
            (
                "line 124, claims[1] (AB-02) > same_topic_as[0]",
                'No claim of this bundle has the key "AB-01".',
                "a key listed under claims, such as ab-1 or AB-02",
            ),
        ],
    ),
    (
        "strength: 2",
        "strength: 4",
        [
            (
                "line 92, claims[0] (AB-01) > evidence[0] (AB-01-E1) > strength",
                "The number 4 is too large.",
                "a whole number from 1 to 3",
            ),
        ],
    ),
    (
        "stance: supports",
        "stance: support",
        [
            (
                "line 91, claims[0] (AB-01) > evidence[0] (AB-01-E1) > stance",
                '"support" stands here.',
                "one of supports, contradicts or context",
            ),
        ],
    ),
    (
        "class: belief",
        "class: null",
        [
            (
                "line 58, claims[0] (AB-01) > statements[0] (first-expert) > hedge > class",
                "Nothing (null) stands here.",
                "one of flat, belief, expectation, suggestion, possibility or hope",
            ),
        ],
    ),
    (
        "probability: 0.6",
        "probability: 1.5",
        [
            (
                "line 86, claims[0] (AB-01) > prior > probability",
                "The number 1.5 is too large.",
                "a number from 0 to 1",
            ),
        ],
    ),
    (
        "probability: 0.6",
        "probability: 60%",
        [
            (
                "line 86, claims[0] (AB-01) > prior > probability",
                '"60%" stands here.',
                "a number from 0 to 1",
            ),
        ],
    ),
    (
        "probability: 0.6",
        "probability: .nan",
        [
            (
                "line 86, claims[0] (AB-01) > prior > probability",
                '".nan" without quotes is read as a number in a form that is easily mistaken.',
                "the same in quotes if it is a text; if it is a number, plain digits such as 12 or 0.25",
            ),
        ],
    ),
    (
        "grade: 0.75",
        "grade: 0.7",
        [
            (
                "line 103, claims[0] (AB-01) > sample_assessment > grade",
                "The number 0.7 stands here.",
                "one of 0, 0.25, 0.5, 0.75 or 1; or null",
            ),
        ],
    ),
    (
        "grade: 0.75",
        "grade: null",
        [
            (
                "line 103, claims[0] (AB-01) > sample_assessment > grade",
                "The grade does not go with the outcome.",
                "a grade of 0, 0.25, 0.5, 0.75 or 1 when the outcome is graded, and null for every other outcome",
            ),
        ],
    ),
    (
        "outcome: graded",
        "outcome: ambiguous",
        [
            (
                "line 103, claims[0] (AB-01) > sample_assessment > grade",
                "The grade does not go with the outcome.",
                "a grade of 0, 0.25, 0.5, 0.75 or 1 when the outcome is graded, and null for every other outcome",
            ),
        ],
    ),
    (
        "'0.25': {en: By a tenth., fr: D'un dixième.}",
        "0.25: {en: By a tenth., fr: D'un dixième.}",
        [
            (
                "line 80, claims[0] (AB-01) > criteria > grades > 0.25",
                "The key 0.25 without quotes is not text in YAML.",
                "the key in quotes: '0.25'",
            ),
        ],
    ),
    (
        "checkability: 'yes'",
        "checkability: 'no'",
        [
            (
                "line 66, claims[0] (AB-01) > checkability",
                "The claim is scored, but public facts cannot decide it.",
                "checkability 'yes' or 'partly', or scored: false",
            ),
        ],
    ),
    (
        "unnamed: {voice: experts, hedge: null}",
        "unnamed: null",
        [
            (
                "line 114, claims[1] (AB-02) > unnamed",
                "Nobody speaks: the claim has neither a statement nor an unnamed voice.",
                "a statement, or unnamed with voice and hedge",
            ),
        ],
    ),
    (
        "    paragraphs: 9",
        "    paragraphs: 90000",
        [
            (
                "line 35, sources[0] (an-article) > paragraphs",
                "90,000 is too large.",
                "at most 30,000",
            ),
        ],
    ),
    (
        "content_sha256: 0000000000000000000000000000000000000000000000000000000000abcdef",
        "content_sha256: 0000",
        [
            (
                "line 34, sources[0] (an-article) > content_sha256",
                '"0000" without quotes is read as a number in a form that is easily mistaken.',
                "the same in quotes if it is a text; if it is a number, plain digits such as 12 or 0.25",
            ),
        ],
    ),
    (
        "name: Expert One",
        "name: " + "x" * 201,
        [
            (
                "line 39, experts[0] (first-expert) > name",
                "This line has 201 characters.",
                "at most 200",
            ),
        ],
    ),
    (
        "name: Expert One",
        'name: "Expert\\nOne"',
        [
            (
                "line 39, experts[0] (first-expert) > name",
                "The text holds a line break or a tab.",
                "one line",
            ),
        ],
    ),
    (
        "exact: les coûts baisseront",
        "exact: " + "x" * 201,
        [
            (
                "line 52, claims[0] (AB-01) > quote > exact",
                "The text is longer than 200 characters.",
                "at most 200 characters",
            ),
        ],
    ),
    (
        "remark: null\n",
        "remark: null\n    email: a@example.org\n",
        [
            (
                "line 48, experts[0] (first-expert) > email",
                'The key "email" is not part of the format here.',
                "only key, name, aliases, affiliations, interests and remark",
            ),
        ],
    ),
    (
        "resolve_by: '2025-12-31'\n    deadline_assigned: false",
        "resolve_by: '9999-12-31'\n    deadline_assigned: false",
        [
            (
                "line 63, claims[0] (AB-01) > resolve_by",
                '"9999-12-31" is outside the years this record can hold.',
                "a day from 1900-01-01 to 2200-12-31",
            ),
        ],
    ),
    (
        "made_on: '2025-01-07'\n    resolve_by: '2025-12-31'\n    deadline_assigned: false",
        "made_on: '1899-12-31'\n    resolve_by: '2025-12-31'\n    deadline_assigned: false",
        [
            (
                "line 62, claims[0] (AB-01) > made_on",
                '"1899-12-31" is outside the years this record can hold.',
                "a day from 1900-01-01 to 2200-12-31",
            ),
        ],
    ),
    (
        "retrieved_on: '2026-01-02'",
        "retrieved_on: 2026-01-02",
        [
            (
                "line 98, claims[0] (AB-01) > evidence[0] (AB-01-E1) > retrieved_on",
                "2026-01-02 without quotes becomes a date object in YAML.",
                "the same in quotes: '2026-01-02'",
            ),
        ],
    ),
    (
        "retrieved_on: '2026-01-02'",
        "retrieved_on: '2026-02-30'",
        [
            (
                "line 98, claims[0] (AB-01) > evidence[0] (AB-01-E1) > retrieved_on",
                '"2026-02-30" is not in the calendar.',
                "a day from 1900-01-01 to 2200-12-31, such as '2025-01-31'",
            ),
        ],
    ),
    (
        "retrieved_on: '2026-01-02'",
        "retrieved_on: '2 January 2026'",
        [
            (
                "line 98, claims[0] (AB-01) > evidence[0] (AB-01-E1) > retrieved_on",
                '"2 January 2026" is not a date.',
                "year, month and day in quotes, such as '2025-01-31', a day from 1900-01-01 to 2200-12-31",
            ),
        ],
    ),
    (
        "retrieved_on: '2026-01-02'",
        "retrieved_on: '２０２６-01-02'",
        [
            (
                "line 98, claims[0] (AB-01) > evidence[0] (AB-01-E1) > retrieved_on",
                '"２０２６-01-02" is not a date.',
                "year, month and day in quotes, such as '2025-01-31', a day from 1900-01-01 to 2200-12-31",
            ),
        ],
    ),
    (
        "published: '2025-06'",
        "published: 2025",
        [
            (
                "line 96, claims[0] (AB-01) > evidence[0] (AB-01-E1) > published",
                "2025 without quotes is read as a number, not as text.",
                "as much as the page shows: '2025', '2025-01' or '2025-01-31', in quotes: '2025'; or null",
            ),
        ],
    ),
    (
        "published: '2025-06'",
        "published: '2025-13'",
        [
            (
                "line 96, claims[0] (AB-01) > evidence[0] (AB-01-E1) > published",
                '"2025-13" is not in the calendar.',
                "a day from 1900-01-01 to 2200-12-31, such as '2025-01-31'",
            ),
        ],
    ),
    (
        "published: '2025-06'",
        "published: June 2025",
        [
            (
                "line 96, claims[0] (AB-01) > evidence[0] (AB-01-E1) > published",
                '"June 2025" does not have the right form.',
                "as much as the page shows: '2025', '2025-01' or '2025-01-31'; or null",
            ),
        ],
    ),
    (
        "ends: '2025-12-31'",
        "ends: '2024-12-31'",
        [
            (
                "line 13, collection > ends",
                "ends (2024-12-31) is before starts (2025-01-01).",
                "a day not before starts, or an earlier starts",
            ),
        ],
    ),
    (
        "resolve_by: '2025-12-31'\n    deadline_assigned: true",
        "resolve_by: '2025-01-06'\n    deadline_assigned: true",
        [
            (
                "line 116, claims[1] (AB-02) > resolve_by",
                "resolve_by (2025-01-06) is before made_on (2025-01-07).",
                "a day not before made_on, or an earlier made_on",
            ),
        ],
    ),
    (
        "url: https://example.org/article",
        "url: ftp://example.org/article",
        [
            (
                "line 33, sources[0] (an-article) > url",
                '"ftp://example.org/article" does not begin with https:// or http://.',
                "the full address of a public page, like https://example.org/a; or null",
            ),
        ],
    ),
    (
        "url: https://example.org/prices?year=2025",
        "url: http://localhost/prices",
        [
            (
                "line 97, claims[0] (AB-01) > evidence[0] (AB-01-E1) > url",
                '"http://localhost/prices" does not name a public host.',
                "the full address of a public page, like https://example.org/a",
            ),
        ],
    ),
    (
        "url: https://example.org/prices?year=2025",
        "url: http://10.0.0.1/prices",
        [
            (
                "line 97, claims[0] (AB-01) > evidence[0] (AB-01-E1) > url",
                '"http://10.0.0.1/prices" does not name a public host.',
                "the full address of a public page, like https://example.org/a",
            ),
        ],
    ),
    (
        "url: https://example.org/prices?year=2025",
        "url: https://reader:secret@example.org/prices",
        [
            (
                "line 97, claims[0] (AB-01) > evidence[0] (AB-01-E1) > url",
                '"https://reader:secret@example.org/prices" carries a user name.',
                "the full address of a public page, like https://example.org/a",
            ),
        ],
    ),
    (
        "url: https://example.org/prices?year=2025",
        "url: https://example.org/prix-été",
        [
            (
                "line 97, claims[0] (AB-01) > evidence[0] (AB-01-E1) > url",
                '"https://example.org/prix-été" holds "é", which an address writes with %.',
                "the address as the browser copies it, the host in its xn-- form",
            ),
        ],
    ),
    (
        "url: https://example.org/prices?year=2025",
        "url: https://example.org/%0d%0aprices",
        [
            (
                "line 97, claims[0] (AB-01) > evidence[0] (AB-01-E1) > url",
                '"https://example.org/%0d%0aprices" holds a control character written with %.',
                "the full address of a public page, like https://example.org/a",
            ),
        ],
    ),
    (
        "url: https://example.org/prices?year=2025",
        "url: https://example.org/" + "x" * 2048,
        [
            (
                "line 97, claims[0] (AB-01) > evidence[0] (AB-01-E1) > url",
                ('"https://example.org/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx..." is longer than 2048 characters.'),
                "the full address of a public page, like https://example.org/a",
            ),
        ],
    ),
    (
        "url: https://example.org/prices?year=2025",
        "url: null",
        [
            (
                "line 97, claims[0] (AB-01) > evidence[0] (AB-01-E1) > url",
                "Nothing (null) stands here.",
                "an address that begins with http:// or https://",
            ),
        ],
    ),
    (
        "  - key: costs\n",
        "  - key: systems\n",
        [
            (
                "line 6, topics[1] (systems) > key",
                'The key "systems" is already taken on line 4.',
                "a key of its own",
            ),
            (
                "line 70, claims[0] (AB-01) > topics[0]",
                'No topic of this bundle has the key "costs".',
                "a key listed under topics, such as systems",
            ),
            (
                "line 123, claims[1] (AB-02) > topics[1]",
                'No topic of this bundle has the key "costs".',
                "a key listed under topics, such as systems",
            ),
        ],
    ),
    (
        "  - key: AB-02\n",
        "  - key: AB-01\n",
        [
            (
                "line 71, claims[0] (AB-01) > same_topic_as[0]",
                'No claim of this bundle has the key "AB-02".',
                "a key listed under claims, such as AB-01",
            ),
            (
                "line 108, claims[1] (AB-01) > key",
                'The key "AB-01" is already taken on line 49.',
                "a key of its own",
            ),
        ],
    ),
    (
        "    source: an-article\n    proposition: {en: Costs",
        "    source: another\n    proposition: {en: Costs",
        [
            (
                "line 50, claims[0] (AB-01) > source",
                'No source of this bundle has the key "another".',
                "a key listed under sources, such as an-article",
            ),
        ],
    ),
    (
        "        source: an-article",
        "        source: another",
        [
            (
                "line 45, experts[0] (first-expert) > affiliations[0] > source",
                'No source of this bundle has the key "another".',
                "a key listed under sources, such as an-article",
            ),
        ],
    ),
    (
        "      - expert: first-expert\n        kind",
        "      - expert: second-expert\n        kind",
        [
            (
                "line 55, claims[0] (AB-01) > statements[0] (second-expert) > expert",
                'No expert of this bundle has the key "second-expert".',
                "a key listed under experts, such as first-expert",
            ),
        ],
    ),
    (
        "        expert: first-expert\n        reason",
        "        expert: second-expert\n        reason",
        [
            (
                "line 23, collection > selection_note > refused[0] (second-expert) > expert",
                'No expert of this bundle has the key "second-expert".',
                "a key listed under experts, such as first-expert",
            ),
        ],
    ),
    (
        "topics: [costs]",
        "topics: [prices]",
        [
            (
                "line 70, claims[0] (AB-01) > topics[0]",
                'No topic of this bundle has the key "prices".',
                "a key listed under topics, such as systems or costs",
            ),
        ],
    ),
    (
        "same_topic_as: [AB-02]",
        "same_topic_as: [AB-03]",
        [
            (
                "line 71, claims[0] (AB-01) > same_topic_as[0]",
                'No claim of this bundle has the key "AB-03".',
                "a key listed under claims, such as AB-01 or AB-02",
            ),
            (
                "line 124, claims[1] (AB-02) > same_topic_as[0]",
                "AB-01 does not name AB-02 in turn (line 49).",
                "AB-02 in same_topic_as of AB-01, or neither",
            ),
        ],
    ),
    (
        "same_topic_as: [AB-02]",
        "same_topic_as: [AB-01, AB-02]",
        [
            (
                "line 71, claims[0] (AB-01) > same_topic_as[0]",
                "The claim names itself.",
                "another claim, or nothing",
            ),
        ],
    ),
    (
        "same_topic_as: [AB-02]",
        "same_topic_as: []",
        [
            (
                "line 124, claims[1] (AB-02) > same_topic_as[0]",
                "AB-01 does not name AB-02 in turn (line 49).",
                "AB-02 in same_topic_as of AB-01, or neither",
            ),
        ],
    ),
    (
        "cites: [AB-01-E1]",
        "cites: [AB-01-E2]",
        [
            (
                "line 105, claims[0] (AB-01) > sample_assessment > cites[0]",
                '"AB-01-E2" is no evidence of this bundle.',
                "a key listed under evidence of this claim, such as AB-01-E1",
            ),
        ],
    ),
    (
        "    sample_assessment: null",
        (
            "    sample_assessment: {outcome: undecided, grade: null, rationale: None., cites: "
            "[AB-01-E1], assessed_on: '2026-01-03', basis: one reading}"
        ),
        [
            (
                "line 139, claims[1] (AB-02) > sample_assessment > cites[0]",
                '"AB-01-E1" is evidence of another claim.',
                "a key listed under evidence of this claim",
            ),
        ],
    ),
    (
        "    taken: 2",
        "    taken: 3",
        [
            (
                "line 20, collection > selection_note > taken",
                "taken says 3, but the bundle has 2 claims.",
                "2",
            ),
        ],
    ),
    (
        "    considered: 3",
        "    considered: 4",
        [
            (
                "line 19, collection > selection_note > considered",
                "considered says 4, but 2 taken and 1 refused make 3.",
                "3, or every refused statement listed",
            ),
        ],
    ),
    (
        "exact: les coûts baisseront",
        "exact: a b c d e f g h i j k l m n o p",
        [
            (
                "line 52, claims[0] (AB-01) > quote > exact",
                "The quote has 16 words.",
                "the 15 words or fewer that carry the claim",
            ),
        ],
    ),
    (
        "fr, paragraph: 2}",
        "fr, paragraph: 10}",
        [
            (
                "line 52, claims[0] (AB-01) > quote > paragraph",
                "The source has 9 paragraphs, none with the number 10.",
                "1 to 9",
            ),
        ],
    ),
    (
        "        paragraph: 2\n",
        "        paragraph: 10\n",
        [
            (
                "line 57, claims[0] (AB-01) > statements[0] (first-expert) > paragraph",
                "The source has 9 paragraphs, none with the number 10.",
                "1 to 9",
            ),
        ],
    ),
    (
        "  quorum: 2",
        "  quorum: 2\n  quorum: 3",
        [
            (
                "line 15, collection > quorum",
                'The key "quorum" stands here a second time; the first is on line 14.',
                "each key once; remove or rename one of the two",
            ),
        ],
    ),
    (
        "  quorum: 2",
        "  quorum: 1_0",
        [
            (
                "line 14, collection > quorum",
                '"1_0" without quotes is read as a number in a form that is easily mistaken.',
                "the same in quotes if it is a text; if it is a number, plain digits such as 12 or 0.25",
            ),
        ],
    ),
    (
        "    locator: par. 2",
        "    locator: &two par. 2",
        [
            (
                "line 53, claims[0] (AB-01) > locator",
                "&two marks this part for aliases.",
                "the part without an anchor",
            ),
        ],
    ),
    (
        "    locator: par. 3",
        "    locator: *two",
        [
            (
                "line 112, claims[1] (AB-02) > locator",
                "*two repeats another part of the file by an alias.",
                "the part written out in full",
            ),
        ],
    ),
    (
        "    locator: par. 2",
        "    locator: !!str par. 2",
        [
            (
                "line 53, claims[0] (AB-01) > locator",
                'The tag "!!str" asks for a special kind of value.',
                "the value without a tag; in quotes if it is text",
            ),
        ],
    ),
    (
        "    locator: par. 2",
        "    locator: !!python/object/apply:os.system [ls]",
        [
            (
                "line 53, claims[0] (AB-01) > locator",
                'The tag "!!python/object/apply:os.system" asks for a special kind of value.',
                "the value without a tag; in quotes if it is text",
            ),
        ],
    ),
    (
        "    locator: par. 2",
        '    locator: "par.\\0 2"',
        [
            (
                "line 53, claims[0] (AB-01) > locator",
                "The text holds the control character U+0000.",
                "the text without it; only line breaks and tabs are taken",
            ),
        ],
    ),
    (
        "    locator: par. 2",
        "    locator: 'par. 2",
        [
            (
                "line 62, file",
                ("The file is not YAML from here on: did not find expected key (in the part that begins on line 49)."),
                "closed quotes, and the same indentation for all keys of a mapping",
            ),
        ],
    ),
    (
        "    locator: par. 2",
        "    locator: par: 2",
        [
            (
                "line 53, file",
                "The file is not YAML from here on: mapping values are not allowed in this context.",
                "the whole text in quotes if it holds a colon and a space, and each key on its own line",
            ),
        ],
    ),
    (
        "    locator: par. 2",
        "\tlocator: par. 2",
        [
            (
                "line 53, file",
                "The line is indented with a tab, which YAML does not allow.",
                "spaces for indentation",
            ),
        ],
    ),
    (
        "    locator: par. 2",
        "    locator: @par",
        [
            (
                "line 53, file",
                "The file is not YAML from here on: found character that cannot start any token.",
                "spaces for indentation, never tabs; quotes around text that begins with @, ` or %",
            ),
        ],
    ),
    (
        "    locator: par. 2",
        "    locator: =\n",
        [
            (
                "line 53, claims[0] (AB-01) > locator",
                '"=" without quotes has a meaning of its own in YAML.',
                "'=' in quotes",
            ),
        ],
    ),
    (
        "    locator: par. 2",
        "    <<: {locator: par. 2}",
        [
            (
                "line 49, claims[0] (AB-01) > locator",
                "The key locator is missing.",
                "locator with text",
            ),
            (
                "line 53, claims[0] (AB-01) > <<",
                '"<<" without quotes has a meaning of its own in YAML.',
                "'<<' in quotes",
            ),
            (
                "line 53, claims[0] (AB-01) > <<",
                'The key "<<" is not part of the format here.',
                "no such key; data/README.md describes those there are",
            ),
        ],
    ),
    (
        "    locator: par. 2",
        "    ? [locator]\n    : par. 2",
        [
            (
                "line 53, claims[0]",
                "A list or a mapping stands where a key should be.",
                "a word as key, then a colon",
            ),
        ],
    ),
    (
        "claims:\n",
        "---\nclaims:\n",
        [
            (
                "line 48, file",
                "A second document begins here.",
                "one document in a file: no line ---",
            ),
        ],
    ),
]


@pytest.mark.parametrize(("good", "bad", "said"), BAD, ids=[f"{at}-{bad[:40]}" for at, (_, bad, _) in enumerate(BAD)])
def test_a_bad_file_is_told_where_it_is_wrong_and_what_would_be_right(
    good: str, bad: str, said: list[tuple[str, str, str]]
) -> None:
    assert SMALL.count(good) == 1

    with pytest.raises(BundleErrors) as caught:
        read(SMALL.replace(good, bad).encode())

    assert [(f"line {error.line}, {error.place}", error.wrong, error.right) for error in caught.value.errors] == said
