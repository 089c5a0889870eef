"""How values look: dates, times, numbers, sizes, masked text, in the reader's language.

The only place besides the calendar that knows a time zone. Shows, never decides.
"""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal, format_percent

from web.here import installation, now
from web.i18n import language, plural, source, translate
from workflow.core.calendar import MIDNIGHT
from workflow.core.spans import Span, Unit
from workflow.core.trace_words import SPANS, Voice

LOCALES = {"id": "id", "en": "en_GB"}
"""Both write the day before the month."""

DATES = {"full": "EEEE, d MMMM y", "long": "d MMMM y", "short": "d MMM y", "day": "d MMM"}
SPACE = "\N{NO-BREAK SPACE}"

UNITS_OF_SIZE = ("B", "kB", "MB", "GB")
STEP = 1000
FEW = 10
"""Below it a size shows one digit after the point."""


def zone() -> ZoneInfo:
    """The zone in which pages show times: the installation's, else the office's."""
    here = installation()
    return _zone(here.settings.timezone or here.office.policy.timezone)


@lru_cache(8)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def local(at: datetime) -> datetime:
    """The moment as it is on the office's wall."""
    return at.astimezone(zone())


def _locale() -> str:
    return LOCALES[language()]


def day(at: datetime, style: str = "long") -> str:
    """The date in words: `full` (with the weekday), `long`, `short`, or `day` (without year)."""
    return _date(local(at).date(), DATES[style], _locale())


@lru_cache(2048)
def _date(on: date, pattern: str, locale: str) -> str:
    """Kept, for a page has many rows of few days."""
    return format_date(on, pattern, locale=locale)


def due_day(at: datetime, style: str = "full") -> str:
    """The date until which there is time: what is due at 24:00 is due on the day that ends then."""
    return _date(_ends(at - timedelta.resolution).date(), DATES[style], _locale())


def _ends(at: datetime) -> datetime:
    """The moment where deadlines are counted, whatever zone pages show."""
    return installation().office.calendars["office"].local(at)


def due_moment(at: datetime, style: str = "short") -> str:
    """The date and time until which there is time: the end of a day is its 24.00."""
    ends = _ends(at)
    time = "%H{}%M" if ends.time() != MIDNIGHT else "24{}00"
    return f"{due_day(at, style)},{SPACE}{ends.strftime(time.format(_point()))}"


def clock_time(at: datetime) -> str:
    """The time of day, such as 08.15."""
    return local(at).strftime(f"%H{_point()}%M")


def _point() -> str:
    """What stands between hours and minutes."""
    return "." if language() == "id" else ":"


def voice() -> Voice:
    """How a page tells why a date is what it is: in its language, as all its dates are written."""
    locale = _locale()
    return Voice(translate, lambda on: _date(on, "EEE, d MMM y", locale), _point())


def moment(at: datetime, style: str = "short") -> str:
    """Date and time, such as 2 Mar 2026, 08.15."""
    return f"{day(at, style)},{SPACE}{clock_time(at)}"


def zone_name(at: datetime) -> str:
    """What the zone calls itself, such as WIB."""
    return local(at).tzname() or ""


def iso(at: datetime) -> str:
    """For programs that read the page (`<time datetime>`)."""
    return local(at).isoformat(timespec="minutes")


def month(at: datetime) -> str:
    """Month and year."""
    return format_datetime(local(at), "MMMM y", locale=_locale())


def ago(at: datetime) -> str:
    """How long ago, or in how long: "3 hari yang lalu"."""
    return format_timedelta(at - now(), add_direction=True, locale=_locale(), threshold=0.9)


def number(value: float, digits: int = 0) -> str:
    """A number as it is written here: 1.234,5."""
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return _decimal(value + 0, pattern, _locale())  # nought has no sign here


@lru_cache(2048)
def _decimal(value: float, pattern: str, locale: str) -> str:
    """Kept, for most numbers of a page are small and stand on it many times."""
    return format_decimal(value, pattern, locale=locale)


def span(words: Span) -> str:
    """A span as people say it: "5 hari kerja"."""
    return plural(*SPANS[words.unit], words.count)


def lasting(time: timedelta) -> str:
    """A length of time in the largest unit that gives a whole number: "10 menit", "90 detik"."""
    seconds = int(time.total_seconds())
    for unit, length in _LENGTHS:
        if seconds and seconds % length == 0:
            return plural(*SPANS[unit], seconds // length)
    return plural("{count} second", "{count} seconds", seconds)


_LENGTHS = ((Unit.DAYS, 86_400), (Unit.HOURS, 3_600), (Unit.MINUTES, 60))


def percent(share: float) -> str:
    """A share of one as whole percent."""
    return _percent(share + 0, _locale())


@lru_cache(256)
def _percent(share: float, locale: str) -> str:
    return format_percent(share, "#,##0%", locale=locale)


def size(count: float) -> str:
    """Bytes in words: 1,4 MB."""
    step = 0
    while count >= STEP and step < len(UNITS_OF_SIZE) - 1:
        count, step = count / STEP, step + 1
    return f"{number(count, 1 if step and count < FEW else 0)}{SPACE}{UNITS_OF_SIZE[step]}"


_HIDDEN = source("[hidden]")
PRIVATE = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # e-mail
    r"|(?<![\d.])\d(?:[ .-]?\d){15}(?![\d])"  # sixteen digits: NIK, KK, card numbers
    r"|(?<![\d.])(?:\+?62|0)(?:[ .()-]*\d){8,13}(?![\d])",  # telephone
)

MAYBE = re.compile(r"@|\d(?:[ .()-]*\d){8}")
"""What each of them has in it: found faster, and most texts have none."""


def mask(text: str) -> str:
    """The text without e-mail addresses, telephone numbers and 16-digit numbers (NIK, KK).

    For whatever is shown outside of the team that works on a complaint (UU 27/2022 art. 4).
    """
    if not MAYBE.search(text):
        return text
    return PRIVATE.sub(lambda _: translate(_HIDDEN), text)


FILTERS = {
    "day": day,
    "due_day": due_day,
    "due_moment": due_moment,
    "clock_time": clock_time,
    "moment": moment,
    "zone_name": zone_name,
    "iso": iso,
    "month": month,
    "ago": ago,
    "number": number,
    "percent": percent,
    "span": span,
    "lasting": lasting,
    "size": size,
    "mask": mask,
}
"""Every filter that templates have beside Jinja's own."""
