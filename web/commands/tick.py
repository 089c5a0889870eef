"""`tuntas tick`: one turn of every runner by hand, for a scheduler of your own or a test."""

import click

from config.wiring import Installation
from web.commands.opened import opened
from web.commands.words import Row, as_json, examples, say_json
from workflow.balance import Balance, balances, day_of
from workflow.store import accounts
from workflow.store.tables import AccountRow

EXAMPLES = examples(
    "tuntas tick",
    'tuntas tick --json      {"poll": {...}, "intake": {...}, ..., "channels": [...]}',
)


@click.command(epilog=EXAMPLES)
@as_json
def tick(*, as_json: bool) -> None:
    """Take one turn of every runner (poll, intake, alarms, outbox, housekeeping) and stop.

    With the books of today, by account; a gap there is a message that is missing.
    """
    with opened() as office:
        counts = office.runners.tick(office.now())
        channels = channel_rows(office)
    if as_json:
        say_json({**counts, "channels": channels})
        return
    for runner, found in counts.items():
        told = ", ".join(f"{name} {count}" for name, count in found.items() if count)
        click.echo(f"{runner}: {told or 'nothing'}")
    for row in channels:
        if row["gap"] > 0:
            click.echo(f"{row['channel']} {row['account']}: {row['gap']} missing", err=True)


COMMANDS: tuple[click.Command, ...] = (tick,)


def channel_rows(office: Installation) -> list[Row]:
    """Each account that is switched on: its books of today, and how it does."""
    now, zone = office.now(), office.office.policy.timezone
    with office.sessions.reading() as db:
        today = {line.which: line for line in balances(db, zone, now)}
        known = {(row.channel, row.account): row for row in accounts.polled(db)}
    each = [(channel.name, account) for channel in office.channels for account in channel.accounts]
    nothing = {
        which: Balance(channel=which[0], account=which[1], on=day_of(now, zone)) for which in each
    }
    return [_row(today.get(which, nothing[which]), known.get(which)) for which in each]


_BOOKS = (
    "seen", "opened", "continued", "ignored", "set_aside", "waiting", "duplicate", "gone",
    "to_fetch", "gap",
)  # fmt: skip


def _row(line: Balance, row: AccountRow | None) -> Row:
    succeeded = row.succeeded_at if row else None
    return {
        "channel": line.channel,
        "account": line.account,
        "on": line.on.isoformat(),
        **{name: getattr(line, name) for name in _BOOKS},
        "failures": row.failures if row else 0,
        "code": row.code if row else "",
        "succeeded_at": succeeded.isoformat() if succeeded else None,
    }
