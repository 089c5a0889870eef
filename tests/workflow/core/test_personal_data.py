"""What nobody should say in public is found in the ways in which people write it."""

import pytest

from workflow.core.personal_data import (
    ADDRESS,
    EMAIL,
    NAME,
    NATIONAL_ID,
    PHONE,
    Finding,
    findings,
    kinds_in,
)


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("NIK 3515012345678901.", NATIONAL_ID, "3515012345678901"),
        ("KK: 3515 0123 4567 8901", NATIONAL_ID, "3515 0123 4567 8901"),
        ("3515-0123-4567-8901 ya", NATIONAL_ID, "3515-0123-4567-8901"),
        ("WA 081234567890", PHONE, "081234567890"),
        ("telp (+62) 812", None, ""),
        ("hub +62 812-3456-7890", PHONE, "+62 812-3456-7890"),
        ("kantor 031 8290794", PHONE, "031 8290794"),
        ("tulis ke siti.w@warga.example saja", EMAIL, "siti.w@warga.example"),
        ("di Jl. Mawar No. 5 Jember", ADDRESS, "Jl. Mawar No. 5"),
        ("jalan Sudirman Blok C", ADDRESS, "jalan Sudirman Blok C"),
        ("RT 03/RW 05", ADDRESS, "RT 03/RW 05"),
    ],
)
def test_each_kind_is_found_as_it_is_written(text: str, kind: str | None, words: str) -> None:
    expected = () if kind is None else (Finding(kind, words),)
    assert findings(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Aduan diterima 16 November 2026 pukul 09.30.",
        "Bantuan Rp 1.500.000.000 sudah cair tahun 2025.",
        "Jalan rusak dan lampu padam.",
        "Perda No. 5 Tahun 2009 Pasal 12",
        "C-5CDT-E7S2",
    ],
)
def test_dates_sums_and_laws_are_no_personal_data(text: str) -> None:
    assert kinds_in(text) == ()


def test_a_name_is_found_by_any_word_that_means_somebody() -> None:
    names = ("Siti Nur Wulandari", "Al")
    found = findings("Terima kasih Bu WULANDARI dan Al dari Surabaya", names)
    assert found == (Finding(NAME, "WULANDARI"),)
    assert findings("Wulandarinya", names) == ()
    assert findings("Siapa saja", ("",)) == ()


def test_one_number_is_one_finding() -> None:
    assert kinds_in("081234567890 dan 3515012345678901") == (NATIONAL_ID, PHONE)
    assert len(findings("3515012345678901")) == 1
