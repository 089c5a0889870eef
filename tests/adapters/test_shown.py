"""The table of what is shown for which channel is what the tests say, no more and no less."""

import pytest

from tests.adapters.shown import BEGIN, CONDITIONS, END, README, shown, shows, table


def test_the_readme_says_what_the_tests_show() -> None:
    text = README.read_text("utf-8")
    stands = text.partition(BEGIN)[2].partition(END)[0].strip()
    assert stands == table().strip(), "run `python -m tests.adapters.shown`"


def test_each_condition_is_shown_for_somebody() -> None:
    assert [condition for condition, channels in shown() if not channels] == []


def test_a_contract_test_counts_only_for_channels_that_have_it() -> None:
    found = dict(shown())
    assert {"memory", "telegram", "webhook"} <= found["T03"]
    assert "form" not in found["T03"]
    assert {"form", "memory"} <= found["T07"]
    assert {"memory", "telegram", "webhook"} <= found["T46"]
    assert all("pigeon" not in channels for channels in found.values())


def test_a_condition_that_there_is_not_cannot_be_shown() -> None:
    with pytest.raises(LookupError, match="T99"):
        shows("T99")
    assert "T99" not in CONDITIONS
