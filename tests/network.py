"""The network is shut in tests, except for this machine talking to itself.

Not a stand-in for anything: the interpreter asks an audit hook before it looks up a name
or connects, and the hook refuses. Programs started by a test are outside of its reach.
"""

import ipaddress
import os
import sys
from collections.abc import Callable
from urllib.parse import urlsplit

Arguments = tuple[object, ...]


class NetworkShut(Exception):
    """A test tried to reach another machine."""


def refuse_others() -> None:
    """Refuse every host but this one, for the rest of the process."""
    sys.addaudithook(_judge)


def is_here(host: object) -> bool:
    """Whether a host is this machine, or the one that `TEST_DATABASE_URL` names."""
    if isinstance(host, bytes):
        host = host.decode(errors="replace")
    if not isinstance(host, str):
        return host is None
    if host in ("", "localhost", urlsplit(os.environ.get("TEST_DATABASE_URL", "")).hostname):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _host_of_address(arguments: Arguments) -> object:
    address = arguments[1]
    return address[0] if isinstance(address, tuple) else None  # a Unix socket has no host


def _host_of_name(arguments: Arguments) -> object:
    return arguments[0]


HOSTS: dict[str, Callable[[Arguments], object]] = {
    "socket.connect": _host_of_address,
    "socket.sendto": _host_of_address,
    "socket.sendmsg": _host_of_address,
    "socket.getaddrinfo": _host_of_name,
    "socket.gethostbyname": _host_of_name,
}
"""Where each of the interpreter's audit events carries the host."""


def _judge(event: str, arguments: Arguments) -> None:
    find = HOSTS.get(event)
    if find and not is_here(host := find(arguments)):
        raise NetworkShut(f"{event} to {host!r}: tests talk to nobody but this machine")
