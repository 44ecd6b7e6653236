"""The command line: `frontdesk demo | serve | call | init | remind | bench ...`; --help lists them all."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable

import typer
from pydantic import ValidationError

CONFIG_ERROR = 78  # EX_CONFIG of sysexits.h: the answer is in the settings, not in trying again

# Each a module here with a function of its name, or with an `app` of commands. Whoever runs one command
# does not wait for the others to be loaded.
COMMANDS = ("demo", "init", "serve", "call", "bench", "settings", "patients", "keys", "remind", "weights")


def commands(names: Iterable[str] = COMMANDS) -> typer.Typer:
    app = typer.Typer(
        no_args_is_help=True,
        rich_markup_mode="markdown",
        add_completion=False,
        pretty_exceptions_show_locals=False,  # they can hold what callers said
    )

    @app.callback()
    def frontdesk() -> None:
        """Frontdesk answers a clinic's telephone, on the clinic's own machine."""

    for name in names:
        module = importlib.import_module(f"agent.cli.{name}")
        if hasattr(module, "app"):
            app.add_typer(module.app, name=name)
        else:
            app.command()(getattr(module, name))
    return app


def main() -> None:
    """Run one command; a wrong setting is named in a line, not in a traceback."""
    wanted = [name for name in sys.argv[1:2] if name in COMMANDS]
    try:
        commands(wanted or COMMANDS)()
    except ValidationError as error:
        for problem in error.errors():
            where = ".".join(str(part) for part in problem["loc"]) or "settings"
            print(f"frontdesk: {where}: {problem['msg']}", file=sys.stderr)
        print("frontdesk: `frontdesk settings` lists every setting and its bounds", file=sys.stderr)
        sys.exit(CONFIG_ERROR)
