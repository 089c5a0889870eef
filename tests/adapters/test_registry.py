"""A channel is added by adding its folder, and a wrong one is named before anything starts."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest

from adapters.registry import FILES, HERE, find_channels, open_channels
from adapters.settings import BadChannels, ChannelSettings, Mistake, Option
from tests.adapters.contract import ACCOUNT, NOW, ChannelContract
from tests.adapters.expected import Sample
from tests.adapters.pigeon import PIGEON
from workflow.core.messages import Capabilities

NOTE = Sample(
    Path("note.json"),
    b'{"from": "sari.7", "note": "Air mati"}',
    ({"sender": "sari.7", "text": "Air mati"},),
)
TORN = Sample(
    Path("torn.json"),
    b'{"from": "sari.7"',
    ({"kind": "unreadable", "warnings": ["not JSON in UTF-8"]},),
)


@pytest.fixture(autouse=True)
def loft(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A folder somewhere else, with the pigeon in it; forgotten afterwards."""
    folder = tmp_path / "elsewhere"
    build(folder / "pigeon", PIGEON)
    if request.cls:
        request.cls.elsewhere = (folder,)
    yield folder
    for name in [name for name in sys.modules if name.startswith("adapters.pigeon")]:
        del sys.modules[name]


def build(folder: Path, files: dict[str, str]) -> None:
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")


def settings(**options: str) -> ChannelSettings:
    account = replace(ACCOUNT, options={"loft": "tower", **options})
    return ChannelSettings(accounts=(account,), now=lambda: NOW, file="channels.toml")


def wrong(*folders: Path) -> list[Mistake]:
    """What is wrong with the folders elsewhere; the repository's own are another test's."""
    found = find_channels(folders)
    return [one for one in found.mistakes if Path(one.file).parent != HERE]


def mistakes(wanted: dict[str, ChannelSettings], *extra: Path) -> list[str]:
    with pytest.raises(BadChannels) as bad:
        open_channels(wanted, extra)
    return [str(mistake) for mistake in bad.value.mistakes]


class TestPigeonFromElsewhere(ChannelContract):
    """A folder in a temporary place, and no other file: the whole contract runs over it."""

    name = "pigeon"
    can = Capabilities(reply=False)
    options: ClassVar = {"loft": "tower-of-the-birds"}

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        return (NOTE, TORN)


def test_the_channels_of_this_repository_are_found_and_whole() -> None:
    found = find_channels()
    assert {"form", "memory"} <= set(found.kinds)
    for kind in found.kinds.values():
        assert kind.folder == HERE / kind.name
        assert [name for name in FILES if not (kind.folder / name).is_file()] == []


def test_a_folder_elsewhere_is_seen_only_when_it_is_looked_into(loft: Path) -> None:
    assert "pigeon" not in find_channels().kinds
    assert find_channels([loft]).kinds["pigeon"].folder == loft / "pigeon"


def test_folders_without_a_channel_file_are_none(loft: Path) -> None:
    build(loft / "notes", {"README.md": "only notes"})
    found = find_channels([loft])
    assert "notes" not in found.kinds
    assert not wrong(loft)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("def broken(:\n", "does not load (SyntaxError"),
        ("import no_such_library\n", "does not load (ModuleNotFoundError: No module named"),
        ("NAME = 'raven'\n", "make"),
        ("NAME = 'hawk'\ndef make(settings): ...\n", "channel.py must say NAME = 'raven'"),
        ("NAME = 'raven'\ndef make(s): ...\nOPTIONS = ['x']\n", "must be a tuple of Option"),
    ],
)
def test_a_broken_folder_is_named_and_stops_no_other(
    loft: Path, text: str, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    build(loft / "raven", {"channel.py": text})
    try:
        found = find_channels([loft])
        [mistake] = wrong(loft)
        assert (mistake.file, mistake.key) == (str(loft / "raven"), "raven")
        assert why in mistake.sentence
        assert {"pigeon", "memory"} <= set(found.kinds)
        assert set(open_channels({"pigeon": settings()}, [loft])) == {"pigeon"}
        assert why in " ".join(mistakes({"raven": settings()}, loft))
        assert all(record.__dict__["channel"] == "raven" for record in caplog.records)
    finally:
        for name in [name for name in sys.modules if name.startswith("adapters.raven")]:
            del sys.modules[name]


def test_a_package_that_fails_half_way_is_tried_again_from_the_start(loft: Path) -> None:
    build(loft / "raven", {"__init__.py": "1/0\n", "channel.py": "NAME = 'raven'\n"})
    for _ in range(2):
        [mistake] = wrong(loft)
        assert "ZeroDivisionError" in mistake.sentence


def test_a_folder_whose_name_no_import_can_say_is_a_mistake(loft: Path) -> None:
    build(loft / "ra.ven", {"channel.py": "NAME = 'ra.ven'\n"})
    [mistake] = wrong(loft)
    assert (mistake.key, mistake.sentence) == ("ra.ven", "is not a package")


def test_of_two_folders_with_one_name_the_first_counts(loft: Path, tmp_path: Path) -> None:
    build(tmp_path / "other" / "pigeon", PIGEON)
    found = find_channels([loft, tmp_path / "other"])
    assert found.kinds["pigeon"].folder == loft / "pigeon"
    assert [mistake.key for mistake in wrong(loft, tmp_path / "other")] == ["pigeon"]


def test_a_running_process_never_takes_one_folder_for_another(loft: Path, tmp_path: Path) -> None:
    build(tmp_path / "other" / "pigeon", PIGEON)
    find_channels([loft])
    [mistake] = wrong(tmp_path / "other")
    assert "already loaded from elsewhere" in mistake.sentence


def test_an_unknown_channel_is_answered_with_those_that_exist(loft: Path) -> None:
    [mistake] = mistakes({"pidgeon": settings()}, loft)
    assert mistake.startswith("channels.toml: pidgeon: no such channel; allowed: ")
    listed = mistake.partition("allowed: ")[2].partition(";")[0].split(", ")
    assert listed == sorted(listed)
    assert {"form", "memory", "pigeon"} <= set(listed)
    assert mistake.endswith("; did you mean pigeon?")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"loft": ""}, "loft: this value is not allowed; allowed: any text"),
        ({"colour": "green"}, "colour: this value is not allowed; allowed: red, blue"),
        ({"birds": "0"}, "birds: this value is not allowed; allowed: a whole number from 1 to 40"),
        (
            {"birds": "1.5"},
            "birds: this value is not allowed; allowed: a whole number from 1 to 40",
        ),
        ({"birds": "٣"}, "birds: this value is not allowed; allowed: a whole number from 1 to 40"),
        ({"whistle": "9" * 9_999}, "allowed: a whole number from 1 to 9"),
        (
            {"colours": "red"},
            "colours: unknown option; allowed: loft, colour, birds, whistle; did you mean colour?",
        ),
    ],
)
def test_a_wrong_option_is_named_with_file_key_and_allowed_words(
    loft: Path, options: dict[str, str], expected: str
) -> None:
    [mistake] = mistakes({"pigeon": settings(**options)}, loft)
    assert mistake.startswith("channels.toml: pigeon.office.")
    assert mistake.endswith(expected)


def test_right_options_open_the_channel(loft: Path) -> None:
    right = settings(colour="blue", birds="40", whistle="1")
    assert open_channels({"pigeon": right}, [loft])["pigeon"].name == "pigeon"


def test_every_mistake_of_every_channel_is_told_at_once(loft: Path) -> None:
    bare = replace(ACCOUNT, options={"colour": "pink"})
    wanted = {
        "pigeon": ChannelSettings(accounts=(bare, bare), now=lambda: NOW),
        "form": ChannelSettings(accounts=(), now=lambda: NOW),
        "memory": settings(),
    }
    told = mistakes(wanted, loft)
    assert len(told) == 7
    assert "channels.toml: form: needs at least one account" in told
    assert "channels.toml: pigeon.office: this account stands twice" in told
    assert any("memory.office.loft: unknown option" in one for one in told)


def test_what_make_refuses_is_told_with_the_rest(loft: Path) -> None:
    text = (
        "from adapters.settings import BadChannels, Mistake\nNAME = 'raven'\n"
        "def make(settings):\n"
        "    raise BadChannels((Mistake(settings.file, 'raven.office', 'no such tree'),))\n"
    )
    build(loft / "raven", {"channel.py": text})
    account = replace(ACCOUNT, options={})
    wanted = {
        "raven": ChannelSettings(accounts=(account,), now=lambda: NOW),
        "pigeon": settings(birds="x"),
    }
    told = mistakes(wanted, loft)
    del sys.modules["adapters.raven"], sys.modules["adapters.raven.channel"]
    assert told[0] == "channels.toml: raven.office: no such tree"
    assert len(told) == 2


def test_no_mistake_and_no_account_shows_a_secret(loft: Path) -> None:
    build(
        loft / "raven",
        {
            "channel.py": "NAME = 'raven'\nfrom adapters.settings import Option\n"
            "OPTIONS = (Option(name='key', meaning='opens', secret=True),)\n"
            "def make(settings):\n    raise ValueError(settings.accounts[0].options['key'])\n"
        },
    )
    account = replace(ACCOUNT, options={"key": "hush-hush"})
    wanted = {"raven": ChannelSettings(accounts=(account,), now=lambda: NOW)}
    told = mistakes(wanted, loft)
    del sys.modules["adapters.raven"], sys.modules["adapters.raven.channel"]
    assert told == ["channels.toml: raven: could not be made (ValueError)"]
    assert "hush-hush" not in repr(wanted)
    assert "hush" not in " ".join(mistakes({"pigeon": settings(whistle="hush-hush")}, loft))


def test_an_option_left_out_has_its_default() -> None:
    option = Option(name="port", meaning="of the server", default="993", between=(1, 65_535))
    assert option.of(ACCOUNT) == "993"
    assert option.of(replace(ACCOUNT, options={"port": "143"})) == "143"


def test_a_mistake_reads_as_one_line() -> None:
    assert str(Mistake("a.toml", "b.c", "is wrong")) == "a.toml: b.c: is wrong"
