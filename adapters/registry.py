"""Finds the channels by looking into folders; there is no list to keep up to date.

A folder with a `channel.py` that exports `NAME` (the folder's name), `make` and, if its
accounts take options, `OPTIONS` is a channel. A folder that fails to load is reported
under its name and stops no other; switching such a channel on stops the start.
"""

import logging
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from pathlib import Path
from types import ModuleType

from adapters.settings import BadChannels, ChannelSettings, Mistake, Option, mistakes_in
from workflow.core.messages import Channel

HERE = Path(__file__).parent
FILES = ("channel.py", "inbound.py", "outbound.py", "wire.py", "README.md")
"""What each channel's folder holds, besides what it needs for itself."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelKind:
    """A channel that could be switched on."""

    name: str
    folder: Path
    make: Callable[[ChannelSettings], Channel]
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The channels by name, and beside them what is wrong with folders that are none."""

    kinds: Mapping[str, ChannelKind]
    mistakes: tuple[Mistake, ...] = ()


class _BadFolder(Exception):
    """A folder with a `channel.py` that is not a channel."""


def find_channels(extra: Iterable[Path] = ()) -> Found:
    """Looks into this package and then into each extra folder, in that order.

    Never raises for what a channel's folder contains. Of two folders with one name the
    first counts and the second is a mistake.
    """
    return _load_all(_folders((HERE, *extra)))


def _load_all(folders: Iterable[Path]) -> Found:
    kinds: dict[str, ChannelKind] = {}
    mistakes: list[Mistake] = []
    for folder in folders:
        try:
            kinds[folder.name] = _kind(folder, kinds)
        except _BadFolder as why:
            mistakes.append(Mistake(str(folder), folder.name, str(why)))
    return Found(kinds, tuple(mistakes))


def open_channels(
    wanted: Mapping[str, ChannelSettings], extra: Iterable[Path] = ()
) -> dict[str, Channel]:
    """The channels that the installation has switched on, ready to use.

    Raises `BadChannels` with every mistake of every wanted channel: nothing is started
    by halves. Folders of channels that are not switched on are not even loaded: all of them
    together take a quarter of a second and 10 MB.
    """
    places = (HERE, *extra)
    found = _load_all(folder for folder in _folders(places) if folder.name in wanted)
    if found.kinds.keys() != wanted.keys():
        found = find_channels(extra)  # to say what there is instead
    opened: dict[str, Channel] = {}
    mistakes: list[Mistake] = []
    for name, settings in wanted.items():
        try:
            opened[name] = _opened(name, settings, found)
        except BadChannels as bad:
            mistakes += bad.mistakes
    if mistakes:
        raise BadChannels(tuple(mistakes))
    return opened


def _folders(places: Iterable[Path]) -> Iterator[Path]:
    for place in places:
        yield from sorted(found.parent for found in place.glob("*/channel.py"))


def _opened(name: str, settings: ChannelSettings, found: Found) -> Channel:
    if name not in found.kinds:
        raise BadChannels(tuple(_why_absent(name, settings, found)))
    kind = found.kinds[name]
    if mistakes := tuple(mistakes_in(name, kind.options, settings)):
        raise BadChannels(mistakes)
    try:
        return kind.make(settings)
    except BadChannels:
        raise
    except Exception as error:
        # Only the kind of error is told: its text may quote an option, and so a secret.
        sentence = f"could not be made ({type(error).__name__})"
        raise BadChannels((Mistake(settings.file, name, sentence),)) from error


def _why_absent(name: str, settings: ChannelSettings, found: Found) -> Iterator[Mistake]:
    broken = [mistake for mistake in found.mistakes if mistake.key == name]
    yield from broken
    if not broken:
        near = get_close_matches(name, found.kinds, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        allowed = ", ".join(sorted(found.kinds)) or "none"
        yield Mistake(settings.file, name, f"no such channel; allowed: {allowed}{hint}")


def _kind(folder: Path, known: Mapping[str, ChannelKind]) -> ChannelKind:
    if folder.name in known:
        raise _BadFolder(f"{known[folder.name].folder} has this name already")
    module = _load(folder)
    name, make = getattr(module, "NAME", None), getattr(module, "make", None)
    options = getattr(module, "OPTIONS", ())
    if name != folder.name:
        raise _BadFolder(f"channel.py must say NAME = {folder.name!r}")
    if not callable(make):
        raise _BadFolder("channel.py has no make(settings)")
    if not (isinstance(options, tuple) and all(isinstance(one, Option) for one in options)):
        raise _BadFolder("OPTIONS in channel.py must be a tuple of Option")
    return ChannelKind(name=folder.name, folder=folder, make=make, options=options)


def _load(folder: Path) -> ModuleType:
    """`channel.py` of a folder, as a module of this package wherever the folder lies.

    So a channel in an extra folder imports its own files as `adapters.<name>.inbound`,
    the same as one that lies here, and may move from one to the other unchanged.
    """
    try:
        return _import(f"{__package__}.{folder.name}", folder)
    except _BadFolder:
        raise
    except Exception as error:
        log.exception(
            "channel folder does not load",
            extra={"action": "channel.broken", "channel": folder.name},
        )
        raise _BadFolder(f"does not load ({type(error).__name__}: {error})") from error


def _import(package: str, folder: Path) -> ModuleType:
    if package not in sys.modules:
        _load_package(package, folder)
    if str(folder) not in [str(Path(place)) for place in sys.modules[package].__path__]:
        raise _BadFolder("a channel of this name is already loaded from elsewhere")
    return import_module(f"{package}.channel")


def _load_package(package: str, folder: Path) -> None:
    spec = PathFinder.find_spec(package, [str(folder.parent)])
    if spec is None:
        raise _BadFolder("is not a package")
    module = module_from_spec(spec)
    sys.modules[package] = module
    try:
        if spec.loader is not None:
            spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[package]  # half a package would look like a whole one next time
        raise
