"""Addresses compiled once in a process, whichever of its many apps they are for.

Every test has an app of its own, and for each of them the router writes and compiles two
functions for each of our routes, anew: most of what making an app takes.
"""

from collections.abc import Callable

from flask import Flask
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]
"""Puts an address together from what stands in its gaps: (host, path and question)."""

_KNOWN: dict[tuple[str, str, str, str], Builder] = {}


class Known(Rule):
    """A route whose builders are those of the same route of another app, if there is one."""

    def _compile_builder(self, *how: bool, **named: bool) -> Builder:
        key = (self.rule, repr(self.subdomain), repr(self.defaults), repr((how, named)))
        if key not in _KNOWN:
            _KNOWN[key] = super()._compile_builder(*how, **named)
        return _KNOWN[key]


def share() -> None:
    """From now on all new apps of this process share what their routes compile."""
    Flask.url_rule_class = Known
