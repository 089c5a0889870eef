"""Coverage measured where it can still be told anew: measuring doubles what a test takes.

A file of tests is measured until three of its tests in a row ran no line and no branch that
this process had not seen before; after that one of its tests in five is, until it finds
something again. What takes long repeats itself, so only the beginning of a test is measured.
So the figures are lower bounds, by a percent. What a module says outside its functions runs
once in a process, so all are imported before the first test.
"""

import signal
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pkgutil import walk_packages

from coverage import Coverage

BARREN = 3
SAMPLE = 5
BEGINNING = 0.5
"""Seconds of a test that are measured; of the processor, which is not there for one alone."""

UNMEASURED = ("tests/browser/", "postgresql")
"""Tests of lines that others run, too."""


RUN_BY_IMPORT = ("__main__", "migrations.env")
"""Modules that begin to work when they are imported."""


def is_on() -> bool:
    """Whether what this process runs is measured at all."""
    return Coverage.current() is not None


def import_all(packages: Iterable[str]) -> None:
    """Import every module of these packages."""
    for package in packages:
        for found in walk_packages(import_module(package).__path__, f"{package}."):
            if not found.name.endswith(RUN_BY_IMPORT):
                import_module(found.name)


class Measuring:
    """Which tests of a process are worth measuring."""

    def __init__(self) -> None:
        self._barren: Counter[str] = Counter()
        self._seen = 0

    @contextmanager
    def test(self, name: str) -> Iterator[None]:
        """Run the test of this name (`file::test`) inside; measured or not."""
        measuring = Coverage.current()
        file = name.partition("::")[0]
        if measuring is None:
            yield
        elif self._worthwhile(name, file):
            with _beginning(measuring):
                yield
            self._learn(file)
        else:
            measuring.stop()
            try:
                yield
            finally:
                measuring.start()

    def _worthwhile(self, name: str, file: str) -> bool:
        if any(part in name for part in UNMEASURED):
            return False
        if self._barren[file] < BARREN:
            return True
        self._barren[file] += 1
        return self._barren[file] % SAMPLE == 0

    def _learn(self, file: str) -> None:
        seen = _found()
        if seen > self._seen:
            self._seen, self._barren[file] = seen, 0
        elif self._barren[file] < BARREN:
            self._barren[file] += 1


@contextmanager
def _beginning(measuring: Coverage) -> Iterator[None]:
    """Measure until the time is over; measuring goes on, or begins again, after that."""
    known = signal.signal(signal.SIGPROF, lambda *_: measuring.stop())
    signal.setitimer(signal.ITIMER_PROF, BEGINNING)
    try:
        yield
    finally:
        left, _ = signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, known)
        if not left:
            measuring.start()


def _found() -> int:
    """Lines and branches that this process has run so far, as the tracer counts them."""
    found = getattr(sys.gettrace(), "data", {})
    return sum(map(len, found.values()))
