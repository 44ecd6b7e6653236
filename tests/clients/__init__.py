"""Clients that nobody here wrote, from npm: pinned in package-lock.json, installed once, outside the tree."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import platformdirs
import pytest

HERE = Path(__file__).parent


@cache
def installed() -> Path:
    """The folder of the installed packages; skips the test where there is no npm or no registry."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        pytest.skip("Node and npm are not installed")
    lock = (HERE / "package-lock.json").read_bytes()
    folder = (
        Path(platformdirs.user_cache_dir("frontdesk")) / "test-clients" / hashlib.sha256(lock).hexdigest()
    )
    modules = folder / "node_modules"
    if (folder / "complete").exists():
        return modules
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder / name)
    npm = subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if npm.returncode:
        pytest.skip(f"npm cannot install the clients: {npm.stderr.strip().splitlines()[-1:]}")
    (folder / "complete").touch()
    return modules


def environment(**more: str) -> dict[str, str]:
    """For `node` and a script of this folder."""
    return os.environ | {"NODE_PATH": str(installed())} | more
