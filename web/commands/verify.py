"""`tuntas verify`: every history folded again, its hashes checked, its rows compared."""

import sys

import click

from web.commands.opened import opened
from web.commands.words import as_json, say_json
from workflow.verify import verify as check_books


@click.command()
@as_json
def verify(*, as_json: bool) -> None:
    """Check the books: histories, hash chains, and the rows beside them. Mends nothing.

    Exit 1 if anything does not add up; each difference is a sentence on standard error.
    """
    with opened() as office:
        books = check_books(office.sessions, office.office, office.now())
    differences = [{"reference": d.reference, "what": d.what} for d in books.differences]
    if as_json:
        counted = {"complaints": books.complaints, "events": books.events}
        say_json({**counted, "count": len(differences), "differences": differences})
    else:
        click.echo(
            f"{books.complaints} complaints, {books.events} events: "
            f"{len(differences) or 'no'} difference{'' if len(differences) == 1 else 's'}"
        )
    for difference in books.differences:
        click.echo(str(difference), err=True)
    sys.exit(bool(differences))


COMMANDS: tuple[click.Command, ...] = (verify,)
