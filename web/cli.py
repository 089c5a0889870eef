"""`tuntas`: finds the commands by listing a folder, and says what went wrong in one sentence.

A module of `web/commands` is imported when its command is asked for and not before, so
that light commands stay quick. Exit 0: done; 1: refused, not found or not usable, with the
sentence on standard error; 2: wrong usage; 75: a mail that was piped in is to come again.
"""

import errno
import sys
from importlib import import_module
from pathlib import Path

import click

from web.commands.words import examples, sentence_of
from web.glance import glimpses

COMMANDS = Path(__file__).parent / "commands"
STOPPED = 130
"""Exit code of what was stopped by Ctrl-C, as shells have it."""


class Program(click.Group):
    """The commands of the folder, and the errors that have sentences."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, by name; imports none of them."""
        return list(glimpses(COMMANDS))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name: its own module is asked first, and mostly alone."""
        stem = cmd_name.replace("-", "_")
        if not (COMMANDS / f"{stem}.py").is_file():
            found = glimpses(COMMANDS).get(cmd_name)
            stem = found.stem if found else ""
        return next((one for one in _commands(stem) if one.name == cmd_name), None)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Their names and what each does, in a line."""
        found = glimpses(COMMANDS)
        room = formatter.width - 6 - max(map(len, found))
        rows = [
            (name, click.Command(name, help=one.words).get_short_help_str(room))
            for name, one in found.items()
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; what was refused becomes a sentence and exit code 1."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            words = sentence_of(error)
            if not words:
                raise
            raise click.ClickException(words) from error


def _commands(stem: str) -> tuple[click.Command, ...]:
    """The commands of one module; those that only help others have none."""
    if not stem:
        return ()
    found: tuple[click.Command, ...] = getattr(
        import_module(f"web.commands.{stem}"), "COMMANDS", ()
    )
    return found


def _tell_version(ctx: click.Context, _: click.Parameter, wanted: object) -> None:
    """Looking it up costs more than most commands: only when it is asked for."""
    if not wanted or ctx.resilient_parsing:
        return
    metadata = import_module("importlib.metadata")
    try:
        found = metadata.version("tuntas")
    except metadata.PackageNotFoundError:  # started from a checkout that is not installed
        found = "unpacked"
    click.echo(f"tuntas, version {found}")
    ctx.exit()


EXAMPLES = examples(
    "tuntas run --demo            a demo office on this machine",
    "tuntas list --late           what is overdue",
    "tuntas act C-7KQ4-2MX9 assign --as ana --set unit=pstw-jember",
    "tuntas explain C-7KQ4-2MX9   why it is due when it is",
)


@click.group(cls=Program, epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_tell_version,
    help="Show the version and exit.",
)  # fmt: skip
def tuntas() -> None:
    """Complaints of a public office, from received to resolved.

    Settings come from variables TUNTAS_*; `tuntas check` says what is wrong with them.
    References are understood however they are written: C-7KQ4-2MX9, c7kq42mx9.
    """


def main() -> None:
    """Run the command that was given. Ctrl-C and a closed pipe end it without a word."""
    try:
        tuntas(prog_name="tuntas", standalone_mode=False)
    except click.ClickException as no:
        no.show()
        sys.exit(no.exit_code)
    except click.Abort:
        sys.exit(STOPPED)
    except OSError as error:
        if error.errno != errno.EPIPE:
            raise
        sys.stdout = None  # the reader has gone: what is left to say goes nowhere
        sys.exit(1)


if __name__ == "__main__":
    main()
