"""`tuntas bench`: how fast, beside how fast it could be at most, measured in the same run."""

import cProfile
import pstats
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from time import perf_counter, process_time
from typing import TypedDict, Unpack

import click

import web.bench
from config.mistakes import not_among
from web import logs
from web.bench.figures import Figure
from web.bench.stage import Stage
from web.commands.words import Row, as_json, examples, say_rows

FOLDER = Path(web.bench.__file__).parent
SHOWN = 15
"""Lines of a profile."""

Measure = Callable[[Stage], Iterator[Figure]]


class Options(TypedDict):
    """What the command line gave."""

    names: tuple[str, ...]
    size: int | None
    database: str
    busy: bool
    profile: bool
    as_json: bool


EXAMPLES = examples(
    "tuntas bench decide",
    "tuntas bench commands --size 2000 --json",
)


@click.command(epilog=EXAMPLES)
@click.argument("names", nargs=-1, metavar="[NAME...]")
@click.option("--size", type=click.IntRange(1), help="How many; each has a size of its own.")
@click.option("--database", default="", help="postgresql://, empty; else new SQLite.")
@click.option("--busy", is_flag=True, help="Count the processor's seconds: others are busy here.")
@click.option("--profile", is_flag=True, help="Also where the time goes, on standard error.")
@as_json
def bench(**options: Unpack[Options]) -> None:
    """Measure; without a NAME, list what can be measured.

    A line for each figure: name, size, ours, limit, ratio, unit. The ratio is the part of
    the limit that is reached; figures of different machines do not compare, ratios nearly do.
    With --busy, for SQLite alone: a database server's work is in other processes.
    """
    known = {name: measure for name, measure, _ in _benchmarks()}
    for name in options["names"]:
        if name not in known:
            raise click.UsageError(not_among(name, known))
    if not options["names"]:
        for name in known:
            click.echo(name)
    logs.configure("WARNING", "text")
    for name in options["names"]:
        figures = _measured(name, options)
        say_rows((figure.row() for figure in figures), _plain, json_lines=options["as_json"])


COMMANDS: tuple[click.Command, ...] = (bench,)


def _benchmarks() -> Iterator[tuple[str, Measure, int]]:
    for path in sorted(FOLDER.glob("*.py")):
        module = import_module(f"web.bench.{path.stem}")
        if hasattr(module, "measure"):
            yield path.stem, module.measure, module.SIZE


def _measured(name: str, options: Options) -> Iterator[Figure]:
    measure, size = {known: (run, usual) for known, run, usual in _benchmarks()}[name]
    watch = process_time if options["busy"] else perf_counter
    profile = cProfile.Profile(watch)
    with tempfile.TemporaryDirectory(prefix="tuntas-bench-") as folder:
        stage = Stage(options["size"] or size, Path(folder), options["database"], watch)
        if options["profile"]:
            profile.enable()
        yield from measure(stage)
        profile.disable()
    if options["profile"]:
        pstats.Stats(profile, stream=sys.stderr).sort_stats("cumulative").print_stats(SHOWN)


def _plain(row: Row) -> str:
    told = "{name:<30} size {size:>7,}: {ours:,.6g} {unit}; limit {limit:,.6g}, ratio {ratio:.3g}"
    return told.format(**row)
