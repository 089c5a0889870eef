"""Reports in words: codes and column names of a language, times on the office's clock.

For the console, where no page and no reader are: the language is handed in.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from web.i18n import load_catalogues, source
from web.labels import TABLES
from web.sections import Cell, Section, until
from workflow.core.lifecycle import COMPLAINT
from workflow.core.policy import Policy
from workflow.report_parts import Code, Due, Part, Value
from workflow.reports import LINES

NOTHING = {
    "unit": source("Intake, no unit yet"),
    "class": source("Not classified yet"),
    "category": source("No category yet"),
    "holder": source("Nobody"),
}
"""What an empty code is called."""

HOLDERS = {"intake": source("Intake"), "complainant": source("The complainant")}


@dataclass(frozen=True, slots=True)
class ReportWords:
    """The words of one language for one office."""

    policy: Policy
    sentences: Mapping[str, str]
    english: bool
    zone: ZoneInfo

    @classmethod
    def of(cls, policy: Policy, language: str) -> "ReportWords":
        """The words of a language; English where there is no catalogue of it."""
        catalogue = load_catalogues().get(language)
        sentences = catalogue.sentences if catalogue else {}
        return cls(policy, sentences, catalogue is None, ZoneInfo(policy.timezone))

    def say(self, sentence: str) -> str:
        """Source text in this language."""
        return self.sentences.get(sentence, sentence)

    def section(self, part: Part) -> Section:
        """A part of a report as a table."""
        header = tuple(self.say(name) for name in part.columns)
        rows = [[self.cell(value) for value in row] for row in part.rows]
        return Section(self.say(part.title), header, rows)

    def cell(self, value: Value) -> Cell:
        """One value as somebody reads it."""
        if isinstance(value, Code):
            return self._code(value)
        if isinstance(value, Due):
            return until(value.at, self.zone)
        if isinstance(value, datetime):
            return f"{value.astimezone(self.zone):%Y-%m-%d %H:%M}"
        return value

    def _code(self, value: Code) -> str:
        if not value.code and value.kind in NOTHING:
            return self.say(NOTHING[value.kind])
        return _FINDERS[value.kind](self, value.code)

    def either(self, indonesian: str, english: str) -> str:
        """The name of this language."""
        return english if self.english and english else indonesian


def _unit(words: ReportWords, code: str) -> str:
    unit = words.policy.units.get(code)
    return unit.name if unit else code


def _class(words: ReportWords, code: str) -> str:
    klass = words.policy.classes.get(code)
    return words.either(klass.name_id, klass.name_en) if klass else code


def _category(words: ReportWords, code: str) -> str:
    category = words.policy.categories.get(code)
    return words.either(category.name_id, category.name_en) if category else code


def _holder(words: ReportWords, code: str) -> str:
    kind, _, name = code.partition(":")
    agency = words.policy.agencies.get(name)
    if kind == "unit" or agency is None:
        return _unit(words, name) if name else words.say(HOLDERS.get(kind, code))
    return words.either(agency.name, agency.name_en)


def _channel(words: ReportWords, code: str) -> str:
    return words.say(TABLES["channel"].get(code, code))


def _state(words: ReportWords, code: str) -> str:
    return words.say(COMPLAINT.state(code).label)


def _clock(words: ReportWords, code: str) -> str:
    return words.say(COMPLAINT.clock(code).label)


def _line(words: ReportWords, code: str) -> str:
    return words.say(LINES[code])


_FINDERS: Mapping[str, Callable[[ReportWords, str], str]] = {
    "unit": _unit,
    "class": _class,
    "category": _category,
    "holder": _holder,
    "channel": _channel,
    "state": _state,
    "clock": _clock,
    "line": _line,
}
