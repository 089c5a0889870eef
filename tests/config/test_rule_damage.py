"""Whatever is done to a rule file: the office loads, or somebody is told what is wrong.

Three kinds of damage: to bytes, to text as an editor leaves it, and to the meaning (a
value of another type, a key too many, a key too few) at any place of any file.
"""

import json
import shutil
import tomllib
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import TypeAlias, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.mistakes import Mistake
from config.rulebook import PACKAGED_RULES, SECTIONS, BadRules, load_policy

Node: TypeAlias = "dict[str, Node] | list[Node] | str | int | float | bool | date"

FILES = tuple(SECTIONS)
SHEETS: dict[str, dict[str, Node]] = {
    name: tomllib.loads((PACKAGED_RULES / name).read_text()) for name in FILES
}
SOUND = {name: (PACKAGED_RULES / name).read_bytes() for name in FILES}

STRANGE: list[Node] = [1.5, float("nan"), [[]], {"a": {"b": []}}, [1.5, "x"]]
"""Values of types that no key takes."""

Damaged = Callable[[str, bytes], tuple[Mistake, ...]]
Step = str | int

files = st.sampled_from(FILES)


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> Damaged:
    """Put a file into a sound folder and load it; no mistakes mean that it was still sound."""
    folder = tmp_path_factory.mktemp("damage") / "rules"
    shutil.copytree(PACKAGED_RULES, folder)

    def load(file: str, content: bytes) -> tuple[Mistake, ...]:
        (folder / file).write_bytes(content)
        told = mistakes_in(folder)
        (folder / file).write_bytes(SOUND[file])
        for mistake in told or ():
            assert mistake.file in FILES
            assert mistake.sentence.endswith(".")
            assert str(mistake).isprintable()
        assert told != (), "refused without a reason"
        return told or ()

    return load


def mistakes_in(folder: Path) -> tuple[Mistake, ...] | None:
    try:
        load_policy(folder)
    except BadRules as bad:
        return bad.mistakes
    return None


@settings(max_examples=30, deadline=None)
@given(file=files, content=st.binary(max_size=400))
def test_any_bytes_in_place_of_a_file_are_told_as_mistakes(
    damaged: Damaged, file: str, content: bytes
) -> None:
    assert any(mistake.file == file for mistake in damaged(file, content))


@settings(max_examples=60, deadline=None)
@given(file=files, cuts=st.data())
def test_text_cut_doubled_or_overwritten_never_ends_in_a_traceback(
    damaged: Damaged, file: str, cuts: st.DataObject
) -> None:
    content = SOUND[file]
    for _ in range(cuts.draw(st.integers(1, 3))):
        start = cuts.draw(st.integers(0, len(content)))
        end = cuts.draw(st.integers(start, min(len(content), start + 80)))
        by = cuts.draw(
            st.sampled_from([b"", content[start:end] * 2, b'"', b"]", b"\n[", b"= ", b"\xff", b"#"])
        )
        content = content[:start] + by + content[end:]
    damaged(file, content)


def test_writing_a_file_again_changes_nothing(damaged: Damaged) -> None:
    """The stories below stand on this: the writer itself does no damage."""
    for file, sheet in SHEETS.items():
        assert damaged(file, toml(sheet)) == ()


@settings(max_examples=60, deadline=None)
@given(file=files, pick=st.data())
def test_a_value_of_another_type_anywhere_is_told_in_its_file(
    damaged: Damaged, file: str, pick: st.DataObject
) -> None:
    sheet = deepcopy(SHEETS[file])
    *way, last = pick.draw(st.sampled_from(list(paths(sheet))))
    follow(sheet, way)[last] = pick.draw(st.sampled_from(STRANGE))
    assert any(mistake.file == file for mistake in damaged(file, toml(sheet)))


@settings(max_examples=30, deadline=None)
@given(file=files, pick=st.data(), key=st.text(min_size=1, max_size=12))
def test_a_key_that_nobody_knows_is_told_wherever_it_stands(
    damaged: Damaged, file: str, pick: st.DataObject, key: str
) -> None:
    sheet = deepcopy(SHEETS[file])
    ways: list[tuple[Step, ...]] = [(), *paths(sheet)]
    tables = [way for way in ways if isinstance(follow(sheet, way), dict)]
    table = follow(sheet, pick.draw(st.sampled_from(tables)))
    table["x_" + key.encode("utf-8", "ignore").decode()] = "y"
    assert any(mistake.file == file for mistake in damaged(file, toml(sheet)))


CALLED_BY_THEMSELVES = ("rule", "calendar")
"""What is called by its own name where it has none in Indonesian."""


@settings(max_examples=30, deadline=None)
@given(file=files, pick=st.data())
def test_a_key_that_has_gone_is_told_or_was_not_needed(
    damaged: Damaged, file: str, pick: st.DataObject
) -> None:
    sheet = deepcopy(SHEETS[file])
    *way, last = pick.draw(st.sampled_from(list(paths(sheet))))
    del follow(sheet, way)[last]
    told = damaged(file, toml(sheet))
    needed = ("id", "name_id", "clock", "within", "valid_from", "office", "unit", "timezone")
    if last in needed and not (last == "name_id" and way[0] in CALLED_BY_THEMSELVES):
        assert told


def paths(node: Node, way: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    """The way to every value in a document, parents before children."""
    steps: list[tuple[Step, Node]] = []
    if isinstance(node, dict):
        steps = list(node.items())
    elif isinstance(node, list):
        steps = list(enumerate(node))
    for step, child in steps:
        yield (*way, step)
        yield from paths(child, (*way, step))


def follow(node: Node, way: Iterable[Step]) -> dict[Step, Node]:
    """The table or list at the end of a way; both are asked and changed alike."""
    for step in way:
        node = cast("dict[Step, Node]", node)[step]
    return cast("dict[Step, Node]", node)


def toml(sheet: dict[str, Node]) -> bytes:
    lines = (f"{word(key)} = {value(entry)}" for key, entry in sheet.items())
    return "\n".join(lines).encode()


def word(text: str) -> str:
    """A quoted string; TOML wants one more control character spelt out than JSON does."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def value(entry: Node) -> str:
    match entry:
        case bool() | int() | float():
            return str(entry).lower()
        case date():
            return entry.isoformat()
        case str():
            return word(entry)
        case list():
            return "[" + ", ".join(value(one) for one in entry) + "]"
        case dict():
            pairs = ", ".join(f"{word(key)} = {value(one)}" for key, one in entry.items())
            return "{" + pairs + "}"
