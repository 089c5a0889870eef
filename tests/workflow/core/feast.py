"""An office in Ramadan 2026, with leave and holidays of which some are only estimated."""

from dataclasses import replace
from datetime import date

from tests.workflow.core.offices import PLAIN, holiday, with_days_off, with_ramadan
from workflow.core.calendar import Calendar, DayKind, DayOff

JOINT_LEAVE = DayOff(
    on=date(2026, 3, 18), kind=DayKind.JOINT_LEAVE, name="Joint leave", legal_basis="Decree 2"
)
FEAST = Calendar(
    replace(
        with_ramadan(
            with_days_off(
                PLAIN,
                JOINT_LEAVE,
                holiday("2026-03-19", "Silence"),
                holiday("2026-03-20", "Feast", estimate=True),
                holiday("2026-03-21", "Feast, second day", estimate=True),
            ),
            "2026-02-19",
            "2026-03-20",
        ),
        decreed_to=date(2026, 12, 31),
    )
)
