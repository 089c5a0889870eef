"""Sends one order over an account's line, once more in other words where that may help.

A refusal says that nothing went out: that, and nothing else, makes a second call safe.
"""

import json
from collections.abc import Mapping
from dataclasses import replace

from adapters.fields import Fields
from adapters.messenger.orders import Order, made_by
from adapters.messenger.wire import post_file
from adapters.meta.wire import Graph
from workflow.core.messages import Undeliverable


def post(graph: Graph, order: Order) -> str:
    """Carry an order out; the id of what it made. Raises one of the three ends of `send`."""
    try:
        return made_by(order, _told(graph, order, order.document))
    except Undeliverable as refused:
        if refused.code not in order.instead:
            raise
        left = {code: one for code, one in order.instead.items() if code != refused.code}
        return post(graph, replace(order, document=order.instead[refused.code], instead=left))


def _told(graph: Graph, order: Order, document: Mapping[str, object]) -> Fields:
    if order.file is None:
        return graph.post(order.path, document)
    form = {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in document.items()
    }
    return post_file(graph, order.path, order.file, form)
