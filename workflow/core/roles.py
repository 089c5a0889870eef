"""Who acts, and what each role may see and do beside the moves of the lifecycle.

Moves name parties (`lifecycle.py`); everything else a role may do stands in `MAY`.
"""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a member of staff is here for."""

    INTAKE_OFFICER = "intake_officer"
    UNIT_HEAD = "unit_head"
    UNIT_STAFF = "unit_staff"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    PERSONAL_DATA_OFFICER = "personal_data_officer"


class Party(StrEnum):
    """Somebody who can make a move: a role, the complainant, or time itself."""

    INTAKE = "intake_officer"
    HEAD = "unit_head"
    STAFF = "unit_staff"
    SUPERVISOR = "supervisor"
    COMPLAINANT = "complainant"
    TIME = "time"
    CHANNEL = "channel"


OFFICERS = (Party.INTAKE, Party.SUPERVISOR)
UNIT = (Party.HEAD, Party.STAFF)
FOR_COMPLAINANT = (Party.COMPLAINANT, *OFFICERS)


class May(StrEnum):
    """What a role is allowed beside moves; `access.py` asks for these."""

    SEE_ALL = "see_all"
    SEE_UNIT = "see_unit"
    TRIAGE = "triage"
    NOTE = "note"
    DRAFT = "draft"
    EXTEND = "extend"
    LOWER_CONFIDENTIALITY = "lower_confidentiality"
    REVEAL = "reveal"
    JUDGE_INBOX = "judge_inbox"
    OVERVIEW = "overview"
    CHANGE_CALENDAR = "change_calendar"
    MANAGE_STAFF = "manage_staff"
    SEE_HEALTH = "see_health"
    READ_AUDIT = "read_audit"
    PUBLISH = "publish"
    PUBLISH_PERSONAL = "publish_personal"
    """To let words out in public in which something looked like personal data."""
    INSIGHT = "insight"


MAY: dict[Role, frozenset[May]] = {
    Role.INTAKE_OFFICER: frozenset(
        {
            May.SEE_ALL,
            May.TRIAGE,
            May.NOTE,
            May.REVEAL,
            May.JUDGE_INBOX,
            May.SEE_HEALTH,
            May.PUBLISH,
        }
    ),
    Role.UNIT_HEAD: frozenset({May.SEE_UNIT, May.NOTE, May.DRAFT, May.REVEAL, May.INSIGHT}),
    Role.UNIT_STAFF: frozenset({May.SEE_UNIT, May.NOTE, May.DRAFT}),
    Role.SUPERVISOR: frozenset(
        {
            May.SEE_ALL,
            May.TRIAGE,
            May.NOTE,
            May.EXTEND,
            May.LOWER_CONFIDENTIALITY,
            May.REVEAL,
            May.JUDGE_INBOX,
            May.OVERVIEW,
            May.CHANGE_CALENDAR,
            May.SEE_HEALTH,
            May.READ_AUDIT,
            May.PUBLISH,
            May.PUBLISH_PERSONAL,
            May.INSIGHT,
        }
    ),
    # Runs the machine and the accounts; reads no complaint (UU 25/2009 art. 49: secrecy).
    Role.ADMINISTRATOR: frozenset({May.MANAGE_STAFF, May.SEE_HEALTH, May.READ_AUDIT}),
    Role.PERSONAL_DATA_OFFICER: frozenset({May.REVEAL, May.READ_AUDIT}),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who gives a command. `id` is a staff id; `unit` the unit that a head or staff is of."""

    party: Party
    id: str = ""
    unit: str = ""
    role: Role | None = None

    @classmethod
    def staff(cls, id: str, role: Role, unit: str = "") -> "Actor":
        """A member of staff; roles without a part in the lifecycle make no moves."""
        return cls(PARTIES.get(role, Party.CHANNEL), id, unit, role)

    @property
    def name(self) -> str:
        """How the history names them: ids only, never a person's name."""
        return f"staff:{self.id}" if self.id else str(self.party)

    def may(self, what: May) -> bool:
        """Whether this actor's role has this permission."""
        return self.role is not None and what in MAY[self.role]


PARTIES = {
    Role.INTAKE_OFFICER: Party.INTAKE,
    Role.UNIT_HEAD: Party.HEAD,
    Role.UNIT_STAFF: Party.STAFF,
    Role.SUPERVISOR: Party.SUPERVISOR,
}

TIME = Actor(Party.TIME)
COMPLAINANT = Actor(Party.COMPLAINANT)
CHANNEL = Actor(Party.CHANNEL)
