"""How this installation is put together: the one place where real things are chosen.

`open_office` reads settings, rules, texts, keys and channels, connects the database, and
hands out an `Installation` with everything that pages, commands and workers need.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache, partial
from pathlib import Path

from sqlalchemy.orm import Session

from config import examples
from config.calendars import load_calendars
from config.channels import AccountLine, channels_of, read_channels
from config.digest_letters import DigestLetters
from config.files import file_rules, looking_after_files
from config.keys import Keys, load_keys
from config.letters import OfficeLetters
from config.mistakes import BadKeys, Mistake
from config.ready_texts import ReadyTexts, load_ready_texts
from config.rulebook import policy_of, stamp
from config.settings import Settings
from config.texts import Texts, load_texts
from workflow.alarms import Alarms
from workflow.alterations import Alterations
from workflow.channels import Channels, Owners
from workflow.checkups import Checkups
from workflow.clearing import Clearing
from workflow.collecting import Collecting
from workflow.core.calendar import Calendar, DayKind, DayOff
from workflow.core.clocks import Office
from workflow.core.lifecycle import COMPLAINT
from workflow.core.messages import Channel
from workflow.core.policy import Policy
from workflow.courtesy import Courtesy
from workflow.digests import EVERY_SECONDS as DIGEST_EVERY
from workflow.digests import Digests
from workflow.engine import Engine
from workflow.erasing import Erasing
from workflow.hiding import Hiding
from workflow.intake import Intake
from workflow.manners import Manners
from workflow.now import now as wall_clock
from workflow.opening import Opening
from workflow.outbox import Outbox
from workflow.packing import Keys as PackingKeys
from workflow.packing import Packing
from workflow.polling import Polling
from workflow.post import Post
from workflow.renewing import Renewing
from workflow.runners import Runner, Runners
from workflow.second_thoughts import EVERY_SECONDS as UNDO_EVERY
from workflow.second_thoughts import SecondThoughts
from workflow.store import chores, holidays, migrate
from workflow.store.database import Sessions
from workflow.store.tables import HolidayRow
from workflow.suggesting_chore import EVERY_SECONDS as LEARNING_EVERY
from workflow.suggesting_chore import Learning
from workflow.surroundings import Surveyor
from workflow.telling import EVERY_SECONDS as TELLING_EVERY
from workflow.telling import Telling
from workflow.vault import Vault
from workflow.withholding import Withholding

HIDING_EVERY = 5
"""Seconds: an officer waits to see a comment go."""

Now = Callable[[], datetime]


class Offices:
    """The office as the database has it: the rule files' calendars, with the days changed here.

    Loaded anew only when a decree was applied, by whichever process.
    """

    def __init__(self, settings: Settings, policy: Policy) -> None:
        self._settings = settings
        self._policy = policy
        self._seen: tuple[tuple[object, ...], Office] | None = None

    def __call__(self, db: Session) -> Office:
        """The office now."""
        edition = holidays.edition(db)
        seen = self._seen
        if seen is None or seen[0] != edition:
            office = Office(COMPLAINT, self._policy, self.calendars(db))
            seen = self._seen = (edition, office)
        return seen[1]

    def latest(self) -> Office:
        """The office as it was last seen."""
        if self._seen is None:
            raise LookupError("the database has not been asked yet")
        return self._seen[1]

    def calendars(
        self, db: Session, extra: Sequence[DayOff] = (), removed: Sequence[date] = ()
    ) -> Mapping[str, Calendar]:
        """The calendars, with further changes that are only tried out."""
        rows = [row for row in holidays.applied(db) if row.on not in {*removed, *_dates(extra)}]
        off = [_day_off(row) for row in rows if not row.working]
        working = [row.on for row in rows if row.working]
        folder = self._settings.rules
        return _calendars(folder, stamp(folder), (*off, *extra), (*working, *removed))


@lru_cache(8)
def _calendars(
    folder: Path, _stamp: tuple[int, ...], extra: tuple[DayOff, ...], removed: tuple[date, ...]
) -> Mapping[str, Calendar]:
    """Twenty years of working time take a while to add up; offices share what is the same."""
    return load_calendars(folder, extra, removed)


def _dates(days: Sequence[DayOff]) -> list[date]:
    return [day.on for day in days]


def _day_off(row: HolidayRow) -> DayOff:
    return DayOff(
        on=row.on,
        kind=DayKind(row.kind),
        name=row.name,
        legal_basis=row.legal_basis,
        estimate=row.estimate,
    )


@dataclass(frozen=True, kw_only=True)
class Installation:
    """Everything of one office, ready to use."""

    settings: Settings
    keys: Keys
    texts: Texts
    ready_texts: ReadyTexts
    sessions: Sessions
    offices: Offices
    vault: Vault
    channels: Channels
    engine: Engine
    intake: Intake
    outbox: Outbox
    collecting: Collecting
    alarms: Alarms
    checkups: Checkups
    second_thoughts: SecondThoughts
    runners: Runners
    now: Now

    @property
    def withholding(self) -> Withholding:
        """What keeps words that were taken back, and opens them."""
        return Withholding(self.sessions, self.vault, self.settings.withheld_for)

    @property
    def erasing(self) -> Erasing:
        """What forgets a person."""
        return Erasing(self.sessions, self.vault)

    @property
    def office(self) -> Office:
        """Lifecycle, policy and calendars, as last seen in the database."""
        return self.engine.office

    @cached_property
    def account_lines(self) -> Mapping[tuple[str, str], AccountLine]:
        """The accounts as `channels.toml` has them, by channel and id."""
        lines = _lines_of(self.settings, self.office.policy)
        return {**examples.lines_in(self.channels), **lines}

    def close(self) -> None:
        """Let go of the database."""
        self.sessions.close()


def _lines_of(settings: Settings, policy: Policy) -> Mapping[tuple[str, str], AccountLine]:
    lines = read_channels(settings.rules, policy.units)
    return {(line.name, account.id): account for line in lines for account in line.account}


def _owners(settings: Settings, policy: Policy) -> Owners:
    return {which: line.unit for which, line in _lines_of(settings, policy).items()}


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
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = load_keys(settings)
    policy = policy_of(settings.rules)
    texts = load_texts(settings.replies, settings.language)
    sessions = Sessions(settings.database)
    try:
        if upgrade:
            migrate.upgrade(sessions)
            _refuse_another_vault(sessions, keys)
        renewals = Renewing(sessions, Vault(keys.vault, keys.blind_index), now)
        opened = dict(channels) if channels is not None else channels_of(settings, now, renewals)
        if channels is None and examples.are_kept(sessions):
            opened = {**examples.example_channels(now), **opened}
        offices = Offices(settings, policy)
        letters = OfficeLetters(texts, offices.latest, settings.address)
        known = Channels(opened, partial(_owners, settings, policy))
        manners = Manners(known, timedelta(seconds=settings.receipt_seconds))
        engine = Engine(sessions, offices, Post(letters, manners))
        return _assemble(settings, (keys, texts, now, offices), engine, known)
    except BaseException:
        sessions.close()
        raise


def _refuse_another_vault(sessions: Sessions, keys: Keys) -> None:
    """A database keeps the print of the key that sealed its identities; another opens nothing."""
    stands = sessions.settled(lambda db: chores.kept(db, "vault_print", keys.vault_print))
    if stands != keys.vault_print:
        sentence = "is not the key that sealed this database; restore the right one from a backup."
        raise BadKeys([Mistake(keys.origins["vault"], "vault", sentence)])


def _assemble(
    settings: Settings, made: tuple[Keys, Texts, Now, Offices], engine: Engine, channels: Channels
) -> Installation:
    keys, texts, now, offices = made
    vault = Vault(keys.vault, keys.blind_index)
    policy = engine.office.policy
    courtesy = Courtesy(policy.caps, channels, keys.blind_index)
    surveyor = Surveyor(vault, keys.reply_token, policy.caps, courtesy, channels)
    opening = Opening(vault, policy, courtesy, channels, engine.new_reference)
    opening.file_rules = file_rules(settings)
    withholding = Withholding(engine.sessions, vault, settings.withheld_for)
    alterations = Alterations(engine, vault, withholding)
    intake = Intake(engine, channels, surveyor, opening, alterations)
    phrases = OfficeLetters(texts, offices.latest, settings.address)
    token_keys = PackingKeys(keys.reply_token, keys.reply_token)
    packing = Packing(vault, token_keys, policy, phrases)
    outbox = Outbox(engine, channels, packing)
    collecting = Collecting(engine, channels, packing, outbox)
    alarms = Alarms(engine)
    polling = Polling(engine.sessions, channels, engine.office.policy.timezone)
    checkups = Checkups(engine.sessions, channels)
    runners = Runners(engine.sessions, (polling, intake), outbox, alarms, checkups)
    second_thoughts = SecondThoughts(engine, vault, timedelta(seconds=settings.undo_seconds))
    for turn in (Clearing(engine.sessions, channels).turn, collecting.turn, withholding.turn):
        runners.keep_house(turn)
    runners.add(Runner("second_thoughts", UNDO_EVERY, second_thoughts.turn))
    morning = DigestLetters(texts, offices.latest, settings.address)
    digests = Digests(engine.sessions, offices, (outbox, channels), morning)
    runners.add(Runner("digests", DIGEST_EVERY, digests.turn))
    _add_chores(runners, engine, channels)
    return Installation(
        settings=settings,
        keys=keys,
        texts=texts,
        ready_texts=load_ready_texts(settings.rules, settings.language),
        sessions=engine.sessions,
        offices=offices,
        vault=vault,
        channels=channels,
        engine=engine,
        intake=intake,
        outbox=outbox,
        collecting=collecting,
        alarms=alarms,
        checkups=checkups,
        second_thoughts=second_thoughts,
        runners=looking_after_files(runners, settings, engine.sessions, channels),
        now=now,
    )


def _add_chores(runners: Runners, engine: Engine, channels: Channels) -> None:
    """What platforms and other systems are asked and told, and what the office learns."""
    runners.add(Runner("hiding", HIDING_EVERY, Hiding(engine, channels).turn))
    runners.add(Runner("news", TELLING_EVERY, Telling(engine.sessions, channels).turn))
    learning = Learning(engine.sessions, engine.office.policy)
    runners.add(Runner("suggestions", LEARNING_EVERY, learning.turn))


def with_home(settings: Settings, **changed: object) -> Settings:
    """The same settings with some fields changed, for tests and trials."""
    return settings.model_copy(update=changed)
