"""The Date header as an aware UTC time, in the many ways in which it is written."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

LONGEST_DATE = 120
LAST_SECOND = 59

_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_ZONES = {"WIB": "+0700", "WITA": "+0800", "WIT": "+0900"}
_ZONE = re.compile(r"\b(WIB|WITA|WIT)\b")
_OFFSET = re.compile(r"\s*\b(?:GMT|UTC)?\s?(?<![\d:])([+-]\d\d):?(\d\d)\b")
"""`GMT+07:00` for `+0700`."""

_HALF = re.compile(r"\b(\d{1,2})([:.]\d\d(?:[:.]\d\d)?)\s?([ap])\.?m\b\.?", re.IGNORECASE)
_NOON = 12
_PREPOSITION = re.compile(r"\s(?:pukul|pkl|jam|at|um|om|à)\.?\s(?=\d)", re.IGNORECASE)
_DAY = re.compile(
    r"^(?:sen|sel|rab|kam|jum|sab|min|ming|senin|selasa|rabu|kamis|jumat|sabtu|minggu)"
    r"\w*[, ]+",
    re.IGNORECASE,
)
_MONTHS = {
    "januari": "Jan", "februari": "Feb", "peb": "Feb", "maret": "Mar", "april": "Apr",
    "mei": "May", "juni": "Jun", "juli": "Jul", "agu": "Aug", "agt": "Aug", "ags": "Aug",
    "agst": "Aug", "sept": "Sep",
    "agustus": "Aug", "september": "Sep", "okt": "Oct", "oktober": "Oct", "nop": "Nov",
    "november": "Nov", "nopember": "Nov", "des": "Dec", "desember": "Dec",
}  # fmt: skip
_MONTH = re.compile(r"\b(?:" + "|".join(_MONTHS) + r")\b", re.IGNORECASE)
_DOTTED_TIME = re.compile(r"\b(\d{1,2})\.(\d\d)(?:\.(\d\d))?\b(?=\s*(?:[+-]\d{4}|$))")


def date_of(text: str) -> datetime | None:
    """The time meant, in UTC; none where no sensible one can be read."""
    text = _ZONE.sub(lambda zone: _ZONES[zone[1]], text[:LONGEST_DATE])
    try:
        if _ISO.match(text):
            return _iso(text)
        text = _PREPOSITION.sub(" ", _HALF.sub(_of_24_hours, _OFFSET.sub(r" \1\2", text)))
        return _rfc(text) or _rfc(_in_english(text))
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _rfc(text: str) -> datetime | None:
    found = parsedate_tz(text)
    if found is None:
        return None
    offset = timedelta(seconds=found[9] or 0)
    second = min(found[5], LAST_SECOND)  # clocks count to 60 in a leap second
    return datetime(*found[:5], second, tzinfo=timezone(offset)).astimezone(UTC)


def _of_24_hours(time: re.Match[str]) -> str:
    hour = int(time[1]) % _NOON + (_NOON if time[3] in "pP" else 0)
    return f"{hour:02}{time[2]}"


def _iso(text: str) -> datetime:
    found = datetime.fromisoformat(text.strip().replace(" +", "+"))
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def _in_english(text: str) -> str:
    text = _MONTH.sub(lambda month: _MONTHS[month[0].lower()], _DAY.sub("", text))
    return _DOTTED_TIME.sub(lambda time: ":".join(part for part in time.groups() if part), text)
