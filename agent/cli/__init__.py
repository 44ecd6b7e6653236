"""The command line: `frontdesk demo | serve | call | init | remind | bench ...`; --help lists them all."""

from __future__ import annotations

import sys

import typer
from pydantic import ValidationError

from agent.cli import bench, call, demo, init, keys, patients, remind, serve, settings, weights

CONFIG_ERROR = 78  # EX_CONFIG of sysexits.h: the answer is in the settings, not in trying again

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    add_completion=False,
    pretty_exceptions_show_locals=False,  # they can hold what callers said
    help="Frontdesk answers a clinic's telephone, on the clinic's own machine.",
)
app.command()(demo.demo)
app.command()(init.init)
app.command()(serve.serve)
app.command()(call.call)
app.command()(bench.bench)
app.command()(settings.settings)
app.add_typer(patients.app, name="patients")
app.add_typer(keys.app, name="keys")
app.add_typer(remind.app, name="remind")
app.add_typer(weights.app, name="weights")


def main() -> None:
    """Run one command; a wrong setting is named in a line, not in a traceback."""
    try:
        app()
    except ValidationError as error:
        for problem in error.errors():
            where = ".".join(str(part) for part in problem["loc"]) or "settings"
            print(f"frontdesk: {where}: {problem['msg']}", file=sys.stderr)
        print("frontdesk: `frontdesk settings` lists every setting and its bounds", file=sys.stderr)
        sys.exit(CONFIG_ERROR)
