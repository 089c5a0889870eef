"""What every template has: words, values made readable, drawings, the menu, the switches."""

from dataclasses import dataclass
from functools import cache

from flask import Flask, g, request
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from web import assets, i18n, present
from web.access import holds, is_public
from web.addresses import url_for
from web.channel_accounts import banner
from web.clockfaces import clock_face
from web.here import me, shell
from web.labels import label
from web.stretches import stretches
from web.watch import silent_runners
from workflow.staff import Staff


class CompiledTemplates(BytecodeCache):
    """Templates as Python code, for all apps of this process: compiling costs more than filling."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled before; Jinja itself compares the source."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = CompiledTemplates()
THEME_COOKIE = "theme"
THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuLine:
    """A line of the menu, for this person and this page."""

    label: str
    address: str
    icon: str
    group: str
    here: bool


def furnish(app: Flask) -> None:
    """Give the templates of an app what they all use."""
    app.jinja_env.filters.update(present.FILTERS)
    app.jinja_env.globals.update(
        _=i18n.translate,
        plural=i18n.plural,
        say=i18n.say,
        language=i18n.language,
        url_for=url_for,
        kept=cache,
        icon=assets.icon,
        asset=assets.address,
        clock_face=clock_face,
        label=label,
        menu=menu,
        theme=theme,
        here_address=here_address,
        silent_runners=lambda: [label("runner", name) for name in silent_runners()],
        account_banner=banner,
        public_page=lambda: bool(request.endpoint) and is_public(app, request.endpoint),
        office_name=office_name,
        stretches=stretches,
    )
    app.context_processor(_of_this_request)


def _of_this_request() -> dict[str, Staff | None]:
    return {"me": me()}


def menu() -> list[MenuLine]:
    """What the signed-in person may open, in order."""
    staff = me()
    if staff is None or g.get("unfinished"):
        return []
    return [
        MenuLine(
            label=i18n.translate(entry.label),
            address=url_for(entry.endpoint),
            icon=entry.icon,
            group=i18n.translate(entry.group) if entry.group else "",
            here=(request.endpoint or "").split(".")[0] == entry.endpoint.split(".")[0],
        )
        for entry in shell().menu
        if holds(staff, frozenset(entry.needs))
    ]


def theme() -> str:
    """`light` or `dark` where somebody chose; empty: as their device wants it."""
    wish = request.cookies.get(THEME_COOKIE, "")
    return wish if wish in THEMES else ""


def here_address() -> str:
    """The address of this page, for coming back to it; of the start for one that was sent."""
    if request.method != "GET":
        return str(g.get("come_back", "/"))
    return request.full_path if request.query_string else request.path


def office_name() -> str:
    """The office's name in the reader's language."""
    policy = shell().installation.office.policy
    return policy.office_en if i18n.language() == "en" else policy.office
