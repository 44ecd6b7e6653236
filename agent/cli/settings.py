"""`frontdesk settings`: every knob, its value, its bounds and its reason."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args, get_origin

import typer
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from rich.console import Console
from rich.table import Table

from agent.settings import CONFIG_VARIABLE, ENV_PREFIX, Settings


def settings(
    markdown: Annotated[bool, typer.Option(help="as the table in the README, with the defaults")] = False,
) -> None:
    """Print every setting with its value, bounds and meaning."""
    if markdown:
        print(as_markdown())
        return
    table = Table(box=None, header_style="bold")
    for heading in ("variable", "value", "bounds", "meaning"):
        table.add_column(heading, overflow="fold")
    values = Settings()
    for name, field in Settings.model_fields.items():
        value = getattr(values, name)
        table.add_row(_variable(name), _shown(value), bounds(field), field.description or "")
    Console().print(table)


def as_markdown() -> str:
    rows = ["| variable | default | bounds | meaning |", "|---|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "a folder of this user's" if name in {"data_dir", "weights_dir"} else _shown(field.default)
        rows.append(f"| `{_variable(name)}` | {default} | {bounds(field)} | {field.description} |")
    return "\n".join(rows)


def variables() -> set[str]:
    """The names of all environment variables that mean something."""
    return {_variable(name) for name in Settings.model_fields} | {CONFIG_VARIABLE}


def bounds(field: FieldInfo) -> str:
    """The values a setting may have, as a person would write them."""
    if get_origin(field.annotation) is Literal:
        choices = get_args(field.annotation)
        return ", ".join(str(choice) for choice in choices)
    limits: dict[str, Any] = {}
    for rule in field.metadata:
        limits |= {
            key: getattr(rule, key) for key in ("ge", "le", "pattern") if getattr(rule, key, None) is not None
        }
    if "ge" in limits:
        return f"{limits['ge']} to {limits['le']}"
    return f"`{limits['pattern']}`" if "pattern" in limits else ""


def _variable(name: str) -> str:
    return f"{ENV_PREFIX}{name.upper()}"


def _shown(value: object) -> str:
    if isinstance(value, SecretStr):
        return "(set)" if value.get_secret_value() else "(none)"
    if isinstance(value, tuple):
        value = ", ".join(value)
    return "(none)" if value in (None, "") else str(value)
