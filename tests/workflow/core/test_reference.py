"""References, secret codes and reply tokens hold against slips of the pen and against guessing."""

import string

from hypothesis import given
from hypothesis import strategies as st

from workflow.core.messages import REPLY_TOKEN
from workflow.core.reference import (
    ALPHABET,
    REFERENCES,
    code_matches,
    make_reference,
    read_reference,
    read_reply_token,
    references_in,
    reply_token,
    secret_code,
)

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
numbers = st.integers(0, REFERENCES - 1)


@given(numbers)
def test_a_reference_is_read_however_a_person_writes_it(number: int) -> None:
    reference = make_reference(number)
    for written in (
        reference,
        reference.lower(),
        reference.replace("-", ""),
        reference.replace("-", " "),
        f"  {reference} ",
    ):
        assert read_reference(written) == reference


@given(numbers, st.integers(2, 10), st.sampled_from(ALPHABET))
def test_one_wrong_letter_is_noticed(number: int, place: int, letter: str) -> None:
    reference = make_reference(number)
    if reference[place] in ("-", letter):
        return
    assert read_reference(reference[:place] + letter + reference[place + 1 :]) is None


@given(numbers, st.sampled_from([2, 3, 4, 7, 8]))
def test_two_swapped_neighbours_are_noticed(number: int, place: int) -> None:
    letters = list(make_reference(number))
    if letters[place] == letters[place + 1]:
        return
    letters[place], letters[place + 1] = letters[place + 1], letters[place]
    assert read_reference("".join(letters)) is None


@given(numbers)
def test_letters_that_are_misread_are_read_as_meant(number: int) -> None:
    reference = make_reference(number)
    misread = reference[:2] + reference[2:].replace("0", "O").replace("1", "l")
    assert read_reference(misread) == reference


def test_references_are_found_in_a_text_each_once() -> None:
    one, two = make_reference(1), make_reference(2)
    text = f"Re: [{one}] dan {two}, juga {one.lower()}; bukan C-0000-000X atau XC-{one[2:]}"
    assert references_in(text) == (one, two)


@given(numbers)
def test_a_reply_token_survives_mail_programs_and_only_our_key_makes_it(number: int) -> None:
    reference = make_reference(number)
    token = reply_token(KEY, reference)
    assert REPLY_TOKEN.fullmatch(token)
    assert read_reply_token(KEY, token.upper()) == reference
    assert read_reply_token(OTHER_KEY, token) is None


@given(numbers, st.integers(2, 27), st.sampled_from("0123456789abcdefghjkmnpqrstvwxyz"))
def test_a_token_that_was_changed_opens_nothing(number: int, place: int, letter: str) -> None:
    token = reply_token(KEY, make_reference(number))
    if token[place] == letter:
        return
    assert read_reply_token(KEY, token[:place] + letter + token[place + 1 :]) is None


@given(st.text(string.printable, max_size=40))
def test_any_text_as_token_is_refused_without_a_fuss(text: str) -> None:
    assert read_reply_token(KEY, text) is None


def test_a_secret_code_is_its_complaints_own_and_ends_with_its_edition() -> None:
    reference = make_reference(7)
    code = secret_code(KEY, reference, 1)
    assert code_matches(code.lower().replace("-", " "), code)
    assert not code_matches(secret_code(KEY, reference, 2), code)
    assert not code_matches(secret_code(KEY, make_reference(8), 1), code)
    assert not code_matches("", code)
