"""A whole office of complaints to measure pages in: a few are played, the database copies them.

Good for measuring only: the chains of their histories do not hold. Units, times, words and
states differ as in an office that has worked for years: one in ten is open. One in twenty
is whole, which is enough for opening some of them; of the others there are the first message,
the clocks that run and the words to be found by.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from config.wiring import Installation
from web.bench.clones import FIRST
from web.bench.raw import Bare, bare, without_indexes
from web.bench.stage import HEAD, INTAKE, MONDAY, Stage, assign, respond
from workflow.core import commands as c
from workflow.core.reference import make_reference
from workflow.core.roles import Actor, Role
from workflow.store.stems import stem

SUPERVISOR = Actor.staff("3", Role.SUPERVISOR)
TABLES = ("complaint", "clock", "event", "message")
FILLED = (*TABLES, "search_text")
CHUNK = 50_000
"""So many are copied in one transaction."""

WITH_HISTORY = 20
WHOLE = f"new.n % {WITH_HISTORY} = 0"
COPIED = {
    "complaint": "true",
    "clock": f"({WHOLE} or model.stopped_at is null)",
    "event": WHOLE,
    "message": f"({WHOLE} or model.number = 1)",
}
"""Which rows of a model are copied: no page that is measured reads the others."""

STRIDE = 1_000
"""More than the ids of one model's rows lie apart."""

WEIGHTS = (2, 5, 3, 90)
"""Of a hundred: how many are like each model: received, assigned, responded, resolved."""

DAY = 24 * 60
DAYS_BACK = (30, 30, 30, 4 * 365)
"""Within how many days the copies of each model came: open ones lately, closed ones in years."""

MOMENTS = frozenset(
    {"received_at", "opened_at", "changed_at", "closed_at", "due_at", "urgent_at", "warn_at",
     "started_at", "stopped_at", "at"}
)  # fmt: skip
TEXT = (
    "kamar mandi wisma lansia licin air mati lampu rusak tangga panti petugas loket antre lama "
    "santunan cair terlambat data penerima hilang kursi roda belum datang surat rujukan ditolak "
    "makanan basi kasur robek obat habis perawat kasar jadwal kunjungan berubah pendaftaran "
    "anak terlantar keluarga miskin pindah alamat dicoret rekening kosong pungutan parkir"
)
WORDS = TEXT.split()
COMMON, RARE = "bantuan", "nomor"
RARE_ONES = 5_000

NEW = "new.complaint"
VALUES = {
    "id": f"{FIRST} + new.n * {STRIDE} + model.id - {{base}}",
    "complaint_id": NEW,
    "reference": "new.reference",
    "unit": "case model.unit when '' then '' else new.unit end",
    "first_line": "words.line",
    "text": "words.text || ' ' || new.few",
    "data": "replace(model.data, '{reference}', new.reference)",
}
"""What a copy says for itself, by column; moments are moved, all else is as in the model."""

MOVED = {
    True: "strftime('%Y-%m-%d %H:%M:%f', model.{column}, -new.back || ' minutes') || '000'",
    False: "model.{column} - new.back * interval '1 minute'",
}
"""On SQLite and on PostgreSQL."""

SQL = {
    "new": "create temporary table bench_new (n bigint primary key, complaint bigint,"
    " reference text, unit text, like_model int, back int, residue int, few text)",
    "words": "create temporary table bench_words"
    " (residue int primary key, line text, text text, head text, body text)",
    "copy": "insert into {table} ({columns}) select {values} from bench_new as new"
    " join bench_words as words on words.residue = new.residue"
    " join {table} as model on model.{key} = {model}"
    " where new.like_model = {like} and {copied} order by new.n",
    "moment": "case when model.{column} > '2090-01-01' then model.{column} else {moved} end",
    "search": "insert into search_text (complaint_id, head, body)"
    " select new.complaint, head, body || ' ' || new.few from bench_new as new"
    " join bench_words as words on words.residue = new.residue order by new.n",
    "base": "select min(id) from {table} where {key} = {model}",
    "reference": "select reference from complaint where id = {model}",
}
"""Statements with gaps for names of ours; nothing that anybody typed ever comes here."""


def fill(stage: Stage, office: Installation) -> None:
    """Fill an empty office with as many complaints as the stage is large."""
    made = stage.open(office, len(WEIGHTS))
    _play(stage, office, made)
    units = sorted(unit.id for unit in office.office.policy.units.values() if unit.handles)
    with bare(office) as connection, without_indexes(connection, FILLED):
        connection.do(SQL["new"])
        connection.do(SQL["words"])
        connection.add("bench_words", [_words(residue) for residue in range(len(WORDS))])
        copying = list(_copying(connection, made))
        for start in range(0, stage.size, CHUNK):
            numbers = range(start, min(start + CHUNK, stage.size))
            connection.do("delete from bench_new")
            connection.add("bench_new", [_new(n, units[n % len(units)]) for n in numbers])
            connection.together(copying)
        connection.do("drop table bench_new")
        connection.do("drop table bench_words")
    with bare(office) as connection:
        connection.tidy(FILLED)


def reference(number: int) -> str:
    """What a copy is called."""
    return make_reference(number)


def word_of(number: int, place: int) -> str:
    """A word of a copy's text; as many different texts as there are words."""
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


def _new(number: int, unit: str) -> tuple[object, ...]:
    """A row of `bench_new`: a complaint that is to be."""
    like = _like(number)
    back = (number * 7_907) % (DAYS_BACK[like] * DAY)
    few = f"{RARE}{number % RARE_ONES}"
    return number, FIRST + number, reference(number), unit, like, back, number % len(WORDS), few


def _like(number: int) -> int:
    """Which of the models a copy is like."""
    place = (number * 37) % sum(WEIGHTS)
    return next(like for like in range(len(WEIGHTS)) if place < sum(WEIGHTS[: like + 1]))


def _words(residue: int) -> tuple[object, ...]:
    """A row of `bench_words`: a first line, a text of some forty words, and both in stems."""
    line = [word_of(residue, place) for place in range(8)]
    text = [*(word_of(residue, place) for place in range(38)), COMMON]
    told = [line, text, *([stem(word) for word in words] for words in (line, text))]
    return residue, *(" ".join(words) for words in told)


@dataclass(frozen=True, slots=True)
class _Model:
    """A complaint that is copied: which one of them, its id and what it is called."""

    like: int
    id: int
    reference: str


def _copying(connection: Bare, made: list[int]) -> Iterator[str]:
    """The statements that copy a chunk: every table from every model."""
    for like, id in enumerate(made):
        ((called,),) = connection.rows(SQL["reference"].format(model=id))
        for table in TABLES:
            yield _copy(connection, table, _Model(like, id, str(called)))
    yield SQL["search"]


def _copy(connection: Bare, table: str, model: _Model) -> str:
    columns = connection.names(table)
    key = "id" if table == "complaint" else "complaint_id"
    ((base,),) = connection.rows(SQL["base"].format(table=table, key=key, model=model.id))
    own = VALUES | ({"id": NEW} if table == "complaint" else {})
    values = [
        own[column].format(base=base, reference=model.reference)
        if column in own
        else _value(connection, column)
        for column in columns
    ]
    return SQL["copy"].format(
        table=table,
        columns=", ".join(columns),
        values=", ".join(values),
        key=key,
        model=model.id,
        like=model.like,
        copied=COPIED[table],
    )


def _value(connection: Bare, column: str) -> str:
    """A value of the model: a moment is moved, but the end of time stays where it is."""
    if column not in MOMENTS:
        return f"model.{column}"
    moved = MOVED[connection.on_sqlite].format(column=column)
    return SQL["moment"].format(column=column, moved=moved)
