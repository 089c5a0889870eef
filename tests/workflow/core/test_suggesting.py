"""Complement naive Bayes on a handful of words: what it says, why, and when it is silent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.core.suggesting import Model, Tally

WORDS = st.lists(st.sampled_from("abcdefgh"), max_size=6)


def tally(*texts: tuple[str, str]) -> Tally:
    found = Tally()
    for label, words in texts:
        found.add(label, words.split())
    return found


SHELTER = tally(
    ("roof", "roof leaks rain"),
    ("roof", "roof broken rain please"),
    ("aid", "aid money bank"),
    ("aid", "aid bank please"),
    ("fee", "fee door money"),
)


def test_the_label_whose_words_are_said_comes_first() -> None:
    guesses = Model(SHELTER).guesses(["the", "roof", "leaks", "please"])
    assert guesses[0].label == "roof"
    assert guesses[0].words[:2] == ("roof", "leaks")


def test_a_word_of_several_labels_says_less_than_a_word_of_one() -> None:
    guesses = Model(SHELTER).guesses(["money", "fee"])
    assert guesses[0].label == "fee"
    assert guesses[0].words == ("fee", "money")


def test_words_that_nobody_has_said_suggest_nothing() -> None:
    assert Model(SHELTER).guesses(["zebra"]) == ()
    assert Model(SHELTER).guesses([]) == ()
    assert Model(Tally()).guesses(["roof"]) == ()


def test_no_more_is_proposed_than_was_asked_for() -> None:
    assert len(Model(SHELTER).guesses(["please", "money"], most=1)) == 1


def test_a_label_for_which_no_word_speaks_is_not_proposed() -> None:
    labels = [guess.label for guess in Model(SHELTER).guesses(["roof"])]
    assert labels == ["roof"]


def test_a_word_counts_once_in_a_text_and_texts_may_count_more() -> None:
    found = Tally()
    found.add("roof", ["rain", "rain"], times=3)
    assert found.words["roof"]["rain"] == 3
    assert found.texts["roof"] == 3


def test_what_is_left_out_is_known_no_more() -> None:
    kept = SHELTER.only({"roof", "aid"})
    assert kept.words["roof"] == {"roof": 2}
    assert Model(kept).guesses(["rain"]) == ()
    assert kept.texts == SHELTER.texts


def test_two_tallies_together_are_one_and_neither_changes() -> None:
    rules = tally(("roof", "ceiling"), ("staff", "rude"))
    both = SHELTER.joined(rules)
    assert Model(both).guesses(["rude"])[0].label == "staff"
    assert both.words["roof"]["ceiling"] == 1
    assert both.texts["roof"] == 3
    assert "ceiling" not in SHELTER.words["roof"]
    assert "staff" not in SHELTER.words


@given(st.lists(st.tuples(st.sampled_from("xyz"), WORDS), max_size=12), WORDS)
def test_the_order_of_words_and_their_repeating_change_nothing(
    texts: list[tuple[str, list[str]]], said: list[str]
) -> None:
    found = Tally()
    for label, words in texts:
        found.add(label, words)
    model = Model(found)
    guesses = {guess.label: guess.score for guess in model.guesses(said)}
    again = {guess.label: guess.score for guess in model.guesses(sorted(said * 2))}
    assert again == pytest.approx(guesses)


@given(st.lists(st.tuples(st.sampled_from("xyz"), WORDS), max_size=12), WORDS)
def test_the_best_comes_first_and_each_has_a_reason(
    texts: list[tuple[str, list[str]]], said: list[str]
) -> None:
    found = Tally()
    for label, words in texts:
        found.add(label, words)
    guesses = Model(found).guesses(said)
    assert [g.score for g in guesses] == sorted((g.score for g in guesses), reverse=True)
    assert all(guess.words and set(guess.words) <= set(said) for guess in guesses)
