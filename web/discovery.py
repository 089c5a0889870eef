"""Finds the pages: every module of a folder that has a `blueprint`, and its menu entries.

Adding a page is adding a module; nothing here or elsewhere names one.
"""

import importlib
import importlib.util
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from flask import Blueprint

from web.access import Right

PAGES = Path(__file__).parent / "pages"


class BadPage(Exception):
    """A module among the pages has no `blueprint`, or a menu that is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuEntry:
    """A line of the staff's menu. `label` is source text, `icon` a name of Lucide's."""

    label: str
    endpoint: str
    icon: str
    needs: tuple[Right, ...] = ()
    """Any of them; none: everybody who is signed in."""
    order: int = 100
    group: str = ""
    """Source text over several entries; empty for the daily work."""


@dataclass(frozen=True, slots=True)
class Page:
    """A module of pages, as the app needs it."""

    blueprint: Blueprint
    menu: tuple[MenuEntry, ...]


def find_pages(folders: Iterable[Path] = ()) -> list[Page]:
    """Our own pages and those of further folders, by name; raises `BadPage`."""
    ours = [importlib.import_module(f"web.pages.{path.stem}") for path in _modules(PAGES)]
    others = [_load(path) for folder in folders for path in _modules(folder)]
    return [_page(module) for module in [*ours, *others]]


def _modules(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.glob("*.py")) if not path.stem.startswith("_"))


def _load(path: Path) -> ModuleType:
    name = f"tuntas_page_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise BadPage(f"{path} cannot be read as a module.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _page(module: ModuleType) -> Page:
    blueprint = getattr(module, "blueprint", None)
    menu = getattr(module, "MENU", ())
    if not isinstance(blueprint, Blueprint):
        raise BadPage(f"{module.__name__} has no `blueprint`.")
    if not all(isinstance(entry, MenuEntry) for entry in menu):
        raise BadPage(f"{module.__name__}: MENU is a tuple of `MenuEntry`.")
    return Page(blueprint, tuple(menu))
