"""A small mail server on this machine that can be told how to fail, for the sending tests."""

import socketserver
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

GOOD = {"CONNECT": "220 here", "EHLO": "250 here", "DATA": "354 go on", "QUIT": "221 bye"}
GOOD["STARTTLS"] = "220 go on"


class _Talk(socketserver.StreamRequestHandler):
    """One conversation; what is not scripted ends well."""

    server: "PostOffice"

    def handle(self) -> None:
        script = self.server.next_script()
        with suppress(OSError):  # whoever calls may hang up at any moment
            if self.server.encrypts_at_once:
                self._encrypt()
            if self._say(script, "CONNECT"):
                self._talk(script)

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()
        self.request.close()  # the server knows only the line below an encrypted one

    def _talk(self, script: Mapping[str, str]) -> None:
        for line in self.rfile:
            word = line.decode("latin-1").split(":")[0].partition(" ")[0].strip().upper()
            if not self._say(script, word):
                return
            if word == "STARTTLS":
                self._encrypt()
                self._talk(script)
                return
            if word == "DATA" and script.get(word, GOOD[word]).startswith("354"):
                self._keep(script)

    def _encrypt(self) -> None:
        assert self.server.certificate is not None
        self.rfile.close()
        self.request = self.server.certificate.wrap_socket(self.request, server_side=True)
        self.setup()

    def _keep(self, script: Mapping[str, str]) -> None:
        lines: list[bytes] = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line.removeprefix(b"."))
        else:
            return
        if script.get(".", "250").startswith("250"):  # kept before anybody is told so
            self.server.arrived.append(b"".join(lines))
        self._say(script, ".")

    def _say(self, script: Mapping[str, str], word: str) -> bool:
        answer = script.get(word, GOOD.get(word, "250 fine"))
        if answer:
            self.wfile.write(answer.encode() + b"\r\n")
        elif word != "CONNECT":
            self.server.closing.wait(5)  # silence, until the test is over
        return bool(answer)


class PostOffice(socketserver.ThreadingTCPServer):
    """A mail server on a free port of this machine."""

    daemon_threads = True
    allow_reuse_address = True

    certificate: ssl.SSLContext | None = None
    encrypts_at_once = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.arrived: list[bytes] = []
        self.scripts: list[Mapping[str, str]] = []
        self.closing = threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def next_script(self) -> Mapping[str, str]:
        return self.scripts.pop(0) if self.scripts else {}

    def empty(self) -> None:
        self.arrived.clear()
        self.scripts.clear()


@contextmanager
def serving(office: PostOffice) -> Iterator[None]:
    thread = threading.Thread(target=office.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield
    finally:
        office.closing.set()
        office.shutdown()
        thread.join()


def certificate(folder: Path) -> ssl.SSLContext:
    """A certificate of this machine's address, valid while the tests' century lasts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.IPAddress(ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    file = folder / "certificate.pem"
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(made.public_bytes(pem) + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
