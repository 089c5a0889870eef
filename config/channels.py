"""Which channels are on and whose accounts they have: `channels.toml`, as the adapters want it.

Passwords never stand in the file: an option says `secret:NAME`, and the value comes from
the environment or from a file that only its owner can read.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from adapters.registry import ChannelKind, Found, open_channels
from adapters.settings import Account, ChannelSettings, mistakes_in
from config.keys import channel_secret
from config.mistakes import BadKeys, BadRules, Mistake, Place, not_among
from config.records import records
from config.rule_files import open_sheets
from config.rule_links import ID, check_unique
from config.rulebook import policy_of
from config.settings import Settings
from workflow.core.messages import Channel, Renewals

FILE = "channels.toml"
BY_NAME = "secret:"
"""How an option says that its value is kept elsewhere, under the name that follows."""

IN_HOME = "home:"
"""`home:outgoing` is the folder `outgoing` in TUNTAS_HOME."""

Secrets = Callable[[str], str]
"""Gives a secret by its name, or raises `BadKeys`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """One `[[channel.account]]` as it is written; secrets are still names."""

    id: str
    unit: str
    address: str = ""
    name: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelLine:
    """One `[[channel]]` as it is written."""

    name: str
    on: bool
    account: tuple[AccountLine, ...] = ()


def channels_of(
    settings: Settings, now: Callable[[], datetime], renewals: Renewals | None = None
) -> dict[str, Channel]:
    """The channels that `channels.toml` switches on, ready to use.

    Needs no database; without `renewals` no secret is renewed.
    """
    units = policy_of(settings.rules).units
    lines = read_channels(settings.rules, units.keys())
    found = switched_on(lines, partial(channel_secret, settings), now, settings.home)
    wanted = {name: replace(one, renewals=renewals) for name, one in found.items()}
    return open_channels(wanted, (settings.channels,) if settings.channels else ())


def read_channels(folder: Path, units: Collection[str]) -> tuple[ChannelLine, ...]:
    """The channels of `channels.toml`, on or off. `units` are the ids that an account may name.

    Raises `BadRules` with every mistake.
    """
    notes: list[Mistake] = []
    sheets, _ = open_sheets(folder, {FILE: ("channel",)}, notes)
    place = Place(FILE, "channel", notes)
    lines = records(ChannelLine, sheets.get(FILE, {}).get("channel", []), place)
    check_unique((line.name for line in lines), place)
    for line in lines:
        _check(line, units, place.row(line.name))
    if notes:
        raise BadRules(notes)
    return tuple(lines)


def _check(line: ChannelLine, units: Collection[str], place: Place) -> None:
    check_unique((account.id for account in line.account), place.at("account"))
    for account in line.account:
        here = place.at("account").row(account.id)
        if account.unit not in units:
            here.at("unit").wrong(not_among(account.unit, units))
        for option, value in account.options.items():
            name = value.removeprefix(BY_NAME)
            if name != value and not ID.pattern.fullmatch(name):
                here.at("options").at(option).wrong(f"the name after {BY_NAME} {ID.sentence}")


def switched_on(
    lines: Iterable[ChannelLine],
    secrets: Secrets,
    now: Callable[[], datetime],
    home: Path = Path(),
) -> dict[str, ChannelSettings]:
    """What each channel that is on is handed, by its name, with secrets and folders put in.

    Raises `BadRules` for secrets that cannot be had.
    """
    notes: list[Mistake] = []
    found = {
        line.name: ChannelSettings(
            accounts=tuple(
                _account(account, (secrets, home), Place(FILE, "channel", notes).row(line.name))
                for account in line.account
            ),
            now=now,
            file=FILE,
        )
        for line in lines
        if line.on
    }
    if notes:
        raise BadRules(notes)
    return found


def _account(line: AccountLine, given: tuple[Secrets, Path], place: Place) -> Account:
    options = {}
    secrets, home = given
    for option, value in line.options.items():
        options[option] = value
        if value.startswith(IN_HOME):
            options[option] = str(home / value.removeprefix(IN_HOME))
        if value.startswith(BY_NAME):
            try:
                options[option] = secrets(value.removeprefix(BY_NAME))
            except BadKeys as bad:
                here = place.at("account").row(line.id).at("options").at(option)
                here.wrong("; ".join(str(mistake) for mistake in bad.mistakes))
    return Account(
        id=line.id, unit=line.unit, address=line.address, name=line.name, options=options
    )


def mistakes_of(
    lines: Iterable[ChannelLine], wanted: Mapping[str, ChannelSettings], known: Found
) -> list[Mistake]:
    """What the channels that are on say of their accounts; nothing is opened or asked."""
    notes = [Mistake(wrong.file, wrong.key, wrong.sentence) for wrong in known.mistakes]
    for line in lines:
        place = Place(FILE, "channel", notes).row(line.name)
        kind = known.kinds.get(line.name)
        if kind is None:
            place.at("name").wrong(not_among(line.name, known.kinds))
            continue
        _note_open_secrets(line, kind, place)
        if line.on:
            found = mistakes_in(line.name, kind.options, wanted[line.name])
            notes += [Mistake(wrong.file, wrong.key, wrong.sentence) for wrong in found]
    return notes


def _note_open_secrets(line: ChannelLine, kind: ChannelKind, place: Place) -> None:
    """Files of rules are copied, mailed and kept under version control."""
    secret = {option.name for option in kind.options if option.secret}
    for account in line.account:
        here = place.at("account").row(account.id).at("options")
        for name in sorted(secret & account.options.keys()):
            if not account.options[name].startswith(BY_NAME):
                here.at(name).wrong(f'is secret and does not belong here; write "{BY_NAME}NAME".')
