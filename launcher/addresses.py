"""The address to listen on: is it this machine's alone, is it free, does it answer yet?"""

from __future__ import annotations

import errno
import http.client
import ipaddress
import json
import os
import socket
from dataclasses import dataclass

from launcher.trouble import Trouble


@dataclass(frozen=True)
class Address:
    """Where the web server listens: a host name or IP address, and a port from 1 to 65535."""

    host: str
    port: int

    @property
    def bind(self) -> str:
        """As the web server wants it: `127.0.0.1:8000`, `[::1]:8000`."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.bind}"

    @property
    def reach(self) -> str:
        """The host under which this machine itself reaches it: a server on every address is also on loopback."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104  compared, not bound


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_free(address: Address) -> None:
    """Raise `Trouble` unless the address can be listened on now."""
    if not 1 <= address.port <= 65535:
        raise Trouble(f"Port {address.port} does not exist; choose one between 1024 and 65535 with --port.")
    try:
        family, kind, proto, _, place = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise Trouble(f"{address.host!r} is not an address of this machine; 127.0.0.1 is.") from error
    with socket.socket(family, kind, proto) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(place)
        except OSError as error:
            raise Trouble(why_not(error, address)) from error


def why_not(error: OSError, address: Address) -> str:
    """One sentence for each reason that a port cannot be had."""
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {address.port} on {address.host} is taken by another program; stop it, or choose another port: "
            f"./hindcast up --port {address.port + 1 if address.port < 65535 else 8000}"
        )
    if error.errno == errno.EACCES:
        return f"This user may not listen on port {address.port}; choose one above 1023 with --port."
    return f"Cannot listen on {address.bind}: {error.strerror}."


def known_host() -> str:
    """A host name that the site answers to: the first that HINDCAST_ALLOWED_HOSTS lists, `localhost` without it."""
    try:
        hosts = json.loads(os.environ.get("HINDCAST_ALLOWED_HOSTS") or "[]")
    except ValueError:
        return "localhost"
    return str(hosts[0]).lstrip(".") if hosts and hosts[0] != "*" else "localhost"


def answers(address: Address, *, path: str = "/healthz") -> bool:
    """Whether the web server there says that it is alive, or answers with another page."""
    connection = http.client.HTTPConnection(address.reach, address.port, timeout=5)
    try:
        connection.request("GET", path, headers={"Host": known_host()})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
