"""What goes out by WhatsApp: to an id or a number, with files, within the window or by template."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.whatsapp.channel import WhatsappChannel
from tests.adapters.fakes.graph import Asked
from tests.adapters.fakes.site import Reply
from tests.adapters.fakes.whatsapp import MEGABYTE, Whatsapp
from tests.adapters.shown import shows
from tests.adapters.terms import TOKEN
from tests.adapters.whatsapp_number import (
    HER_PHONE,
    MESSAGE,
    SITI,
    opened,
)
from workflow.core.messages import Attachment, TryLater, Undeliverable

CHANNEL = "whatsapp"
PDF = Attachment(name="surat é.pdf", media_type="application/pdf", content=b"%PDF-1.7")
ELSEWHERE = "Berkas ada di halaman laporan."


def file(media_type: str, size: int = 9, name: str = "berkas") -> Attachment:
    return Attachment(name=name, media_type=media_type, content=bytes(size))


def always(reply: Reply) -> Callable[[Asked], Reply]:
    return lambda asked: reply


# -- Texts --------------------------------------------------------------------------------


@shows("T30")
def test_the_call_is_the_documented_one(whatsapp: WhatsappChannel, there: Whatsapp) -> None:
    message = replace(MESSAGE, to=HER_PHONE, in_reply_to="wamid.A1", token=TOKEN)
    sent = whatsapp.send(message)
    assert (sent.external_id, sent.delivered) == ("wamid.OUT1", False)
    [posted] = there.sent
    assert posted.document == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": HER_PHONE,
        "type": "text",
        "text": {"body": "Sudah kami periksa.", "preview_url": False},
        "context": {"message_id": "wamid.A1"},
        "biz_opaque_callback_data": f"C-7KQ4-2MX9.3 {TOKEN}",
    }


@pytest.mark.parametrize(
    ("to", "key", "told"),
    [(SITI, "recipient", SITI), (f"+{HER_PHONE}", "to", HER_PHONE), ("62811", "to", "62811")],
)
def test_people_are_called_by_their_id_or_their_number(
    whatsapp: WhatsappChannel, there: Whatsapp, to: str, key: str, told: str
) -> None:
    whatsapp.send(replace(MESSAGE, to=to))
    assert {k: v for k, v in there.sent[0].document.items() if k in {"to", "recipient"}} == {
        key: told
    }


@pytest.mark.parametrize("to", ["", "Siti", "12", "id.1", "ID.", "6281\n", "ID.1 x"])
def test_what_is_no_address_is_refused_before_anything_goes_out(
    whatsapp: WhatsappChannel, there: Whatsapp, to: str
) -> None:
    with pytest.raises(Undeliverable, match="no-such-address"):
        whatsapp.send(replace(MESSAGE, to=to))
    assert there.calls == []


@pytest.mark.parametrize("quoted", ["", "e:wamid.A1", "<mail@x.example>", "wamid."])
def test_only_messages_of_whatsapp_are_quoted(
    whatsapp: WhatsappChannel, there: Whatsapp, quoted: str
) -> None:
    whatsapp.send(replace(MESSAGE, in_reply_to=quoted))
    assert "context" not in there.sent[0].document


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("biaya *gratis* ya", "biaya \u2217gratis\u2217 ya"),
        ("_kami_ dan ~salah~", "\uff3fkami\uff3f dan \u223csalah\u223c"),
        ("```kode```", 3 * "\u02cb" + "kode" + 3 * "\u02cb"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("nama_berkas_baru", "nama_berkas_baru"),
        ("*satu bintang", "*satu bintang"),
        ("https://x.example/_a_/*b* ok", "https://x.example/_a_/*b* ok"),
        ("*lihat\nini*", "*lihat\nini*"),
    ],
)
def test_a_text_reads_as_it_was_typed_though_whatsapp_has_markup(
    whatsapp: WhatsappChannel, there: Whatsapp, typed: str, read: str
) -> None:
    whatsapp.send(replace(MESSAGE, text=typed))
    assert there.sent[0].text == read


def test_only_the_first_part_quotes_and_the_last_one_names_the_message(
    whatsapp: WhatsappChannel, there: Whatsapp
) -> None:
    message = replace(MESSAGE, text="Panjang sekali. " * 300, in_reply_to="wamid.A1")
    assert whatsapp.send(message).external_id == "wamid.OUT2"
    assert ["context" in one.document for one in there.sent] == [True, False]
    assert {one.document["biz_opaque_callback_data"] for one in there.sent} == {MESSAGE.key}


# -- Files --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("media_type", "size", "kind"),
    [
        ("image/jpeg", 5 * MEGABYTE, "image"),
        ("image/jpeg", 5 * MEGABYTE + 1, "document"),
        ("video/mp4", 9, "video"),
        ("audio/ogg", 9, "audio"),
        ("application/pdf", 9, "document"),
        ("text/plain", 9, "document"),
    ],
)
def test_a_file_travels_as_what_it_is_or_as_a_document_if_it_is_too_large_for_that(
    whatsapp: WhatsappChannel, there: Whatsapp, media_type: str, size: int, kind: str
) -> None:
    whatsapp.send(replace(MESSAGE, attachments=(file(media_type, size),)))
    [last] = [one for one in there.sent if one.document["type"] != "text"]
    assert last.document["type"] == kind
    assert len(last.file[1]) == size
    captioned = "caption" in last.document[kind]
    assert captioned is (kind != "audio")
    assert ("filename" in last.document[kind]) is (kind == "document")


def test_several_files_follow_the_text_under_their_own_names(
    whatsapp: WhatsappChannel, there: Whatsapp
) -> None:
    sent = whatsapp.send(replace(MESSAGE, attachments=(PDF, file("image/png"))))
    assert [one.document["type"] for one in there.sent] == ["text", "document", "image"]
    assert there.sent[1].document["document"]["filename"] == "surat é.pdf"
    assert sent.external_id == "wamid.OUT3"


def test_a_text_too_long_for_a_caption_goes_first(
    whatsapp: WhatsappChannel, there: Whatsapp
) -> None:
    whatsapp.send(replace(MESSAGE, text="x" * 1_024, attachments=(PDF,)))
    whatsapp.send(replace(MESSAGE, text="x" * 1_025, attachments=(PDF,)))
    assert [one.document["type"] for one in there.sent] == ["document", "text", "document"]


def test_a_file_that_whatsapp_does_not_take_waits_where_the_words_say(
    whatsapp: WhatsappChannel, there: Whatsapp
) -> None:
    archive = file("application/zip", name="arsip.zip")
    whatsapp.send(replace(MESSAGE, attachments=(archive, PDF), instead_of_files=ELSEWHERE))
    [posted] = there.sent
    assert (posted.text, posted.file[1]) == (f"Sudah kami periksa.\n\n{ELSEWHERE}", PDF.content)


def test_a_file_that_cannot_go_is_never_dropped_in_silence(
    whatsapp: WhatsappChannel, there: Whatsapp
) -> None:
    for attachment, code in [
        (file("application/zip"), "file-type"),
        (file("application/pdf", 100 * MEGABYTE + 1), "too-large"),
    ]:
        with pytest.raises(Undeliverable, match=code):
            whatsapp.send(replace(MESSAGE, attachments=(attachment,)))
    assert there.calls == []


@shows("T34")
def test_a_file_that_was_perhaps_handed_over_was_sent_to_nobody_yet(
    whatsapp: WhatsappChannel, there: Whatsapp
) -> None:
    upload = there.routes[1]
    for reply in (Reply(hangs_up=True), Reply(200, b"<html>"), Reply(200, b"{}")):
        there.routes[1] = replace(upload, answer=always(reply))
        with pytest.raises(TryLater, match="file-unclear"):
            whatsapp.send(replace(MESSAGE, attachments=(PDF,)))
    assert there.sent == []


# -- The window ---------------------------------------------------------------------------


@shows("T37")
@pytest.mark.parametrize("seconds", [1, 0, -60])
def test_within_24_hours_a_text_goes_out_and_afterwards_it_is_refused_here(
    whatsapp: WhatsappChannel, there: Whatsapp, seconds: int
) -> None:
    message = replace(MESSAGE, window_until=there.now + timedelta(seconds=seconds))
    if seconds > 0:
        assert whatsapp.send(message).external_id == "wamid.OUT1"
        return
    with pytest.raises(Undeliverable, match="window-closed"):
        whatsapp.send(message)
    assert there.calls == []


def test_a_window_that_only_whatsapp_knew_to_be_closed_ends_the_same(
    whatsapp: WhatsappChannel, there: Whatsapp
) -> None:
    there.wrote_at[SITI] = there.now - timedelta(hours=24, seconds=1)
    with pytest.raises(Undeliverable, match="window-closed"):
        whatsapp.send(MESSAGE)
    there.wrote_at[SITI] = there.now - timedelta(hours=23, minutes=59)
    whatsapp.send(MESSAGE)


@pytest.mark.parametrize(
    ("takes", "fields"),
    [
        ("number-text", ["C-7KQ4-2MX9", "Sudah kami periksa. Terima kasih."]),
        ("number", ["C-7KQ4-2MX9"]),
        ("text", ["Sudah kami periksa. Terima kasih."]),
        ("nothing", []),
    ],
)
def test_after_it_an_approved_template_carries_our_words_on_one_line(
    there: Whatsapp, takes: str, fields: list[str]
) -> None:
    there.wrote_at[SITI] = there.now - timedelta(days=3)
    closed = replace(
        MESSAGE,
        text="Sudah kami periksa.\n\nTerima kasih.",
        template="answer",
        window_until=there.now - timedelta(days=2),
    )
    rows = f"receipt=laporan_diterima:number, *=tindak_lanjut:{takes}"
    sent = opened(there, templates=rows).send(closed)
    assert sent.external_id == "wamid.OUT1"
    template = there.sent[0].document["template"]
    assert (template["name"], template["language"]) == ("tindak_lanjut", {"code": "id"})
    told = [one["text"] for part in template["components"] for one in part["parameters"]]
    assert told == fields


def test_what_does_not_go_into_a_template_is_refused(
    whatsapp: WhatsappChannel, there: Whatsapp
) -> None:
    template = replace(MESSAGE, template="answer")
    for message, code in [
        (replace(template, text="x" * 901), "too-long"),
        (replace(template, attachments=(PDF,)), "file-type"),
    ]:
        with pytest.raises(Undeliverable, match=code):
            whatsapp.send(message)
    assert there.calls == []
    whatsapp.send(replace(template, attachments=(PDF,), instead_of_files=ELSEWHERE))
    assert there.uploads == {}


@pytest.mark.parametrize(
    ("purpose", "name"),
    [
        ("receipt", "laporan_diterima"),
        ("question", "perlu_informasi"),
        ("resolved", "laporan_selesai"),
        ("message", "tindak_lanjut"),
    ],
)
def test_each_purpose_has_its_template(
    whatsapp: WhatsappChannel, there: Whatsapp, purpose: str, name: str
) -> None:
    whatsapp.send(replace(MESSAGE, template=purpose))
    assert there.sent[0].document["template"]["name"] == name


def test_without_a_template_for_it_the_window_stays_closed(there: Whatsapp) -> None:
    for rows in ("receipt=laporan_diterima:number", ""):
        with pytest.raises(Undeliverable, match="window-closed"):
            opened(there, templates=rows).send(replace(MESSAGE, template="answer"))
    assert there.calls == []
