"""Files that people send by WhatsApp: asked for by id, fetched from Meta's hosts, checked."""

from dataclasses import replace
from hashlib import sha256

import pytest

from adapters.whatsapp.channel import WhatsappChannel
from tests.adapters.fakes.whatsapp import NUMBER, Whatsapp
from tests.adapters.shown import shows
from tests.adapters.whatsapp_number import ACCESS, OTHER, read_by, two_numbers
from workflow.core.messages import Attachment, Downloads, TryLater, Undeliverable

CHANNEL = "whatsapp"


PICTURE = b"\xff\xd8gambar"


def sent_picture(whatsapp: WhatsappChannel, there: Whatsapp) -> Attachment:
    picture = {"id": "65463453", "mime_type": "image/jpeg", "url": "https://evil.example/x"}
    [file] = read_by(whatsapp, there, type="image", image=picture).attachments
    return replace(file, url=file.url.replace("65463453", "media-65463453"))


@shows("T18")
def test_a_picture_is_asked_for_by_its_id_and_fetched_from_where_it_lies_now(
    whatsapp: WhatsappChannel, there: Whatsapp
) -> None:
    assert isinstance(whatsapp, Downloads)
    file = sent_picture(whatsapp, there)
    assert (file.name, file.content) == ("image-65463453.jpg", b"")
    assert file.url == f"whatsapp:{NUMBER}/media-65463453"
    url = there.store("a.jpg", PICTURE)
    there.media["65463453"] = {"url": url, "sha256": sha256(PICTURE).hexdigest(), "file_size": "8"}
    assert whatsapp.download("office", file).content == PICTURE
    assert all(call.headers["authorization"] == f"Bearer {ACCESS}" for call in there.calls)


@shows("T19")
def test_a_link_that_died_on_the_way_is_asked_for_once_more(
    whatsapp: WhatsappChannel, there: Whatsapp
) -> None:
    file = sent_picture(whatsapp, there)
    dead, alive = f"{there.address}/cdn/dead", there.store("b.jpg", PICTURE)
    there.media["65463453"] = {"links": [dead, alive]}
    assert whatsapp.download("office", file).content == PICTURE
    there.media["65463453"] = {"links": [dead, dead, alive]}
    with pytest.raises(Undeliverable, match="gone"):
        whatsapp.download("office", file)


@shows("T19")
def test_a_file_that_cannot_be_had_says_why(whatsapp: WhatsappChannel, there: Whatsapp) -> None:
    file = sent_picture(whatsapp, there)
    for kept, end, code in [
        ({}, TryLater, "unreadable-answer"),
        ({"url": "https://evil.example/x"}, Undeliverable, "host-not-allowed"),
        ({"url": there.store("a", b"lain"), "sha256": "00" * 32}, TryLater, "wrong-hash"),
    ]:
        there.media["65463453"] = kept
        with pytest.raises(end, match=code):
            whatsapp.download("office", file)
    there.media.clear()
    with pytest.raises(Undeliverable, match="gone"):
        whatsapp.download("office", file)
    for url in ("whatsapp:", "whatsapp:../1", f"whatsapp:{NUMBER}/../{NUMBER}", "https://x/"):
        with pytest.raises(Undeliverable):
            whatsapp.download("office", replace(file, url=url))
    there.moods.down = True
    with pytest.raises(TryLater):
        whatsapp.download("office", file)


def test_a_file_to_another_number_is_fetched_with_that_numbers_token(there: Whatsapp) -> None:
    channel = two_numbers(there)
    there.tokens.clear()
    file = Attachment(name="a", media_type="image/jpeg", url=f"whatsapp:{OTHER}/media-1")
    with pytest.raises(TryLater, match="login-refused"):
        channel.download("office", file)
    assert f"phone_number_id={OTHER}" in there.calls[0].path
    with pytest.raises(Undeliverable, match="no-account"):
        two_numbers(there, other_secret="rahasia-lain").download("office", file)
