"""The demo office's people and its channels: sign-ins to try, and mail that reaches nobody."""

from dataclasses import dataclass, replace
from datetime import datetime

from argon2 import PasswordHasher

from adapters.email.accounts import EmailSetup
from adapters.email.channel import EmailChannel
from config.wiring import Installation
from web.demo import PLAYED
from workflow.core.messages import OutboundMessage, Sent
from workflow.core.roles import Role
from workflow.passwords import Passwords
from workflow.staff import Accounts, By, NewStaff, Staff
from workflow.store import audit
from workflow.store.audit import Entry

PASSWORD = "tuntas-demo"  # noqa: S105 - printed for everybody who starts the demo
"""The password of every demo sign-in."""

TOLD = ("petugas", "kepala.pstw-jember", "pengawas", "admin")
"""The sign-ins that the console names: one of each role."""


@dataclass(frozen=True, slots=True)
class People:
    """Who works in the demo office. `heads` and `staff` are by unit."""

    intake: tuple[Staff, ...]
    supervisors: tuple[Staff, ...]
    heads: dict[str, Staff]
    staff: dict[str, Staff]


CHEAP = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1)
"""For a password that the console prints; real ones are kept as `workflow/passwords.py` says."""


def hire(office: Installation, now: datetime) -> People:
    """Give every unit a head and one member of staff, and the office its other people.

    It is a demo office from then on.
    """
    units = office.office.policy.units
    accounts = Accounts(office.sessions, units, Passwords(CHEAP))
    by = By("console", now)
    entry = Entry(at=now, actor=by.actor, action=PLAYED)
    office.sessions.settled(lambda db: audit.note(db, entry))

    def add(login: str, name: str, role: Role, unit: str = "") -> Staff:
        new = NewStaff(login=login, name=name, role=role, unit=unit)
        return accounts.add(new, PASSWORD, by)

    intake = tuple(
        add(login, name, Role.INTAKE_OFFICER)
        for login, name in (("petugas", "Ratna Wulandari"), ("petugas2", "Bagus Prasetyo"))
    )
    supervisors = tuple(
        add(login, name, Role.SUPERVISOR)
        for login, name in (("pengawas", "Endang Susilowati"), ("pengawas2", "Hari Santoso"))
    )
    add("admin", "Joko Purnomo", Role.ADMINISTRATOR)
    add("dpo", "Lestari Handayani", Role.PERSONAL_DATA_OFFICER)
    heads, staff = {}, {}
    for unit in units.values():
        if unit.handles:
            name = f"Kepala {unit.name}"
            heads[unit.id] = add(f"kepala.{unit.id}", name, Role.UNIT_HEAD, unit.id)
            staff[unit.id] = add(f"staf.{unit.id}", f"Staf {unit.name}", Role.UNIT_STAFF, unit.id)
    return People(intake, supervisors, heads, staff)


class SilentMail(EmailChannel):
    """E-mail that is read as always, and whose answers are taken and thrown away."""

    def __init__(self, setup: EmailSetup) -> None:
        super().__init__(setup)
        self.can = replace(self.can, poll=False, wait=False)

    def send(self, message: OutboundMessage) -> Sent:
        """Taken, and gone."""
        return Sent(external_id=f"<{message.key}@demo.example>")
