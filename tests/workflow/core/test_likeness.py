"""When two texts are taken for one, and where they differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.core.likeness import LONGEST_COMPARED, Read, differences, most_alike

TEXTS = st.text(alphabet="abc \n.", max_size=40)


def read(text: str, person: int = 0, *places: str) -> Read:
    return Read(words=frozenset(text.split()), person=person, places=places)


OTHERS = {
    1: read("water is out in melati house since monday please help", 1),
    2: read("please help my aid has not come since monday", 2),
    3: read("please help the lamp of our street is broken", 3),
}


def alike(one: Read, most: int = 3) -> list[int]:
    return [likeness.other for likeness in most_alike(one, OTHERS, most)]


def test_who_tells_the_same_is_found() -> None:
    assert alike(read("water is out again in melati house please")) == [1]


def test_polite_words_make_nobody_alike() -> None:
    assert alike(read("please help us with the fee at the door of our school since monday")) == []


def test_the_same_person_needs_fewer_words_in_common() -> None:
    assert alike(read("melati house has no lamp and no aid", 9)) == []
    assert alike(read("melati house has no lamp and no aid", 1)) == [1]


def test_the_same_town_adds_a_little() -> None:
    said = read("melati lamp", 9, "jember")
    near = {1: read("melati aid", 1, "jember"), 2: read("melati fee", 2, "blitar")}
    found = most_alike(said, near, 2, least=0.0)
    assert [one.other for one in found] == [1, 2]


def test_rare_words_are_told_as_the_reason_and_the_sender_too() -> None:
    (found,) = most_alike(read("melati water please", 1), OTHERS, 1)
    assert found.shared[:2] == ("melati", "water")
    assert found.same_sender


def test_no_more_are_given_than_asked_for_and_the_newest_of_equals_first() -> None:
    same = {number: read("melati water", number) for number in range(1, 6)}
    found = most_alike(read("melati water"), same, 2)
    assert [one.other for one in found] == [5, 4]


@pytest.mark.parametrize("text", ["", "zebra"])
def test_a_text_that_shares_no_word_is_like_nothing(text: str) -> None:
    assert alike(read(text)) == []
    assert most_alike(read(""), {1: read("", 1)}, 1) == ()


def test_differences_are_marked_on_both_sides() -> None:
    ours, theirs = differences("Water out, three days", "water out four days now")
    assert ours == (("Water out,", False), ("three", True), ("days", False))
    assert theirs == (("water out", False), ("four", True), ("days", False), ("now", True))


def test_the_rest_of_a_very_long_text_stands_as_it_is() -> None:
    long = " ".join(f"w{number}" for number in range(LONGEST_COMPARED + 2))
    ours, theirs = differences(long, "w0")
    assert ours[-1] == (f"w{LONGEST_COMPARED} w{LONGEST_COMPARED + 1}", False)
    assert theirs == (("w0", False),)


@given(TEXTS, TEXTS)
def test_no_word_is_lost_whatever_differs(one: str, other: str) -> None:
    ours, theirs = differences(one, other)
    assert " ".join(words for words, _ in ours) == one
    assert " ".join(words for words, _ in theirs) == other
