"""What a figure was measured on, and where it is kept: a number without its machine says nothing."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

RESULTS = Path(__file__).parent / "results"
PACKAGES = (
    "numpy scipy webrtcvad-wheels ctranslate2 faster-whisper onnxruntime piper-tts uvicorn websockets".split()
)


def describe() -> dict[str, Any]:
    """Fit for publication: nothing here names the host, its user or a folder of it."""
    return {
        "os": f"{platform.system()} {platform.release().partition('-')[0]} {platform.machine()}",
        "cpu": _cpu_model(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),  # 1-minute average; well above what we use: a noisy measurement
        "python": platform.python_version(),
        "packages": {name: version for name in PACKAGES if (version := _version(name))},
        "commit": _commit(),
        "date": datetime.now(UTC).date().isoformat(),
    }


def save(name: str, figures: dict[str, Any], plot: Figure | None = None, *, quick: bool = False) -> Path:
    """Write results/NAME.json and, with a plot, results/NAME.png. Returns the path of the first.

    What a few repetitions gave goes to results/quick, which is not kept: it shall not replace what many gave.
    """
    folder = RESULTS / "quick" if quick else RESULTS
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    path.write_text(json.dumps({"machine": describe(), "figures": figures}, indent=2) + "\n")
    if plot is not None:
        plot.savefig(path.with_suffix(".png"), dpi=120)
    return path


def _cpu_model() -> str:
    cpuinfo = Path("/proc/cpuinfo")  # Linux; platform.processor() is empty there
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _commit() -> str:
    """The checked-out commit, "-dirty" when source files differ from it; "unknown" outside a checkout."""
    commit = _git("rev-parse", "--short=12", "HEAD").stdout.strip()
    if not commit:
        return "unknown"
    changed = _git("diff", "--quiet", "HEAD", "--", ":/", ":(top,exclude)benchmarks/results").returncode
    return f"{commit}-dirty" if changed else commit


def _git(*words: str) -> subprocess.CompletedProcess[str]:
    git = shutil.which("git")
    if git is None:
        return subprocess.CompletedProcess(words, returncode=127, stdout="")
    return subprocess.run(
        [git, *words], cwd=Path(__file__).parent, capture_output=True, text=True, check=False
    )
