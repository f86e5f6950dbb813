"""Where a request comes from, as a number that can be counted and not be read back."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Network, ip_address

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def network_of(request: HttpRequest) -> str:
    """The keyed digest of the network of the client, behind as many proxies as we trust.

    An address of the old sort stands for itself; of the new sort, a household holds 2^64, which are counted as one.
    """
    try:
        text = str(get_adapter(request).get_client_ip(request))
    except PermissionDenied:
        text = ""
    return salted_hmac("predictions.networks", network(text), algorithm="sha256").hexdigest()


def network(text: str) -> str:
    """The network of the address `text`; what is no address is a network of its own."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return text
    if isinstance(address, IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Network((address, 64), strict=False))
