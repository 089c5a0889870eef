"""The contract's part on manners: four files, pure ones pure, no secrets told, all explained.

Reads the channel's source, so that a folder outside this repository is held to it too.
"""

import ast
import logging
from collections.abc import Iterator
from contextlib import suppress

import pytest

from adapters.registry import FILES, ChannelKind, find_channels
from tests.adapters.expected import strings_in
from tests.adapters.shown import shows
from tests.adapters.terms import ACCOUNT, Terms, where
from workflow.core.messages import BadSignature, TryLater, Undeliverable, Unsure, WebhookCall

NETWORK = frozenset(
    {
        *("asyncio", "ftplib", "http", "httpx", "imap_tools", "imaplib", "poplib", "requests"),
        *("select", "smtplib", "socket", "socketserver", "ssl", "subprocess", "urllib3"),
        "websockets",
    }
)
OURS = ("config", "web", "workflow")
SHORTEST = 6
"""Letters of a word below which it may stand in a log by chance."""


class Manners(Terms):
    """What the folder and its words owe."""

    def test_the_channel_is_what_it_declares(self) -> None:
        channel = self.channel()
        assert (channel.name, channel.can) == (self.name, self.can)
        assert self.can.longest is not None or not self.can.split

    def test_the_folder_holds_the_files_that_every_channel_has(self) -> None:
        assert [name for name in FILES if not (self._kind().folder / name).is_file()] == []

    def test_the_readme_names_the_channel_and_each_of_its_options(self) -> None:
        readme = (self._kind().folder / "README.md").read_text("utf-8")
        wanted = [self.name, *(option.name for option in self._kind().options)]
        assert [word for word in wanted if f"`{word}`" not in readme] == []

    def test_every_module_says_what_it_is_for(self) -> None:
        silent = [name for name, tree in self._sources() if not ast.get_docstring(tree)]
        assert silent == []

    def test_only_the_wire_knows_the_network_and_nobody_knows_the_engine(self) -> None:
        for file, tree in self._sources():
            names = set(_imported(tree))
            ours = {name for name in names if name.split(".")[0] in OURS}
            assert ours <= {"workflow.core.messages"}, file
            is_wire = file.startswith("wire")
            assert is_wire or not {name for name in names if _is_network(name)}, file

    @where(lambda terms: not terms.wired)
    def test_a_channel_without_a_wire_knows_no_network_at_all(self) -> None:
        names = [name for _, tree in self._sources() for name in _imported(tree)]
        assert not [name for name in names if _is_network(name)]

    def test_nobody_reads_the_wall_clock(self) -> None:
        clocks = {"now", "utcnow", "today", "time", "time_ns"}
        for file, tree in self._sources():
            for node in ast.walk(tree):
                if isinstance(node, ast.Attribute) and node.attr in clocks:
                    whose = ast.unparse(node.value)
                    assert whose.split(".")[-1] not in {"datetime", "date", "time"}, file

    @shows("T45")
    def test_nothing_personal_goes_to_the_log_or_into_an_error(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        told = self._live()
        told += [str(vars(record)) for record in caplog.records] + [caplog.text]
        personal, said = self._personal(), "\n".join(told)
        assert len(personal) > SHORTEST
        assert [word for word in personal if word in said] == []

    def _live(self) -> list[str]:
        """Reads, is refused, sends and fails; answers what the errors say."""
        channel, told = self.channel(), []
        for sample in self.samples():
            channel.parse(self.raw(sample.body))
            channel.parse(self.raw(sample.body[: len(sample.body) // 2]))
            with suppress(BadSignature):
                channel.verify(WebhookCall(account="office", body=sample.body, headers={}))
        steps = [*sorted(self.troubles), None] if self.wired and self.can.reply else [None]
        for trouble in steps:
            try:
                if trouble:
                    self.provoke(channel, trouble)
                channel.send(self.message())
            except (TryLater, Undeliverable, Unsure) as end:
                told.append(f"{end!r} {vars(end)}")
        return told

    def _personal(self) -> set[str]:
        channel, message = self.channel(), self.message()
        texts = [message.to_name, message.text, *self.options.values()]
        for sample in self.samples():
            for read in channel.parse(self.raw(sample.body)):
                texts += [read.text, *strings_in(read.sender)]
        words = {word.strip(".,") for text in texts for word in text.split()}
        return {word for word in words if len(word) >= SHORTEST and word not in ACCOUNT.address}

    def _kind(self) -> ChannelKind:
        return find_channels(self.elsewhere).kinds[self.name]

    def _sources(self) -> Iterator[tuple[str, ast.Module]]:
        for file in sorted(self._kind().folder.glob("*.py")):
            yield file.name, ast.parse(file.read_bytes())


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def _is_network(name: str) -> bool:
    return name.split(".", maxsplit=1)[0] in NETWORK or name in {"urllib.request", "adapters.http"}
