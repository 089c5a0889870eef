"""Which figure of the overview an address asks to see behind, and the address of each figure.

A value that nobody knows asks for nothing. Who may see a row is not decided here.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from web.here import actor, installation, now
from web.i18n import source, translate
from web.labels import label
from web.present import day
from web.who import short_unit
from workflow import outlook, overview
from workflow.core.calendar import Calendar
from workflow.store import figures
from workflow.store.figures import AGES, CALM, LATE, SOON
from workflow.store.slices import NO_UNIT, Slice, Stretch
from workflow.store.worklists import visible_to

TONES = {LATE: source("Late"), SOON: source("Due soon"), CALM: source("On time")}


def calendar() -> Calendar:
    """The head office's, by which the overview counts days and weeks."""
    return installation().office.calendars["office"]


def _units() -> list[str]:
    return [NO_UNIT, *installation().office.policy.units]


def _clocks() -> list[str]:
    return [NO_UNIT, *(clock.name for clock in installation().office.lifecycle.clocks)]


def _holders() -> list[str]:
    others = ("intake", "complainant", "agency")
    named = [*(f"unit:{unit}" for unit in installation().office.policy.units), *others]
    return [*named, *(f"agency:{agency}" for agency in installation().office.policy.agencies)]


def _states() -> Iterable[str]:
    return (state.name for state in installation().office.lifecycle.states)


KNOWN: Mapping[str, Callable[[], Iterable[str]]] = {
    "tone": lambda: TONES,
    "unit": _units,
    "clock": _clocks,
    "step": _states,
    "age": lambda: (str(band) for band in range(len(AGES) + 1)),
    "holder": _holders,
    "from": _units,
    "to": _units,
    "risk": lambda: ("1",),
}
"""Names in the address that take one of a list; `came`, `went` and `due` take a date."""

DATES = ("came", "went", "due")


class Asked:
    """What an address asks for, each value one that is known."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self.values = {
            name: given[name]
            for name, known in KNOWN.items()
            if name in given and given[name] in known()
        }
        self.dates = {name: on for name in DATES if (on := _date(given.get(name, "")))}

    @property
    def parts(self) -> dict[str, Any]:
        """What the address says."""
        return {**self.values, **{name: on.isoformat() for name, on in self.dates.items()}}

    @property
    def address(self) -> str:
        """The same as the part behind the question mark."""
        return urlencode(self.parts)

    @property
    def title(self) -> str:
        """What the rows have in common, in words."""
        words = [_NAMES[name](value) for name, value in self.values.items() if name in _NAMES]
        days = [
            translate(_DAYS[name], day=day(calendar().at(on))) for name, on in self.dates.items()
        ]
        return ", ".join([*words, *days]) or translate("All open")

    def slice(self) -> Slice:
        """As the store takes it; what is at risk and what went to and fro is looked up."""
        return Slice(
            unit=self.values.get("unit", ""),
            clock=self.values.get("clock", ""),
            step=self.values.get("step", ""),
            tone=self.values.get("tone", ""),
            age=int(self.values["age"]) if "age" in self.values else None,
            came=self._week("came"),
            went=self._week("went"),
            holder=self.values.get("holder", ""),
            since=overview.weeks_since(calendar(), now()),
            ids=self._ids(),
        )

    def _week(self, name: str) -> Stretch | None:
        on = self.dates.get(name)
        return (calendar().at(on), calendar().at(on + timedelta(days=7))) if on else None

    def _ids(self) -> tuple[int, ...] | None:
        if "due" in self.dates:
            return self._due(self.dates["due"])
        if "from" in self.values and "to" in self.values:
            return self._returned()
        return None

    def _due(self, on: date) -> tuple[int, ...]:
        with installation().sessions.reading() as db:
            days = overview.ahead(db, calendar(), visible_to(actor()), now())
        found = next((one for one in days if one.on == on), None)
        if found is None:
            return ()
        return found.at_risk if "risk" in self.values else found.due

    def _returned(self) -> tuple[int, ...]:
        ends = tuple(_no_unit(self.values[name]) for name in ("from", "to"))
        since = overview.weeks_since(calendar(), now())
        with installation().sessions.reading() as db:
            back = figures.returns(db, visible_to(actor()), since)
        return tuple(one.complaint for one in back if (one.came_from, one.went_to) == ends)


def _no_unit(code: str) -> str:
    return "" if code == NO_UNIT else code


def _date(words: str) -> date | None:
    """A date of these years; none for anything else."""
    try:
        found = date.fromisoformat(words)
    except ValueError:
        return None
    rules = calendar().rules
    return found if rules.first < found < rules.last - timedelta(days=outlook.DAYS) else None


# -- Words ----------------------------------------------------------------------------------


def unit_name(code: str) -> str:
    """A unit as the office calls it; intake where there is none yet."""
    return short_unit(code) if _no_unit(code) else translate("Intake, no unit yet")


def clock_name(code: str) -> str:
    """A clock by its name."""
    return label("clock", code) if _no_unit(code) else translate("No clock runs")


def holder_name(code: str) -> str:
    """Who had it: intake, a unit, the complainant, another agency."""
    kind, _, name = code.partition(":")
    if kind == "unit":
        return short_unit(name)
    if kind == "agency":
        return label("agency", name) if name else translate("Another agency")
    return translate(_HOLDERS.get(kind, kind))


_HOLDERS = {"intake": source("Intake"), "complainant": source("The complainant")}


def age_name(band: int) -> str:
    """A band of days since a complaint was received."""
    if band >= len(AGES):
        return translate("more than {days} days", days=AGES[-1])
    first = AGES[band - 1] + 1 if band else 0
    return translate("{first} to {last} days", first=first, last=AGES[band])


_NAMES: Mapping[str, Callable[[str], str]] = {
    "tone": lambda code: translate(TONES[code]),
    "unit": unit_name,
    "clock": clock_name,
    "step": lambda code: label("state", code),
    "age": lambda code: age_name(int(code)),
    "holder": lambda code: translate("Overdue, held by {holder}", holder=holder_name(code)),
    "from": lambda code: translate("Returned by {unit}", unit=unit_name(code)),
    "to": lambda code: translate("then with {unit}", unit=unit_name(code)),
    "risk": lambda code: translate("At risk"),
}
_DAYS = {
    "came": source("Received in the week of {day}"),
    "went": source("Closed in the week of {day}"),
    "due": source("Due on {day}"),
}


def moment_of(on: date) -> datetime:
    """The first moment of a day, for the filters that write dates."""
    return calendar().at(on)
