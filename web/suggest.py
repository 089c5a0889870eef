"""What the form may say before it is sent: who usually decides such a matter.

A hint by the words of the office's own categories; never a refusal, never a decision.
"""

import re
from dataclasses import dataclass

from workflow.core.policy import Agency, Category, Policy

LEAST_HITS = 1


@dataclass(frozen=True, slots=True)
class Hint:
    """What it seems to be about; `agency` decides it where that is not this office."""

    category: Category
    agency: Agency | None


def hint_for(policy: Policy, words: str) -> Hint | None:
    """The category whose words are met most often; none where no word is met, or two compete.

    Confidential categories are never named: the screen may be seen by somebody else.
    """
    hits = sorted(
        ((_hits(category, words), category) for category in policy.categories.values()),
        key=lambda found: -found[0],
    )
    (most, best), (next_most, _) = hits[0], hits[1]
    if most < LEAST_HITS or most == next_most or best.confidential or best.safety:
        return None
    return Hint(best, policy.agencies.get(best.agency))


def _hits(category: Category, words: str) -> int:
    """How many different words of a category stand in a text, as whole words."""
    return sum(
        1
        for keyword in set(category.keywords)
        if re.search(rf"\b{re.escape(keyword)}\b", words, re.IGNORECASE)
    )
