"""What is left out of an automatic text first, and what never is."""

from hypothesis import given
from hypothesis import strategies as st

from workflow.core.shortening import shortened

TEXT = """Thank you for writing.

Your reference is C-7KQ4-2MX9. You hear from us soon.

See https://office.example/lacak
Just answer this message.

Received by: the office
A street. A town."""


def at_most(room: int) -> str:
    return shortened(TEXT, lambda part: len(part) <= room, ("C-7KQ4-2MX9",))


def test_paragraphs_go_first_then_lines_then_sentences_and_always_the_last_ones() -> None:
    assert at_most(len(TEXT)) == TEXT
    assert at_most(len(TEXT) - 1).endswith("Just answer this message.")
    assert at_most(115).startswith("Your reference")
    assert at_most(90) == (
        "Your reference is C-7KQ4-2MX9. You hear from us soon.\n\nSee https://office.example/lacak"
    )
    assert at_most(70) == "Your reference is C-7KQ4-2MX9.\n\nSee https://office.example/lacak"
    assert at_most(20) == TEXT  # nothing more can be spared: whoever sends it says so


@given(
    st.lists(st.sampled_from(["Satu. ", "Dua!\n", "\n\n", "KODE ", "x"]), max_size=30),
    st.integers(0, 60),
)
def test_it_fits_or_is_whole_and_what_must_stay_stays(words: list[str], room: int) -> None:
    text = "".join(words)
    found = shortened(text, lambda part: len(part) <= room, ("KODE",))
    assert found == text or len(found) <= room
    assert found.count("KODE") == text.count("KODE")
