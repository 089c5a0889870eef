"""Commands through the engine, one transaction each and in batches; the limit is their rows raw.

Two moves of an ordinary complaint, assign and respond: guards, history, clocks, messages,
outbox. Each slice is measured beside its own rows, written again by the bare driver.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from config.wiring import Installation
from web.bench.figures import PER_SECOND, Figure, Watch, seconds, timed
from web.bench.raw import Copies, bare
from web.bench.stage import HEAD, INTAKE, MONDAY, Stage, assign, respond
from workflow.core.commands import Act
from workflow.core.roles import Actor
from workflow.engine import Done

SIZE = 900
SLICES = 3
BATCH = 100
MESSAGES = 2
"""An answer and its evidence; to assign writes none."""

Step = tuple[Callable[[int], Act], Actor, int]
STEPS: tuple[Step, ...] = ((assign, INTAKE, 0), (respond, HEAD, MESSAGES))
Run = Callable[[Installation, Sequence[Act], Actor], list[Done]]


def measure(stage: Stage) -> Iterator[Figure]:
    """Commands a second, one by one and in batches of a hundred."""
    with stage.office() as office:
        for name, run in (("commands", _each), ("commands in batches", _many)):
            complaints = stage.open(office, stage.size // 2)
            stage.triage(office, complaints)
            own, most = _measure(Course(office, run, stage.watch), complaints)
            yield Figure(name=name, size=stage.size, ours=own, limit=most, unit=PER_SECOND)


@dataclass(frozen=True, slots=True)
class _Taken:
    """Commands of one slice, and the seconds they took: ours and raw."""

    count: int
    ours: float
    raw: float


@dataclass(frozen=True, slots=True)
class Course:
    """How commands are carried out, and by which watch they are timed."""

    office: Installation
    run: Run
    watch: Watch


def _measure(course: Course, complaints: Sequence[int]) -> tuple[float, float]:
    share = max(1, len(complaints) // SLICES)
    slices = [complaints[start : start + share] for start in range(0, len(complaints), share)]
    taken = [_slice(course, part) for part in slices]
    return max(t.count / t.ours for t in taken), max(t.count / t.raw for t in taken)


def _slice(course: Course, complaints: Sequence[int]) -> _Taken:
    """Both moves on some complaints; after each, its rows raw."""
    count, ours, raw = 0, 0.0, 0.0
    for command, actor, messages in STEPS:
        commands = [command(id) for id in complaints]
        done, taken = timed(partial(course.run, course.office, commands, actor), course.watch)
        with bare(course.office) as connection:
            copies = Copies(connection)
            copies.prepare()
            written = [copies.written(each, messages) for each in done]
            raw += seconds(partial(copies.write, written), course.watch)
        count, ours = count + len(done), ours + taken
    return _Taken(count, ours, raw)


def _each(office: Installation, commands: Sequence[Act], actor: Actor) -> list[Done]:
    return [office.engine.execute(command, actor, MONDAY) for command in commands]


def _many(office: Installation, commands: Sequence[Act], actor: Actor) -> list[Done]:
    done = []
    for start in range(0, len(commands), BATCH):
        found = office.engine.execute_many(commands[start : start + BATCH], actor, MONDAY)
        done += [each for each in found if isinstance(each, Done)]
    return done
