"""What an installation sets from outside: variables that begin with `TUNTAS_`.

The only module that reads the environment. What they mean stands in `settings.py`.
"""

import os
from collections.abc import Collection, Iterator

PREFIX = "TUNTAS_"
SECRET_PREFIX = f"{PREFIX}SECRET_"
"""A channel's password named `office-mail` may come from TUNTAS_SECRET_OFFICE_MAIL."""

RESERVED = (SECRET_PREFIX, f"{PREFIX}TEST_")
"""Beginnings of names that are no settings: channels' secrets, and what a test run tells itself."""


def values(fields: Collection[str]) -> dict[str, str]:
    """What is set, by field; an empty variable sets nothing. Small letters are as good."""
    return {
        field: value
        for name, value in os.environ.items()
        if value and (field := _field(name)) in fields
    }


def unknown(fields: Collection[str]) -> Iterator[str]:
    """The variables of ours that are no field: misspelt, they would silently do nothing."""
    for name in sorted(os.environ):
        upper = name.upper()
        ours = upper.startswith(PREFIX) and not upper.startswith(RESERVED)
        if ours and _field(name) not in fields:
            yield name


def variable(field: str) -> str:
    """What sets a field."""
    return PREFIX + field.upper()


def _field(name: str) -> str:
    """The field that a variable would set; empty for one that is not ours."""
    upper = name.upper()
    return upper.removeprefix(PREFIX).lower() if upper.startswith(PREFIX) else ""


def secret_from_environment(name: str) -> str | None:
    """A channel's secret by its name in `channels.toml`, if the environment holds it."""
    return os.environ.get(secret_variable(name))


def secret_variable(name: str) -> str:
    """The variable for a channel's secret: `office-mail` -> TUNTAS_SECRET_OFFICE_MAIL."""
    return SECRET_PREFIX + name.upper().replace("-", "_")
