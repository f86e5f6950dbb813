"""Names for addresses that nobody has yet, and the next key or number in a list."""

from __future__ import annotations

import re
from itertools import count
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.text import slugify

from predictions.models import Claim, Collection

_NUMBERED = re.compile(r"(.*?)(\d+)\Z", re.ASCII)


def free_slug(
    rows: QuerySet[Any], text: str, *, column: str = "slug", longest: int = 60, taken: tuple[str, ...] = ()
) -> str:
    """A slug made from `text` that none of `rows` has in `column`."""
    plain = slugify(text)[:longest].strip("-") or "unnamed"
    held = {*rows.filter(**{f"{column}__startswith": plain}).values_list(column, flat=True), *taken}
    return next(slug for number in count(1) if (slug := plain if number == 1 else f"{plain}-{number}") not in held)


def next_key(collection: Collection) -> str:
    """The key after the last one of `collection`, in the same form: SC-27 after SC-26."""
    keys = list(Claim.objects.filter(collection=collection).order_by("pk").values_list("key", flat=True))
    parts = [found.groups() for key in keys if (found := _NUMBERED.fullmatch(key))]
    if not parts:
        letters = "".join(word[0] for word in re.findall(r"[a-z]+", collection.slug)).upper()[:4] or "C"
        return f"{letters}-01"
    stem, last = max(parts, key=lambda part: int(part[1]))
    return f"{stem}{int(last) + 1:02}"


def next_number(rows: QuerySet[Any]) -> int:
    """The number after the last one of `rows`."""
    return 1 + (rows.aggregate(last=Max("number"))["last"] or 0)
