"""What a channel's test file states about its channel, so that the contract can hold it.

Statements, not code, wherever possible; the few functions say how to stand on the other
side of the wire. A test marked `where` exists only for channels of which that is true:
the rest neither run nor skip it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import ClassVar, TypeVar

from adapters.registry import open_channels
from adapters.settings import Account, ChannelSettings
from tests.adapters.expected import Sample, samples_in
from workflow.core.messages import (
    Capabilities,
    Channel,
    Kind,
    OutboundMessage,
    RawMessage,
    WebhookCall,
)

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
SOUND = "audio/"
TOKEN = "tt" + "7kq42mx9abcdefghjkmnpqrstv"
ACCOUNT = Account(
    id="office",
    unit="sekretariat",
    address="kantor@dinas.example",
    name="Kantor Contoh",
)

Test = TypeVar("Test", bound=Callable[..., None])


class Trouble(StrEnum):
    """How the other side can fail us while we send."""

    REFUSED = "refused"
    THROTTLED = "throttled"
    AWAY = "away"
    TIMED_OUT = "timed out"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """What the other side got; `thread` is all by which it could tell the conversation."""

    text: str
    thread: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    public: bool = False


class Terms:
    """The statements. A test class gives at least `name` and `can`."""

    name: ClassVar[str]
    can: ClassVar[Capabilities]
    options: ClassVar[Mapping[str, str]] = {}
    elsewhere: ClassVar[tuple[Path, ...]] = ()
    """Folders outside `adapters` in which the channel is looked for."""
    marks: ClassVar[frozenset[Kind]] = frozenset()
    """Kinds that the channel tells apart beyond those that its capabilities imply."""
    wired: ClassVar[bool] = True
    """Whether sending calls somebody; false is checked against the imports."""
    troubles: ClassVar[frozenset[Trouble]] = frozenset(Trouble)
    nothing: ClassVar[tuple[bytes, ...]] = (b"", b"\x00", b"[" * 100_000, b"\xff" * 1_000, b"{}")
    """Bytes in which there is no message at all."""
    recorded: ClassVar[bool] = True
    """Whether `tuntas record` knows its words: it may, of every platform that is really there."""
    signature_header: ClassVar[str] = ""
    signs_bytes: ClassVar[bool] = True
    """Whether the signature is over the bytes; else a secret only comes along with them."""
    answered: ClassVar[str] = "<in-1@x.example>"
    """The id of a message that can be answered."""
    to: ClassVar[str] = "sari.7"

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Real raw messages with what must be read in them."""
        return samples_in(Path(__file__).parent / "samples" / cls.name)

    @classmethod
    def documents(cls) -> bool:
        """Whether its raw messages are JSON."""
        return any(sample.path.suffix == ".json" for sample in cls.samples())

    @classmethod
    def tells_of_changes(cls) -> bool:
        """Whether some sample is about another message."""
        return any(
            read.get("happening") in {"edit", "reaction"}
            for sample in cls.samples()
            for read in sample.reads
        )

    @classmethod
    def tells_of_places(cls) -> bool:
        """Whether some sample says where it is (RFC 5870)."""
        return any("geo:" in read.get("text", "") for one in cls.samples() for read in one.reads)

    @classmethod
    def lets_hear(cls) -> bool:
        """Whether some sample holds a sound."""
        types = (
            kind for one in cls.samples() for read in one.reads for kind in read.get("types", ())
        )
        return any(kind.startswith(SOUND) for kind in types)

    def settings(self) -> ChannelSettings:
        return ChannelSettings(
            accounts=(replace(ACCOUNT, options=self.options),), now=lambda: NOW, file="test.toml"
        )

    def channel(self) -> Channel:
        """A channel as an installation would open it."""
        return open_channels({self.name: self.settings()}, self.elsewhere)[self.name]

    def raw(self, body: bytes, external_id: str = "raw-1") -> RawMessage:
        return RawMessage(self.name, ACCOUNT.id, external_id, body)

    def message(self) -> OutboundMessage:
        """An answer of the office, ready to send."""
        return OutboundMessage(
            key="key-1",
            channel=self.name,
            account=ACCOUNT.id,
            to=self.to,
            to_name="Sari Wulandari",
            text="Bantuan Ibu sudah kami periksa.",
        )

    # The other side of the wire: each is needed only if the capability is declared.

    def taken(self, channel: Channel) -> list[Arrived]:
        """Everything that arrived there, oldest first."""
        raise NotImplementedError

    def answer(self, channel: Channel) -> bytes:
        """The raw bytes with which somebody there answers the last message."""
        raise NotImplementedError

    def provoke(self, channel: Channel, *troubles: Trouble | None) -> None:
        """The next sends end like this, one after the other; `None` lets one through."""
        raise NotImplementedError

    def arrive(self, channel: Channel, body: bytes) -> None:
        """A raw message now waits to be fetched."""
        raise NotImplementedError

    def cut(self, channel: Channel) -> None:
        """The line is dead from now on."""
        raise NotImplementedError

    def signed(self, body: bytes) -> WebhookCall:
        """The call with which the platform would push these bytes now."""
        raise NotImplementedError

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if not hasattr(cls, "can"):
            return
        for name in dir(cls):
            applies = getattr(getattr(cls, name), "applies", None)
            if applies is not None and not applies(cls):
                setattr(cls, name, None)


def where(applies: Callable[[type[Terms]], bool]) -> Callable[[Test], Test]:
    """Marks a test that belongs only to channels that declare something."""

    def mark(test: Test) -> Test:
        test.__dict__["applies"] = applies
        return test

    return mark
