"""Small questions that several commands ask before they are carried out."""

from workflow.core.desk import Desk
from workflow.core.refusal import Refused
from workflow.core.roles import OFFICERS, UNIT


def known(given: str, allowed: tuple[str, ...], what: str) -> None:
    """Refuse a word that is not on the list; an empty one says nothing."""
    if given and given not in allowed:
        raise Refused(
            "unknown-value",
            "“{given}” is not known as “{field}”; allowed: {allowed}.",
            given=given[:40],
            field=what,
            allowed=", ".join(allowed),
        )


def some(text: str) -> str:
    """The words without white space around them; refuses none at all."""
    if not text.strip():
        raise Refused("empty", "Write something first.")
    return text.strip()


def refuse_outsiders(desk: Desk) -> None:
    """Words to the complainant come from intake, the supervisor or the unit that owns it."""
    if desk.actor.party in OFFICERS:
        return
    if desk.actor.party in UNIT and desk.actor.unit == desk.facts.unit:
        return
    raise Refused("not-your-unit", "Only the unit that owns it may do this.")
