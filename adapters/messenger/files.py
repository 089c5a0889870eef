"""Fetches a file that a message named. Links of pages and Instagram need no token, and die soon.

The client of Meta goes to Meta's own hosts only; where the file is gone, it says so.
"""

from dataclasses import replace

from adapters.meta.wire import Graph, Link
from workflow.core.messages import Attachment


def download(graph: Graph, file: Attachment) -> Attachment:
    """The file with its bytes; raises `TryLater`, or `Undeliverable` if it is gone."""
    return replace(file, content=graph.fetch(Link(url=file.url, bare=True)))
