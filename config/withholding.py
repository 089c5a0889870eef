"""What an installation sets about words that people take back on a platform.

A part of `Settings`, with the same rules: every field is a variable `TUNTAS_<FIELD>`.
"""

from datetime import timedelta
from typing import Literal

from pydantic import Field

from config.door import DoorSettings


class WithholdingSettings(DoorSettings):
    """Whether the office has to keep what was deleted, and for how long."""

    keep_deleted: Literal["no", "legal_hold"] = Field(
        default="no",
        description="Words deleted on a platform: no: withheld for good; legal_hold: sealed, and "
        "opened by a supervisor with a reason on record.",
    )
    keep_deleted_days: int = Field(
        default=365,
        ge=1,
        le=3650,
        description="How long such words are kept sealed, in days after their deletion.",
    )

    @property
    def withheld_for(self) -> timedelta | None:
        """How long deleted words are kept; none: not at all."""
        hold = self.keep_deleted == "legal_hold"
        return timedelta(days=self.keep_deleted_days) if hold else None
