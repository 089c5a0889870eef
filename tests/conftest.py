"""What every test stands on: real databases, a shut network, time frozen by marker only.

The engine's own fixtures (the story, the fakes, the live server) belong to the folders
that need them.
"""

import gc
import os
from collections.abc import Callable, Generator, Iterator

import hypothesis
import pytest

from config.environment import PREFIX
from tests import databases, measuring, network, postgres, routes, statements
from tests.databases import Prepare
from tests.measuring import Measuring
from workflow.store.database import Sessions

NewDatabase = Callable[[Prepare | None], str]
KINDS = ("sqlite", "postgresql")
LONG = frozenset(
    {"test_deadlines_reference", "test_engine_machine", "test_mailbox", "test_social_day"}
    | {"test_setup", "test_sweep", "test_workers_anew", "test_killed", "test_memory"}
)
"""Files with tests of ten seconds and more: at the end one worker would be left alone with them."""
PACKAGES = ("workflow", "adapters", "config", "web")
MEASURING = pytest.StashKey[Measuring]()
RARELY = (50_000, 20, 50)
"""When Python looks for garbage: tests make a lot that is gone before it could."""

NO_POSTGRES = "no PostgreSQL: "

# A slow machine is no defect; and every run tries the same examples, so that a change is judged
# by what it changed and no run fails by chance. `TUNTAS_TEST_FUZZ` has it look for others.
hypothesis.settings.register_profile(
    "here",
    deadline=None,
    derandomize="TUNTAS_TEST_FUZZ" not in os.environ,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pictures", metavar="FOLDER", help="keep the browser tests' pictures here")


def pytest_configure(config: pytest.Config) -> None:
    network.refuse_others()
    forget_installations()
    statements.share()
    routes.share()
    config.stash[MEASURING] = Measuring()
    hypothesis.settings.load_profile("here")
    if not hasattr(config, "workerinput"):  # a worker of xdist uses the keeper of its controller
        keeper = databases.start_keeper()
        config.add_cleanup(lambda: databases.end_keeper(keeper))


def forget_installations() -> None:
    """The offices of the tests are set up by the tests, whatever is set on this machine."""
    for name in list(os.environ):
        if name.upper().startswith(PREFIX) and not name.upper().startswith(f"{PREFIX}TEST_"):
            del os.environ[name]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test once per kind of database, or with the kinds that its marker names."""
    if "database_kind" in metafunc.fixturenames:
        marker = metafunc.definition.get_closest_marker("database")
        metafunc.parametrize("database_kind", marker.args if marker else KINDS, indirect=True)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measure coverage where it can still be told anew."""
    with item.config.stash[MEASURING].test(item.nodeid):
        return (yield)


def pytest_collection(session: pytest.Session) -> None:
    """Import all before Hypothesis looks for the constants of what is imported.

    What it knows of them and of letters it keeps in a folder: a run that only collects finds
    it out, in some seconds, for all that come after it.
    """
    only = session.config.option.collectonly
    if only or measuring.is_on():
        measuring.import_all(PACKAGES)
    if only:
        hypothesis.strategies.text().validate()


def pytest_collection_finish() -> None:
    """What stands now stays to the end: the garbage collector need not look at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*RARELY)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long; freezing time stops servers and browsers: never by accident."""
    items.sort(key=lambda item: item.path.stem not in LONG)
    for item in items:
        frozen = item.get_closest_marker("freeze_time")
        names = getattr(item, "fixturenames", ())
        if "freezer" in names and not frozen:
            raise pytest.UsageError(f"{item.nodeid}: freeze time by @pytest.mark.freeze_time only")
        if frozen and "page" in names:
            raise pytest.UsageError(f"{item.nodeid}: a browser cannot run in frozen time")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what did not run, and why."""
    skipped = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", ())]
    silent = [reason for reason in skipped if NO_POSTGRES in reason]
    if silent:
        reason = silent[0].partition(NO_POSTGRES)[2].strip("')\n")
        terminalreporter.write_line(
            f"{len(silent)} tests did NOT run on PostgreSQL: {reason}", red=True, bold=True
        )


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """The address of this run's PostgreSQL server, as its superuser."""
    try:
        return databases.find_server()
    except postgres.NoServer as error:
        pytest.skip(f"{NO_POSTGRES}{error}")


@pytest.fixture
def database_kind(request: pytest.FixtureRequest) -> str:
    """`sqlite` or `postgresql`: tests that ask for a database run on each."""
    return str(request.param)


@pytest.fixture
def new_database(database_kind: str, request: pytest.FixtureRequest) -> Iterator[NewDatabase]:
    """Makes databases that are gone after the test: `new_database(prepare)` gives an address.

    `prepare` (a module's function that takes an address, makes tables and disconnects) runs
    once and is copied after that; `new_database(None)` is empty.
    """
    made: list[str] = []

    def on_postgres(prepare: Prepare | None) -> str:
        made.append(databases.fresh_database(request.getfixturevalue("postgres_url"), prepare))
        return made[-1]

    def on_sqlite(prepare: Prepare | None) -> str:
        return databases.fresh_file(request.getfixturevalue("tmp_path"), prepare)

    yield {"sqlite": on_sqlite, "postgresql": on_postgres}[database_kind]
    for url in made:
        databases.drop_database(url)


@pytest.fixture
def database_url(new_database: NewDatabase) -> str:
    """The address of a new, empty database, gone after the test."""
    return new_database(None)


@pytest.fixture
def sessions(new_database: NewDatabase) -> Iterator[Sessions]:
    """A migrated database of Tuntas, new for each test."""
    opened = Sessions(new_database(databases.migrated))
    yield opened
    opened.close()
