"""`frontdesk init`: a clinic file to begin with."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from agent.cli.patients import seed
from agent.clinic.clinic import EXAMPLE, load
from agent.clinic.database import Unavailable
from agent.clinic.patients import EXAMPLE_PATIENTS
from agent.settings import ENV_PREFIX, Settings

NAME = "clinic.toml"


def init(
    folder: Annotated[Path, typer.Argument(help="where the files go")] = Path(),
    with_example_patients: Annotated[
        bool, typer.Option("--with-example-patients", help="invented patients too, into the database")
    ] = False,
) -> None:
    """Write an example clinic file, with notes on what to change, and say what comes next."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    path = folder / NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file, EXAMPLE.open("rb") as example:
            shutil.copyfileobj(example, file)
    except FileExistsError:
        console.print(f"{path} is there already, and is left as it is", style="red", markup=False)
        raise typer.Exit(os.EX_CANTCREAT) from None
    except OSError as error:
        console.print(f"{path} cannot be written: {error.strerror}", style="red", markup=False)
        raise typer.Exit(os.EX_CANTCREAT) from None
    console.print(f"wrote {path}", markup=False)
    if with_example_patients:
        try:
            added = seed(Settings(), load(path))
        except Unavailable as error:
            console.print(str(error), style="red", markup=False)
            raise typer.Exit(os.EX_CONFIG) from None
        console.print(f"{added} invented patients added to the database; {EXAMPLE_PATIENTS.name} lists them")
    console.print(
        f"""
Next:
  1. Open {path} and make it your clinic's; every part has a note.
  2. export {ENV_PREFIX}CLINIC_FILE={path.resolve()}
  3. frontdesk patients import patients.csv     # a list with the columns name,date_of_birth,phone
  4. frontdesk serve""",
        markup=False,
    )
