"""The office that a command works on: opened by its settings, closed at the end.

A new database gets its tables by itself. One of another version is not touched: that is
done by `tuntas run` and `tuntas db upgrade`, when somebody means it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.mistakes import not_among
from config.settings import Settings, load_settings
from config.wiring import Installation, open_office
from web import logs
from workflow.core.refusal import NotFound, Refused
from workflow.core.roles import COMPLAINANT, TIME, Actor
from workflow.deputies import on_duty
from workflow.staff import Accounts
from workflow.store import migrate
from workflow.store.database import Sessions

NOT_STAFF = {"complainant": COMPLAINANT, "time": TIME}
"""Who may act beside members of staff."""


@contextmanager
def opened() -> Iterator[Installation]:
    """The office for one command; logs only warnings."""
    settings = load_settings()
    logs.configure(settings.log_level, settings.log_format, quiet=True)
    with opened_as(settings) as office:
        yield office


@contextmanager
def opened_as(settings: Settings) -> Iterator[Installation]:
    """The office of these settings."""
    refuse_other_version(settings)
    office = open_office(settings)
    try:
        yield office
    finally:
        office.close()


def refuse_other_version(settings: Settings) -> None:
    """Raise `Refused` for a database with tables of another version than ours."""
    file = settings.database.removeprefix("sqlite:///")
    if file != settings.database and not Path(file).exists():
        return  # to look into it would make it, and a database without its keys is a mistake
    sessions = Sessions(settings.database)
    try:
        found, ours = migrate.revision(sessions), migrate.newest()
    finally:
        sessions.close()
    if found not in ("", ours):
        raise Refused(
            "other-version",
            "The database has the tables of version {found}, this program those of {ours}: "
            "“tuntas db upgrade” renews older ones; newer ones need a newer Tuntas.",
            found=found,
            ours=ours,
        )


def accounts_of(office: Installation) -> Accounts:
    """The accounts of its staff."""
    internal = office.settings.internal_domains.split()
    return Accounts(office.sessions, office.office.policy.units, internal=internal)


def actor_named(office: Installation, name: str) -> Actor:
    """Who acts: a login, `complainant` or `time`; raises `Refused`."""
    if not name:
        raise Refused(
            "nobody-acts",
            "Say who acts: --as with the login of a member of staff, complainant or time.",
        )
    if name in NOT_STAFF:
        return NOT_STAFF[name]
    accounts = accounts_of(office)
    try:
        staff = accounts.find(name)
    except NotFound as no:
        known = [*NOT_STAFF, *(one.login for one in accounts.everyone() if one.active)]
        raise Refused("nobody-by-that-name", not_among(name, known)) from no
    if not staff.active:
        raise Refused("account-closed", "The account “{login}” is closed.", login=staff.login)
    with office.sessions.reading() as db:
        return on_duty(db, staff, office.now()).actor
