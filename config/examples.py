"""The accounts on platforms that a demo office has: examples, behind which there is nobody.

A database says whether it is one with examples; no real office ever has them. They are read by
the real channels, so that its pages show what those can do.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from adapters.examples import ExampleChannel
from adapters.registry import open_channels
from adapters.settings import Account, ChannelSettings
from config.channels import AccountLine
from workflow.core.messages import Channel
from workflow.store import chores
from workflow.store.database import Sessions

ACCOUNT = "contoh"
KEPT_AS = "examples"
"""Under which name a database remembers that it has them."""

NUMBER, OWN_NUMBER, PAGE, BOT = "100000000000001", "17840000000000001", "100000000000002", "1000001"
"""By what our accounts are known over there; no real one has such a number."""

LINES: Mapping[str, AccountLine] = {
    "whatsapp": AccountLine(
        id=ACCOUNT,
        unit="sekretariat",
        address="+62840000000",
        name="Contoh: WhatsApp Dinas Sosial",
        options={
            "number": NUMBER,
            "token": "contoh",
            "secret": "contoh",
            "verify_token": "contoh",
            "templates": "*=tindak_lanjut:number-text",
        },
    ),
    "telegram": AccountLine(
        id=ACCOUNT,
        unit="sekretariat",
        address="@contoh_dinsos_bot",
        name="Contoh: bot Telegram Dinas Sosial",
        options={"token": f"{BOT}:{'contoh-' * 5}"},
    ),
    "instagram": AccountLine(
        id=ACCOUNT,
        unit="sekretariat",
        address="@contoh.dinsos",
        name="Contoh: Instagram Dinas Sosial",
        options={
            "instagram": OWN_NUMBER,
            "page": PAGE,
            "token": "contoh",
            "app_secret": "contoh",
            "verify_token": "contoh",
        },
    ),
}


def example_channels(now: Callable[[], datetime]) -> dict[str, Channel]:
    """The channels of the examples, by name."""
    settings = {
        name: ChannelSettings(accounts=(_account(line),), now=now) for name, line in _lines()
    }
    return {name: ExampleChannel(real) for name, real in open_channels(settings).items()}


def lines_in(channels: Iterable[Channel]) -> dict[tuple[str, str], AccountLine]:
    """The lines of those of some channels that are examples."""
    return {(one.name, ACCOUNT): LINES[one.name] for one in channels if is_example(one)}


def is_example(channel: Channel) -> bool:
    """Whether there is nobody behind a channel."""
    return isinstance(channel, ExampleChannel)


def are_kept(sessions: Sessions) -> bool:
    """Whether a database is a demo office's with examples."""
    with sessions.reading() as db:
        return chores.remembered(db, KEPT_AS) is not None


def keep(sessions: Sessions) -> None:
    """From now on a database is one."""
    sessions.settled(lambda db: chores.kept(db, KEPT_AS, "yes"))


def _lines() -> list[tuple[str, AccountLine]]:
    return list(LINES.items())


def _account(line: AccountLine) -> Account:
    return Account(
        id=line.id, unit=line.unit, address=line.address, name=line.name, options=dict(line.options)
    )
