"""Tables to be saved: words stay words, numbers stay numbers, in CSV and in a workbook."""

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from web.sections import Section, as_csv, as_xlsx, harmless

FORMULAS = [
    *("=1+1", "+1", "-1", "@x", "\t=1", "\r=1"),
    *("\uff1d1", "\uff0b1", "\uff0d1", "\uff20x"),  # full-width
    *(' "=1', "\u2019=1", "\ufeff=1"),  # behind quotes, blanks and what nobody sees
]


def book(*sections: Section) -> dict[str, list[tuple[object, ...]]]:
    """The sheets of a workbook, by name."""
    found = load_workbook(BytesIO(as_xlsx(sections)))
    return {name: list(found[name].iter_rows(values_only=True)) for name in found.sheetnames}


@pytest.mark.parametrize("words", FORMULAS)
def test_what_looks_like_a_formula_stays_words_in_both(words: str) -> None:
    section = Section("T", (words,), [[words, -1]])
    lines = list(csv.reader(StringIO(as_csv([section]).removeprefix("\ufeff"), newline="")))
    assert lines == [[f"'{words}"], [f"'{words}", "-1"]]
    found = load_workbook(BytesIO(as_xlsx([section])))["T"]
    assert (found["A2"].data_type, found["B2"].value) == ("s", -1)
    assert str(found["A1"].value).startswith("'")
    assert harmless("Sari = Prasetya") == "Sari = Prasetya"


def test_an_address_is_no_link() -> None:
    found = load_workbook(BytesIO(as_xlsx([Section("T", ("A",), [["http://x.example/"]])])))["T"]
    assert found["A2"].hyperlink is None
    assert found["A2"].value == "http://x.example/"


def test_several_tables_stand_under_one_another_or_on_sheets() -> None:
    first, second = Section("One", ("A",), [[1], [None]]), Section("Two", ("B",), [["x"]])
    assert as_csv([first, second]).splitlines() == [
        "\ufeffOne",
        "A",
        "1",
        '""',
        "",
        "Two",
        "B",
        "x",
    ]
    assert book(first, second) == {"One": [("A",), (1,)], "Two": [("B",), ("x",)]}


def test_names_of_sheets_are_such_as_a_workbook_takes() -> None:
    long = "Complaints / by [unit]: " + "x" * 40
    names = list(book(Section(long, ("A",), []), Section(long.upper(), ("A",), [])))
    assert len(names) == 2
    assert all(len(name) <= 31 and not set("[]:*?/\\'") & set(name) for name in names)
