"""The files of a repository as the house rules read them: text, syntax tree, imports, names.

Decides nothing; `house.py` does. Needs no git, so that an unpacked archive will do.
"""

import ast
import fnmatch
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

PACKAGES = ("workflow", "adapters", "config", "web")


@dataclass(frozen=True)
class File:
    """One file of a repository; `path` is below its top folder, with slashes."""

    path: str
    raw: bytes

    @property
    def is_python(self) -> bool:
        return self.path.endswith(".py")

    @property
    def is_ours(self) -> bool:
        """Whether it is Python of the four packages."""
        return self.is_python and self.path.partition("/")[0] in PACKAGES

    @cached_property
    def text(self) -> str:
        """Its text, or nothing for a picture or a font."""
        return "" if b"\0" in self.raw else self.raw.decode("utf-8", errors="replace")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """All of the tree, walked once for all rules."""
        return list(ast.walk(self.tree))

    @cached_property
    def imports(self) -> list[tuple[int, str]]:
        """Line and full name of all that is imported: `from a.b import c` is `a.b.c`."""
        found = []
        for node in self.nodes:
            if isinstance(node, ast.Import | ast.ImportFrom):
                found += [(node.lineno, _whole(node, alias)) for alias in node.names]
        return found

    @cached_property
    def names(self) -> dict[str, str]:
        """What each name stands for that was imported, or given to something imported."""
        found: dict[str, str] = {}
        for node in self.nodes:
            if isinstance(node, ast.Import | ast.ImportFrom):
                found.update({a.asname or a.name: _whole(node, a) for a in node.names})
        for node in self.tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                found[node.targets[0].id] = _dotted(node.value, found) or node.targets[0].id
        return found

    def full_name(self, node: ast.expr) -> str:
        """The dotted name that an expression stands for, or nothing."""
        return _dotted(node, self.names)

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in self.nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in self.nodes if isinstance(node, ast.Call))


def _whole(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> str:
    return f"{node.module}.{alias.name}" if isinstance(node, ast.ImportFrom) else alias.name


def _dotted(node: ast.expr, names: dict[str, str]) -> str:
    if isinstance(node, ast.Name):
        return names.get(node.id, node.id)
    if isinstance(node, ast.Attribute) and (before := _dotted(node.value, names)):
        return names.get(f"{before}.{node.attr}", f"{before}.{node.attr}")
    return ""


def files_of(root: Path) -> list[File]:
    """All files that `.gitignore` lets in."""
    ignored = [".git", *(root / ".gitignore").read_text(encoding="utf-8").split()]

    def is_ignored(path: Path) -> bool:
        names = (path.name, f"{path.name}/" if path.is_dir() else path.name)
        return any(fnmatch.fnmatch(name, pattern) for name in names for pattern in ignored)

    def walk(folder: Path) -> Iterator[File]:
        for path in sorted(folder.iterdir()):
            if is_ignored(path):
                continue
            if path.is_dir():
                yield from walk(path)
            else:
                yield File(path.relative_to(root).as_posix(), path.read_bytes())

    return list(walk(root))
