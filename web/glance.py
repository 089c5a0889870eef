"""What the commands are called and say of themselves, read off their files and not imported.

To import them all takes two seconds; `tuntas --help` needs only a name and a line of each.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

MAKERS = ("click.command", "click.group")
"""What stands above the function of a command."""


@dataclass(frozen=True, slots=True)
class Glimpse:
    """A command as its file has it: its name, the file's stem, its help text."""

    name: str
    stem: str
    words: str


def glimpses(folder: Path) -> Mapping[str, Glimpse]:
    """Every command of a folder, by name and in that order."""
    files = (path for path in folder.glob("*.py") if not path.stem.startswith("_"))
    found = (one for path in files for one in _of(path))
    return {one.name: one for one in sorted(found, key=lambda one: one.name)}


def _of(path: Path) -> Iterator[Glimpse]:
    source = path.read_text(encoding="utf-8")
    if not any(f"@{maker}(" in source for maker in MAKERS):
        return
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef):
            for name in _names(node):
                yield Glimpse(name, path.stem, ast.get_docstring(node) or "")


def _names(function: ast.FunctionDef) -> Iterator[str]:
    """What its decorators call it; nothing for what is no command."""
    for maker in function.decorator_list:
        if isinstance(maker, ast.Call) and ast.unparse(maker.func) in MAKERS:
            given = [word.value for word in maker.args if isinstance(word, ast.Constant)]
            yield str(given[0]) if given else function.name.replace("_", "-")
