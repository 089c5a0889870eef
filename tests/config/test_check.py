"""`tuntas check`: everything that an office can configure, looked at without touching it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from config.check import check
from config.settings import Settings, load_settings, variables

Change = Callable[[str, str, str], None]


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    """An installation with its own copies of rules and texts."""
    for name in variables():
        monkeypatch.delenv(name, raising=False)
    packaged = load_settings()
    monkeypatch.setenv("TUNTAS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TUNTAS_RULES", str(shutil.copytree(packaged.rules, tmp_path / "rules")))
    monkeypatch.setenv("TUNTAS_REPLIES", str(shutil.copytree(packaged.replies, tmp_path / "texts")))
    return load_settings()


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_what_is_shipped_has_no_mistake_and_looking_leaves_no_trace(settings: Settings) -> None:
    assert check(settings) == []
    assert not settings.home.exists()


def test_mistakes_of_every_part_are_told_together(settings: Settings) -> None:
    (settings.home / "keys").mkdir(parents=True, mode=0o700)
    (settings.home / "keys" / "vault").write_text("short")
    (settings.home / "keys" / "vault").chmod(0o600)
    change(settings.rules / "units.toml", '"pstw-jember"\n', '"pstw-jember"\ncalendar = "moon"\n')
    change(settings.rules / "channels.toml", '"form"', '"from"')
    change(settings.replies / "lapse.en.txt", "{office}", "{offices}")
    (settings.rules / "calendar.toml").write_text("[calendar.office\n")
    assert [Path(mistake.file).name for mistake in check(settings)] == [
        "vault",
        "lapse.en.txt",
        "calendar.toml",
        "channels.toml",
    ]


def test_a_unit_that_counts_by_a_calendar_that_is_not_there_is_told(settings: Settings) -> None:
    change(settings.rules / "units.toml", '"pstw-jember"\n', '"pstw-jember"\ncalendar = "ofice"\n')
    [mistake] = check(settings)
    assert (mistake.file, mistake.key) == ("units.toml", "unit[pstw-jember].calendar")
    assert 'Did you mean "office"?' in mistake.sentence


def test_rules_in_another_folder_can_be_looked_at_before_they_are_used(
    settings: Settings, tmp_path: Path
) -> None:
    other = Path(shutil.copytree(settings.rules, tmp_path / "other"))
    change(other / "sla.toml", '"acknowledge"', '"acknowlege"')
    assert check(settings) == []
    assert [mistake.key for mistake in check(settings, other)] == ["rule[first look].clock"]


def test_a_channel_that_is_on_without_its_password_is_told(settings: Settings) -> None:
    change(settings.rules / "channels.toml", '"memory"\non   = false', '"memory"\non   = true')
    change(
        settings.rules / "channels.toml",
        'address = "office"',
        'options = { secret = "secret:mem" }\naddress = "office"',
    )
    [mistake] = check(settings)
    assert mistake.key == "channel[memory].account[office].options.secret"
    assert "TUNTAS_SECRET_MEM" in mistake.sentence
