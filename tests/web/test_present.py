"""How values look: dates, spans, sizes, what is left of a clock, what is masked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from tests.story import MONDAY, Story
from web import present
from web.clockfaces import Counting, clock_face, time_left, tone_of
from web.i18n import speak
from web.labels import label
from workflow.core.clocks import Face
from workflow.core.spans import Span, Unit

WORKING = Counting(Unit.WORKING_DAYS, "office")

LATE_EVENING = datetime(2026, 3, 1, 17, 30, tzinfo=UTC)
"""Half past midnight of 2 March in Surabaya."""


@dataclass(frozen=True)
class Row:
    """What a row says of its clock."""

    due_at: datetime | None = None
    warn_at: datetime | None = None
    paused: bool = False


@pytest.fixture(autouse=True)
def in_a_request(shared_app: Flask) -> Iterator[None]:
    with shared_app.test_request_context():
        speak("id")
        yield


@pytest.mark.parametrize(
    ("language", "style", "words"),
    [
        ("id", "full", "Senin, 2 Maret 2026"),
        ("id", "short", "2 Mar 2026"),
        ("en", "full", "Monday, 2 March 2026"),
        ("en", "day", "2 Mar"),
    ],
)
def test_a_date_is_the_offices_date_in_the_readers_words(
    language: str, style: str, words: str
) -> None:
    speak(language)
    assert present.day(LATE_EVENING, style) == words


def test_times_are_written_as_here_and_name_their_zone() -> None:
    assert present.moment(LATE_EVENING) == "2 Mar 2026,\N{NO-BREAK SPACE}00.30"
    speak("en")
    assert present.moment(LATE_EVENING) == "2 Mar 2026,\N{NO-BREAK SPACE}00:30"
    assert present.zone_name(LATE_EVENING) == "WIB"
    assert present.iso(LATE_EVENING) == "2026-03-02T00:30+07:00"


def test_what_is_due_at_midnight_is_due_on_the_day_that_ends() -> None:
    midnight = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
    assert present.due_day(midnight) == "Senin, 2 Maret 2026"
    assert present.due_day(midnight + timedelta(hours=9)) == "Selasa, 3 Maret 2026"


def test_an_installation_may_show_another_zone(story: Story, app: Flask) -> None:
    east = story.office.settings.model_copy(update={"timezone": "Asia/Jayapura"})
    object.__setattr__(story.office, "settings", east)
    with app.test_request_context():
        speak("id")
        assert present.clock_time(LATE_EVENING) == "02.30"
        # A deadline stays the one of the office's calendar, as letters tell it.
        midnight = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
        assert present.due_moment(midnight) == "2 Mar 2026,\N{NO-BREAK SPACE}24.00"


def test_numbers_sizes_and_spans_are_written_as_here() -> None:
    assert present.number(1234567.89, 1) == "1.234.567,9"
    assert present.percent(0.305) == "30%"
    assert present.size(70) == "70\N{NO-BREAK SPACE}B"
    assert present.size(1_440_000) == "1,4\N{NO-BREAK SPACE}MB"
    assert present.size(25_000_000) == "25\N{NO-BREAK SPACE}MB"
    assert present.span(Span.parse("14 working days")) == "14 hari kerja"
    speak("en")
    assert present.number(1234567.89, 1) == "1,234,567.9"
    assert present.span(Span.parse("1 working day")) == "1 working day"


def test_a_length_of_time_is_told_in_the_largest_unit_that_fits_without_a_rest() -> None:
    told = {600: "10 menit", 90: "90 detik", 7200: "2 jam", 86_400: "1 hari", 0: "0 detik"}
    assert {n: present.lasting(timedelta(seconds=n)) for n in told} == told


def test_rules_and_calendars_are_called_in_both_languages_and_unknown_ones_as_they_are() -> None:
    assert label("rule", "first look") == "pemeriksaan pertama"
    assert label("calendar", "office") == "kantor"
    assert label("rule", "of an older file") == "of an older file"
    speak("en")
    assert label("rule", "first look") == "first look"
    assert label("calendar", "office") == "office"


@pytest.mark.parametrize(
    "private",
    [
        "3578012345678901", "3578 0123 4567 8901", "3578.0123.4567.8901", "siti.w+1@warga.example",
        "0812-3456-7890", "+62 812 3456 7890", "(031) 8283 0123"[1:], "62812345678901",
    ],
)  # fmt: skip
def test_numbers_of_persons_telephones_and_addresses_are_masked(private: str) -> None:
    assert present.mask(f"Hubungi {private}, ya.") == "Hubungi [disamarkan], ya."


@pytest.mark.parametrize(
    "harmless",
    ["Rp1.250.000", "2 Maret 2026", "UU 25/2009 Pasal 44", "nomor 123/456/2026", "C-7KQ4-2MX9"],
)
def test_what_is_nobodys_stays(harmless: str) -> None:
    assert present.mask(f"Lihat {harmless}.") == f"Lihat {harmless}."


@given(st.text(alphabet="0123456789 .-@a", max_size=60))
def test_masked_text_never_holds_sixteen_digits_in_a_row(words: str) -> None:
    shown = present.PRIVATE.sub("", words)
    assert not any(run.isdigit() and len(run) == 16 for run in shown.split())


@pytest.mark.parametrize(
    ("due", "words"),
    [
        # it is Monday, 09.00; the office closes at 16.00, on Fridays at 16.30
        (timedelta(hours=7), "hari ini sampai 16.00"),
        (timedelta(days=1, hours=7), "1 hari kerja lagi"),
        (timedelta(days=4, hours=7.5), "4 hari kerja lagi"),
        (timedelta(days=7, hours=7), "5 hari kerja lagi"),
        (-timedelta(hours=1), "terlambat sejak 08.00"),
        (-timedelta(days=4) + timedelta(hours=7), "terlambat 1 hari kerja"),
        (-timedelta(days=7) + timedelta(hours=7), "terlambat 4 hari kerja"),
    ],
)
def test_working_days_left_are_counted_without_today(due: timedelta, words: str) -> None:
    assert time_left(MONDAY + due, WORKING) == words


@pytest.mark.parametrize(
    ("clock", "due", "words"),
    [
        ("safety_triage", timedelta(hours=3, minutes=20), "3 jam lagi"),
        ("safety_triage", timedelta(minutes=20), "20 menit lagi"),
        ("safety_triage", -timedelta(hours=30), "terlambat 30 jam"),
        ("police_report", -timedelta(hours=60), "terlambat 2 hari"),
        ("statutory_respond", timedelta(days=14, hours=15), "14 hari lagi"),
        ("statutory_respond", timedelta(hours=15), "hari ini sampai tengah malam"),
        ("statutory_respond", -timedelta(hours=9), "terlambat sejak 00.00"),
        ("statutory_respond", -timedelta(days=3, hours=9), "terlambat 3 hari"),
    ],
)
def test_each_clock_tells_its_time_in_its_own_unit(clock: str, due: timedelta, words: str) -> None:
    face = clock_face(Row(due_at=MONDAY + due), clock)
    assert face
    assert face.words == words


@pytest.mark.parametrize(
    ("due", "words"),
    [
        # Saturday and Sunday count in a shelter that is never closed
        (timedelta(days=5, hours=15), "5 hari kerja lagi"),
        (timedelta(days=-2, hours=15), "terlambat 1 hari kerja"),
    ],
)
def test_a_shelter_s_days_are_told_by_its_own_calendar(due: timedelta, words: str) -> None:
    assert time_left(MONDAY + due, Counting(Unit.WORKING_DAYS, "shelter")) == words


def test_a_date_that_the_office_would_not_count_is_never_called_today() -> None:
    tomorrow = MONDAY + timedelta(days=1, hours=1)  # before the office closes
    assert time_left(tomorrow, WORKING) == "sampai 17 Nov,\N{NO-BREAK SPACE}10.00"


def test_beyond_the_calendar_time_is_told_in_real_days() -> None:
    assert "hari kerja lagi" in time_left(MONDAY + timedelta(days=20_000), WORKING)


@pytest.mark.parametrize(
    ("row", "tone"),
    [
        (Row(due_at=MONDAY + timedelta(days=2)), Face.ON_TIME),
        (Row(MONDAY + timedelta(days=2), MONDAY + timedelta(days=1)), Face.ON_TIME),
        (Row(MONDAY + timedelta(days=2), MONDAY), Face.DUE_SOON),
        (Row(MONDAY, MONDAY - timedelta(days=1)), Face.LATE),
        (Row(paused=True), Face.PAUSED),
        (Row(), None),
    ],
)
def test_a_clock_has_one_of_four_tones_or_none(row: Row, tone: Face | None) -> None:
    assert tone_of(row, MONDAY) == tone


def test_a_face_says_its_tone_in_words_and_icon_too() -> None:
    face = clock_face(Row(paused=True), "resolution")
    assert face
    assert (face.icon, face.words, face.name) == ("pause", "dijeda", "Penyelesaian")
    assert clock_face(Row()) is None


def test_codes_are_told_in_words_and_unknown_ones_as_they_are() -> None:
    assert label("state", "held") == "Menunggu instansi lain"
    assert label("move", "refer") == "Teruskan ke instansi lain"
    assert label("unit", "bid-rehsos") == "Bidang Rehabilitasi Sosial"
    assert label("agency", "kemensos") == "Kementerian Sosial Republik Indonesia"
    assert label("decree", "sla.toml: complaint") == "sla.toml: pengaduan"
    assert label("decree", "SKB 12/2026: cuti bersama") == "SKB 12/2026: cuti bersama"
    assert label("unit", "gone-since") == "gone-since"
    assert label("channel", "pigeon") == "pigeon"
    speak("en")
    assert label("agency", "kemensos") == "Ministry of Social Affairs"
    assert label("role", "unit_head") == "Head of unit"
