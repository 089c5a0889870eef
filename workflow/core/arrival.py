"""How far a message of ours has come, as news of it come in: in any order, and more than once.

A table and one rule. What is known of a message only grows: whatever was delivered is never
taken for lost again, and whatever was lost and shows up after all is delivered.
"""

from collections.abc import Mapping

RANK: Mapping[str, int] = {"sent": 1, "delayed": 1, "refused": 1, "delivered": 2, "read": 3}
"""How much a state says. States that are not here (`queued`, `unsure`) say nothing yet."""

BAD = frozenset({"refused", "delayed"})


def after(state: str, news: str, *, told_apart: bool) -> str:
    """The state of a message in `state` once `news` of it came.

    `told_apart`: whether its channel tells arrival from mere acceptance. Where it does not,
    as in mail, *delivered* means that the next server took it, and it may still come back.
    """
    if news not in BAD:
        return news if RANK[news] > RANK.get(state, 0) else state
    if state in ("refused", "read") or (state == "delivered" and told_apart):
        return state
    return news
