"""When two addresses lead to one document: certainly, or probably. Standard library only; nothing is ever fetched.

Both answers are keys to compare with. What stands in the record is the address as it was given, see `web_addresses`.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit, urlunsplit

from predictions import web_addresses

# What mails, advertisements and social networks hang onto an address to see who came; the page is the same without.
TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|mc_cid|mc_eid|igshid|yclid|twclid|ttclid|li_fat_id|_ga|_gl|"
    r"_hsenc|_hsmi|__hs\w+|hsctatracking|mkt_tok|vero_id|oly_enc_id|oly_anon_id|wickedid|pk_\w+|mtm_\w+|at_medium|"
    r"at_campaign|ref_src|xtor"
)
ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})|(%)|([^\x00-\x7f])")
UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
ARXIV_HOSTS = {"arxiv.org", "www.arxiv.org", "export.arxiv.org"}
ARXIV = re.compile(r"(?:abs|pdf|html|format|ps)/([a-z-]+(?:\.[A-Z]{2})?/\d{7}|\d{4}\.\d{4,5})(v\d+)?(?:\.pdf)?/?")
ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(.+)")
DOI_HOSTS = {"doi.org", "www.doi.org", "dx.doi.org"}
DOI = re.compile(r"10\.\d{4,9}/[^\s?#]+")
ARXIV_NUMBER = re.compile(r"(?:arxiv:)?\s*([a-z-]+(?:\.[a-z]{2})?/\d{7}|\d{4}\.\d{4,5})(v\d+)?", re.IGNORECASE)
ARCHIVED = re.compile(r"(?:https?://)?(?:web\.archive\.org/web/[0-9a-z_*]+|www\.google\.com/amp/s)/(?:https?://?)?(.+)")
AMP_CACHE = re.compile(r"https?://[a-z0-9-]+\.cdn\.ampproject\.org/[cv]/(?:s/)?(.+)")
MIRRORS = {"www", "m", "mobile", "amp"}
FRONT_PAGE = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$")
AMP_PATH = re.compile(r"/amp$|\.amp(?=\.html?$)|\.amp$")
AMP_QUERY = {"amp", "amp=1", "amp=true", "outputtype=amp"}


def canonical(url: str) -> str:
    """One spelling for all addresses at which a server cannot but answer with the same document.

    Percent-encoding, dots in the path, the fragment and tracking parameters do not count; of arXiv nor does whether
    it is the abstract or the PDF, and a DOI is the same however it is written. Order and case of all else do count.

    raises  web_addresses.NotAWebAddress
    """
    parts = urlsplit(web_addresses.clean(url))
    host, path = parts.netloc, _path(parts.path)
    if host in ARXIV_HOSTS and (found := ARXIV.fullmatch(path[1:])):
        return f"https://arxiv.org/abs/{found[1]}{found[2] or ''}"
    if host in DOI_HOSTS and DOI.fullmatch(path[1:]):
        return _doi(path[1:])
    return urlunsplit((parts.scheme, host, path, _query(parts.query), ""))


def likeness(url: str) -> str:
    """One key for addresses that probably lead to the same document, so that a person looks before adding it again.

    On top of `canonical`: http or https, www., m., mobile. and amp. before the name, a slash or an index page at the
    end, the order of parameters, copies in web archives and caches, and the version of an arXiv paper.
    """
    inner = _unwrapped(canonical(url))
    parts = urlsplit(inner)
    if parts.netloc in ARXIV_HOSTS and (paper := ARXIV.fullmatch(parts.path[1:])):
        return f"arxiv:{paper[1]}"
    if found := DOI.search(parts.path):
        return f"doi:{found[0].lower().rstrip('/')}"
    path = AMP_PATH.sub("", FRONT_PAGE.sub("", parts.path.rstrip("/"))).rstrip("/")
    query = sorted(one for one in parts.query.split("&") if one and one.lower() not in AMP_QUERY)
    return f"{_bare(parts)}{path}?{'&'.join(query)}"


def identity(identifier: str) -> str:
    """The key, as of `likeness`, of a paper that is named by its arXiv number or its DOI; empty for anything else."""
    text = identifier.strip().lower().removeprefix("https://doi.org/").removeprefix("doi:").strip()
    if found := DOI.fullmatch(text):
        by_arxiv = ARXIV_DOI.fullmatch(found[0])
        return identity(by_arxiv[1]) if by_arxiv else f"doi:{found[0]}"
    found = ARXIV_NUMBER.fullmatch(text)
    return f"arxiv:{found[1]}" if found else ""


def _doi(name: str) -> str:
    lower = name.lower()
    if (inside := ARXIV_DOI.fullmatch(lower)) and (paper := ARXIV_NUMBER.fullmatch(inside[1])):
        return f"https://arxiv.org/abs/{paper[1]}{paper[2] or ''}"
    return f"https://doi.org/{lower}"


def _path(path: str) -> str:
    """`path` with one spelling of each character and without `.` and `..`."""
    kept: list[str] = []
    steps = _escapes(path).split("/")[1:]
    for step in steps:
        if step == "..":
            del kept[-1:]
        elif step != ".":
            kept.append(step)
    if steps and steps[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _query(query: str) -> str:
    """`query` without what only tracks, in the order in which it came: to some sites the order says something."""
    asked = [one for one in query.split("&") if one and not TRACKING.fullmatch(one.partition("=")[0].lower())]
    return "&".join(_escapes(one) for one in asked)


def _escapes(text: str) -> str:
    """`text` with escapes only where an address needs them, in capitals; a percent sign that escapes nothing is one."""

    def spelt(found: re.Match[str]) -> str:
        if found[1] is None:
            return "".join(f"%{byte:02X}" for byte in found[0].encode())
        character = chr(int(found[1], 16))
        return character if character in UNRESERVED else f"%{found[1].upper()}"

    return ESCAPE.sub(spelt, text)


def _unwrapped(url: str) -> str:
    """What a copy in a web archive or a cache is a copy of, where its address says so."""
    found = ARCHIVED.fullmatch(url) or AMP_CACHE.fullmatch(url)
    if found is None:
        return url
    try:
        return canonical(f"https://{found[1]}")
    except web_addresses.NotAWebAddress:
        return url


def _bare(parts: SplitResult) -> str:
    """The host without the names of its mirrors: en.m.example.org and www.example.org lose theirs."""
    labels = parts.netloc.split(".")
    return ".".join([one for one in labels[:-2] if one not in MIRRORS] + labels[-2:])
