"""Mails go to the mail server that is meant: a certificate that cannot be verified ends the conversation."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from reminders import actions
from reminders.models import Delivery, State
from tests.reminders import mails
from tests.reminders.mails import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of 127.0.0.1 that it signed itself, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


@pytest.fixture(params=["smtp", "smtps"])
def sink(request: pytest.FixtureRequest, settings: Any, certificate: Path) -> Iterator[mails.Sink]:
    """A server that takes mails by STARTTLS only, or by TLS from the first byte."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    kept = mails.Sink()
    is_implicit = request.param == "smtps"
    ways: dict[str, Any] = (
        {"ssl_context": context} if is_implicit else {"tls_context": context, "require_starttls": True}
    )
    controller = Controller(kept, hostname="127.0.0.1", port=mails.a_free_port(), **ways)
    controller.start()
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "reminders.backends.Smtp",
        "127.0.0.1",
        controller.port,
    )
    settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS = is_implicit, not is_implicit
    settings.EMAIL_HOST_USER, settings.EMAIL_TIMEOUT = "", 5
    try:
        yield kept
    finally:
        controller.stop()


def test_a_certificate_that_nobody_vouches_for_gets_no_mail(sink: mails.Sink) -> None:
    mails.waiting("one")
    actions.plan_week(at=MONDAY)

    actions.send_due(at=MONDAY)

    held = Delivery.objects.get()
    assert (held.state, sink.taken) == (State.PENDING, [])
    assert "CERTIFICATE_VERIFY_FAILED" in held.last_error


def test_one_that_is_verified_gets_it(sink: mails.Sink, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    mails.waiting("one")
    actions.plan_week(at=MONDAY)

    actions.send_due(at=MONDAY)

    assert sink.to() == ["reviewer-one@example.org"]
