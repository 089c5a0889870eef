"""Writes the morning digest in the reader's language: references, categories, dates, links.

No word of a complainant goes in: mail is read on telephones in buses. Of what is confidential
not even the category is named.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from babel.dates import format_date, format_time

from config.texts import Texts
from workflow.core.calendar import MIDNIGHT
from workflow.core.clocks import Office
from workflow.digests import Morning, due_kind
from workflow.post import Letter
from workflow.store.models import ComplaintRow

Words = Mapping[str, str]

DUE: Mapping[str, Words] = {
    "late": {"id": "terlambat sejak {date}", "en": "late since {date}"},
    "today": {"id": "jatuh tempo hari ini pukul {time}", "en": "due today at {time}"},
    "waiting": {"id": "menunggu sejak {date}", "en": "waiting since {date}"},
}
CONFIDENTIAL: Words = {"id": "rahasia", "en": "confidential"}
UNCLASSIFIED: Words = {"id": "belum diklasifikasi", "en": "not classified yet"}
REST: Words = {
    "id": "Seluruhnya {all}: {late} terlambat, {today} jatuh tempo hari ini.",
    "en": "In all {all}: {late} late, {today} due today.",
}


class DigestLetters:
    """Renders digests. `address` is where the office's pages are."""

    def __init__(self, texts: Texts, office: Callable[[], Office], address: str) -> None:
        self._texts = texts
        self._office = office
        self._address = address

    def digest(self, morning: Morning) -> Letter:
        """The digest of one person's morning."""
        language = morning.staff.language
        matters = morning.matters
        counts = {"all": matters.all, "late": matters.late, "today": matters.today}
        policy = self._office().policy
        contact = (policy.contact.get(key, "") for key in ("phone", "email"))
        values = {
            "name": morning.staff.name,
            "count": str(matters.all),
            "lines": "\n\n".join(self._line(row, morning) for row in matters.first),
            "rest": REST[language].format(**counts),
            "worklist_url": f"{self._address}/aduan",
            "account_url": f"{self._address}/akun",
            "office": policy.office_en if language == "en" else policy.office,
            "tracking_url": f"{self._address}/lacak",
            "contact": "\n".join(filter(None, contact)),
            "reference": matters.first[0].reference,
        }
        rendered = self._texts.render("digest", language, values)
        return Letter(rendered.subject, rendered.body)

    def _line(self, row: ComplaintRow, morning: Morning) -> str:
        language = morning.staff.language
        kind = due_kind(row, morning)
        at = row.received_at if kind == "waiting" else row.urgent_at
        due = DUE[kind][language].format(**self._when(at, language))
        said = f"{row.reference}, {self._about(row, language)}: {due}"
        return f"{said}\n{self._address}/aduan/{row.reference}"

    def _about(self, row: ComplaintRow, language: str) -> str:
        if row.confidential:
            return CONFIDENTIAL[language]
        category = self._office().policy.categories.get(row.category)
        if category is None:
            return UNCLASSIFIED[language]
        return category.name_en if language == "en" else category.name_id

    def _when(self, at: datetime, language: str) -> dict[str, str]:
        """The local date and time. Due at 24:00 is due today, and late from tomorrow on."""
        local = self._office().calendars["office"].local(at)
        midnight = local.time() == MIDNIGHT
        return {
            "date": format_date(local.date(), "long", locale=language),
            "time": "24.00" if midnight else format_time(local.time(), "HH.mm", locale=language),
        }
