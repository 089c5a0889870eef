"""The fields of other people's JSON: right type or a reason that quotes nothing."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from adapters.documents import BadDocument
from adapters.fields import Fields

Read = Callable[[Fields], object]


def test_null_is_as_good_as_absent() -> None:
    fields = Fields({"a": None}, "")
    assert "a" not in fields
    assert list(fields) == []
    assert (fields.line("a"), fields.id("a"), fields.flag("a")) == ("", "", False)
    assert (fields.number("a"), fields.count_time("a"), fields.iso_time("a")) == (None, None, None)
    assert (fields.each("a"), fields.rows("a"), fields.lines("a")) == ([], [], ())
    assert "b" not in fields.inner("a")


@pytest.mark.parametrize("id", [9_007_199_254_740_993, "9007199254740993"])
def test_an_id_beyond_what_a_float_can_hold_stays_whole(id: object) -> None:
    assert Fields({"id": id}, "").id("id") == "9007199254740993"


@pytest.mark.parametrize(
    ("value", "time"),
    [
        (1_700_000_000, datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)),
        ("1700000000", datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)),
        (1_569_262_485_349, datetime(2019, 9, 23, 18, 14, 45, 349_000, tzinfo=UTC)),
    ],
)
def test_a_count_is_of_seconds_or_from_a_trillion_on_of_milliseconds(
    value: object, time: datetime
) -> None:
    assert Fields({"at": value}, "").count_time("at") == time


@pytest.mark.parametrize(
    ("value", "read", "why"),
    [
        ({"x": 5}, lambda f: f.line("x"), "x: not a text"),
        ({"x": True}, lambda f: f.id("x"), "x: not a text"),
        ({"x": 1.5}, lambda f: f.id("x"), "x: not a text"),
        ({"x": "1"}, lambda f: f.number("x"), "x: not a number"),
        ({"x": True}, lambda f: f.number("x"), "x: not a number"),
        ({"x": 10**400}, lambda f: f.number("x"), "x: not a number"),
        ({"x": 1}, lambda f: f.flag("x"), "x: neither true nor false"),
        ({"x": []}, lambda f: f.inner("x"), "x: not an object"),
        ({"x": {}}, lambda f: f.each("x"), "x: not a list"),
        ({"x": [5]}, lambda f: f.each("x"), "x: not an object"),
        ({"x": [{}]}, lambda f: f.rows("x"), "x: not a list"),
        ({"x": [5]}, lambda f: f.lines("x"), "x: not a text"),
        ({"x": " \n"}, lambda f: f.needed("x"), "x: missing"),
        ({}, lambda f: f.needed_id("x"), "x: missing"),
        ({"x": -(10**12)}, lambda f: f.count_time("x"), "x: not a time"),
        ({"x": "besok"}, lambda f: f.iso_time("x"), "x: not a time"),
        ({"x": "0001-01-01T00:00:00+23:59"}, lambda f: f.iso_time("x"), "x: not a time"),
        ({"x": "2026-11-20T03:00:00"}, lambda f: f.iso_time("x"), "x: without a zone"),
        ({"x": {"y": {"z": 5}}}, lambda f: f.inner("x").inner("y").line("z"), "x.y.z: not a text"),
    ],
)
def test_the_wrong_type_is_told_by_its_key_alone(
    value: dict[str, object], read: Read, why: str
) -> None:
    with pytest.raises(BadDocument) as bad:
        read(Fields(value, ""))
    assert str(bad.value) == why
