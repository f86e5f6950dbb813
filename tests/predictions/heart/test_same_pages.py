"""When two addresses lead to one document: surely, probably, or not."""

from __future__ import annotations

from itertools import combinations
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from predictions.same_pages import canonical, identity, likeness
from predictions.web_addresses import NotAWebAddress, clean

SURELY = [
    ["https://example.org", "https://example.org/", "HTTPS://Example.ORG:443/", "https://example.org./#part"],
    ["https://example.org/a", "https://example.org/a?", "https://example.org/b/../a", "https://example.org/./a"],
    ["https://example.org/~a", "https://example.org/%7Ea", "https://example.org/%7ea"],
    ["https://example.org/é", "https://example.org/%C3%A9", "https://example.org/%c3%a9"],
    [
        "https://example.org/a?id=1",
        "https://example.org/a?id=1&utm_source=mail&utm_medium=x",
        "https://example.org/a?fbclid=abc&id=1",
        "https://example.org/a?gclid=x&id=1&mc_cid=y&mc_eid=z#top",
    ],
    [
        "https://arxiv.org/abs/2501.12948v2",
        "https://www.arxiv.org/pdf/2501.12948v2",
        "https://arxiv.org/pdf/2501.12948v2.pdf",
        "http://export.arxiv.org/abs/2501.12948v2",
        "https://arxiv.org/html/2501.12948v2",
        "https://doi.org/10.48550/arXiv.2501.12948v2",
    ],
    ["https://arxiv.org/abs/cs/0112017", "https://arxiv.org/pdf/cs/0112017.pdf"],
    [
        "https://doi.org/10.1000/ABC.1",
        "https://dx.doi.org/10.1000/abc.1",
        "http://doi.org/10.1000/Abc.1",
        "https://www.doi.org/10.1000/abc%2E1",
    ],
]
PROBABLY = [
    ["https://example.org/a", "http://example.org/a", "https://www.example.org/a/", "https://m.example.org/a"],
    ["https://example.org/a", "https://amp.example.org/a", "https://example.org/a/amp", "https://example.org/a?amp=1"],
    ["https://example.org/a", "https://web.archive.org/web/20250630120000/https://example.org/a"],
    ["https://example.org/a", "https://web.archive.org/web/20250630120000id_/http://www.example.org/a"],
    ["https://example.org/a", "https://example-org.cdn.ampproject.org/c/s/example.org/a"],
    ["https://example.org/a", "https://www.google.com/amp/s/example.org/a"],
    ["https://example.org/", "https://example.org/index.html"],
    ["https://en.example.org/wiki/A", "https://en.m.example.org/wiki/A"],
    ["https://example.org/a?x=1&y=2", "https://example.org/a?y=2&x=1"],
    ["https://arxiv.org/abs/2501.12948", "https://arxiv.org/abs/2501.12948v3"],
    ["https://doi.org/10.1145/3292500", "https://dl.example.org/doi/pdf/10.1145/3292500"],
]
NOT = [
    "https://example.org/a",
    "https://example.org/A",
    "https://example.org/b",
    "https://example.org/a/b",
    "https://example.org/a?id=1",
    "https://example.org/a?id=2",
    "https://example.org/a?id=1&id=2",
    "https://example.org/a?ref=1",
    "https://example.org/a%2Fb",
    "https://example.org/a%3Fid=1",
    "https://example.org:8443/a",
    "https://other.example.org/a",
    "https://example.com/a",
    "https://doi.org/10.1000/abc.1",
    "https://doi.org/10.1000/abc.2",
    "https://arxiv.org/abs/2501.12948",
    "https://arxiv.org/abs/2501.12949",
]


@pytest.mark.parametrize("spellings", SURELY)
def test_one_page_is_one_however_its_address_is_spelt(spellings: list[str]) -> None:
    assert len({canonical(one) for one in spellings}) == 1
    assert len({likeness(one) for one in spellings}) == 1


@pytest.mark.parametrize("spellings", PROBABLY)
def test_what_is_probably_one_page_is_alike_and_not_the_same(spellings: list[str]) -> None:
    assert len({canonical(one) for one in spellings}) == len(spellings)
    assert len({likeness(one) for one in spellings}) == 1


@pytest.mark.parametrize(("one", "other"), list(combinations(NOT, 2)))
def test_different_pages_are_not_even_alike(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)
    assert likeness(one) != likeness(other)


@pytest.mark.parametrize(
    ("identifier", "key"),
    [
        ("2501.12948", "arxiv:2501.12948"),
        ("arXiv:2501.12948v2", "arxiv:2501.12948"),
        ("ArXiv: 2501.12948", "arxiv:2501.12948"),
        ("cs/0112017", "arxiv:cs/0112017"),
        ("10.1000/ABC.1", "doi:10.1000/abc.1"),
        ("doi:10.1000/abc.1", "doi:10.1000/abc.1"),
        ("https://doi.org/10.1000/abc.1", "doi:10.1000/abc.1"),
        ("10.48550/arXiv.2501.12948", "arxiv:2501.12948"),
        ("", ""),
        ("report no. 4", ""),
        ("10.1000/", ""),
    ],
)
def test_a_number_of_a_paper_is_known_in_each_spelling(identifier: str, key: str) -> None:
    assert identity(identifier) == key


def test_the_number_of_a_paper_is_what_its_address_says() -> None:
    assert identity("arXiv:2501.12948v2") == likeness("https://arxiv.org/pdf/2501.12948")
    assert identity("10.1000/abc.1") == likeness("https://doi.org/10.1000/ABC.1")


PARTS = st.text(st.characters(codec="utf-8", exclude_characters="\x7f"), max_size=12)
ADDRESSES = st.builds(
    lambda scheme, host, path, query: f"{scheme}://{host}/{path}{'?' if query else ''}{query}",
    st.sampled_from(["http", "https", "HTTPS"]),
    st.sampled_from(["example.org", "www.Example.org", "arxiv.org", "doi.org", "web.archive.org", "en.m.example.org"]),
    st.lists(PARTS | st.sampled_from(["..", ".", "%2e%2e", "%25", "%", "abs", "10.1000", "%%36%35"]), max_size=5).map(
        "/".join
    ),
    st.lists(PARTS | st.sampled_from(["utm_source=x", "id=%41", "a=1", "a=", "%zz"]), max_size=4).map("&".join),
)


@given(ADDRESSES)
def test_spelling_an_address_again_changes_nothing_any_more(address: str) -> None:
    try:
        found = canonical(address)
    except NotAWebAddress:
        return

    assert canonical(found) == found
    assert canonical(clean(address)) == found
    assert likeness(found) == likeness(address)


@given(ADDRESSES)
def test_what_the_server_is_asked_for_stays_as_it_was_given(address: str) -> None:
    try:
        kept = clean(address)
    except NotAWebAddress:
        return

    asked, given_ = urlsplit(kept), urlsplit(address.strip())
    assert (asked.path, asked.query) == (given_.path, given_.query)


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "utm_x", "gclid"]), st.sampled_from("123")), max_size=6))
def test_only_what_tracks_is_left_out_and_the_order_of_the_rest_stays(pairs: list[tuple[str, str]]) -> None:
    query = "&".join(f"{name}={value}" for name, value in pairs)

    found = urlsplit(canonical(f"https://example.org/?{query}")).query

    assert parse_qsl(found) == [pair for pair in pairs if pair[0] in {"a", "b"}]
