"""Writes what goes to a complainant: the office's reply texts, with names and dates filled in.

Dates are computed from the same calendar and rules as the clocks. What an officer wrote
stands where the text has its gap; what a complainant wrote is never sent back.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date, format_datetime

from config.texts import GAPS, TO_STAFF, Texts
from workflow.core import clockwork, deadlines
from workflow.core.calendar import MIDNIGHT
from workflow.core.clocks import Office, due_at
from workflow.core.facts import Facts
from workflow.post import SECRET_MARK, Letter

NOT_YET = "—"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One letter's circumstances."""

    facts: Facts
    text: str
    values: Mapping[str, str]
    now: datetime


RECEIPTS = {"form": "receipt", "email": "receipt_email"}
"""Which receipt goes where; all other channels are conversations on a platform, which are short."""


CODE_ELSEWHERE = {
    "id": "lihat di halaman lacak aduan pertama Anda",
    "en": "open it from the tracking page of your first complaint",
}


class OfficeLetters:
    """Renders by name; the gaps of each text are filled by the functions of `_FILLS`."""

    def __init__(self, texts: Texts, office: Callable[[], Office], address: str) -> None:
        self._texts = texts
        self._now_office = office
        self._address = address

    @property
    def _office(self) -> Office:
        return self._now_office()

    def write(
        self, template: str, facts: Facts, text: str, values: Mapping[str, str], now: datetime
    ) -> Letter:
        """The letter in the complainant's language."""
        if template == "receipt":
            template = RECEIPTS.get(facts.channel, "receipt_message")
        elif template == "answer" and facts.oversight:
            template = "answer_oversight"  # silence closes none of these
        case = _Case(facts=facts, text=text, values=values, now=now)
        language = facts.language
        gaps = self._texts.text(template, language).gaps
        filled = {gap: _FILLS[gap](self, case) for gap in gaps}
        rendered = self._texts.render(template, language, filled)
        return Letter(rendered.subject, rendered.body)

    def files_elsewhere(self, language: str) -> str:
        """What stands at the end of a message whose files are too large to go along."""
        gaps = {"tracking_url": f"{self._address}/lacak"}
        return self._texts.render("files_elsewhere", language, gaps).body.strip()

    def code_elsewhere(self, language: str) -> str:
        """What stands in the place of a secret code that is not sent to an address."""
        return CODE_ELSEWHERE["en" if language == "en" else "id"]

    def tracking(self, case: _Case) -> str:
        return f"{self._address}/lacak"

    def officer(self, case: _Case) -> str:
        contact = self._office.policy.contact
        return contact.get("name") or contact.get("position", "")

    def contact(self, case: _Case) -> str:
        contact = self._office.policy.contact
        words = (contact.get(key, "") for key in ("address", "phone", "email", "hours"))
        return "\n".join(word for word in words if word)

    def office(self, case: _Case) -> str:
        policy = self._office.policy
        return policy.office_en if case.facts.language == "en" else policy.office

    def unit(self, case: _Case) -> str:
        unit = self._office.policy.units.get(case.facts.unit)
        return unit.name if unit else self.office(case)

    def superior(self, case: _Case) -> str:
        units = self._office.policy.units
        unit = units.get(case.facts.unit)
        if unit is not None and unit.superior_agency:
            return self._office.policy.agencies[unit.superior_agency].name
        above = units.get(unit.superior) if unit else None
        return above.name if above else self.office(case)

    def agency(self, case: _Case) -> str:
        agency = self._office.policy.agencies.get(case.values.get("agency", case.facts.agency))
        if agency is None:
            return NOT_YET
        return agency.name_en if case.facts.language == "en" and agency.name_en else agency.name

    def agency_contact(self, case: _Case) -> str:
        agency = self._office.policy.agencies.get(case.values.get("agency", case.facts.agency))
        return agency.contact if agency else ""

    def reason(self, case: _Case) -> str:
        return self._named(case, "name_en" if case.facts.language == "en" else "name_id")

    def legal_basis(self, case: _Case) -> str:
        return self._named(case, "legal_basis")

    def _named(self, case: _Case, field: str) -> str:
        reason = self._office.policy.reasons.get(case.values.get("code", ""))
        return str(getattr(reason, field)) if reason else ""

    def beginning(self, name: str, case: _Case) -> str:
        """The date on which a clock runs out that this letter sets going; the time, if one.

        Whoever is told a date alone may answer on its evening.
        """
        rule = clockwork.rule_for(self._office, case.facts, name, case.now)
        calendar = self._office.calendars[clockwork.calendar_of(self._office, case.facts)]
        due = deadlines.due(calendar, case.now, rule.within) if rule else None
        if due is None:
            return NOT_YET
        local = self._office.calendars["office"].local(due)
        at = "" if local.time() == MIDNIGHT else f" {local:%H.%M} {local.tzname()}"
        return f"{self._date(case, due)}{at}"

    def clock(self, name: str, case: _Case) -> str:
        """The date on which a clock of this complaint runs out."""
        clock = case.facts.clocks.get(name)
        if clock is None:
            return NOT_YET
        due = due_at(self._office, case.facts, clock)
        return self._date(case, due)

    def started(self, name: str, case: _Case) -> str:
        clock = case.facts.clocks.get(name)
        return self._date(case, clock.started_at if clock else None)

    def given(self, name: str, case: _Case) -> str:
        """A date that came with the decision itself."""
        text = case.values.get(name, "")
        return self._date(case, datetime.fromisoformat(text) if text else None)

    def due_on(self, case: _Case) -> str:
        if "new_due_at" in case.values:
            return self.given("new_due_at", case)
        if case.facts.state == "waiting" and "completion" in case.facts.clocks:
            clock = case.facts.clocks["completion"]
            if clock.running:
                return self.clock("completion", case)
        return self.beginning("completion", case)

    def received_at(self, case: _Case) -> str:
        at = case.facts.received_at or case.now
        local = self._office.calendars["office"].local(at)
        zone = local.tzname() or ""
        words = format_datetime(local, "d MMMM y HH.mm", locale=case.facts.language)
        return f"{words} {zone}"

    def _date(self, case: _Case, at: datetime | None) -> str:
        """The local date; what is due at 24:00 is due on the day that ends then."""
        if at is None:
            return NOT_YET
        local = self._office.calendars["office"].local(at)
        if local.time() == MIDNIGHT:
            local = self._office.calendars["office"].local(at - _MOMENT)
        return _in_words(local.date(), case.facts.language)


@lru_cache(1000)
def _in_words(day: date, language: str) -> str:
    """Most letters of a day name the same few dates."""
    return format_date(day, "EEEE, d MMMM y", locale=language)


_MOMENT = datetime.resolution

Fill = Callable[[OfficeLetters, _Case], str]


def _beginning(name: str) -> Fill:
    return lambda letters, case: letters.beginning(name, case)


def _clock(name: str) -> Fill:
    return lambda letters, case: letters.clock(name, case)


_FILLS: dict[str, Fill] = {
    "reference": lambda letters, case: case.facts.reference,
    "office": OfficeLetters.office,
    "tracking_url": OfficeLetters.tracking,
    "contact": OfficeLetters.contact,
    "received_at": OfficeLetters.received_at,
    "secret_code": lambda letters, case: SECRET_MARK,
    "respond_by": _clock("statutory_respond"),
    "officer": OfficeLetters.officer,
    "text": lambda letters, case: case.text,
    "due_on": OfficeLetters.due_on,
    "old_due_on": lambda letters, case: letters.given("old_due_at", case),
    "unit": OfficeLetters.unit,
    "asked_on": lambda letters, case: letters.started("completion", case),
    "closes_on": _beginning("auto_close"),
    "superior": OfficeLetters.superior,
    "reopen_until": _beginning("reopen_window"),
    "agency": OfficeLetters.agency,
    "agency_contact": OfficeLetters.agency_contact,
    "letter": lambda letters, case: case.values.get("letter", ""),
    "reason": OfficeLetters.reason,
    "legal_basis": OfficeLetters.legal_basis,
    "into": lambda letters, case: case.values.get("into", ""),
    "survey_url": OfficeLetters.tracking,
}

_OURS = {name: gaps for name, gaps in GAPS.items() if name not in TO_STAFF}
_UNFILLED = {gap for gaps in _OURS.values() for gap in gaps} - _FILLS.keys()
if _UNFILLED:
    raise LookupError(f"reply texts may use gaps that nothing fills: {sorted(_UNFILLED)}")
