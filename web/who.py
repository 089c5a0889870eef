"""Who acted and who owns, as the staff's pages say it: roles and units, never a person's name."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from web.here import installation
from web.i18n import translate
from web.labels import label
from workflow.core.policy import Unit
from workflow.core.roles import deputy_of, person_of


@dataclass(frozen=True, slots=True)
class Who:
    """The people of one complaint. `authors` are roles and own units by person (`staff:7`)."""

    pseudonym: str
    authors: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def complainant(self) -> str:
        """The complainant, by the pseudonym that stands for them."""
        return translate("Complainant #{pseudonym}", pseudonym=self.pseudonym)

    def actor(self, actor: str) -> str:
        """Somebody of the history: “Head of unit, PSTW Jember”; time and channels are Tuntas."""
        if actor == "complainant":
            return self.complainant()
        if not actor.startswith("staff:"):
            return "Tuntas"
        role, unit = self.authors.get(person_of(actor), ("", ""))
        called = label("role", role) if role else translate("Staff")
        called = f"{called}, {short_unit(unit)}" if unit else called
        absent = deputy_of(actor)
        if not absent:
            return called
        return translate(
            "{who}, as deputy of the head of {unit}", who=called, unit=short_unit(absent)
        )

    def given(self, to: str) -> str:
        """Within the unit it went to a colleague, by staff id, or back to all of them."""
        if not to:
            return translate("Given back to everybody of the unit.")
        return translate("Given to a colleague: {who}.", who=self.actor(f"staff:{to}"))


def short_unit(unit: str) -> str:
    """A unit as the office calls it among itself: “PSTW Jember”."""
    found = installation().office.policy.units.get(unit)
    return short_name(found) if found else unit


def short_name(unit: Unit) -> str:
    """Kind and place for the service units, which are many of a kind; else the name."""
    if unit.place and unit.name.startswith(("UPT ", "Balai ")):
        return f"{unit.kind.replace('_', ' ')} {unit.place}"
    return unit.name
