"""An officer reads why a message did not go, never a code that only its channel understands."""

import re
from pathlib import Path

from adapters.meta import errors
from adapters.telegram.outbound import REFUSALS
from adapters.whatsapp.errors import CODES
from web.channel_words import WHY
from web.delivery_words import why
from workflow.outbox import CLOSED_TO_US

ENDS = re.compile(
    r'(?:Undeliverable|TryLater|Unsure)\(\s*"([a-z][a-z-]*)"(?: if [^"]*"\w+" [^"]*"([a-z-]*)")?'
)
TRIALS = re.compile(r'(?:ChannelDown|Probe)\([^)]*?(?:code=)?"([a-z]+-[a-z-]+)"')
ADAPTERS = Path(__file__).parents[2] / "adapters"


def codes() -> set[str]:
    """Every reason that stands in the channels' code or tables."""
    texts = [path.read_text() for path in ADAPTERS.rglob("*.py")]
    said = {code for text in texts for found in ENDS.findall(text) for code in found if code}
    tables = (errors.CODES, errors.SUBCODES, CODES)
    words = {meaning.word for table in tables for meaning in table.values()}
    return said | words | set(REFUSALS.values())


def test_every_reason_has_words() -> None:
    found = codes()
    assert len(found) > 25
    assert [code for code in sorted(found) if why(code).startswith("Code:")] == []


def test_every_trouble_of_an_account_has_words_and_says_what_to_do() -> None:
    texts = [path.read_text() for path in ADAPTERS.rglob("*.py")]
    found = {code for text in texts for code in TRIALS.findall(text)}
    assert len(found) > 10
    closed = {m.word for m in errors.CODES.values() if m.cls in errors.OF_ACCOUNT}
    closed |= {m.word for m in CODES.values() if m.cls in errors.OF_ACCOUNT}
    assert sorted((found | closed | CLOSED_TO_US) - set(WHY)) == []
