"""The views beside the worklist with their live counts: the office's, the inbox's, saved ones."""

from collections.abc import Mapping
from dataclasses import dataclass

from web.addresses import url_for
from web.asked import Asked
from web.here import actor, installation, now
from web.i18n import source, translate
from workflow.core.roles import May
from workflow.store import saved_views, set_aside, worklists
from workflow.store.desk_views import VIEWS
from workflow.store.worklists import MOST_COUNTED

ALARMING = ("late", "came_back", "mentioned")
WHEN_FILLED = ("asleep", "mentioned")
"""Views that are shown only while they hold something."""

LABELS = {"asleep": source("Put off by you"), "mentioned": source("Mentions")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """A view of the worklist, with how many it holds: a number, or “999+”."""

    label: str
    address: str
    count: str
    here: bool
    alarming: bool = False
    saved: bool = False


def tabs(here: Asked) -> list[Tab]:
    """The views of the worklist with their counts, and those of the inbox for who judges it."""
    me = actor()
    with installation().sessions.reading() as db:
        found = worklists.counts(db, me, now())
        aside = set_aside.counts(db, me) if me.may(May.JUDGE_INBOX) else None
        saved = [(row.name, Asked.written(row.asked)) for row in saved_views.of(db, me)]
        held = [worklists.count(db, me, asked.wanted, now()) for _, asked in saved]
    opened = any(asked.address == here.address for _, asked in saved)
    views = [
        Tab(
            label=translate(view.label),
            address=url_for("worklist.show", view=view.name),
            count=_capped(found[view.name]),
            here=view.name == here.view and not opened,
            alarming=view.name in ALARMING and bool(found[view.name]),
        )
        for view in VIEWS
        if found[view.name] or view.name not in WHEN_FILLED or view.name == here.view
    ]
    kept = [
        Tab(
            label=name,
            address=url_for("worklist.show", **asked.parts),
            count=_capped(count),
            here=asked.address == here.address,
            saved=True,
        )
        for (name, asked), count in zip(saved, held, strict=True)
    ]
    return [*views, *(_inbox_tabs(aside) if aside is not None else ()), *kept]


def _inbox_tabs(aside: Mapping[str, int]) -> list[Tab]:
    unverified = aside.get(set_aside.UNVERIFIED, 0)
    others = sum(aside.values()) - unverified
    return [
        Tab(
            label=translate("Unverified replies"),
            address=url_for("inbox.show", rule=set_aside.UNVERIFIED),
            count=_capped(unverified),
            here=False,
            alarming=bool(unverified),
        ),
        Tab(
            label=translate("Set aside"),
            address=url_for("inbox.show"),
            count=_capped(others),
            here=False,
        ),
    ]


def _capped(count: int) -> str:
    return f"{MOST_COUNTED - 1}+" if count >= MOST_COUNTED else str(count)
