"""How this installation is put together: the one place where real things are chosen.

`open_office` reads settings, rules, texts, keys and channels, connects the database, and
hands out an `Installation` with everything that pages, commands and workers need.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from adapters.registry import open_channels
from config.calendars import load_calendars
from config.channels import read_channels, switched_on
from config.keys import Keys, channel_secret, load_keys
from config.letters import OfficeLetters
from config.rulebook import load_policy
from config.settings import Settings
from config.texts import Texts, load_texts
from workflow.alarms import Alarms
from workflow.channels import Channels
from workflow.core.calendar import Calendar, DayKind, DayOff
from workflow.core.clocks import Office
from workflow.core.lifecycle import COMPLAINT
from workflow.core.messages import Channel
from workflow.engine import Engine
from workflow.intake import Intake
from workflow.now import now as wall_clock
from workflow.opening import Opening
from workflow.outbox import Keys as OutboxKeys
from workflow.outbox import Outbox
from workflow.post import Post
from workflow.runners import Runners
from workflow.store import holidays, migrate
from workflow.store.database import Sessions
from workflow.surroundings import Surveyor
from workflow.vault import Vault

Now = Callable[[], datetime]


@dataclass(frozen=True, kw_only=True)
class Installation:
    """Everything of one office, ready to use."""

    settings: Settings
    keys: Keys
    texts: Texts
    sessions: Sessions
    office: Office
    vault: Vault
    channels: Channels
    engine: Engine
    intake: Intake
    outbox: Outbox
    alarms: Alarms
    runners: Runners
    now: Now

    def close(self) -> None:
        """Let go of the database."""
        self.sessions.close()


def open_office(
    settings: Settings,
    *,
    now: Now = wall_clock,
    channels: Mapping[str, Channel] | None = None,
    upgrade: bool = True,
) -> Installation:
    """Put an installation together; raises what names every mistake in its configuration.

    `channels` replaces those of `channels.toml`, for tests and trials.
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    keys = load_keys(settings)
    policy = load_policy(settings.rules)
    texts = load_texts(settings.replies, settings.language)
    sessions = Sessions(settings.database)
    if upgrade:
        migrate.upgrade(sessions)
    opened = dict(channels) if channels is not None else channels_of(settings, now)
    office = Office(COMPLAINT, policy, _calendars(settings, sessions))
    letters = OfficeLetters(texts, office, settings.address)
    engine = Engine(sessions, office, Post(letters))
    return _assemble(settings, (keys, texts, now), engine, Channels(opened))


def channels_of(settings: Settings, now: Now = wall_clock) -> dict[str, Channel]:
    """The channels that `channels.toml` switches on, ready to use; needs no database."""
    lines = read_channels(settings.rules, load_policy(settings.rules).units.keys())
    wanted = switched_on(lines, lambda name: channel_secret(settings, name), now)
    extra = (settings.channels,) if settings.channels else ()
    return open_channels(wanted, extra)


def _calendars(settings: Settings, sessions: Sessions) -> Mapping[str, Calendar]:
    """The rule files' calendars, with the days that were changed and signed here."""
    with sessions.reading() as db:
        rows = holidays.applied(db)
    extra = [
        DayOff(
            on=row.on,
            kind=DayKind(row.kind),
            name=row.name,
            legal_basis=row.legal_basis,
            estimate=row.estimate,
        )
        for row in rows
        if not row.working
    ]
    removed = [row.on for row in rows if row.working]
    return load_calendars(settings.rules, extra, removed)


def _assemble(
    settings: Settings, made: tuple[Keys, Texts, Now], engine: Engine, channels: Channels
) -> Installation:
    keys, texts, now = made
    vault = Vault(keys.vault, keys.blind_index)
    surveyor = Surveyor(vault, keys.reply_token)
    opening = Opening(vault, engine.office.policy, channels, engine.new_reference)
    intake = Intake(engine, channels, surveyor, opening)
    outbox = Outbox(engine, channels, vault, OutboxKeys(keys.reply_token, keys.reply_token))
    alarms = Alarms(engine)
    return Installation(
        settings=settings,
        keys=keys,
        texts=texts,
        sessions=engine.sessions,
        office=engine.office,
        vault=vault,
        channels=channels,
        engine=engine,
        intake=intake,
        outbox=outbox,
        alarms=alarms,
        runners=Runners(engine.sessions, channels, intake, outbox, alarms),
        now=now,
    )


def with_home(settings: Settings, **changed: object) -> Settings:
    """The same settings with some fields changed, for tests and trials."""
    return settings.model_copy(update=changed)
