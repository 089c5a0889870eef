"""What `run` and `demo` ask of an office: whether it is empty, and who may try it."""

from config.wiring import Installation
from web.commands.opened import accounts_of
from web.demo.office import PASSWORD, TOLD
from workflow.store import worklists
from workflow.store.worklists import Wanted


def is_empty(office: Installation) -> bool:
    """Whether nobody works here yet and nobody has complained."""
    with office.sessions.reading() as db:
        complaints = worklists.find_all(db, Wanted(limit=1), office.now())
    return not complaints and not accounts_of(office).everyone()


def sign_ins(office: Installation) -> list[str]:
    """Lines that name the demo's sign-ins; none in an office that is no demo."""
    known = {staff.login: staff for staff in accounts_of(office).everyone()}
    told = [known[login] for login in TOLD if login in known]
    if len(told) < len(TOLD):
        return []
    lines = [f"  {staff.login:<22} {staff.role}" for staff in told]
    return [f"Sign in with the password {PASSWORD} as", *lines]
