"""Addresses that are compared and not kept: a keyed digest tells whether one is the same, and not what it is."""

from __future__ import annotations

import hmac
import re
from base64 import b32encode
from hashlib import sha256

from django.conf import settings

PURPOSE = "reminders.addresses"


def digest(address: str) -> str:
    """The digest of `address` under the key of this site, 64 hexadecimal digits. Case and white space do not count."""
    return _digest(address, settings.SECRET_KEY)


def digests(address: str) -> list[str]:
    """The digests of `address` under this key and those that are being retired, for looking it up."""
    return [_digest(address, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def mark(name: str) -> str:
    """Eighty bits that belong to `name` on this site, and that nobody can guess: 16 letters and digits."""
    keyed = hmac.new(settings.SECRET_KEY.encode(), f"reminders.marks {name}".encode(), sha256).digest()
    return b32encode(keyed[:10]).decode().lower()


def hidden(text: str, *addresses: str) -> str:
    """`text` with none of `addresses` in it, spelt in any way."""
    for address in filter(None, addresses):
        text = re.sub(re.escape(address), "[address]", text, flags=re.IGNORECASE)
    return text


def _digest(address: str, key: str) -> str:
    own_key = hmac.new(key.encode(), PURPOSE.encode(), sha256).digest()
    return hmac.new(own_key, address.strip().casefold().encode(), sha256).hexdigest()
