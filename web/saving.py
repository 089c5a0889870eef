"""With whom somebody may share a view of the worklist, in words."""

from web.i18n import translate
from web.labels import label
from web.who import short_unit
from workflow.core.roles import MAY, Actor, May, Role


def sharing(me: Actor) -> list[tuple[str, str]]:
    """Nobody, one's own role and unit; whoever has the overview shares with every role."""
    readers = [role for role in Role if MAY[role] & {May.SEE_ALL, May.SEE_UNIT}]
    roles = readers if me.may(May.OVERVIEW) else [role for role in readers if role == me.role]
    found = [("", translate("Only me"))]
    found += [
        (f"role:{role}", translate("Everybody: {role}", role=label("role", role))) for role in roles
    ]
    if me.unit:
        found.append(
            (f"unit:{me.unit}", translate("Everybody of {unit}", unit=short_unit(me.unit)))
        )
    return found


def shared_with(me: Actor, wish: str) -> dict[str, str]:
    """The role or unit of a wish that is offered to them; nothing for any other."""
    kind, _, name = wish.partition(":")
    offered = {value for value, _ in sharing(me)}
    return {kind: name} if wish in offered and kind else {}


def told(role: str, unit: str) -> str:
    """With whom a view is shared."""
    if role:
        return translate("Everybody: {role}", role=label("role", role))
    if unit:
        return translate("Everybody of {unit}", unit=short_unit(unit))
    return translate("Only me")
