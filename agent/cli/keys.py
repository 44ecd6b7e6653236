"""`frontdesk keys issue | list | disable | enable | rotate`: who may ask and watch, for which hospital."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from agent.clinic.clinic import EXAMPLE, ClinicFileError, load
from agent.clinic.database import Unavailable, join_database
from agent.clinic.keys import ApiKey, BadKey, Issued, KeyBook, UnknownKey
from agent.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Issue, list, disable and rotate the keys of other systems.")

Id = Annotated[str, typer.Argument(help="the key's id, as in `list`")]


@app.command()
def issue(
    permissions: Annotated[list[str], typer.Argument(help="e.g. ws:ticket calls:read keys:manage")],
    hospital: Annotated[str, typer.Option(help="default: the clinic file's id")] = "",
    branch: Annotated[
        list[str] | None, typer.Option(help="lock the key to this branch; may be repeated")
    ] = None,
    days: Annotated[int | None, typer.Option(min=1, help="the key stops after so many days")] = None,
) -> None:
    """Make a key; its secret and token are shown this once."""
    expires_at = datetime.now(UTC) + timedelta(days=days) if days else None
    with _book() as book:
        hospital = hospital or load(Settings().clinic_file or EXAMPLE).id
        _show_once(book.issue(hospital, permissions, branch or (), expires_at))


@app.command("list")
def show(hospital: Annotated[str, typer.Option(help="only this hospital's")] = "") -> None:
    """Every key and what it may do; never its secrets."""
    with _book() as book:
        keys = book.all(hospital or None)
    table = Table(box=None, header_style="bold")
    for heading in ("id", "key", "hospital", "branches", "permissions", "state"):
        table.add_column(heading, overflow="fold")
    for key in keys:
        branches = ", ".join(key.branch_ids) or "all"
        permissions = " ".join(sorted(key.permissions))
        table.add_row(key.id, key.key, key.hospital_id, branches, permissions, _state(key))
    Console().print(table)


@app.command()
def disable(key_id: Id) -> None:
    """From now on it opens nothing; whoever watches with it is sent away within five seconds."""
    with _book() as book:
        print(f"disabled {book.disable(key_id).key}")


@app.command()
def enable(key_id: Id) -> None:
    """Undo `disable`."""
    with _book() as book:
        print(f"enabled {book.enable(key_id).key}")


@app.command()
def rotate(
    key_id: Id,
    overlap_hours: Annotated[int, typer.Option(min=0, max=2160, help="how long the old key works on")] = 24,
) -> None:
    """Make a key for the same, and let the old one stop after a while."""
    with _book() as book:
        _show_once(book.rotate(key_id, timedelta(hours=overlap_hours)))


@contextmanager
def _book() -> Iterator[KeyBook]:
    """The keys of this machine's Frontdesk, whether it runs or not; what cannot be done is said in a line."""
    settings = Settings()
    try:
        database = join_database(settings.data_dir / "frontdesk.db", settings.database_url.get_secret_value())
        try:
            yield KeyBook(database)
        finally:
            database.close()
    except UnknownKey as error:
        _refuse(f"there is no key with the id {error}", os.EX_DATAERR)
    except BadKey as error:
        _refuse(str(error), os.EX_DATAERR)
    except (Unavailable, ClinicFileError) as error:
        _refuse(str(error), os.EX_CONFIG)


def _refuse(why: str, code: int) -> None:
    Console(stderr=True).print(f"[red]frontdesk keys:[/] {why}", soft_wrap=True, highlight=False)
    raise typer.Exit(code)


def _show_once(issued: Issued) -> None:
    """As the headers they are sent in, and nothing else on standard output."""
    print(f"x-api-key: {issued.api_key.key}")
    print(f"x-api-secret: {issued.secret.reveal()}")
    print(f"Authorization: Bearer {issued.token.reveal()}")
    note = f"id {issued.api_key.id}; the secret and the token cannot be shown again"
    Console(stderr=True).print(note, highlight=False)


def _state(key: ApiKey) -> str:
    if key.disabled_at is not None:
        return "[red]disabled"
    if not key.usable(datetime.now(UTC)):
        return "[red]expired"
    return f"[yellow]until {key.expires_at:%Y-%m-%d %H:%M} UTC" if key.expires_at else "[green]good"
