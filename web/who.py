"""Who acted and who owns, as the staff's pages say it: roles and units, never a person's name."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from web.here import installation
from web.i18n import translate
from web.labels import label
from workflow.core.policy import Unit


@dataclass(frozen=True, slots=True)
class Who:
    """The people of one complaint. `authors` are roles and units by actor (`staff:7`)."""

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
        role, unit = self.authors.get(actor, ("", ""))
        called = label("role", role) if role else translate("Staff")
        return f"{called}, {short_unit(unit)}" if unit else called


def short_unit(unit: str) -> str:
    """A unit as the office calls it among itself: “PSTW Jember”."""
    found = installation().office.policy.units.get(unit)
    return short_name(found) if found else unit


def short_name(unit: Unit) -> str:
    """Kind and place for the service units, which are many of a kind; else the name."""
    if unit.place and unit.name.startswith(("UPT ", "Balai ")):
        return f"{unit.kind.replace('_', ' ')} {unit.place}"
    return unit.name
