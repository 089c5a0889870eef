"""Which test shows what for which channel: the table in adapters/README.md, made from the tests.

`@shows("T07")` names what a test shows. A test of the contract shows it for each channel that
inherits it, another one for the `CHANNEL` that its file names. Run as a module, it writes the
table anew.
"""

import importlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from tests.adapters.terms import Terms

ROOT = Path(__file__).parents[2]
README = ROOT / "adapters" / "README.md"
BEGIN, END = "<!-- shown by tests: begin -->\n", "<!-- shown by tests: end -->\n"
PUSHED = "all channels that are pushed"
"""Stands as `CHANNEL` in a test file that is about pushing, whatever the channel."""

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
    "T12": "a change names its message, in whatever order they come",
    "T15": "reactions, and their taking back, name their message",
    "T17": "places and contact cards are read; a card's number is not the sender's",
    "T18": "voice and albums",
    "T19": "files behind links: gone, too large, wrong hash, led astray",
    "T25": "pushed and polled are the same message",
    "T26": "polling loses and doubles nothing; the mark moves only with what is kept",
    "T27": "one poller at a time",
    "T28": "a dead token is told, and messages are kept",
    "T30": "a text goes out whole, in its conversation, at the limit and around it",
    "T31": "a busy platform is left alone for as long as it says",
    "T32": "troubles that pass are tried again, final ones are not",
    "T33": "an unknown account is told and nothing of it is kept",
    "T34": "no answer leaves us unsure, and nothing is sent twice by itself",
    "T36": "the same message twice goes out once",
    "T41": "whoever cannot be reached any more is named so",
    "T45": "no secret and nothing personal in logs and errors",
    "T46": "a broken database asks the platform to come again, and keeps it once",
    "T48": "an old id with new bytes, a stale signature, two secrets",
}

Test = TypeVar("Test", bound=Callable[..., None])


def shows(*conditions: str) -> Callable[[Test], Test]:
    """Marks a test by the conditions that it shows."""
    unknown = set(conditions) - set(CONDITIONS)
    if unknown:
        raise LookupError(f"no such condition: {', '.join(sorted(unknown))}")

    def mark(test: Test) -> Test:
        test.__dict__["shows"] = conditions
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
    pushed = {held.name for module in modules for held in _held(module) if held.can.push}
    pairs = {pair for module in modules for pair in _pairs(module)}
    for condition in CONDITIONS:
        named = {channel for one, channel in pairs if one == condition}
        every = named | (pushed if PUSHED in named else set())
        yield condition, frozenset(name for name in every if (README.parent / name).is_dir())


def write() -> None:
    """Put the table into the README."""
    before, _, rest = README.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    README.write_text(f"{before}{BEGIN}\n{table()}\n{END}{after}", "utf-8")


def _modules() -> Iterator[ModuleType]:
    """Every test file in which the mark stands or the contract is inherited."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        text = path.read_text("utf-8")
        if "(ChannelContract)" in text or "@shows(" in text:
            name = path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
            yield importlib.import_module(name)


def _pairs(module: ModuleType) -> Iterator[tuple[str, str]]:
    for name, thing in vars(module).items():
        if name.startswith("test_"):
            yield from ((condition, module.CHANNEL) for condition in _marks(thing))
    for held in _held(module):
        tests = (getattr(held, each) for each in dir(held) if each.startswith("test_"))
        yield from ((condition, held.name) for test in tests for condition in _marks(test))


def _held(module: ModuleType) -> Iterator[type[Terms]]:
    """The classes by which a channel is held to the contract."""
    for name, thing in vars(module).items():
        if name.startswith("Test") and isinstance(thing, type) and issubclass(thing, Terms):
            yield thing


def _marks(test: object) -> tuple[str, ...]:
    found: tuple[str, ...] = getattr(test, "shows", ())
    return found


if __name__ == "__main__":
    write()
