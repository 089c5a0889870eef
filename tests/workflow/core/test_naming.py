"""Which units a text names, in people's own ways of naming them, and whether it accuses them."""

import pytest

from workflow.core.naming import Person, named_in, places_in
from workflow.core.policy import Category, Policy, Unit

JEMBER = Unit(
    id="pstw-jember", name="UPT Pelayanan Sosial Tresna Werdha Jember", kind="PSTW", place="Jember"
)
NGANJUK = Unit(
    id="ppsaa-nganjuk",
    name="UPT Pelayanan dan Perlindungan Sosial Asuhan Anak Nganjuk",
    kind="PPSAA",
    place="Nganjuk",
)
SIDOARJO = Unit(
    id="prs-pmks",
    name="Balai Pelayanan dan Rehabilitasi Sosial PMKS Sidoarjo",
    kind="PRS_PMKS",
    place="Sidoarjo",
)
TRAINING = Unit(
    id="ptks-malang",
    name="UPT Peningkatan Tenaga Kesejahteraan Sosial Malang",
    kind="PTKS",
    place="Malang",
)
DIVISION = Unit(id="bid", name="Bidang Rehabilitasi Sosial", kind="BID", place="Surabaya")
UNITS = (JEMBER, NGANJUK, SIDOARJO, TRAINING, DIVISION)
PEOPLE = (
    Person("Drs. H. Hartono Prasetya, M.Si.", "pstw-jember"),
    Person("Sulastri", "ptks-malang"),
)


def policy(**categories: Category) -> Policy:
    return Policy(
        version=f"naming-{sorted(categories)}",
        office="",
        office_en="",
        timezone="Asia/Jakarta",
        units={unit.id: unit for unit in UNITS},
        classes={},
        categories=categories,
        agencies={},
        reasons={},
        rules=(),
    )


FEES = Category(
    id="fees", name_id="", name_en="", oversight=True, keywords=("pungli", "uang lelah")
)
ROOFS = Category(id="roofs", name_id="", name_en="", keywords=("bocor",))
OFFICE = policy(fees=FEES, roofs=ROOFS)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Atap PSTW Jember bocor", "pstw-jember"),
        ("di upt pstw jember", "pstw-jember"),
        ("Tresna Werdha Jember itu", "pstw-jember"),
        ("panti werdha\nJember", "pstw-jember"),
        ("panti werdha di Jember", "pstw-jember"),
        ("UPT Pelayanan Sosial Tresna Werdha Jember", "pstw-jember"),
        ("panti asuhan anak Nganjuk", "ppsaa-nganjuk"),
        ("balai PMKS Sidoarjo", "prs-pmks"),
        ("PTKS Malang", "ptks-malang"),
    ],
)
def test_a_unit_is_known_by_all_that_people_call_it(text: str, unit: str) -> None:
    assert [one.unit for one in named_in(OFFICE, text)] == [unit]


@pytest.mark.parametrize(
    "text",
    [
        "Saya orang Jember, mbah di Nganjuk.",
        "panti werdha swasta",
        "Bidang Rehabilitasi Sosial",
        "PSTW Jembersari",
    ],
)
def test_a_town_or_the_house_itself_names_no_unit(text: str) -> None:
    assert named_in(OFFICE, text) == ()


def test_words_of_the_rules_for_misdeeds_accuse_the_unit_that_is_named() -> None:
    assert [one.accused for one in named_in(OFFICE, "Ada pungli di PSTW Jember")] == [True]
    assert [one.accused for one in named_in(OFFICE, "PSTW Jember bocor")] == [False]
    assert [one.accused for one in named_in(OFFICE, "PSTW Jember bocor", blamed=True)] == [True]
    assert [one.accused for one in named_in(policy(), "Ada pungli di PSTW Jember")] == [False]


@pytest.mark.parametrize(
    "text", ["Pak Hartono marah-marah.", "kepala Hartono", "hartono prasetya tidak di tempat"]
)
def test_somebody_of_a_unit_is_known_by_two_names_or_by_one_with_a_form_of_address(
    text: str,
) -> None:
    (found,) = named_in(OFFICE, text, PEOPLE)
    assert (found.unit, found.person, found.accused) == ("pstw-jember", True, True)


@pytest.mark.parametrize(
    "text", ["Tetangga saya Hartono sakit.", "Prasetya menjawab.", "Pak Hartonoto"]
)
def test_one_name_alone_or_another_name_is_nobody_of_ours(text: str) -> None:
    assert named_in(OFFICE, text, PEOPLE) == ()


def test_who_has_one_name_only_is_known_with_a_form_of_address_only() -> None:
    assert named_in(OFFICE, "Sulastri itu", PEOPLE) == ()
    assert [one.words for one in named_in(OFFICE, "bu Sulastri itu", PEOPLE)] == ["bu Sulastri"]
    assert named_in(OFFICE, "siapa saja", [Person("", "pstw-jember")]) == ()


def test_each_unit_stands_once_and_accused_ones_stand_first() -> None:
    text = "PTKS Malang lambat. PSTW Jember dan pak Hartono juga."
    assert [one.unit for one in named_in(OFFICE, text, PEOPLE)] == ["pstw-jember", "ptks-malang"]


def test_towns_of_our_units_are_found_as_whole_words() -> None:
    assert places_in(OFFICE, "Dari JEMBER ke Malangan, bukan Surabaya") == {"jember", "surabaya"}
