"""Looks at everything an office can configure and lists what is wrong: `tuntas check`.

Settings, keys, rules, calendars, channels and reply texts. Changes nothing, makes no
key and asks no network.
"""

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from adapters.registry import find_channels
from adapters.settings import missed_in
from config.calendars import load_calendars
from config.channels import mistakes_of, read_channels, switched_on
from config.keys import channel_secret, check_keys
from config.mistakes import Mistake, Mistaken, Place, not_among
from config.ready_texts import load_ready_texts
from config.rulebook import load_policy
from config.settings import Settings
from config.texts import load_texts
from workflow.core.policy import Policy

Found = TypeVar("Found")


def check(settings: Settings, folder: Path | None = None) -> list[Mistake]:
    """Every mistake in the configuration; an empty list means that Tuntas can start.

    `folder` is looked at in place of the rule files that the settings name. Mistakes in
    the settings themselves are told by `load_settings`.
    """
    rules = folder or settings.rules
    notes: list[Mistake] = []
    _try(notes, partial(check_keys, settings))
    policy = _try(notes, partial(load_policy, rules))
    _try(notes, partial(load_texts, settings.replies, settings.language))
    _try(notes, partial(load_ready_texts, rules, settings.language))
    calendars = _try(notes, partial(load_calendars, rules))
    if policy and calendars:
        notes += _units_without_calendar(policy, calendars)
    if policy:
        _try(notes, partial(_channels, settings, rules, policy, notes))
    return notes


def advice(settings: Settings) -> list[Mistake]:
    """What works less well than it could; Tuntas starts all the same. Silent about mistakes."""
    notes: list[Mistake] = []
    try:
        lines = read_channels(settings.rules, load_policy(settings.rules).units)
        wanted = switched_on(lines, partial(channel_secret, settings), _never)
        known = find_channels([settings.channels] if settings.channels else [])
    except Mistaken:
        return []
    for name, given in wanted.items():
        kind = known.kinds.get(name)
        found = missed_in(name, kind.options, given) if kind else ()
        notes += [Mistake(missed.file, missed.key, missed.sentence) for missed in found]
    return notes


def _try(notes: list[Mistake], load: Callable[[], Found]) -> Found | None:
    try:
        return load()
    except Mistaken as found:
        notes += found.mistakes
        return None


def _units_without_calendar(policy: Policy, calendars: Collection[str]) -> list[Mistake]:
    notes: list[Mistake] = []
    place = Place("units.toml", "unit", notes)
    for unit in policy.units.values():
        if unit.calendar not in calendars:
            place.row(unit.id).at("calendar").wrong(not_among(unit.calendar, calendars))
    return notes


def _never() -> datetime:
    """Channels are not opened here, so none asks for the time."""
    return datetime.min.replace(tzinfo=UTC)


def _channels(settings: Settings, folder: Path, policy: Policy, notes: list[Mistake]) -> None:
    lines = read_channels(folder, policy.units)
    wanted = switched_on(lines, partial(channel_secret, settings), _never)
    extra = [settings.channels] if settings.channels else []
    notes += mistakes_of(lines, wanted, find_channels(extra))
