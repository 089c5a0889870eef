"""What the Graph client of Meta leaves to us: whole documents as they come, and files to send.

Reads lists page by page. Asking is harmless and is said to be down; sending ends in one of
the three ends of `send`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import urlencode

from adapters.documents import BadDocument, as_object, read_object
from adapters.fields import Fields
from adapters.http import Answer, Call, Http
from adapters.meta.errors import Refused, read_answer
from adapters.meta.signature import proof_of
from adapters.meta.usage import usage_in
from adapters.meta.wire import Graph
from workflow.core.messages import Attachment, ChannelDown, Trouble, Undeliverable

MOST_PAGES = 100
LARGEST_ANSWER = 8 * 1024 * 1024
FILE_SECONDS = 60.0


class Closed(Exception):
    """One thing cannot be shown, for good; the account itself is well."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@contextmanager
def readable() -> Iterator[None]:
    """Whatever in here cannot be read, or shown at all, is said to be down: `ChannelDown`."""
    try:
        yield
    except BadDocument:
        raise ChannelDown("strange-answer") from None
    except Closed as closed:
        raise ChannelDown(closed.code) from None


def list_all(graph: Graph, path: str, **query: str) -> Iterator[dict[str, object]]:
    """Each element of a list, page by page, as it came; raises `ChannelDown` or `Closed`."""
    after: Mapping[str, str] = {}
    for _ in range(MOST_PAGES):
        page = ask(graph, path, **query, **after)
        try:
            more = Fields(page, "").inner("paging")
            data = page.get("data")
            yield from (as_object(one, "data") for one in (data if isinstance(data, list) else ()))
            cursor = more.inner("cursors").line("after")
        except BadDocument:
            raise ChannelDown("strange-answer") from None
        if "next" not in more or not cursor:
            return
        after = {"after": cursor}


def ask(graph: Graph, path: str, **query: str) -> dict[str, object]:
    """The object at a path, as it came; raises `ChannelDown` or `Closed`."""
    try:
        answer = _called(graph, Call(path=_path(graph, path, query), method="GET"))
        return read_object(answer.body)
    except BadDocument:
        raise ChannelDown("strange-answer") from None
    except Undeliverable as end:
        raise Closed(end.code) from None
    except Trouble as trouble:
        raise ChannelDown(trouble.code) from None


def is_gone(graph: Graph, path: str) -> bool:
    """Whether an object is not there any more; raises `ChannelDown` if nobody can tell now.

    What may not be shown to us is not gone for that.
    """
    try:
        ask(graph, path, fields="id")
    except Closed as closed:
        return closed.code == "gone"
    except ChannelDown as down:
        if down.code != "permission-missing":
            raise
    return False


def post_file(graph: Graph, path: str, file: Attachment, fields: Mapping[str, str]) -> Fields:
    """Send a file beside the fields of a form; raises one of the three ends of `send`."""
    files = {"filedata": (file.name, file.content, file.media_type)}
    place = _path(graph, path, {})
    answer = _called(graph, Call(path=place, fields=fields, files=files, seconds=FILE_SECONDS))
    return Fields(read_object(answer.body), "")


def _called(graph: Graph, call: Call) -> Answer:
    """A good answer, under the same brake as the client's own calls."""
    graph.brake.check(graph.now())
    headers = {"Authorization": f"Bearer {graph.token}"}
    answer = Http(graph.reach).call(replace(call, headers=headers, largest=LARGEST_ANSWER))
    usage = usage_in(answer.headers)
    graph.brake.note(usage, graph.now())
    wait = usage.wait or answer.retry_after(graph.now())
    try:
        read_answer(answer.status, answer.body, graph.codes, wait)
    except Refused as refused:
        raise refused.end from None
    return answer


def _path(graph: Graph, path: str, query: Mapping[str, str]) -> str:
    proof = {"appsecret_proof": proof_of(graph.token, graph.secret)} if graph.secret else {}
    told = urlencode({**query, **proof})
    return f"/{graph.version}/{path}" + (f"?{told}" if told else "")
