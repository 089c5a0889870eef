"""A whole office of complaints to measure pages in: rows written by the bare driver from models.

Good for measuring only: the chains of their histories do not hold. Units, times, words and
states differ as in an office that has worked for years: one in ten is open. One in twenty
has a history, which is enough for opening some of them.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from config.wiring import Installation
from web.bench.clones import CHUNK, FIRST, ROWS
from web.bench.raw import Bare, Row, bare
from web.bench.stage import HEAD, INTAKE, MONDAY, Stage, assign, respond
from workflow.core import commands as c
from workflow.core.reference import make_reference
from workflow.core.roles import Actor, Role
from workflow.store.stems import stem

SUPERVISOR = Actor.staff("3", Role.SUPERVISOR)
TABLES = ("complaint", "clock", "event", "message")
WITH_HISTORY = 20
STRIDE = 100
"""More rows than any model has in a table."""

YEARS = 4
WEIGHTS = (2, 5, 3, 90)
"""Of a hundred: how many are like each model: received, assigned, responded, resolved."""

MOMENTS = frozenset(
    {"received_at", "opened_at", "changed_at", "closed_at", "due_at", "urgent_at", "warn_at",
     "started_at", "stopped_at", "at"}
)  # fmt: skip
STORED = "%Y-%m-%d %H:%M:%S.%f"
TEXT = (
    "kamar mandi wisma lansia licin air mati lampu rusak tangga panti petugas loket antre lama "
    "santunan cair terlambat data penerima hilang kursi roda belum datang surat rujukan ditolak "
    "makanan basi kasur robek obat habis perawat kasar jadwal kunjungan berubah pendaftaran "
    "anak terlantar keluarga miskin pindah alamat dicoret rekening kosong pungutan parkir"
)
WORDS = TEXT.split()
COMMON, RARE = "bantuan", "nomor"
ADD_WORDS = "insert into search_text (complaint_id, head, body) values ({mark}, {mark}, {mark})"


@dataclass(frozen=True, slots=True)
class Model:
    """The rows of a complaint that is copied, by table, each by its columns."""

    reference: str
    rows: dict[str, list[dict[str, Any]]]


def fill(stage: Stage, office: Installation) -> None:
    """Fill an empty office with as many complaints as the stage is large."""
    made = stage.open(office, len(WEIGHTS))
    _play(stage, office, made)
    units = sorted(unit.id for unit in office.office.policy.units.values() if unit.handles)
    with bare(office) as connection:
        models = [_model(connection, complaint) for complaint in made]
        for start in range(0, stage.size, CHUNK):
            numbers = range(start, min(start + CHUNK, stage.size))
            _write(connection, [(n, _like(models, n), units[n % len(units)]) for n in numbers])
        for table in (*TABLES, "search_text"):
            connection.do(f"analyze {table}")
        if connection.on_sqlite:
            connection.do("insert into search_terms(search_terms) values ('optimize')")


def reference(number: int) -> str:
    """What a copy is called."""
    return make_reference(number)


def word_of(number: int, place: int) -> str:
    """A word of a copy's text: the first ones of the list come most often."""
    return WORDS[(number * 7919 + place * 104_729 + place * place) % len(WORDS)]


def _play(stage: Stage, office: Installation, made: list[int]) -> None:
    """One stays received, one is assigned, one answered, one resolved."""
    stage.triage(office, made)
    execute = office.engine.execute
    for complaint in made[1:]:
        execute(assign(complaint), INTAKE, MONDAY)
    for complaint in made[2:]:
        execute(respond(complaint), HEAD, MONDAY)
    resolve = c.Act(complaint=made[3], move="resolve", values={"reason": "Sudah dijawab."})
    execute(resolve, SUPERVISOR, MONDAY)


def _like(models: list[Model], number: int) -> Model:
    place = (number * 37) % sum(WEIGHTS)
    for model, weight in zip(models, WEIGHTS, strict=True):
        if place < weight:
            return model
        place -= weight
    return models[-1]


def _model(connection: Bare, complaint: int) -> Model:
    rows = {
        table: _rows(connection, table, "id" if table == "complaint" else "complaint_id", complaint)
        for table in TABLES
    }
    return Model(rows["complaint"][0]["reference"], rows)


def _rows(connection: Bare, table: str, column: str, id: int) -> list[dict[str, Any]]:
    found = connection.rows(ROWS.format(table=table, column=column, id=id))
    return [dict(zip(connection.names(table), row, strict=True)) for row in found]


def _write(connection: Bare, numbered: list[tuple[int, Model, str]]) -> None:
    for table in TABLES:
        rows = [
            row
            for number, model, unit in numbered
            if table != "event" or number % WITH_HISTORY == 0
            for row in _copies(table, model, number, unit)
        ]
        connection.add(table, rows)
    words = [(FIRST + number, *_stems(number)) for number, _, _ in numbered]
    cursor = connection.driver.cursor()
    cursor.execute(connection.begin)
    cursor.executemany(ADD_WORDS.format(mark=connection.mark), words)
    cursor.execute("commit")


def _copies(table: str, model: Model, number: int, unit: str) -> list[Row]:
    shift = _shift(model, number)
    told = {"complaint_id": FIRST + number, **_own(table, number, unit)}
    copies: list[Row] = []
    for nth, row in enumerate(model.rows[table]):
        id = FIRST + number * (STRIDE if table != "complaint" else 1) + nth
        moved = {name: _moved(row[name], shift) for name in MOMENTS & row.keys()}
        fresh = {"id": id, **moved, **{name: told[name] for name in told.keys() & row.keys()}}
        if table == "complaint" and not row["unit"]:
            fresh["unit"] = ""
        if table == "event":
            fresh["data"] = row["data"].replace(model.reference, reference(number))
        copies.append([*(row | fresh).values()])
    return copies


def _own(table: str, number: int, unit: str) -> dict[str, object]:
    """What each copy says for itself."""
    if table == "complaint":
        line = " ".join(_line(number))
        return {"reference": reference(number), "unit": unit, "first_line": line}
    return {"text": " ".join(_text(number))} if table == "message" else {}


def _line(number: int) -> list[str]:
    return [word_of(number, place) for place in range(8)]


def _text(number: int) -> list[str]:
    """Some forty words: one that all have, one that few have."""
    few = f"{RARE}{number % 5_000}"
    return [*(word_of(number, place) for place in range(38)), COMMON, few]


def _stems(number: int) -> tuple[str, str]:
    head, body = (" ".join(map(stem, words)) for words in (_line(number), _text(number)))
    return head, body


def _shift(model: Model, number: int) -> timedelta:
    """Open ones came within a month, closed ones within years."""
    is_open = bool(model.rows["complaint"][0]["open"])
    days = 30 if is_open else YEARS * 365
    return -timedelta(minutes=(number * 7_907) % (days * 24 * 60))


def _moved(at: str | datetime | None, by: timedelta) -> str | datetime | None:
    """A text on SQLite, a time on PostgreSQL; the end of time stays where it is."""
    if at is None:
        return None
    moment = datetime.strptime(at, STORED).replace(tzinfo=UTC) if isinstance(at, str) else at
    if moment.year > MONDAY.year + YEARS:
        return at
    return f"{moment + by:{STORED}}" if isinstance(at, str) else moment + by
