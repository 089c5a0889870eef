"""`tuntas staff`: accounts, made and changed on the console.

A password is never an argument, where every user of the machine and the shell's history
would see it: it is asked for, read from standard input, or from a file.
"""

import sys
from pathlib import Path
from typing import TypedDict, Unpack

import click

from config.wiring import Installation
from web.commands.opened import accounts_of, opened
from web.commands.words import as_json, columns, examples, say_json, say_rows
from workflow.core.roles import Role
from workflow.invitations import Invitations, Kind
from workflow.second_factor import reset as reset_second_factor
from workflow.staff import By, NewStaff, Staff

CONSOLE = "console"
"""How the trail names whoever may use this machine."""

password_option = click.option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="Its first line is the password; - is standard input.",
)


class Options(TypedDict):
    """What the command line gave for a new account."""

    login: str
    name: str
    role: str
    unit: str
    email: str
    language: str
    password_file: Path | None
    invite: bool
    as_json: bool


EXAMPLES = examples(
    'tuntas staff add ana --name "Ana Lestari" --role intake_officer',
    'tuntas staff add jember --name "Bu Rini" --role unit_head --unit pstw-jember \\',
    "    --password-file /run/secrets/jember",
    'tuntas staff add budi --name "Budi Santoso" --role supervisor --invite',
    "tuntas staff reset ana",
)


@click.group()
def staff() -> None:
    """Open accounts, list them, set passwords, close them."""


COMMANDS: tuple[click.Command, ...] = (staff,)


@staff.command(epilog=EXAMPLES)
@click.argument("login")
@click.option("--name", required=True, help="The person's name, as pages show it.")
@click.option("--role", required=True, type=click.Choice([str(role) for role in Role]))
@click.option("--unit", default="", help="The unit of a unit_head or unit_staff.")
@click.option("--email", default="")
@click.option("--language", type=click.Choice(["id", "en"]), default="id", show_default=True)
@password_option
@click.option("--invite", is_flag=True, help="Print a link by which they set the password.")
@as_json
def add(**options: Unpack[Options]) -> None:
    """Open an account."""
    new = NewStaff(
        login=options["login"],
        name=options["name"],
        role=Role(options["role"]),
        unit=options["unit"],
        email=options["email"],
        language=options["language"],
    )
    with opened() as office:
        made, link = _opened(office, new, options)
    if options["as_json"]:
        say_json(_row(made) | ({"link": link} if link else {}))
        return
    click.echo(f"{made.login} may sign in as {made.role}.")
    if link:
        click.echo(f"The password is set, once and within 48 hours, at:\n{link}")


def _opened(office: Installation, new: NewStaff, options: Options) -> tuple[Staff, str]:
    """The account, and the link to its first password if one is wanted."""
    accounts = accounts_of(office)
    if not options["invite"]:
        return accounts.add(new, _password(options["password_file"]), _by(office)), ""
    made = accounts.add_without_password(new, _by(office))
    return made, _link(office, made, Kind.INVITE)


def _link(office: Installation, staff: Staff, kind: Kind) -> str:
    made = Invitations(office.sessions).make(staff, kind, _by(office))
    return f"{office.settings.address}/undangan/{made.token}"


@staff.command("list")
@as_json
def everyone(*, as_json: bool) -> None:
    """List all accounts, closed ones too."""
    with opened() as office:
        found = [_row(one) for one in accounts_of(office).everyone()]
    if as_json:
        say_rows(found, str, json_lines=True)
        return
    keys = ("login", "role", "unit", "active", "name")
    for line in columns([keys, *([row[key] for key in keys] for row in found)]):
        click.echo(line)


@staff.command()
@click.argument("login")
@password_option
def passwd(login: str, password_file: Path | None) -> None:
    """Set a password and unlock the account; every sign-in of theirs ends."""
    with opened() as office:
        accounts = accounts_of(office)
        number = accounts.find(login).id
        accounts.set_password(number, _password(password_file), _by(office))
    click.echo(f"The password of {login} is set.")


@staff.command()
@click.argument("login")
@click.option("--factor", is_flag=True, help="Turn the second factor off, too.")
def reset(login: str, *, factor: bool) -> None:
    """Print a link by which somebody sets a new password, once and within an hour."""
    with opened() as office:
        found = accounts_of(office).find(login)
        link = _link(office, found, Kind.RESET)
        if factor and reset_second_factor(office.sessions, found, _by(office)):
            click.echo(f"The second factor of {found.login} is off.")
    click.echo(f"{found.login} sets a new password, once and within an hour, at:\n{link}")


@staff.command()
@click.argument("login")
def reopen(login: str) -> None:
    """Open a closed account again; its old password is worth nothing."""
    with opened() as office:
        accounts = accounts_of(office)
        accounts.reopen(accounts.find(login).id, _by(office))
    click.echo(f"The account of {login} is open; “tuntas staff reset” makes a link.")


@staff.command()
@click.argument("login")
@click.argument("address")
def email(login: str, address: str) -> None:
    """Give an account another e-mail address; an empty one ('') takes it away."""
    with opened() as office:
        accounts = accounts_of(office)
        accounts.set_email(accounts.find(login).id, address, _by(office))
    click.echo(f"The e-mail address of {login} is changed.")


@staff.command()
@click.argument("login")
def close(login: str) -> None:
    """Close an account; its history stays, every sign-in ends at once."""
    with opened() as office:
        accounts = accounts_of(office)
        accounts.close(accounts.find(login).id, _by(office))
    click.echo(f"The account of {login} is closed.")


def _by(office: Installation) -> By:
    return By(CONSOLE, office.now())


def _row(one: Staff) -> dict[str, object]:
    return {
        "login": one.login,
        "name": one.name,
        "role": str(one.role),
        "unit": one.unit,
        "email": one.email,
        "language": one.language,
        "active": one.active,
    }


def _password(file: Path | None) -> str:
    """The password: out of the file, piped in, or asked for twice."""
    if file is not None and str(file) != "-":
        first, *_ = [*file.read_text(encoding="utf-8").splitlines(), ""]
        return first
    if file is None and sys.stdin.isatty():
        asked: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        return asked
    return sys.stdin.readline().rstrip("\r\n")
