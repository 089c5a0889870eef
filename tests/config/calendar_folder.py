"""Rule folders that a test may damage."""

import shutil
from pathlib import Path

from config import calendar_file, holiday_list
from config.calendars import RULES


def copy_to(folder: Path) -> Path:
    """The two files that make the calendars, as they come with the engine."""
    for name in (calendar_file.FILE, holiday_list.FILE):
        shutil.copy(RULES / name, folder / name)
    return folder


def replace(folder: Path, old: str, new: str, name: str = calendar_file.FILE) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def add(folder: Path, text: str, name: str = calendar_file.FILE) -> None:
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write(text)
