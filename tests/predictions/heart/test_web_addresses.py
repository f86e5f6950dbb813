"""Only addresses of public pages come into the record, each spelt one way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from predictions.web_addresses import NotAWebAddress, clean

HOSTILE = [
    "",
    "example.org",
    "//example.org/a",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "ftp://example.org/a",
    "mailto:somebody@example.org",
    "https:example.org",
    "https:///a",
    "https://",
    "http://localhost/",
    "http://localhost.:8000/",
    "http://app.localhost/",
    "http://printer.local/",
    "http://metadata.google.internal/",
    "http://intranet/",
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://1.0x7f/",
    "http://0177.0.0.1/",
    "http://127.0.0.1./",
    "http://１２７.０.０.１/",
    "http://127。0。0。1/",
    "http://10.0.0.1/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://8.8.8.8/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[fe80::1%25eth0]/",
    "http://[2606:4700:4700::1111]/",
    "http://[::1",
    "http://user@example.org/",
    "https://user:secret@example.org/",
    "https://example.org@evil.example.com/",
    "https://example.org\\@evil.example.com/",
    "https://example.org\\.evil.example.com/",
    "https:\\\\example.org\\a",
    "https://example.org/a b",
    "https://example.org/a\nb",
    "https://example.org/a\tb",
    "https://example.org/%0d%0aSet-Cookie:a=b",
    "https://example.org/%00",
    "https://example.org/\u202egpj.exe",
    "https://exa\u200bmple.org/",
    "https://exa\u00admple.org/",
    'https://example.org/"onmouseover="alert(1)',
    "https://example.org/<script>",
    "https://example.org:0/",
    "https://example.org:99999/",
    "https://example.org:port/",
    "https://-example.org/",
    "https://example..org/",
    "https://.example.org/",
    f"https://{'a' * 64}.example.org/",
    "https://straße.example.org/",
    f"https://example.org/{'a' * 2048}",
]


@pytest.mark.parametrize("address", HOSTILE)
def test_what_is_not_the_address_of_a_public_page_is_refused_with_an_example(address: str) -> None:
    with pytest.raises(NotAWebAddress, match=r"like https://example\.org/a\.$"):
        clean(address)


@pytest.mark.parametrize(
    ("address", "spelt"),
    [
        (" https://example.org/a ", "https://example.org/a"),
        ("HTTPS://EXAMPLE.ORG/A?B=C", "https://example.org/A?B=C"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("http://example.org:80", "http://example.org"),
        ("http://example.org:443/a", "http://example.org:443/a"),
        ("https://example.org/a#part", "https://example.org/a"),
        ("https://example.org./a", "https://example.org/a"),
        ("https://bücher.example.org/é?q=%C3%A9", "https://xn--bcher-kva.example.org/é?q=%C3%A9"),
        ("https://ＥＸＡＭＰＬＥ.org/", "https://example.org/"),
        ("https://example.org//a/../b", "https://example.org//a/../b"),
        ("https://my_page.example.org/", "https://my_page.example.org/"),
    ],
)
def test_a_public_page_is_spelt_one_way(address: str, spelt: str) -> None:
    assert clean(address) == spelt


@given(st.text(max_size=60) | st.text(max_size=60).map(lambda text: f"https://example.org/{text}"))
def test_whatever_comes_in_is_refused_or_comes_out_clean_and_stays_so(text: str) -> None:
    try:
        found = clean(text)
    except NotAWebAddress:
        return

    assert found.startswith(("https://", "http://"))
    assert clean(found) == found
