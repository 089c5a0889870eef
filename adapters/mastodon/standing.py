"""Where a post of Mastodon stands: who can read it, in which exchange, in which language. Pure."""

from adapters.fields import Fields
from workflow.core.messages import Visibility

OPEN_TO_ALL = frozenset({"public", "unlisted"})
"""Anything else, also what we do not know, is answered in private."""

LANGUAGES = frozenset({"id", "en"})


def visibility_of(post: Fields) -> Visibility:
    """Public where strangers read it."""
    seen_by_all = post.line("visibility") in OPEN_TO_ALL
    return Visibility.PUBLIC if seen_by_all else Visibility.PRIVATE


def conversation_of(post: Fields, who: Fields) -> str:
    """In private the person; in public their branch below the post that they answer.

    Notifications do not name the post with which an exchange began, only the one before.
    """
    person = who.needed_id("id")
    if visibility_of(post) is Visibility.PRIVATE:
        return f"dm:{person}"
    return f"{post.id('in_reply_to_id') or post.needed_id('id')}:{person}"


def language_of(post: Fields) -> str:
    """What its author says that it is in; empty for what we do not speak."""
    found = post.line("language").partition("-")[0]
    return found if found in LANGUAGES else ""
