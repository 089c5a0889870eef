"""What an installation tells a channel: its accounts, and the options of each.

Values and the check of their words; no file is read here. A channel lists its options as
data (`OPTIONS`), so that unknown words, missing ones and the README are checked for all
channels alike. Options may hold secrets: they are never shown, logged or quoted back.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches

from workflow.core.messages import Renewals


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One address of the office on a channel, and the unit whose address it is.

    `id` is the installation's own short name; `address` what people write to. `options`
    stay out of `repr`, for some are secrets.
    """

    id: str
    unit: str
    address: str
    name: str
    options: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSettings:
    """What `make` gets. `now` answers aware UTC; a channel reads no other clock.

    `file` is where the accounts were written down, so that a mistake can name it.
    """

    accounts: tuple[Account, ...]
    now: Callable[[], datetime]
    file: str = "channels.toml"
    renewals: Renewals | None = None
    """Keeps secrets that platforms renew, for all processes; none: they are not renewed."""

    def account(self, account_id: str) -> Account | None:
        """The account of that id, if the installation has it."""
        return next((one for one in self.accounts if one.id == account_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option of an account: closed `words`, a whole number `between`, or free text."""

    name: str
    meaning: str
    default: str = ""
    required: bool = False
    secret: bool = False
    without: str = ""
    """What an installation misses that leaves it empty, as a sentence; empty: nothing."""
    words: tuple[str, ...] = ()
    between: tuple[int, int] | None = None

    def of(self, account: Account) -> str:
        """The account's value, or the default."""
        return account.options.get(self.name, self.default)

    @property
    def allowed(self) -> str:
        """What may be written, in words."""
        if self.words:
            return "allowed: " + ", ".join(self.words)
        if self.between:
            return "allowed: a whole number from {} to {}".format(*self.between)
        return "allowed: any text"

    def accepts(self, value: str) -> bool:
        """Whether the value is among the allowed ones; an empty one only if not required."""
        if not value:
            return not self.required
        if self.words:
            return value in self.words
        if self.between:
            digits = value.isascii() and value.isdigit() and len(value) <= len(str(self.between[1]))
            return digits and self.between[0] <= int(value) <= self.between[1]
        return True


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in the configuration: the file, the key in it, and a sentence."""

    file: str
    key: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.sentence}"


class BadChannels(Exception):
    """A channel that is switched on cannot be started; lists every mistake at once."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


def mistakes_in(
    channel: str, options: tuple[Option, ...], settings: ChannelSettings
) -> Iterator[Mistake]:
    """Every mistake in the accounts of one channel; values are never quoted."""
    if not settings.accounts:
        yield Mistake(settings.file, channel, "needs at least one account")
    for account_id, times in Counter(account.id for account in settings.accounts).items():
        if times > 1:
            yield Mistake(settings.file, f"{channel}.{account_id}", "this account stands twice")
    known = {option.name: option for option in options}
    for account in settings.accounts:
        for key, sentence in _mistakes_of(account, known):
            yield Mistake(settings.file, f"{channel}.{account.id}.{key}", sentence)


def missed_in(
    channel: str, options: tuple[Option, ...], settings: ChannelSettings
) -> Iterator[Mistake]:
    """What works less well than it could, because an option was left empty; no mistake."""
    for account in settings.accounts:
        for option in options:
            if option.without and not option.of(account):
                key = f"{channel}.{account.id}.{option.name}"
                yield Mistake(settings.file, key, option.without)


def refuse(
    channel: str,
    settings: ChannelSettings,
    mistakes_of: Callable[[Account], Iterable[tuple[str, str]]],
) -> None:
    """Raise `BadChannels` with all that no table can tell, or return.

    `mistakes_of` gives keys and sentences for one account; every account is looked at.
    """
    found = tuple(
        Mistake(settings.file, f"{channel}.{account.id}.{key}", sentence)
        for account in settings.accounts
        for key, sentence in mistakes_of(account)
    )
    if found:
        raise BadChannels(found)


def _mistakes_of(account: Account, known: Mapping[str, Option]) -> Iterator[tuple[str, str]]:
    for name in sorted(set(account.options) - set(known)):
        yield name, _unknown(name, tuple(known))
    for name, option in known.items():
        given = name in account.options
        if option.required and not given:
            yield name, f"is missing; {option.allowed}"
        elif given and not option.accepts(account.options[name]):
            yield name, f"this value is not allowed; {option.allowed}"


def _unknown(name: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(name, known, n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    return f"unknown option; allowed: {', '.join(known) or 'none'}{hint}"
