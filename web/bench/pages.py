"""The staff's pages among many complaints: worklist, search, complaint, overview.

Asked of the app in this process, as its server would; the limit is the bare query behind
the page and an empty view. Half of all answers come within `p50`, nearly all within `p95`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from time import process_time
from urllib.parse import quote

from flask import Flask
from flask.testing import FlaskClient

from config.wiring import Installation
from web.app import make_app
from web.bench.crowd import COMMON, RARE, WITH_HISTORY, WORDS, fill, reference
from web.bench.figures import Figure, Watch, seconds
from web.bench.raw import Bare, bare
from web.bench.stage import MONDAY, UNIT, Stage
from web.here import Shell
from web.signin import COOKIE
from web.thrift import settle
from workflow.core.roles import Role
from workflow.staff import By, NewStaff

SIZE = 10_000
ASKED = 40
"""Each page is asked for so often, or once for each complaint of a small crowd.

A few times before that do not count.
"""

WARM = 12
"""Times that do not count, so that each view of the worklist has been drawn thrice."""
MILLISECONDS = 1_000
PASSWORD = "sawah luas hijau"  # noqa: S105 - of an office that is gone afterwards
KEYSET = "select * from complaint where open = {yes} order by urgent_at, id limit 51"
BY_REFERENCE = "select * from complaint where reference = '{reference}'"
SEARCH = {
    True: "select rowid from search_terms where search_terms match '\"{word}\"' limit 51",
    False: "select complaint_id from search_text where search_terms @@ '{word}'::tsquery limit 51",
}

Address = Callable[[int], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFigure(Figure):
    """A figure of a page, with the middle and the slow end of its answers in milliseconds.

    `processor`: milliseconds of this process's own work for each, however busy the
    machine; what a database server does meanwhile is not in them.
    """

    p50: float
    p95: float
    processor: float

    def row(self) -> dict[str, object]:
        """As any figure, and all three of them."""
        told = {"p50": self.p50, "p95": self.p95, "processor": self.processor}
        return {**Figure.row(self), **{name: round(one, 2) for name, one in told.items()}}


@dataclass(frozen=True, slots=True)
class Shown:
    """A page that is measured: its name, its addresses, who opens it, the query behind it."""

    name: str
    address: Address
    role: Role
    query: str


def measure(stage: Stage) -> Iterator[Figure]:
    """Milliseconds of each page."""
    with stage.office() as office:
        fill(stage, office)
        app = make_app(_without_second_factor(office))
        desks = {role: _desk(app, role) for role in (Role.SUPERVISOR, Role.UNIT_HEAD)}
        with bare(office) as connection:
            empty = _empty_view(stage.watch)
            settle()  # as the server does before its first answer
            for page in _pages(app, office, stage.size):
                yield _figure(page, desks[page.role], (connection, empty), stage)


def _pages(app: Flask, office: Installation, size: int) -> Iterator[Shown]:
    on_sqlite = office.sessions.on_sqlite
    keyset = KEYSET.format(yes="1" if on_sqlite else "true")

    def found(words: str) -> Address:
        return lambda n: f"/aduan?view=open&q={quote(words.format(n=n))}"

    def sought(word: str) -> str:
        return SEARCH[on_sqlite].format(word=word)

    views = ("open", "mine", "closed", "late")
    yield Shown("worklist", lambda n: f"/aduan?view={views[n % 4]}", Role.SUPERVISOR, keyset)
    yield Shown("worklist of a unit", lambda n: "/aduan?view=open", Role.UNIT_HEAD, keyset)
    rare, usual = sought(f"{RARE}1"), sought(WORDS[0])
    yield Shown("search, rare word", found(RARE + "{n}"), Role.SUPERVISOR, rare)
    yield Shown("search, usual words", found(" ".join(WORDS[:2])), Role.SUPERVISOR, usual)
    yield Shown("search, word of all", found(COMMON), Role.SUPERVISOR, sought("bantu"))
    yield Shown("search of a unit", found(COMMON), Role.UNIT_HEAD, sought("bantu"))

    def one(number: int) -> str:
        return reference(number * WITH_HISTORY % size // WITH_HISTORY * WITH_HISTORY)

    by_reference = BY_REFERENCE.format(reference=one(1))
    yield Shown("complaint", lambda n: f"/aduan/{one(n)}", Role.SUPERVISOR, by_reference)
    overview = next((r.rule for r in app.url_map.iter_rules() if r.endpoint == "overview.show"), "")
    if overview:
        yield Shown("overview", lambda n: overview, Role.SUPERVISOR, keyset)


def _without_second_factor(office: Installation) -> Installation:
    """A supervisor here has no telephone to show codes."""
    settings = office.settings.model_copy(update={"second_factor": "optional"})
    return replace(office, settings=settings)


def _desk(app: Flask, role: Role) -> FlaskClient:
    """Somebody signed in, whose browser is a client of the app."""
    shell: Shell = app.extensions["tuntas"]
    unit = UNIT if role is Role.UNIT_HEAD else ""
    new = NewStaff(login=f"bench.{role}", name="Bench", role=role, unit=unit)
    shell.accounts.add(new, PASSWORD, By("console", MONDAY))
    client = app.test_client()
    client.set_cookie(COOKIE, shell.sign_ins.sign_in(new.login, PASSWORD, MONDAY).token)
    return client


def _empty_view(watch: Watch) -> float:
    """Milliseconds of a page that says nothing."""
    app = Flask("nothing", static_folder=None)
    app.add_url_rule("/", "nothing", lambda: "")
    client = app.test_client()
    return _middle([_milliseconds(lambda: client.get("/"), watch) for _ in range(ASKED)])


def _figure(page: Shown, desk: FlaskClient, bounds: tuple[Bare, float], stage: Stage) -> Figure:
    connection, empty = bounds

    def ask(number: int) -> Callable[[], None]:
        address = page.address(number)

        def work() -> None:
            answer = desk.get(address)
            if answer.status_code != 200:  # noqa: PLR2004
                raise RuntimeError(f"{address}: {answer.status_code}")

        return work

    for number in range(WARM):
        ask(number)()
    began = process_time()
    asked = min(ASKED, stage.size)
    taken = sorted(_milliseconds(ask(n), stage.watch) for n in range(asked))
    processor = (process_time() - began) * MILLISECONDS / asked
    bare_query = [
        _milliseconds(lambda: connection.rows(page.query), stage.watch) for _ in range(ASKED)
    ]
    p50, p95 = _middle(taken), taken[int(0.95 * (len(taken) - 1))]
    limit = empty + _middle(bare_query)
    return PageFigure(
        name=page.name,
        size=stage.size,
        ours=p50,
        limit=limit,
        unit="ms",
        p50=p50,
        p95=p95,
        processor=processor,
    )


def _milliseconds(work: Callable[[], object], watch: Watch) -> float:
    return seconds(work, watch) * MILLISECONDS


def _middle(taken: list[float]) -> float:
    return sorted(taken)[len(taken) // 2]
