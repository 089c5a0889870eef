"""Events are written once, read back as they were, and chained."""

from dataclasses import fields
from datetime import UTC, datetime
from typing import get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.core.events import Event, Moved, Noted, Recorded
from workflow.core.record import (
    FIRST_HASH,
    KINDS,
    BadRecord,
    chain,
    read_event,
    write_event,
    write_instant,
)

AT = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
VALUES = {
    str: st.text(max_size=20),
    int: st.integers(0, 10_000),
    bool: st.booleans(),
    datetime: st.datetimes(timezones=st.just(UTC)),
    tuple[str, ...]: st.lists(st.text(max_size=8), max_size=3).map(tuple),
    tuple[int, ...]: st.lists(st.integers(0, 10_000), max_size=3).map(tuple),
}


def events() -> st.SearchStrategy[Event]:
    """Any event of any kind with any values of its fields' types."""
    return st.one_of([_of(kind) for kind in get_args(Event)])


def _of(kind: type[Event]) -> st.SearchStrategy[Event]:
    hints = get_type_hints(kind)
    strategies = {}
    for field in fields(kind):
        choices = get_args(hints[field.name])
        if type(None) in choices:
            strategies[field.name] = st.none() | VALUES[choices[0]]
        else:
            strategies[field.name] = VALUES[hints[field.name]]
    return st.builds(kind, **strategies)


@given(events())
def test_every_event_is_read_back_as_it_was_written(event: Event) -> None:
    assert read_event(*write_event(event)) == event


@given(events())
def test_writing_twice_gives_the_same_text(event: Event) -> None:
    assert write_event(event) == write_event(read_event(*write_event(event)))


@given(st.sampled_from([*KINDS, "Unheard"]), st.text(max_size=60))
def test_damaged_records_are_told_apart(kind: str, data: str) -> None:
    try:
        event = read_event(kind, data)
    except BadRecord:
        return
    assert type(event).__name__ == kind


def test_a_kind_that_nobody_knows_is_a_bad_record() -> None:
    with pytest.raises(BadRecord, match="Unheard"):
        read_event("Unheard", "{}")


def test_the_chain_depends_on_everything_an_event_says() -> None:
    first = Recorded(1, AT, "staff:1", Noted(message=1))
    heads = {
        chain(FIRST_HASH, "C-1", first),
        chain("1" * 64, "C-1", first),
        chain(FIRST_HASH, "C-2", first),
        chain(FIRST_HASH, "C-1", Recorded(2, AT, "staff:1", Noted(message=1))),
        chain(FIRST_HASH, "C-1", Recorded(1, AT.replace(hour=3), "staff:1", Noted(message=1))),
        chain(FIRST_HASH, "C-1", Recorded(1, AT, "staff:2", Noted(message=1))),
        chain(FIRST_HASH, "C-1", Recorded(1, AT, "staff:1", Noted(message=2))),
        chain(FIRST_HASH, "C-1", Recorded(1, AT, "staff:1", Moved(move="a", frm="b", to="c"))),
    }
    assert len(heads) == 8


def test_instants_sort_as_texts() -> None:
    assert write_instant(AT) < write_instant(AT.replace(microsecond=1))
    assert write_instant(AT) == "2026-11-16T02:00:00.000000Z"
