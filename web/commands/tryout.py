"""What `run` and `demo` ask of an office: whether it is empty, and who may try it.

Of the many heads it names one who has something to answer: an empty desk shows nobody anything.
"""

from collections import Counter
from collections.abc import Sequence

from config.wiring import Installation
from web.commands.opened import accounts_of
from web.demo import PLAYED
from web.demo.office import PASSWORD, TOLD
from workflow.core.roles import Role
from workflow.staff import Staff
from workflow.store import audit, worklists
from workflow.store.worklists import MOST_COUNTED, Wanted


def is_empty(office: Installation) -> bool:
    """Whether nobody works here yet and nobody has complained."""
    with office.sessions.reading() as db:
        complaints = worklists.find_all(db, Wanted(limit=1), office.now())
    return not complaints and not accounts_of(office).everyone()


def people(office: Installation) -> list[Staff]:
    """Who may try the demo, one of each role; nobody in an office that is no demo."""
    with office.sessions.reading() as db:
        if not audit.happened(db, PLAYED):
            return []
    everyone = accounts_of(office).everyone()
    told = [staff for staff in everyone if staff.login in TOLD and staff.active]
    busy = _head_of(_busiest(office), everyone)
    told = [busy if busy and staff.role is Role.UNIT_HEAD else staff for staff in told]
    return sorted(told, key=lambda staff: tuple(Role).index(staff.role))


def sign_ins(office: Installation) -> list[str]:
    """Lines that name the demo's sign-ins; none in an office that is no demo."""
    lines = [f"  {staff.login:<22} {staff.role}" for staff in people(office)]
    head = [f"Sign in with the password {PASSWORD}, without a second factor, as"]
    return head + lines if lines else []


def _busiest(office: Installation) -> str:
    """The unit that has the most to answer; of equals the one whose turn comes first."""
    with office.sessions.reading() as db:
        rows = worklists.find_all(db, Wanted(state="assigned", limit=MOST_COUNTED), office.now())
    units = Counter(row.unit for row in rows)
    return units.most_common(1)[0][0] if units else ""


def _head_of(unit: str, everyone: Sequence[Staff]) -> Staff | None:
    heads = (staff for staff in everyone if staff.role is Role.UNIT_HEAD)
    return next((staff for staff in heads if unit and staff.unit == unit), None)
