"""`frontdesk patients import`: the clinic's patients, from a list into the database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from agent.clinic.clinic import EXAMPLE, Clinic, ClinicFileError, load
from agent.clinic.database import Database, Unavailable, join_database
from agent.clinic.patients import PatientsFileError, add_examples, add_patients, read_patients
from agent.settings import Settings

app = typer.Typer(no_args_is_help=True, help="The clinic's patients.")


@app.callback()
def patients() -> None:
    pass  # so that `import` stays a word of its own while it is the only one


@app.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(help="CSV with the columns name, date_of_birth and phone")],
) -> None:
    """Add a list of patients; those who are there already are left as they are.

    The first line names the columns: name, date_of_birth (1971-05-03), phone, and if you like email, address,
    gender, branch. A mistake anywhere is named by its line, and then nothing is taken.
    """
    settings = Settings()
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    now = datetime.now(UTC)
    try:
        clinic = load(settings.clinic_file or EXAMPLE)
        found = read_patients(file, clinic, now.date())
        with opened(settings) as database:
            added, there = add_patients(database, clinic, found, now, "cli")
    except (ClinicFileError, PatientsFileError, Unavailable) as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(os.EX_DATAERR) from None
    console.print(f"{added} added, {there} there already")


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """The database that the settings name, also while `frontdesk serve` has it. Raises Unavailable."""
    url = settings.database_url.get_secret_value()
    with closing(join_database(settings.data_dir / "frontdesk.db", url)) as database:
        yield database


def seed(settings: Settings, clinic: Clinic) -> int:
    """Have the example patients; how many there were not. Raises Unavailable."""
    with opened(settings) as database:
        return add_examples(database, clinic, datetime.now(UTC))
