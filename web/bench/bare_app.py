"""A WSGI app that puts what it gets into a table and nothing else: the limit of `webhooks`.

Started as a process of its own: `python -m web.bench.bare_app PORT DATABASE`.
"""

import logging
import sys
from collections.abc import Callable, Iterable
from typing import Any

from waitress import create_server

from web.commands.connection import Connection
from workflow.store.database import Sessions

Start = Callable[[str, list[tuple[str, str]]], object]
THREADS = 8
"""As many as an office has where nobody says otherwise."""


def app_on(sessions: Sessions) -> Callable[[dict[str, Any], Start], Iterable[bytes]]:
    """The app, on a table of its own."""
    with sessions.transaction() as db:
        db.connection().exec_driver_sql("create table raw (id integer primary key, body blob)")

    def app(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        with sessions.transaction() as db:
            db.connection().exec_driver_sql("insert into raw (body) values (?)", (body,))
        start("200 OK", [("Content-Length", "2")])
        return (b"ok",)

    return app


if __name__ == "__main__":
    port, database = sys.argv[1:]
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    app = app_on(Sessions(database))
    server: Any = create_server(app, host="127.0.0.1", port=int(port), threads=THREADS)
    server.channel_class = Connection
    server.run()
