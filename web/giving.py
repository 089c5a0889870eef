"""Who of a unit works on a complaint, as its pages tell it: by name, to those who may see it."""

from collections.abc import Iterable
from dataclasses import dataclass

from web.here import actor, installation
from web.looking import Looked
from workflow.core.giving import refusal
from workflow.store import staff
from workflow.store.models import ComplaintRow


@dataclass(frozen=True, slots=True)
class GivenTo:
    """The name of whoever works on it, empty for nobody in particular; `may` they give it on."""

    name: str
    may: bool


def given_to(looked: Looked) -> GivenTo:
    """Who works on it, and whether this person may give it to somebody else."""
    row = looked.view.row
    may = row.open and refusal(looked.facts, actor()) is None
    return GivenTo(names_of((row,)).get(row.id, ""), may)


def names_of(rows: Iterable[ComplaintRow]) -> dict[int, str]:
    """The names of those who work on complaints, by the id of the complaint."""
    given = {row.id: row.given_to for row in rows if row.given_to is not None}
    if not given:
        return {}
    with installation().sessions.reading() as db:
        names = staff.names(db, set(given.values()))
    return {id: names[to] for id, to in given.items() if to in names}
