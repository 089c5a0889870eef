"""The people of the demo office: names, addresses and places of persons who do not exist.

First and second names are drawn apart, mail domains are reserved for examples (RFC 2606) and
telephone numbers lie in a range that no network has. No real person may ever stand in here.
"""

import re
from dataclasses import dataclass
from random import Random

WANTS = ("open", "anonymous", "confidential")
"""How a complainant may appear, in the words of the web form."""

UNUSED_PREFIX = "+62840"
"""A mobile prefix that no Indonesian network has been given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who writes. `email` is empty only where a form was filled in without one.

    `district` is a regency or city of East Java as its name is written ("Kab. Jember"),
    `wants` one of `WANTS`.
    """

    name: str
    email: str
    phone: str
    district: str
    wants: str = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names of one origin; `weight` says how common they are in the province."""

    origin: str
    weight: int
    first: tuple[str, ...]
    second: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Everything of which persons are made: the file `texts/people.toml`."""

    districts: tuple[str, ...]
    domains: tuple[str, ...]
    names: tuple[Names, ...]

    def draw(self, dice: Random) -> Person:
        """One person; the same dice give the same one."""
        (names,) = dice.choices(self.names, [names.weight for names in self.names])
        first, second = dice.choice(names.first), dice.choice(names.second)
        name = f"{first} {second}".strip()
        return Person(
            name=name,
            email=f"{_local_part(name)}{dice.randrange(1000, 10_000)}@{dice.choice(self.domains)}",
            phone=f"{UNUSED_PREFIX}{dice.randrange(1_000_000, 10_000_000)}",
            district=dice.choice(self.districts),
        )


_NO_LETTER = re.compile(r"[^a-z ]")


def _local_part(name: str) -> str:
    return ".".join(_NO_LETTER.sub("", name.lower()).split())
