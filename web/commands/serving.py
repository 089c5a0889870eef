"""What `run`, `web` and `worker` share: logs, the port, and stopping when told to.

A process stops at SIGTERM or Ctrl-C by itself: no new request and no new turn, those that
have begun end. Being killed instead loses nothing.
"""

import errno
import logging
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from types import FrameType
from typing import Any

from waitress import create_server

from config.settings import Settings
from config.wiring import Installation
from web import thrift
from web.app import make_app
from web.commands.connection import Connection
from workflow.core.refusal import Refused
from workflow.listening import Listening
from workflow.scheduler import Scheduler

log = logging.getLogger(__name__)

SIGNALS = (signal.SIGTERM, signal.SIGINT)
BACKLOG = 128


class Stop(SystemExit):
    """Somebody told this process to end; waitress knows its parent class."""


def take_port(settings: Settings) -> socket.socket:
    """The socket to listen on, before anything else is begun; raises `Refused` if it is taken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise _refusal(settings, error) from error
    return listener


def _refusal(settings: Settings, error: OSError) -> Refused:
    place = {"host": settings.host, "port": str(settings.port)}
    if error.errno == errno.EADDRINUSE:
        return Refused(
            "port-taken",
            "Port {port} on {host} is in use; is Tuntas running already? Another one is "
            "chosen with --port.",
            **place,
        )
    why = error.strerror or str(error)
    return Refused("no-port", "Port {port} on {host} cannot be used: {why}.", why=why, **place)


def serve(
    office: Installation,
    listener: socket.socket,
    beside: AbstractContextManager[None] | None = None,
) -> None:
    """Answer requests until told to stop.

    `beside` is begun when the pages are ready: first turns take seconds of their own.
    """
    settings = office.settings
    server: Any = create_server(
        make_app(office),
        sockets=[listener],
        threads=settings.threads,
        ident=None,
        clear_untrusted_proxy_headers=False,  # the app believes as many proxies as it is told
        max_request_body_size=settings.request_megabytes * 1_000_000 + BACKLOG * 1024,
    )
    server.channel_class = Connection
    thrift.settle()
    with beside or nullcontext():
        log.info("web started", extra={"action": "web.started", "port": settings.port})
        until_told(server.run)
        server.close()
        log.info("web stopped", extra={"action": "web.stopped"})


def wait() -> None:
    """Do nothing until told to stop."""
    until_told(threading.Event().wait)


def until_told(work: Callable[[], object]) -> None:
    """Run `work` on this, the main thread, until it ends or a signal says stop."""
    before = {number: signal.signal(number, _stop) for number in SIGNALS}
    try:
        work()
    except Stop:
        pass
    finally:
        for number, action in before.items():
            signal.signal(number, action)


def _stop(number: int, frame: FrameType | None) -> None:
    """The first signal is enough: a second one must not cut short what is ending."""
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise Stop(0)


@contextmanager
def ticking(office: Installation) -> Iterator[None]:
    """The scheduler beside whatever else is done, and who listens for news."""
    scheduler = Scheduler(office.runners, office.now)
    listening = Listening(office.sessions, office.channels, office.now)
    scheduler.start()
    listening.start()
    try:
        yield
    finally:
        listening.stop()
        scheduler.stop()
