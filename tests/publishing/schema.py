"""Schema.org without the network: the terms we use as its own context defines them, and what may hold them."""

from __future__ import annotations

from typing import Any

from pyld import jsonld

# Of https://schema.org/docs/jsonldcontext.jsonld, for these terms.
CONTEXT: dict[str, Any] = {
    "@vocab": "http://schema.org/",
    "type": "@type",
    "id": "@id",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "schema": "http://schema.org/",
    **{name: {"@id": f"schema:{name}", "@type": "@id"} for name in ("url", "sameAs")},
    **{name: {"@id": f"schema:{name}", "@type": "Date"} for name in ("datePublished",)},
    **{
        name: {"@id": f"schema:{name}"}
        for name in (
            "ClaimReview", "Claim", "Person", "Organization", "Rating", "CreativeWork", "alternateName", "appearance",
            "author", "bestRating", "claimReviewed", "inLanguage", "itemReviewed", "name", "ratingExplanation",
            "ratingValue", "reviewRating", "text", "worstRating",
        )
    },
}  # fmt: skip
# By https://schema.org: each type with the properties that it or a type above it has.
THING = {"name", "url", "alternateName", "sameAs"}
WORK = THING | {"author", "datePublished", "inLanguage", "text"}
HOLDS = {
    "ClaimReview": WORK | {"claimReviewed", "itemReviewed", "reviewRating"},
    "Claim": WORK | {"appearance"},
    "CreativeWork": WORK,
    "Person": THING,
    "Organization": THING,
    "Rating": THING | {"bestRating", "worstRating", "ratingValue", "ratingExplanation"},
}


def load(address: str, _options: dict[str, Any]) -> dict[str, Any]:
    """What a processor gets where it would fetch a context."""
    assert address == "https://schema.org", f"a context from somewhere else: {address}"
    return {"contextUrl": None, "documentUrl": address, "document": {"@context": CONTEXT}, "contentType": None}


def nodes(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Every node of the document as a JSON-LD processor understands it, without any term that it would drop."""
    flat: list[dict[str, Any]] = jsonld.flatten(document, options={"documentLoader": load})
    return flat


def wrong(document: dict[str, Any]) -> list[str]:
    """What Schema.org does not know: types, and properties where they do not belong."""
    found = []
    for node in nodes(document):
        (kind,) = (one.removeprefix("http://schema.org/") for one in node["@type"])
        names = {name.removeprefix("http://schema.org/") for name in node if not name.startswith("@")}
        found += [f"{kind}.{name}" for name in sorted(names - HOLDS.get(kind, set()))]
    return found
