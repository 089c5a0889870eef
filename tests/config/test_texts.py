"""What the office says by itself: both languages, closed gaps, and nothing that can be abused."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.mistakes import BadTexts
from config.texts import (
    COMMON,
    GAPS,
    LANGUAGES,
    PACKAGED_TEXTS,
    MissingValue,
    Text,
    Texts,
    load_texts,
)
from workflow.core.lifecycle import MOVES


@pytest.fixture(scope="module")
def texts() -> Texts:
    return load_texts()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the packaged texts that a story may spoil."""
    return Path(shutil.copytree(PACKAGED_TEXTS, tmp_path / "replies"))


def mistakes(folder: Path) -> list[str]:
    with pytest.raises(BadTexts) as bad:
        load_texts(folder)
    return [str(mistake) for mistake in bad.value.mistakes]


def filled(texts: Texts, name: str, language: str = "id", **values: str) -> str:
    gaps = {gap: f"<{gap}>" for gap in texts.text(name, language).gaps}
    found = texts.render(name, language, {**gaps, **values})
    return f"{found.subject}\n{found.body}"


def one(body: str, subject: str = "S") -> Texts:
    return Texts({("note", "id"): Text("note", "id", subject, body)})


def test_every_text_is_there_in_both_languages_and_fills_without_a_gap_left(texts: Texts) -> None:
    assert set(texts.names) == set(GAPS)
    for name in texts.names:
        for language in LANGUAGES:
            said = filled(texts, name, language)
            assert "{" not in said
            # A public answer is the bare text: whatever frames it would be said to everybody.
            assert len(said) > (20 if name == "answer_public" else 80)


def test_both_languages_of_a_text_tell_the_same_facts(texts: Texts) -> None:
    for name in texts.names:
        assert texts.text(name, "id").gaps == texts.text(name, "en").gaps


def test_whatever_a_move_says_to_the_complainant_has_its_text(texts: Texts) -> None:
    said = {move.says for move in MOVES} | {f.sent_as for move in MOVES for f in move.fields}
    assert said - {""} <= set(texts.names)
    assert {"question", "answer", "disputed", "lapse"} <= said


def test_no_receipt_has_a_gap_into_which_a_sender_could_write(texts: Texts) -> None:
    ours = {
        "reference", "office", "tracking_url", "contact", "received_at", "secret_code",
        "respond_by", "officer",
    }  # fmt: skip
    for name in ("receipt", "receipt_email", "receipt_message", "unverified_notice"):
        assert COMMON | GAPS[name] <= ours
        for language in LANGUAGES:
            assert texts.text(name, language).gaps <= ours


def test_an_answer_names_the_further_rights_and_how_to_say_that_it_is_not_solved(
    texts: Texts,
) -> None:
    for language, words in {"id": ("atasan", "belum"), "en": ("above us", "not")}.items():
        said = filled(texts, "answer", language, text="The tap has been mended.")
        assert "The tap has been mended." in said
        assert "Ombudsman" in said
        assert "DPRD" in said
        assert "<superior>" in said
        assert "<closes_on>" in said
        assert all(word in said for word in words)


def test_a_public_answer_never_says_a_reference_or_a_link_to_the_complaint(texts: Texts) -> None:
    for language in LANGUAGES:
        assert texts.text("answer_public", language).gaps == {"office", "text"}


def test_a_question_says_by_when_and_what_the_law_makes_of_silence(texts: Texts) -> None:
    for language in LANGUAGES:
        said = filled(texts, "question", language)
        assert "<due_on>" in said
        assert "25/2009" in said


def test_somebody_whose_language_we_do_not_have_is_answered_in_that_of_the_office(
    texts: Texts,
) -> None:
    assert filled(texts, "receipt", "mad") == filled(texts, "receipt", "id")
    english = Texts(texts.texts, default="en")
    assert filled(english, "receipt", "mad") == filled(texts, "receipt", "en")


def test_a_text_that_nobody_wrote_is_our_slip_and_crashes(texts: Texts) -> None:
    with pytest.raises(KeyError):
        texts.render("recipt", "id", {})


def test_a_gap_without_a_value_crashes_rather_than_going_out_empty(texts: Texts) -> None:
    with pytest.raises(MissingValue, match=r"resolved\.id: no value for office, reopen_until"):
        texts.render("resolved", "id", {"reference": "C-1", "tracking_url": "x"})


def test_braces_and_gaps_in_a_value_stay_what_they_are() -> None:
    said = one("{text}").render("note", "id", {"text": "{office} {{x}} {0.__class__}"})
    assert said.body == "{office} {{x}} {0.__class__}\n"


def test_a_value_cannot_add_a_header_to_a_mail() -> None:
    said = one("x", subject="About {text}").render(
        "note", "id", {"text": "a\r\nBcc: b@example.org\x00\u2028c"}
    )
    assert said.subject == "About a Bcc: b@example.org c"


def test_an_empty_value_leaves_no_hole_but_an_officers_blank_lines_are_kept() -> None:
    said = one("Dear\n\n{unit}\n\n{text}\n\nBye").render(
        "note", "id", {"unit": "", "text": "a\n\n\n\nb"}
    )
    assert said.body == "Dear\n\na\n\n\n\nb\n\nBye\n"


def test_a_doubled_brace_is_a_brace() -> None:
    assert one("{{reference}} {text}").render("note", "id", {"text": "x"}).body == "{reference} x\n"


@settings(deadline=None)
@given(value=st.text(), other=st.text())
def test_whatever_stands_in_a_value_the_words_around_it_stay(value: str, other: str) -> None:
    said = one("before|{text}|{unit}|after", subject="a {text} b").render(
        "note", "id", {"text": value, "unit": other}
    )
    assert (
        said.body
        == f"before|{value if value.strip() else ''}|{other if other.strip() else ''}|after\n"
    )
    assert said.subject.startswith("a ")
    assert len(said.subject.splitlines()) == 1


def test_an_office_adds_a_text_by_adding_its_files(folder: Path) -> None:
    for language in LANGUAGES:
        (folder / f"holiday.{language}.txt").write_text("Subject: Closed\n\n{office} is closed.")
    said = load_texts(folder).render("holiday", "id", {"office": "Dinas"})
    assert (said.subject, said.body) == ("Closed", "Dinas is closed.\n")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            "Subject: A\n\nB {reference}\n{due_on}",
            'line 4: "due_on" is not known. Allowed: contact',
        ),
        (
            "Subject: A {referense}\n\nB",
            'line 1: "referense" is not known. Did you mean "reference"',
        ),
        ("Subject: A\n\nB {reference.__class__}", "line 3: has a single {; write {{ for a brace."),
        ("Subject: A\n\nB }", "line 3: has a single }; write }} for a brace."),
        ("Perihal: A\n\nB", 'line 1: should be "Subject: ..."'),
        ("Subject: \n\nB", 'line 1: should be "Subject: ..."'),
        ("Subject: A\n \n", "line 2: has no text below the subject."),
        ("", 'line 1: should be "Subject: ..."'),
    ],
)
def test_a_slip_in_a_text_is_told_with_its_file_and_line(
    folder: Path, content: str, said: str
) -> None:
    (folder / "withdrawn.en.txt").write_text(content)
    assert mistakes(folder)[0].startswith(f"withdrawn.en.txt: {said}")


def test_bytes_that_are_no_text_are_told(folder: Path) -> None:
    (folder / "withdrawn.en.txt").write_bytes(b"Subject: A\n\ncaf\xe9")
    assert mistakes(folder) == ["withdrawn.en.txt: is not UTF-8 text."]


def test_a_folder_in_place_of_a_text_is_told(folder: Path) -> None:
    (folder / "withdrawn.en.txt").unlink()
    (folder / "withdrawn.en.txt").mkdir()
    assert mistakes(folder) == ["withdrawn.en.txt: cannot be read: is a directory."]


def test_a_text_that_is_gone_or_misnamed_is_told_from_both_sides(folder: Path) -> None:
    (folder / "withdrawn.en.txt").rename(folder / "withdrawl.en.txt")
    (folder / "notes.docx").touch()
    assert mistakes(folder) == [
        '"notes.docx": should end in .id.txt or .en.txt.',
        "withdrawl.id.txt: is missing.",
        "withdrawn.en.txt: is missing.",
    ]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "cannot be read" in mistakes(tmp_path / "nowhere")[0]


@settings(deadline=None, max_examples=60)
@given(content=st.binary(max_size=200))
def test_no_damage_to_a_text_ends_in_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("replies")
    (folder / "receipt.id.txt").write_bytes(b"Subject: A\n" + content)
    assert mistakes(folder)
