"""The marks of a complaint, each with an icon and a word, in the order of their weight."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from web.i18n import source, translate
from web.labels import label
from web.present import moment


class Marked(Protocol):
    """What a row says of a complaint."""

    @property
    def safety(self) -> str: ...

    @property
    def suspected(self) -> bool: ...

    @property
    def came_back(self) -> bool: ...

    @property
    def oversight(self) -> bool: ...

    @property
    def confidential(self) -> bool: ...

    @property
    def priority(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Flag:
    """`kind` names its colours: `danger`, `back`, `quiet`."""

    kind: str
    icon: str
    words: str


PRESSING = {"urgent": "chevrons-up", "directive": "landmark"}
SAFE = ("", "none")


def flags_of(row: Marked) -> tuple[Flag, ...]:
    """The marks that a complaint carries."""
    found = []
    if row.safety not in SAFE:
        found.append(Flag("danger", "shield-alert", label("safety", row.safety)))
    elif row.suspected and not row.safety:
        found.append(Flag("danger", "siren", translate(SUSPECTED)))
    if row.came_back:
        found.append(Flag("back", "undo-2", translate(CAME_BACK)))
    if row.priority in PRESSING:
        found.append(Flag("back", PRESSING[row.priority], label("priority", row.priority)))
    if row.oversight:
        found.append(Flag("quiet", "scale", translate(OVERSIGHT)))
    if row.confidential:
        found.append(Flag("quiet", "lock", translate(CONFIDENTIAL)))
    return tuple(found)


def closing_flag(closes: datetime | None) -> tuple[Flag, ...]:
    """The mark of a conversation whose platform will take no answer soon; none for most."""
    if closes is None:
        return ()
    words = translate("Answers are taken until {at}", at=moment(closes))
    return (Flag("back", "hourglass", words),)


SUSPECTED = source("Danger suspected")
CAME_BACK = source("Came back undelivered")
OVERSIGHT = source("Oversight")
CONFIDENTIAL = source("Confidential")
