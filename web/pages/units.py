"""The units of the office as the rules have them: what each is for, and who hears of it.

Read only: units stand in `units.toml`. Shows no person, only how many accounts a unit has.
"""

from collections import Counter
from dataclasses import dataclass

from flask import Blueprint, render_template

from web.access import allow
from web.discovery import MenuEntry
from web.here import installation, shell
from web.i18n import source
from web.survey_words import year_of_indexes
from web.who import short_unit
from workflow.core.policy import Policy, Unit
from workflow.core.roles import Role
from workflow.core.survey import Index

blueprint = Blueprint("units", __name__, url_prefix="/unit")

MENU = (
    MenuEntry(
        label=source("Units"),
        endpoint="units.show",
        icon="building-2",
        needs=(Role.SUPERVISOR, Role.ADMINISTRATOR),
        order=907,
        group=source("Office"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A unit in the list. `superior` hears complaints about it (UU 25/2009 art. 45)."""

    unit: Unit
    superior: str
    heads: int
    staff: int
    index: Index | None
    """How content people are with it, from the survey of the last twelve months."""


@blueprint.get("")
@allow(Role.SUPERVISOR, Role.ADMINISTRATOR)
def show() -> str:
    policy = installation().office.policy
    people = Counter((one.unit, one.role) for one in shell().accounts.everyone() if one.active)
    content = year_of_indexes()
    lines = [
        Line(
            unit=unit,
            superior=_superior(policy, unit),
            heads=people[unit.id, Role.UNIT_HEAD],
            staff=people[unit.id, Role.UNIT_STAFF],
            index=content.get(unit.id),
        )
        for unit in policy.units.values()
    ]
    return render_template("office/units.html", lines=lines)


def _superior(policy: Policy, unit: Unit) -> str:
    if unit.superior:
        return short_unit(unit.superior)
    agency = policy.agencies.get(unit.superior_agency)
    return agency.name if agency else ""
