"""The program itself: chooses the command, and turns every failure into one line and an exit code.

0 done · 1 any other `ReplayError` · 2 wrong usage · 3 a source refused or could not be reached · 130 interrupted
"""

from __future__ import annotations

import os
import sys
from typing import Any, NoReturn

import click
from click.shell_completion import CompletionItem

from replayer.errors import ReplayError
from replayer.foreign import shown

DEFAULT = "open"
"""The hidden command that runs when the first word is no command: `ssm-replay PATH…`."""


class ReplayGroup(click.Group):
    """A group whose default command takes paths.

    A path that is named like a command is written `./list`.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the hidden command before words that begin with no command and no option of the program."""
        completing = ctx.resilient_parsing and not args
        own = {option for param in self.get_params(ctx) for option in param.opts}
        if not completing and not (args and (args[0] in self.commands or args[0] in own)):
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Offer the commands, and files where no command fits."""
        return super().shell_complete(ctx, incomplete) or [CompletionItem(incomplete, type="file")]

    def main(self, *args: Any, **kwargs: Any) -> NoReturn:  # what they are is click's affair
        """Run, and leave with an exit code."""
        try:
            code = super().main(
                *args, **{"prog_name": "ssm-replay", **kwargs, "standalone_mode": False}
            )
            sys.stdout.flush()
        except ReplayError as error:
            code = _fail(str(error), error.exit_code)
        except click.ClickException as error:
            code = _fail(_one_line(error), error.exit_code)
        except (KeyboardInterrupt, click.Abort):
            code = _fail("interrupted.", 130)
        except BrokenPipeError:
            # nobody reads on; the interpreter would complain once more when it flushes at its end
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = 1
        sys.exit(code if isinstance(code, int) else 0)


def _fail(message: str, code: int) -> int:
    click.echo(f"ssm-replay: {message}", err=True)
    return code


def _one_line(error: click.ClickException) -> str:
    message = shown(" ".join(error.format_message().split()))
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None:
        return message
    return f"{message} See `{context.command_path.replace(f' {DEFAULT}', '')} --help`."
