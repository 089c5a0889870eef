"""What a request asks and brings, without what no database keeps.

A NUL is typed by nobody, and PostgreSQL takes none: a page that hands on a value as it came
would break on it.
"""

from collections.abc import Iterable

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict


class Values(ImmutableMultiDict[str, object]):
    """The values of an address, of a form's fields, or its files."""

    def __init__(self, given: Iterable[tuple[str, object]] = ()) -> None:
        super().__init__(
            [(name, one.replace("\0", "") if isinstance(one, str) else one) for name, one in given]
        )


class Asking(Request):
    """A request to one of our pages."""

    parameter_storage_class = Values
