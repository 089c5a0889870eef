"""Who acts, and what each role may see and do beside the moves of the lifecycle.

Moves name parties (`lifecycle.py`); everything else a role may do stands in `MAY`.
"""

from collections.abc import Iterable
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
    """Who gives a command. `id` is a staff id; `unit` the unit that a head or staff is of.

    `stands_in` are units whose head is away and for whom they act today (UU 30/2014 art. 14).
    `own` is who a deputy is in their own right, while they act in that head's place.
    """

    party: Party
    id: str = ""
    unit: str = ""
    role: Role | None = None
    stands_in: tuple[str, ...] = ()
    own: "Actor | None" = None

    @classmethod
    def staff(cls, id: str, role: Role, unit: str = "", stands_in: tuple[str, ...] = ()) -> "Actor":
        """A member of staff; roles without a part in the lifecycle make no moves."""
        return cls(PARTIES.get(role, Party.CHANNEL), id, unit, role, stands_in)

    @property
    def name(self) -> str:
        """Who it is, whatever they act as: ids only, never a person's name."""
        return f"staff:{self.id}" if self.id else str(self.party)

    @property
    def signature(self) -> str:
        """How the history names them: a deputy signs for the unit (`staff:7@pstw-jember`)."""
        return f"{self.name}{DEPUTY_OF}{self.unit}" if self.own else self.name

    @property
    def units(self) -> frozenset[str]:
        """The units that they are of, in their own right or as a deputy."""
        return frozenset({(self.own or self).unit, *self.stands_in} - {""})

    def at(self, unit: str) -> "Actor":
        """As whom they act on what a unit holds: its deputy is its head, elsewhere nobody else."""
        own = self.own or self
        if unit not in own.stands_in:
            return own
        return Actor(Party.HEAD, own.id, unit, Role.UNIT_HEAD, own.stands_in, own)

    def may(self, what: May) -> bool:
        """Whether this actor's role has this permission, or that of a head for whom they act."""
        if self.role is None:
            return False
        return what in MAY[self.role] or (bool(self.stands_in) and what in MAY[Role.UNIT_HEAD])


def stand_ins(role: Role, unit: str, units: Iterable[str]) -> tuple[str, ...]:
    """For which of these units somebody may stand in by their role of today.

    Heads do for any, staff for their own; whoever became something else since, for none.
    """
    if role is Role.UNIT_HEAD:
        return tuple(sorted(units))
    return tuple(one for one in units if one == unit) if role is Role.UNIT_STAFF else ()


DEPUTY_OF = "@"


def person_of(actor: str) -> str:
    """Who is behind a signature, whatever they acted as."""
    return actor.partition(DEPUTY_OF)[0]


def deputy_of(actor: str) -> str:
    """The unit for whose head somebody signed; empty for who acted in their own right."""
    return actor.partition(DEPUTY_OF)[2]


PARTIES = {
    Role.INTAKE_OFFICER: Party.INTAKE,
    Role.UNIT_HEAD: Party.HEAD,
    Role.UNIT_STAFF: Party.STAFF,
    Role.SUPERVISOR: Party.SUPERVISOR,
}

TIME = Actor(Party.TIME)
COMPLAINANT = Actor(Party.COMPLAINANT)
CHANNEL = Actor(Party.CHANNEL)
