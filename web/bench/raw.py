"""Rows that the engine wrote, written once more by the bare driver: the limit of `commands`.

Into tables of the same columns and indexes beside the real ones, which stay as they are.
No session, no statement is built, nothing is decided: only the database's own work.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from config.wiring import Installation
from workflow.engine import Done

Row = Sequence[Any]

INDEXES = {
    "event": ("complaint_id, seq",),
    "message": ("complaint_id, number", "channel, external_id", "contact_id, at"),
    "outbox": ("message_id", "complaint_id", "state, next_try_at"),
    "clock": ("complaint_id, name, round", "next_alarm_at"),
    "complaint": ("reference", "open, urgent_at, id", "state, urgent_at, id", "person_id"),
}
"""What is indexed of each table beside its id; the first ones are unique."""

WRITTEN = {
    "event": "complaint_id = {id} and seq > {seq} - {events} and seq <= {seq}",
    "message": "complaint_id = {id} and number > {number} - {messages} and number <= {number}",
    "outbox": "message_id in (select id from message where {message})",
    "clock": "complaint_id = {id}",
    "complaint": "id = {id}",
}
"""Which rows a command wrote; all clocks of its complaint are written anew, and its row."""


SQL = {
    "columns": "select * from {table} where 1 = 0",
    "add": "insert into {table} values ({marks})",
    "drop": "drop table if exists bench_{table}",
    "make": "create table bench_{table} as select * from {table} where 1 = 0",
    "index": "create {unique} index bench_{table}_{number} on bench_{table} ({columns})",
    "change": "update bench_{table} set {told} where id = {mark}",
    "again": " on conflict (id) do update set {told}",
    "written": "select * from {table} where {which}",
}
"""Statements with gaps for names of ours; nothing that anybody typed ever comes here."""


@dataclass(frozen=True, slots=True)
class Bare:
    """A connection of the driver that begins and ends transactions only when told."""

    driver: Any
    on_sqlite: bool

    def rows(self, statement: str) -> list[Row]:
        """What a query gives."""
        return list(self.driver.execute(statement).fetchall())

    def do(self, statement: str) -> None:
        """Carry out a statement."""
        self.driver.execute(statement)

    @property
    def begin(self) -> str:
        """Take the writer's lock at once, as the engine does."""
        return "begin immediate" if self.on_sqlite else "begin"

    def names(self, table: str) -> list[str]:
        """The columns of a table."""
        described = self.driver.execute(SQL["columns"].format(table=table)).description
        return [column[0] for column in described]

    def add(self, table: str, rows: Sequence[Row]) -> None:
        """Add rows with all their columns, in one transaction."""
        marks = ", ".join(self.mark for _ in self.names(table))
        cursor = self.driver.cursor()
        cursor.execute(self.begin)
        cursor.executemany(SQL["add"].format(table=table, marks=marks), rows)
        cursor.execute("commit")

    def together(self, statements: Sequence[str]) -> None:
        """Carry out statements in one transaction."""
        self.do(self.begin)
        for statement in statements:
            self.do(statement)
        self.do("commit")

    def tidy(self, tables: Sequence[str]) -> None:
        """Leave tables that were filled at once as years of daily care would leave them."""
        for table in tables:
            self.do(f"analyze {table}" if self.on_sqlite else f"vacuum analyze {table}")
        if self.on_sqlite:
            self.do("insert into search_terms(search_terms) values ('optimize')")
            self.do("pragma wal_checkpoint(truncate)")

    @property
    def mark(self) -> str:
        """What stands in a statement for a value."""
        return "?" if self.on_sqlite else "%s"


@contextmanager
def bare(office: Installation) -> Iterator[Bare]:
    """The driver's own connection to an office's database."""
    on_sqlite = office.sessions.on_sqlite
    pooled = office.sessions.engine.raw_connection()
    driver: Any = pooled.driver_connection
    if not on_sqlite:  # on SQLite the store has switched the driver's own transactions off
        driver.autocommit = True
    try:
        yield Bare(driver, on_sqlite)
    finally:
        if not on_sqlite:
            driver.autocommit = False
        pooled.close()


INDEXES_OF = {
    True: "select name, sql from sqlite_master where type = 'index' and tbl_name = '{table}'"
    " and sql like 'create index%'",
    False: "select indexname, indexdef from pg_indexes where tablename = '{table}'"
    " and indexdef like 'CREATE INDEX%'",
}
"""On SQLite and on PostgreSQL: the indexes that hold nothing unique."""

WHILE_FILLING = {
    True: (
        "pragma cache_size = -400000",
        "pragma synchronous = off",
        "pragma temp_store = file",
    ),
    False: ("set maintenance_work_mem = '512MB'", "set synchronous_commit = off"),
}
AFTERWARDS = {
    True: (
        "pragma cache_size = -16000",
        "pragma synchronous = normal",
        "pragma temp_store = memory",
    ),
    False: ("reset maintenance_work_mem", "reset synchronous_commit"),
}


@contextmanager
def without_indexes(connection: Bare, tables: Sequence[str]) -> Iterator[None]:
    """Fill tables quickly: their indexes are made anew afterwards, each in one go."""
    found = [
        row
        for table in tables
        for row in connection.rows(INDEXES_OF[connection.on_sqlite].format(table=table))
    ]
    for statement in (*WHILE_FILLING[connection.on_sqlite], *(f"drop index {n}" for n, _ in found)):
        connection.do(statement)
    yield
    for statement in (*(made for _, made in found), *AFTERWARDS[connection.on_sqlite]):
        connection.do(str(statement))


@dataclass(frozen=True, slots=True)
class Copies:
    """The tables beside the real ones."""

    connection: Bare

    def prepare(self) -> None:
        """Make them anew, with every complaint's row in them."""
        do = self.connection.do
        for table, indexes in INDEXES.items():
            do(SQL["drop"].format(table=table))
            do(SQL["make"].format(table=table))
            for number, columns in enumerate(("id", *indexes)):
                index = {"table": table, "number": number, "columns": columns}
                unique = "unique" if number < len(("id", "first")) else ""
                do(SQL["index"].format(unique=unique, **index))
        do("insert into bench_complaint select * from complaint")

    def write(self, written: Sequence[dict[str, list[Row]]]) -> None:
        """Write what commands wrote, each in a transaction of its own."""
        driver = self.connection.driver
        statements = {table: self._statement(table) for table in INDEXES}
        cursor = driver.cursor()
        for tables in written:
            cursor.execute(self.connection.begin)
            for table, rows in tables.items():
                if rows:
                    cursor.executemany(statements[table], rows)
            cursor.execute("commit")

    def written(self, done: Done, messages: int) -> dict[str, list[Row]]:
        """The rows that a command wrote, from the real tables."""
        values = {
            "id": done.complaint,
            "seq": done.events[-1].seq,
            "events": len(done.events),
            "number": done.facts.messages,
            "messages": messages,
        }
        message = WRITTEN["message"].format(**values)
        found = {}
        for table, which in WRITTEN.items():
            named = which.format(**values, message=message)
            found[table] = self.connection.rows(SQL["written"].format(table=table, which=named))
        found["complaint"] = [(*row[1:], row[0]) for row in found["complaint"]]
        return found

    def _statement(self, table: str) -> str:
        columns, mark = self.connection.names(table), self.connection.mark
        if table == "complaint":
            told = ", ".join(f"{column} = {mark}" for column in columns[1:])
            return SQL["change"].format(table=table, told=told, mark=mark)
        marks = ", ".join(mark for _ in columns)
        insert = SQL["add"].format(table=f"bench_{table}", marks=marks)
        told = ", ".join(f"{column} = excluded.{column}" for column in columns[1:])
        return insert + SQL["again"].format(told=told) if table == "clock" else insert
