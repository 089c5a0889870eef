"""What is wrong in a configuration: which file, which key, and one sentence for a person.

Every loader of this package collects mistakes and reports them together, so that an
administrator mends a file once and not ten times. Nothing here reads a file.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from reprlib import Repr

_SHORT = Repr()
LONGEST_SHOWN = 60
"""Characters of a value that a sentence quotes."""


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """`file` is a file's name or "environment"; `key` says where in it ("unit[ppid].superior")."""

    file: str
    key: str
    sentence: str

    def __str__(self) -> str:
        place = f"{self.file}: {self.key}" if self.key else self.file
        return f"{place}: {self.sentence}"


class Mistaken(Exception):
    """A configuration that cannot be used; `mistakes` has at least one entry, in file order."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(dict.fromkeys(mistakes))
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


class BadRules(Mistaken):
    """The rule files of the office contradict themselves or cannot be read."""


class BadTexts(Mistaken):
    """A reply text is missing or speaks of something that it cannot know."""


class BadSettings(Mistaken):
    """The environment holds values that cannot be used."""


class BadKeys(Mistaken):
    """A key or secret is missing, damaged, or readable by others than its owner."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reader stands, and the list that it writes mistakes to."""

    file: str
    key: str
    notes: list[Mistake]

    def at(self, key: str) -> "Place":
        """The place one key deeper."""
        key = visible(key[:80])
        return Place(self.file, f"{self.key}.{key}" if self.key else key, self.notes)

    def row(self, name: str) -> "Place":
        """The place of one row of this list."""
        return Place(self.file, f"{self.key}[{visible(name[:80])}]", self.notes)

    def wrong(self, sentence: str) -> None:
        """Note one mistake here."""
        self.notes.append(Mistake(self.file, self.key, sentence))


def not_among(word: str, allowed: Collection[str]) -> str:
    """The sentence for a word outside a closed list: a guess where one is near, then the list."""
    if not allowed:
        return f"{shown(word)} is not known; nothing is allowed here."
    near = get_close_matches(word[:80], allowed, n=1, cutoff=0.6)
    guess = f" Did you mean {shown(near[0])}?" if near else ""
    return f"{shown(word)} is not known.{guess} Allowed: {', '.join(sorted(allowed))}."


def shown(value: object) -> str:
    """A value as a sentence quotes it: short, on one line, printable, whatever it is."""
    try:
        words = quoted(value[:80]) if isinstance(value, str) else _SHORT.repr(value)
    except ValueError:  # a number of thousands of digits has no decimal form
        return "this number"
    return words if len(words) <= LONGEST_SHOWN else words[: LONGEST_SHOWN - 3] + "..."


def quoted(words: str) -> str:
    """The words in double quotes, with anything that a terminal would obey made visible."""
    return f'"{visible(words)}"'


def visible(words: str) -> str:
    """The words with every unprintable character spelt out."""
    if words.isprintable():
        return words
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in words)
