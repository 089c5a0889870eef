"""A number's account: what its test button tells, and which settings stop the start."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.settings import BadChannels
from adapters.whatsapp.channel import make
from tests.adapters.fakes.graph import APP, Rights
from tests.adapters.fakes.whatsapp import BUSINESS, NUMBER, SCOPES, Whatsapp
from tests.adapters.shown import shows
from tests.adapters.whatsapp_number import ACCESS, opened, settings_of

CHANNEL = "whatsapp"


@shows("T28")
def test_the_test_button_tells_of_number_token_and_pushes(there: Whatsapp) -> None:
    channel = opened(there, app=APP, business=BUSINESS)
    there.tokens[ACCESS] = Rights(SCOPES, there.now + timedelta(days=5))
    number, token, hook = channel.probe("office")
    assert (number.what, number.code, number.detail) == ("sign_in", "", "6281234567890 GREEN")
    assert (token.what, token.code, token.expires_at) == (
        "token",
        "",
        there.now + timedelta(days=5),
    )
    assert (hook.what, hook.code) == ("webhook", "")
    there.subscribed = False
    there.tokens[ACCESS] = Rights(SCOPES[:1])
    number, token, hook = channel.probe("office")
    assert (token.code, token.detail) == ("permission-missing", SCOPES[1])
    assert hook.code == "not-subscribed"
    assert there.sent == []


def test_the_test_button_never_raises(there: Whatsapp) -> None:
    channel = opened(there, app=APP, business=BUSINESS)
    there.tokens.clear()
    assert [one.code for one in channel.probe("office")] == ["login-refused"] * 3
    there.moods.down = True
    assert [one.code for one in channel.probe("office")] == ["away"] * 3
    assert [one.code for one in channel.probe("nobody")] == ["no-account"]
    assert [one.what for one in opened(there).probe("office")] == ["sign_in"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"number": "+62 812"}, "whatsapp.office.number: is not an id of Meta's"),
        ({"app": "x"}, "whatsapp.office.app: is not an id of Meta's"),
        ({"business": "12"}, "whatsapp.office.business: is not an id of Meta's"),
        ({"version": "26"}, "whatsapp.office.version: must look like v26.0"),
        ({"templates": "receipt"}, "whatsapp.office.templates: must be rows"),
        ({"templates": "a=B:number"}, "whatsapp.office.templates: must be rows"),
        ({"templates": "a=b:number, a=c:text"}, "whatsapp.office.templates: must be rows"),
        ({"template_language": "Indonesia"}, "whatsapp.office.template_language: must look"),
        ({"api": "http://graph.example"}, "whatsapp.office.api: must begin with https"),
    ],
)
def test_a_setting_that_no_number_could_work_with_stops_the_start(
    there: Whatsapp, options: dict[str, str], sentence: str
) -> None:
    with pytest.raises(BadChannels) as bad:
        opened(there, **options)
    assert sentence in str(bad.value)


def test_two_accounts_cannot_have_one_number(there: Whatsapp) -> None:
    settings = settings_of(there)
    [office] = settings.accounts
    with pytest.raises(BadChannels, match="more than one account"):
        make(replace(settings, accounts=(office, replace(office, id="unit-7"))))


def test_a_number_of_which_meta_tells_nonsense_is_a_strange_answer(there: Whatsapp) -> None:
    there.objects[NUMBER] = {"display_phone_number": ["x"]}
    assert [one.code for one in opened(there).probe("office")] == ["strange-answer"]
