"""However a platform shuffles and repeats what it tells, the desk shows the same in the end."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import count

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from tests.adapters.shown import shows
from tests.stories.commenting import told
from tests.story import INTAKE, Story

CHANNELS = ("facebook", "instagram", "mastodon", "telegram", "webhook", "whatsapp")
"""Networks whose words join a conversation; each tells what of this it knows."""
Event = Mapping[str, object]
FIRST: Event = {"type": "message", "id": "m-0", "text": "Lampu panti padam"}
EVENTS: tuple[Event, ...] = (
    {"type": "message", "id": "m-1", "text": "satu"},
    {"type": "edit", "id": "e-1", "target": "m-1", "text": "dua"},
    {"type": "edit", "id": "e-2", "target": "m-1", "text": "tiga"},
    {"type": "message", "id": "m-2", "text": "Nomor saya 081234567890"},
    {"type": "delete", "id": "d-2", "target": "m-2"},
    {"type": "reaction", "id": "r-0", "target": "m-0", "text": "👍"},
    {"type": "message", "id": "own-1", "author": "office", "text": "Besok kami ganti, Bu."},
    {"type": "edit", "id": "e-3", "author": "office", "target": "own-1", "text": "Lusa, Bu."},
)
"""What happens after the first message, in the order in which it really happened."""
CALM = tuple(range(len(EVENTS)))

tellings = st.tuples(st.permutations(CALM), st.lists(st.sampled_from(CALM), max_size=4)).flatmap(
    lambda told: st.permutations([*told[0], *told[1]])
)
"""Every event at least once, in any order."""

talks = count(1)


def shown_after(story: Story, order: Sequence[int]) -> object:
    """What the desk shows when a conversation of its own was told in this order."""
    name, began = f"warga-{next(talks)}", story.clock.at
    tell(story, FIRST, (name, 0), began.isoformat())
    story.assign()
    for turn, place in enumerate(order, start=1):
        at = began + timedelta(minutes=place + 1)
        tell(story, EVENTS[place], (name, turn), at.isoformat())
    view = story.seen_by(INTAKE)
    words = {
        message.row.external_id.partition("/")[2]: (
            message.row.direction,
            message.row.purpose,
            message.row.text,
            message.row.altered,
            tuple((one.kind, one.text) for one in message.happened),
        )
        for message in view.messages
        if message.row.external_id
    }
    stopped = {clock.clock.name for clock in view.clocks if not clock.clock.running}
    return words, view.row.state, stopped


def tell(story: Story, event: Event, whose: tuple[str, int], at: str) -> None:
    """One event, in a wrapping of its own, so that only what is in it can tell it again."""
    name, turn = whose
    ids = {key: f"{name}/{event[key]}" for key in ("id", "target") if key in event}
    whole = {"author": name, "conversation": f"dm:{name}", "sent_at": at, **event, **ids}
    story.memory.platform.arrives(json.dumps(whole, indent=turn).encode())
    for raw in told(story):
        outcome = story.office.intake.take(raw, story.clock.at + timedelta(hours=1))
        story.complaint = outcome.complaint or story.complaint


SHOWN = (
    {
        "m-0": ("in", "message", "Lampu panti padam", "", (("reaction", "👍"),)),
        "m-1": ("in", "message", "tiga", "edited",
                (("original", "satu"), ("edit", "dua"), ("edit", "tiga"))),
        "m-2": ("in", "message", "", "deleted", (("delete", ""),)),
        "own-1": ("out", "typed", "Lusa, Bu.", "edited",
                  (("original", "Besok kami ganti, Bu."), ("edit", "Lusa, Bu."))),
    },
    "assigned",
    {"acknowledge", "verify_forward", "first_response", "statutory_respond"},
)  # fmt: skip


@shows("T12", "T13", "T14", channels=CHANNELS)
@given(order=tellings)
@settings(
    max_examples=10,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example(order=list(CALM))
@example(order=list(reversed(CALM)))
def test_no_order_and_no_repetition_changes_what_the_desk_shows(
    story: Story, order: list[int]
) -> None:
    assert shown_after(story, order) == SHOWN
