"""Which channels are on: read strictly, with passwords kept elsewhere."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.registry import ChannelKind, Found
from adapters.settings import ChannelSettings, Option
from config.channels import ChannelLine, mistakes_of, read_channels, switched_on
from config.mistakes import BadKeys, BadRules, Mistake
from config.rulebook import PACKAGED_RULES
from workflow.core.messages import Channel

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
UNITS = ("sekretariat", "pstw-jember")

MAIL = """
[[channel]]
name = "mail"
on = true

[[channel.account]]
id = "office"
unit = "sekretariat"
address = "aduan@dinas.example"
name = "Dinas"
options = { host = "mail.example", port = 993, password = "secret:office-mail" }
"""


def make(settings: ChannelSettings) -> Channel:
    raise AssertionError("no channel is opened by looking at its settings")


KNOWN = Found(
    {
        "mail": ChannelKind(
            name="mail",
            folder=Path("mail"),
            make=make,
            options=(
                Option(name="host", meaning="server"),
                Option(name="port", meaning="port", between=(1, 65_535)),
                Option(name="password", meaning="password", secret=True),
            ),
        )
    }
)


def read(tmp_path: Path, text: str) -> tuple[ChannelLine, ...]:
    (tmp_path / "channels.toml").write_text(text)
    return read_channels(tmp_path, UNITS)


def told(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(BadRules) as bad:
        read(tmp_path, text)
    return [str(mistake) for mistake in bad.value.mistakes]


def settings_of(lines: tuple[ChannelLine, ...]) -> dict[str, ChannelSettings]:
    return switched_on(lines, lambda name: f"<{name}>", lambda: NOW)


def test_the_first_office_takes_form_and_mail_and_sends_its_mail_to_nobody() -> None:
    lines = {line.name: line for line in read_channels(PACKAGED_RULES, UNITS)}
    assert {name: line.on for name, line in lines.items()} == {
        "form": True,
        "email": True,
        "memory": False,
    }
    made = switched_on(lines.values(), lambda name: name, lambda: NOW, Path("home"))
    assert made["email"].accounts[0].options["folder"] == "home/outgoing"
    assert [account.unit for account in lines["email"].account] == ["sekretariat"]


def test_a_channel_that_is_on_is_handed_its_accounts_with_their_secrets(tmp_path: Path) -> None:
    found = settings_of(read(tmp_path, MAIL))["mail"]
    [account] = found.accounts
    assert (account.id, account.unit, account.name) == ("office", "sekretariat", "Dinas")
    assert account.options == {"host": "mail.example", "port": "993", "password": "<office-mail>"}
    assert found.now() == NOW
    assert "<office-mail>" not in repr(found)


def test_a_channel_that_is_off_asks_for_no_secret(tmp_path: Path) -> None:
    lines = read(tmp_path, MAIL.replace("on = true", "on = false"))
    assert settings_of(lines) == {}


def test_a_secret_that_cannot_be_had_is_told_with_the_option_that_wants_it(tmp_path: Path) -> None:
    def gone(name: str) -> str:
        raise BadKeys([Mistake(name, "", "is missing.")])

    with pytest.raises(BadRules) as bad:
        switched_on(read(tmp_path, MAIL), gone, lambda: NOW)
    assert [str(mistake) for mistake in bad.value.mistakes] == [
        "channels.toml: channel[mail].account[office].options.password: office-mail: is missing."
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"sekretariat"', '"sekertariat"', 'account[office].unit: "sekertariat" is not known. Did'),
        ("on = true", 'on = "yes"', 'channel[mail].on: "yes" should be true or false.'),
        ("on = true", "", "channel[mail].on: is missing."),
        ('id = "office"', 'id = ""', "account[Dinas].id: must not be empty."),
        ("port = 993", "port = 9.5", "options.port: should be text in quotes or a whole number."),
        ("secret:office-mail", "secret:../etc/shadow", "options.password: the name after secret:"),
        ("port = 993", "port = 0x" + "f" * 9_000, "options.port: should be text in quotes or"),
        ("port = 993", "port = true", "options.port: should be text in quotes or"),
        ("port = 993", 'port = "9\\n3"', "options.port: should be one line of text."),
        ("options = {", "options = 7 # {", "account[office].options: should be a table."),
        ('name = "mail"', 'nam = "mail"', "channel[1].nam: "),
    ],
)
def test_a_slip_in_the_list_of_channels_is_told(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    lines = told(tmp_path, MAIL.replace(old, new, 1))
    assert any(said in line for line in lines)
    assert all(line.startswith("channels.toml: ") for line in lines)


def test_a_password_is_not_quoted_back_when_its_option_is_wrong(tmp_path: Path) -> None:
    [line] = told(tmp_path, MAIL.replace('"secret:office-mail"', '["hunter2"]'))
    assert "hunter2" not in line


def test_a_channel_or_an_account_that_stands_twice_is_told(tmp_path: Path) -> None:
    account = MAIL.partition("[[channel.account]]")[2]
    lines = told(tmp_path, f"{MAIL}\n[[channel.account]]{account}\n{MAIL}")
    assert lines[0].startswith("channels.toml: channel[mail]: stands here twice")
    assert any("account[office]: stands here twice" in line for line in lines)


def test_a_password_written_into_the_file_is_told_even_while_the_channel_is_off(
    tmp_path: Path,
) -> None:
    text = MAIL.replace("secret:office-mail", "hunter2").replace("on = true", "on = false")
    [mistake] = mistakes_of(read(tmp_path, text), {}, KNOWN)
    assert mistake.key == "channel[mail].account[office].options.password"
    assert 'write "secret:NAME"' in mistake.sentence
    assert "hunter2" not in str(mistake)


def test_options_are_checked_against_what_the_channel_understands(tmp_path: Path) -> None:
    lines = read(tmp_path, MAIL.replace("host =", "hots =").replace("993", "99300"))
    found = mistakes_of(lines, settings_of(lines), KNOWN)
    assert [mistake.key for mistake in found] == ["mail.office.hots", "mail.office.port"]


def test_a_channel_that_does_not_exist_is_told(tmp_path: Path) -> None:
    lines = read(tmp_path, MAIL.replace('"mail"', '"mial"'))
    [mistake] = mistakes_of(lines, settings_of(lines), KNOWN)
    assert str(mistake) == (
        'channels.toml: channel[mial].name: "mial" is not known. Did you mean "mail"? '
        "Allowed: mail."
    )
