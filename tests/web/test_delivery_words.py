"""An officer reads why a message did not go, never a code that only its channel understands."""

import re
from pathlib import Path

from adapters.meta import errors
from adapters.telegram.outbound import REFUSALS
from web.delivery_words import why

ENDS = re.compile(r'(?:Undeliverable|TryLater|Unsure)\(\s*"([a-z][a-z-]*)"')
ADAPTERS = Path(__file__).parents[2] / "adapters"


def codes() -> set[str]:
    """Every reason that stands in the channels' code or tables."""
    said = {code for path in ADAPTERS.rglob("*.py") for code in ENDS.findall(path.read_text())}
    words = {m.word for m in vars(errors).values() if isinstance(m, errors.Meaning)}
    return said | words | set(REFUSALS.values())


def test_every_reason_has_words() -> None:
    found = codes()
    assert len(found) > 25
    assert [code for code in sorted(found) if why(code).startswith("Code:")] == []
