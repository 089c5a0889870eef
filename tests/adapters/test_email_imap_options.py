"""Options of a mailbox that do not go together stop the start, with the option's name."""

import pytest

from adapters.email.channel import make
from adapters.settings import Account, BadChannels, ChannelSettings
from tests.adapters.terms import NOW

TOKENS = {"imap_auth": "xoauth2", "oauth_client_id": "x", "oauth_token_url": "https://t.example/"}
TOGETHER: dict[str, tuple[dict[str, str], str]] = {
    "into itself": ({"imap_after": "move", "imap_done": "inbox"}, "imap_done"),
    "into none": ({"imap_after": "move", "imap_done": ""}, "imap_done"),
    "no token server": (TOKENS | {"oauth_token_url": ""}, "oauth_token_url"),
    "no client": (TOKENS | {"oauth_client_id": ""}, "oauth_client_id"),
    "in the open": (TOKENS | {"oauth_token_url": "http://t.example/"}, "oauth_token_url"),
    "no address": (TOKENS | {"oauth_token_url": "http://[x"}, "oauth_token_url"),
}


@pytest.mark.parametrize("case", TOGETHER)
def test_options_that_do_not_go_together_stop_the_start(case: str) -> None:
    more, key = TOGETHER[case]
    options = {"imap_host": "imap.dinas.example", **more}
    account = Account(id="office", unit="x", address="k@dinas.example", name="K", options=options)
    with pytest.raises(BadChannels) as bad:
        make(ChannelSettings(accounts=(account,), now=lambda: NOW))
    assert [mistake.key for mistake in bad.value.mistakes] == [f"email.office.{key}"]
