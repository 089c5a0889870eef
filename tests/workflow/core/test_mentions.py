"""Whom the words of a note call."""

import pytest

from workflow.core.mentions import Called, Colleague, called

PEOPLE = (
    Colleague(1, "ani", "Ani Lestari"),
    Colleague(2, "ani.w", "Ani Wulandari"),
    Colleague(3, "budi", "Budi Santoso"),
    Colleague(4, "siti", "Budi Hartono"),
    Colleague(5, "harun", "Harun"),
    Colleague(6, "rahma", "Rahmawati Dewi"),
)


@pytest.mark.parametrize(
    ("text", "ids", "unknown"),
    [
        ("@ani tolong cek", (1,), ()),
        ("@ani.w, dan @ani.", (2, 1), ()),
        ("minta @ANI LESTARI melihat", (1,), ()),
        ("@Budi Hartono dan @budi santoso", (4, 3), ()),
        ("@Rahmawati tahu", (6,), ()),
        ("@harun @harun", (5,), ()),
        ("(@harun)", (5,), ()),
        ("@harunx bukan dia", (), ("harunx",)),
        ("@ani.wati", (), ("ani.wati",)),
        ("tulis ke ani@warga.example atau https://x.example/@ani", (), ()),
        ("@siapa?", (), ("siapa",)),
        ("harga 5 @ 2000", (), ()),
        ("tanpa siapa-siapa", (), ()),
    ],
)
def test_a_name_calls_the_one_colleague_who_has_it(
    text: str, ids: tuple[int, ...], unknown: tuple[str, ...]
) -> None:
    assert called(text, PEOPLE) == Called(ids, unknown)


def test_a_first_name_that_two_have_calls_neither() -> None:
    two = (Colleague(1, "a1", "Sri Wahyuni"), Colleague(2, "a2", "Sri Rahayu"))
    assert called("@Sri", two) == Called((), ("Sri",))
    assert called("@Sri Rahayu", two) == Called((2,), ())
