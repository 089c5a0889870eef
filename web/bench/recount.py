"""The clocks of open complaints counted anew, as a changed calendar or rule asks for.

History read, folded, and each clock asked when it is due; the limit is reading the rows of
the histories by the bare driver.
"""

from collections.abc import Iterator

from web.bench.clones import clone, ids
from web.bench.figures import PER_SECOND, Figure, rates
from web.bench.raw import bare
from web.bench.stage import INTAKE, MONDAY, Stage, assign
from workflow.store import projection

SIZE = 2_000
HISTORY = "select seq, kind, at, actor, data, hash from event where complaint_id = {} order by seq"


def measure(stage: Stage) -> Iterator[Figure]:
    """Complaints a second."""
    with stage.office() as office:
        (model,) = stage.open(office, 1)
        stage.triage(office, [model])
        office.engine.execute(assign(model), INTAKE, MONDAY)
        clone(office, model, ringing=stage.size, silent=0)

        def ours() -> None:
            with office.sessions.reading() as db:
                for id in ids(stage.size):
                    facts, _ = office.engine.facts(db, id)
                    projection.readings(office.office, facts, MONDAY)

        with bare(office) as connection:

            def limit() -> None:
                for id in ids(stage.size):
                    connection.rows(HISTORY.format(id))

            own, most = rates(stage.size, ours, limit, stage.watch)
        yield Figure(
            name="recount of clocks", size=stage.size, ours=own, limit=most, unit=PER_SECOND
        )
