"""Places to pull from, on this machine: a hub on loopback, and a folder of small wheels that pip finds."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

DEADLINE_S = 30.0
DEAD_HUB = "http://127.0.0.1:9"  # the discard port: refused at once

CONTENT = {"model.bin": b"weights" * 50_000, "config.json": b'{"n": 1}'}


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def files_toml(name: str, content: dict[str, bytes] = CONTENT) -> str:
    lines = [f"[{name}]", 'purpose = "is tested"', 'licence = "none"', f"[{name}.files]"]
    lines += [
        f'"{file}" = {{ size_bytes = {len(data)}, sha256 = "{sha256(data)}" }}'
        for file, data in content.items()
    ]
    return "\n".join(lines) + "\n"


def hub_toml(name: str) -> str:
    return f'[[{name}.sources]]\nkind = "hub"\nrepo = "some/repo"\nrevision = "v1"\nfolder = "sub/"\n'


def wheel(folder: Path, name: str, members: dict[str, bytes]) -> Path:
    """A wheel as pip accepts it, version 1.0, with any members one likes."""
    path = folder / f"{name.replace('-', '_')}-1.0-py3-none-any.whl"
    about = f"{name.replace('-', '_')}-1.0.dist-info"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for member, data in members.items():
            archive.writestr(member, data)
        archive.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{about}/RECORD", "")
    return path


def package_toml(name: str, wheels: list[Path], members: dict[str, list[str]]) -> str:
    packages = ", ".join(
        f'{{ name = "{path.name.split("-")[0].replace("_", "-")}", version = "1.0", '
        f'size_bytes = {path.stat().st_size}, sha256 = "{sha256(path.read_bytes())}" }}'
        for path in wheels
    )
    lines = [f'[[{name}.sources]]\nkind = "package"\npackages = [{packages}]\n[{name}.sources.members]']
    lines += [f'"{file}" = {parts}' for file, parts in members.items()]
    return "\n".join(lines) + "\n"


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the only index pip knows."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


class Hub:
    """Serves `files` under /some/repo/resolve/v1/sub/. `hold` makes it stop half-way through model.bin."""

    def __init__(self) -> None:
        self.files = dict(CONTENT)
        self.asked: Counter[str] = Counter()
        self.hold = False
        self.half_sent = threading.Semaphore(0)
        self.go_on = threading.Event()
        self.url = ""


@contextmanager
def serving(hub: Hub) -> Iterator[Hub]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/moved/"):
                self.send_response(302)
                self.send_header("Location", self.path.removeprefix("/moved"))
                self.end_headers()
                return
            name = self.path.removeprefix("/some/repo/resolve/v1/sub/")
            hub.asked[name] += 1
            content = hub.files.get(name)
            if content is None:
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(CONTENT.get(name, content))))
            self.end_headers()
            half = len(content) // 2
            self.wfile.write(content[:half])
            self.wfile.flush()
            if hub.hold and name == "model.bin":
                hub.half_sent.release()
                assert hub.go_on.wait(DEADLINE_S)
            try:
                self.wfile.write(content[half:])
            except ConnectionError:
                self.close_connection = True  # whoever asked was killed

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        hub.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield hub
        finally:
            hub.go_on.set()
            server.shutdown()


@pytest.fixture
def hub() -> Iterator[Hub]:
    with serving(Hub()) as running:
        yield running
