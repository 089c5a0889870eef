"""Long texts are cut where a reader would, lose nothing, and never break a sign or an address."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.splitting import MEASURES, MOST, TooLong, may_break, split
from tests.adapters.reading import FUZZ

FAMILY = "👨‍👩‍👧‍👦"
SUFFIX = re.compile(r" \((\d)/(\d)\)$")


def bodies(text: str, longest: int, unit: str = "characters") -> list[str]:
    return [SUFFIX.sub("", part) for part in split(text, longest, unit)]


def test_a_text_that_fits_stays_exactly_as_it_is() -> None:
    assert split("  Halo \n", 8) == ("  Halo \n",)


def test_spaces_around_a_text_do_not_make_it_two() -> None:
    assert split("  Halo \n", 4) == ("Halo",)


def test_parts_are_numbered_within_the_limit() -> None:
    assert split("satu dua tiga empat", 16) == ("satu dua (1/2)", "tiga empat (2/2)")


def test_a_paragraph_is_the_first_place_to_cut() -> None:
    text = "Bantuan sudah cair.\n\nSilakan ambil di balai desa. Bawa kartu keluarga."
    assert bodies(text, 55) == [
        "Bantuan sudah cair.",
        "Silakan ambil di balai desa. Bawa kartu keluarga.",
    ]


def test_without_paragraphs_a_sentence_is() -> None:
    text = "Silakan ambil di balai desa. Bawa kartu keluarga asli dan kartu tanda penduduk."
    assert bodies(text, 60) == [
        "Silakan ambil di balai desa.",
        "Bawa kartu keluarga asli dan kartu tanda penduduk.",
    ]


def test_a_sentence_may_end_in_quotes() -> None:
    text = 'Petugas bilang "tunggu saja." Sampai sekarang belum ada kabar lagi dari mereka.'
    assert bodies(text, 60)[0] == 'Petugas bilang "tunggu saja."'


def test_fewer_parts_come_before_nicer_ones() -> None:
    text = "Ya.\n\n" + "kata " * 19 + "akhir"
    assert len(split(text, 60)) == 2


def test_words_are_kept_whole_and_no_break_spaces_too() -> None:
    text = "Bantuan sebesar Rp\u00a0600.000 per tahap akan dicairkan"
    assert bodies(text, 28) == ["Bantuan sebesar", "Rp\u00a0600.000 per tahap", "akan dicairkan"]


def test_an_address_is_never_cut() -> None:
    address = "https://layanan.example/lacak?nomor=7KQ4-2MX9"
    text = "Lihat di sini:" + "x" * 20 + " " + address + " terima kasih atas kesabarannya ya"
    assert any(address in body for body in bodies(text, 60))
    with pytest.raises(TooLong):
        split("a" * 10 + " " + address, 40)


@pytest.mark.parametrize(
    "sign",
    [
        FAMILY,
        "👍🏽",
        "🇮🇩",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "1️⃣",
        "é",
        "\r\n",
        "각",
        "\u1112\u1161\u11ab",
        "\ud55c\u11a8",
        "가",
        "ꦤ꧀ꦗ",
        "ꦏꦺ",
    ],
)
def test_what_is_read_as_one_sign_is_never_cut(sign: str) -> None:
    assert not any(may_break(sign, at) for at in range(1, len(sign)))
    assert may_break(sign + sign, len(sign))


def test_a_line_end_parts_even_what_would_join() -> None:
    assert may_break("a\n\u0301", 2)


def test_two_flags_in_a_row_part_in_the_middle_only() -> None:
    assert [at for at in range(1, 4) if may_break("🇮🇩🇲🇾", at)] == [2]


def test_signs_apart_may_be_cut() -> None:
    assert all(may_break("ab漢字ꦱꦸ"[:5], at) for at in range(1, 5))


def test_a_row_of_pictures_is_cut_between_them() -> None:
    assert split(FAMILY * 3, 15) == tuple(f"{FAMILY} ({n}/3)" for n in (1, 2, 3))


def test_bytes_are_counted_as_they_travel() -> None:
    parts = split("🙏 " * 20, 60, "bytes")
    assert all(len(part.encode()) <= 60 for part in parts)
    assert len(parts) == 2


def test_more_than_four_parts_are_refused() -> None:
    assert len(split("kata " * 79 + "kata", 106)) == MOST
    with pytest.raises(TooLong, match="more than 4 parts of 90 characters"):
        split("kata " * 80, 90)


def test_a_limit_with_no_room_for_the_number_is_refused() -> None:
    with pytest.raises(TooLong):
        split("kata kata", 6)


PIECES = st.sampled_from(
    [
        "kata",
        "Rp\u00a05",
        FAMILY,
        "🇮🇩",
        "e\u0301",
        "ꦤ꧀ꦗ",
        ".",
        "! ",
        "\n\n",
        "\n",
        " ",
        "   ",
        "\u0301",
    ]
)
ADDRESS = st.just(" https://contoh.example/a?b=c ")


@FUZZ
@given(
    text=st.lists(PIECES | ADDRESS | st.text(max_size=3), max_size=60).map("".join),
    longest=st.integers(8, 120),
    unit=st.sampled_from(sorted(MEASURES)),
)
def test_any_text_is_refused_or_comes_back_whole_in_parts_that_fit(
    text: str, longest: int, unit: str
) -> None:
    try:
        parts = split(text, longest, unit)
    except TooLong:
        return
    assert all(MEASURES[unit](part) <= longest for part in parts)
    if len(parts) == 1:
        assert parts[0] in (text, text.strip())
        return
    assert len(parts) <= MOST
    assert [SUFFIX.search(part).groups() for part in parts] == [  # type: ignore[union-attr]
        (str(number), str(len(parts))) for number in range(1, len(parts) + 1)
    ]
    at = 0
    for body in [SUFFIX.sub("", part) for part in parts]:
        assert body
        start = text.index(body, at)
        assert not text[at:start].strip(), "only white space is lost"
        assert may_break(text, start) or not text[:start].strip()
        assert may_break(text, start + len(body)) or not text[start + len(body) :].strip()
        assert _outside_addresses(text, start)
        at = start + len(body)
    assert not text[at:].strip()


def _outside_addresses(text: str, at: int) -> bool:
    found = re.finditer(r"(?:https?://|www\.)\S+", text, re.IGNORECASE)
    return not any(one.start() < at < one.end() for one in found)
