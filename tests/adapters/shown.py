"""Which test shows what for which channel: the table in adapters/README.md, made from the tests.

`@shows("T07")` names what a test shows, in any file `tests/**/test_*.py`, stories and pages too.
A test of the contract shows it for each channel that inherits it; any other for the channels that
the mark names, `@shows("T10", channels=("facebook", "instagram"))` or `channels=(POLLED,)`, and if
it names none, for the `CHANNEL = "telegram"` of its file. Run as a module, it writes the table.
"""

import importlib
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from adapters.registry import HERE
from tests.adapters.terms import Terms
from workflow.core.capabilities import Capabilities

ROOT = Path(__file__).parents[2]
README = HERE / "README.md"
BEGIN, END = "<!-- shown by tests: begin -->\n", "<!-- shown by tests: end -->\n"
PUSHED = "all channels that are pushed"
POLLED = "all channels that are polled"
ANSWERING = "all channels that can answer"
"""Each names its channels in tests of the engine that hold whatever the channel."""

GROUPS: Mapping[str, Callable[[Capabilities], bool]] = {
    PUSHED: lambda can: can.push,
    POLLED: lambda can: can.poll,
    ANSWERING: lambda can: can.reply,
}

CONDITIONS: Mapping[str, str] = {
    "T01": "the same event twice is one message",
    "T02": "the same event many times at once is one message",
    "T03": "wrong, missing or cut signatures and touched bytes are refused; two secrets are good",
    "T04": "handshakes and published signatures",
    "T05": "everything in a delivery is read, for the right account",
    "T06": "any text arrives clean: emoji, Arabic, Javanese, NUL, lone surrogates",
    "T07": "every kind of payload is read as its sample says",
    "T08": "unknown kinds and fields, missing ones, damage: no error, and never half a message",
    "T09": "our own messages are marked and open nothing",
    "T10": "an echo before the answer of the send call is one message",
    "T11": "what is written over there in our name is the office's answer and stops its clock",
    "T12": "a change names its message, in whatever order they come",
    "T13": "what was deleted before it arrived stays blank",
    "T14": "each edit is a further version of the same message",
    "T15": "reactions, and their taking back, name their message",
    "T16": "replies to stories and mentions in them; files that may only be linked are not kept",
    "T17": "places and contact cards are read; a card's number is not the sender's",
    "T18": "voice and albums",
    "T19": "files behind links: gone, too large, wrong hash, led astray",
    "T20": "personal data in a public comment is seen and shown to nobody",
    "T21": "a chain of replies is one conversation for each who complains",
    "T22": "a comment and a private message are one person only where the platform says so",
    "T23": "a person whose number, id or name over there changes stays one person",
    "T24": "a private message joins what is open, reopens what was just closed, or begins anew",
    "T25": "pushed and polled are the same message",
    "T26": "polling loses and doubles nothing; the mark moves only with what is kept",
    "T27": "one poller at a time",
    "T28": "a dead token is told, and messages are kept",
    "T29": "two who would renew a token at once renew it once",
    "T30": "a text goes out whole, in its conversation, at the limit and around it",
    "T31": "a busy platform is left alone for as long as it says",
    "T32": "troubles that pass are tried again, final ones are not",
    "T33": "an unknown account is told and nothing of it is kept",
    "T34": "no answer leaves us unsure, and nothing is sent twice by itself",
    "T35": "a worker killed between sending and recording sends nothing twice",
    "T36": "the same message twice goes out once",
    "T37": "an answer after the window has closed is refused here, and what can be done is said",
    "T38": "a comment is answered in private once, and only while the platform allows it",
    "T40": "receipts in any order leave a message in the right state",
    "T41": "whoever cannot be reached any more is named so",
    "T42": "personal data is not published without somebody's word",
    "T43": "an answer to a comment that is gone stays with the officer as a draft",
    "T44": "whoever is erased is gone from tables and raw messages, and the figures stay",
    "T45": "no secret and nothing personal in logs and errors",
    "T46": "a broken database asks the platform to come again, and keeps it once",
    "T47": "thirty accounts that push at once are answered within 250 ms, and nothing is lost",
    "T48": "an old id with new bytes, a stale signature, two secrets",
    "T49": "what changed over there without our being told is found by looking again",
    "T50": "silence, a token that runs out and pushes that fail are warned of",
}

Test = TypeVar("Test", bound=Callable[..., None])


def shows(*conditions: str, channels: tuple[str, ...] = ()) -> Callable[[Test], Test]:
    """Marks a test by what it shows, and for which channels if not for that of its file."""
    unknown = set(conditions) - set(CONDITIONS)
    if unknown:
        raise LookupError(f"no such condition: {', '.join(sorted(unknown))}")
    strangers = [name for name in channels if not (name in GROUPS or (HERE / name).is_dir())]
    if strangers:
        raise LookupError(f"no such channel: {', '.join(strangers)}")

    def mark(test: Test) -> Test:
        test.__dict__["shows"] = conditions
        test.__dict__["shown_for"] = channels
        return test

    return mark


def table() -> str:
    """The table as it should stand in the README."""
    found = dict(shown())
    channels = sorted({channel for at in found.values() for channel in at})
    lines = [
        f"| | What is shown | {' | '.join(f'`{name}`' for name in channels)} |",
        f"|---|---|{'---|' * len(channels)}",
    ]
    for condition, words in CONDITIONS.items():
        cells = ("yes" if name in found[condition] else "" for name in channels)
        lines.append(f"| {condition} | {words} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def shown() -> Iterator[tuple[str, frozenset[str]]]:
    """Each condition, and the channels of this repository for which some test shows it."""
    modules = tuple(_modules())
    known = {(held.name, held.can) for module in modules for held in _held(module)}
    pairs = {pair for module in modules for pair in _pairs(module)}
    for condition in CONDITIONS:
        named = {channel for one, channel in pairs if one == condition}
        groups = [GROUPS[name] for name in named & set(GROUPS)]
        every = named | {name for name, can in known if any(holds(can) for holds in groups)}
        yield condition, frozenset(name for name in every if (HERE / name).is_dir())


def write() -> None:
    """Put the table into the README."""
    before, _, rest = README.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    README.write_text(f"{before}{BEGIN}\n{table()}\n{END}{after}", "utf-8")


def _modules() -> Iterator[ModuleType]:
    """Every test file in which the mark stands or the contract is inherited."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        text = path.read_text("utf-8")
        if "Contract):" in text or "@shows(" in text:
            name = path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
            yield importlib.import_module(name)


def _pairs(module: ModuleType) -> Iterator[tuple[str, str]]:
    for name, thing in vars(module).items():
        if name.startswith("test_"):
            yield from product(_marks(thing), _channels(thing, module))
    for held in _held(module):
        tests = (getattr(held, each) for each in dir(held) if each.startswith("test_"))
        yield from ((condition, held.name) for test in tests for condition in _marks(test))


def _held(module: ModuleType) -> Iterator[type[Terms]]:
    """The classes by which a channel is held to the contract."""
    for name, thing in vars(module).items():
        if name.startswith("Test") and isinstance(thing, type) and issubclass(thing, Terms):
            yield thing


def _channels(test: object, module: ModuleType) -> tuple[str, ...]:
    """Those that the mark names, else the one that the file is about."""
    named: tuple[str, ...] = getattr(test, "shown_for", ())
    return named or ((module.CHANNEL,) if _marks(test) else ())


def _marks(test: object) -> tuple[str, ...]:
    found: tuple[str, ...] = getattr(test, "shows", ())
    return found


if __name__ == "__main__":
    write()
