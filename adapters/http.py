"""The one way out to a platform over HTTP: fixed hosts, time limits, answers of a bounded size.

An error says whether the request can have reached the other side: before it, `TryLater`;
after it, `Unsure`. Redirects are answers like any other. Only `wire.py` files call this;
nothing is logged here, for addresses, bodies and some platforms' paths hold secrets.
"""

import logging
import socket
import ssl
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from ipaddress import ip_address
from time import monotonic
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.util.ssl_match_hostname import CertificateError

from workflow.core.messages import TryLater, Undeliverable, Unsure

KILOBYTE = 1024
LARGEST = 1024 * KILOBYTE
"""Bytes of an answer unless a call allows more; what is larger is not read."""

CONNECT_SECONDS, ANSWER_SECONDS = 5.0, 10.0
WHOLE_SECONDS = 60.0
"""How long an answer may take that keeps on trickling in."""

MOST_WAIT = timedelta(days=1)
MISCONFIGURED = timedelta(hours=1)
"""How long to wait where somebody has to mend a setting first."""

AGENT = "tuntas"
Resolve = Callable[[str, int], Collection[str]]
Files = Mapping[str, tuple[str, bytes, str]]

# Its debug lines show the path of each call, and a path may hold a platform's token.
logging.getLogger("urllib3").setLevel(logging.INFO)


class BadAddress(ValueError):
    """A configured address that must not be called; says why, quotes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Where a channel may call: these hosts by https; `private` allows the office's own network.

    `loopback` is for tests and trials against this machine, the only place without https.
    `authorities` is a file of certificates to trust instead of the usual ones.
    """

    base: str = ""
    hosts: frozenset[str] = frozenset()
    private: bool = False
    loopback: bool = False
    authorities: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request. `path` is joined to the reach's base; a whole address stands for itself."""

    path: str
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    fields: Mapping[str, str] = field(default_factory=dict, repr=False)
    files: Files = field(default_factory=dict, repr=False)
    seconds: float = ANSWER_SECONDS
    """Until the first byte of the answer."""
    largest: int = LARGEST


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; header names in lower case."""

    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    def retry_after(self, now: datetime) -> timedelta | None:
        """How long the other side asks us to wait (RFC 9110 10.2.3): seconds, or a date."""
        words = self.headers.get("retry-after", "").strip()
        if words.isascii() and words.isdigit():
            return min(timedelta(seconds=int(words[:9])), MOST_WAIT)
        try:
            until = parsedate_to_datetime(words)
        except ValueError:
            return None
        aware = until if until.tzinfo else until.replace(tzinfo=UTC)
        return min(max(aware - now, timedelta()), MOST_WAIT)


def reach_of(address: str, more_hosts: Collection[str] = (), *, private: bool = False) -> Reach:
    """Where an account may call, from its configured address; raises `BadAddress`."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    loopback = _is_loopback(host)
    if parts.scheme not in {"https", "http"} or not host or parts.username or parts.password:
        raise BadAddress("must be an https address without a name or password in it")
    if parts.scheme == "http" and not loopback:
        raise BadAddress("must begin with https")
    hosts = frozenset({host, *more_hosts})
    return Reach(base=address, hosts=hosts, private=private, loopback=loopback)


def lookup(host: str, port: int) -> Collection[str]:
    """Every address of a host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


class Http:
    """Calls within a reach. One object serves all threads; nothing is kept between two calls."""

    def __init__(self, reach: Reach, resolve: Resolve = lookup) -> None:
        self._reach = reach
        self._resolve = resolve

    def call(self, call: Call) -> Answer:
        """The answer, of whatever status; raises `TryLater`, `Undeliverable` or `Unsure`."""
        address = urljoin(self._reach.base, call.path)
        host, port = self._allowed(address)
        pinned = self._pinned(host, port)
        began = monotonic()
        with requests.Session() as session:
            _bare(session, host)
            try:
                response = session.send(
                    self._prepared(session, call, (address, pinned)),
                    stream=True,
                    timeout=(CONNECT_SECONDS, call.seconds),
                    allow_redirects=False,
                    verify=self._reach.authorities or True,
                )
            except requests.RequestException as error:
                # The library's own words quote the address, and with it some platforms' token.
                raise _ended(error) from None
            with response:
                body = _read(response, call.largest, began + call.seconds + WHOLE_SECONDS)
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, body, headers)

    def read(self, call: Call) -> Answer:
        """The same for what changes nothing: an unclear end may be tried again, or is too large."""
        try:
            return self.call(call)
        except Unsure as unsure:
            too_large = unsure.code == "answer-too-large"
            raise (Undeliverable("too-large") if too_large else TryLater(unsure.code)) from None

    def _prepared(
        self, session: requests.Session, call: Call, place: tuple[str, str]
    ) -> requests.PreparedRequest:
        address, pinned = place
        parts = urlsplit(address)
        request = requests.Request(
            call.method,
            parts._replace(netloc=_netloc(pinned, parts.port)).geturl(),
            # A connection that is used again may have been closed meanwhile: nobody could tell
            # whether the call arrived.
            headers={"User-Agent": AGENT, **call.headers, "Connection": "close"},
            data=call.body if call.body is not None else dict(call.fields) or None,
            files=dict(call.files) or None,
        )
        prepared = session.prepare_request(request)
        prepared.headers["Host"] = parts.netloc
        return prepared

    def _allowed(self, address: str) -> tuple[str, int]:
        parts = urlsplit(address)
        host = parts.hostname or ""
        plain_here = parts.scheme == "http" and self._reach.loopback and _is_loopback(host)
        if host not in self._reach.hosts or not (parts.scheme == "https" or plain_here):
            raise Undeliverable("host-not-allowed")
        return host, parts.port or (443 if parts.scheme == "https" else 80)

    def _pinned(self, host: str, port: int) -> str:
        """The very address that is called: looked up once, so that it cannot change after it."""
        try:
            found = self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise TryLater("no-such-host") from error
        if not found:
            raise TryLater("no-such-host")
        if not all(self._may_be(address) for address in found):
            raise Undeliverable("address-not-allowed")
        return next(iter(found))

    def _may_be(self, address: str) -> bool:
        """Never this machine or its neighbours by accident: an answer could be made to look there.

        Multicast, link-local (a cloud's metadata) and unspecified addresses are never allowed.
        """
        found = ip_address(address.partition("%")[0])
        mapped = getattr(found, "ipv4_mapped", None)
        real = mapped or found
        if real.is_loopback:
            return self._reach.loopback
        if real.is_link_local or real.is_multicast or real.is_unspecified or real.is_reserved:
            return False
        return real.is_global or (self._reach.private and real.is_private)


class _Named(HTTPAdapter):
    """Asks for the certificate of the host, though an address was called."""

    def __init__(self, host: str) -> None:
        super().__init__(max_retries=0)
        self.poolmanager.connection_pool_kw |= {"server_hostname": host, "assert_hostname": host}


def _bare(session: requests.Session, host: str) -> None:
    """No proxies or passwords of the environment, and no cookies."""
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.mount("https://", _Named(host))


def _read(response: requests.Response, largest: int, until: float) -> bytes:
    """The body, unpacked, if it is not too large; the other side has acted in any case."""
    body = bytearray()
    try:
        for piece in response.iter_content(64 * KILOBYTE):
            body += piece
            if len(body) > largest:
                raise Unsure("answer-too-large")
            if monotonic() > until:
                raise Unsure("no-answer")
    except (requests.RequestException, urllib3.exceptions.HTTPError):
        raise Unsure("no-answer") from None
    return bytes(body)


def _ended(error: requests.RequestException) -> TryLater | Undeliverable | Unsure:
    """Which end a failed call has: only what failed while connecting certainly sent nothing."""
    reasons = tuple(_causes(error))
    if any(isinstance(one, _NOT_TRUSTED) for one in reasons):
        return TryLater("tls-failed", MISCONFIGURED)
    if any(isinstance(one, _NOT_CONNECTED) for one in reasons):
        return TryLater("unreachable")
    if isinstance(error, ValueError):  # a path or header that no request can have
        return Undeliverable("bad-request")
    return Unsure("no-answer")


_NOT_TRUSTED = (ssl.SSLCertVerificationError, CertificateError)
_NOT_CONNECTED = (
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ConnectTimeoutError,
    requests.ConnectTimeout,
)


def _causes(error: BaseException) -> list[BaseException]:
    """An error and all that are wrapped in it, however the libraries have packed them."""
    found: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop()
        if isinstance(one, BaseException) and one not in found:
            found.append(one)
            waiting += [*one.args, one.__cause__, one.__context__, getattr(one, "reason", None)]
    return found


def _netloc(address: str, port: int | None) -> str:
    bracketed = f"[{address}]" if ":" in address else address
    return bracketed if port is None else f"{bracketed}:{port}"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
