"""Each slip of the hand in a rule file is told with file, key and what is allowed."""

import shutil
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

from config.mistakes import Mistake
from config.rulebook import PACKAGED_RULES, BadRules, load_policy


class Slip(NamedTuple):
    """What somebody wrote in place of something, the key that is named, words of the sentence."""

    file: str
    old: str
    new: str
    key: str
    words: str


LIST = tomllib.loads(Path(__file__).with_name("slips.toml").read_text())
SLIPS = [Slip(**slip) for slip in LIST["slip"]]


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKAGED_RULES, tmp_path / "rules"))


def mistakes(rules: Path) -> tuple[Mistake, ...]:
    with pytest.raises(BadRules) as bad:
        load_policy(rules)
    return bad.value.mistakes


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: f"{slip.key}: {slip.words}")
def test_a_slip_is_told_with_its_file_its_key_and_what_is_allowed(rules: Path, slip: Slip) -> None:
    text = (rules / slip.file).read_text()
    assert slip.old in text
    (rules / slip.file).write_text(text.replace(slip.old, slip.new, 1))
    found = {(mistake.file, mistake.key): mistake.sentence for mistake in mistakes(rules)}
    assert (slip.file, slip.key) in found
    assert slip.words in found[slip.file, slip.key]


def test_one_slip_in_an_id_does_not_bring_a_flood_of_others(rules: Path) -> None:
    text = (rules / "units.toml").read_text()
    (rules / "units.toml").write_text(text.replace('"Surabaya"', "5", 1))
    assert [str(mistake) for mistake in mistakes(rules)] == [
        "units.toml: unit[sekretariat].place: 5 should be text in quotes."
    ]


def test_all_mistakes_are_told_at_once_and_in_the_order_of_the_files(rules: Path) -> None:
    for file, old, new in [
        ("sla.toml", '"acknowledge"', '"ack"'),
        ("categories.toml", '"kemensos"', '"ministry"'),
        ("office.toml", '"Asia/Jakarta" ', '"Java" '),
    ]:
        text = (rules / file).read_text()
        (rules / file).write_text(text.replace(old, new, 1))
    assert [mistake.file for mistake in mistakes(rules)] == [
        "office.toml",
        "categories.toml",
        "sla.toml",
    ]


def test_a_file_that_cannot_be_read_is_told_once_and_not_for_each_word_that_it_held(
    rules: Path,
) -> None:
    (rules / "agencies.toml").unlink()
    (rules / "units.toml").write_text("[[unit]\n")
    found = mistakes(rules)
    assert [(m.file, m.key) for m in found] == [("units.toml", "line 1"), ("agencies.toml", "")]
    assert found[1].sentence == "cannot be read: no such file or directory."


def test_a_folder_that_is_not_there_names_every_file_that_is_missed(tmp_path: Path) -> None:
    found = mistakes(tmp_path / "nowhere")
    assert [m.file for m in found] == [
        "office.toml", "units.toml", "categories.toml", "agencies.toml", "reasons.toml",
        "sla.toml",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"name = 'caf\xe9'", "is not UTF-8 text."),
        (b"[unit" * 3, "is not TOML"),
        (b"a = " + b"[" * 5_000, "is nested too deeply."),
        (b"unit = " + b"9" * 5_000, "is not TOML"),
        (b"unit = 0x" + b"f" * 9_000, "this number should be"),
        (b".".join([b"unit"] * 4_000) + b" = 1", "should be"),
        (b"unit = []", "is missing"),
        (b"unit = [1, 'a', 1979-05-27]", "should be a table"),
        (b"# \x00", "is not TOML"),
        (b"#" * 1_000_001, "is larger than 1000000 bytes."),
        (b'"un\\u0007it" = 1', "is not known"),
        (b"", "is missing"),
    ],
)
def test_no_damage_to_a_file_ends_in_a_traceback(
    rules: Path, content: bytes, sentence: str
) -> None:
    (rules / "units.toml").write_bytes(content)
    said = [m for m in mistakes(rules) if m.file == "units.toml"]
    assert sentence in said[0].sentence
    assert all(str(m).isprintable() and len(str(m)) < 1_000 for m in said)
