from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from agent.settings import Settings
from models.catalogue import HubSource, PackageSource, load_catalogue
from tests.models.sources import files_toml, hub_toml


def test_the_settings_can_only_name_what_there_is() -> None:
    catalogue = load_catalogue()
    fields = Settings.model_fields
    for name in (*get_args(fields["ear"].annotation), fields["voice"].default):
        assert name in catalogue


def test_what_the_default_settings_need_comes_from_packages_and_from_a_hub() -> None:
    fields = Settings.model_fields
    for name in (fields["ear"].default, fields["voice"].default):
        kinds = [type(source) for source in load_catalogue()[name].sources]
        assert kinds == [PackageSource, HubSource]


def test_the_research_only_recordings_are_told() -> None:
    joe = load_catalogue()["piper-en_US-joe-medium"]
    assert "research only" in joe.licence
    assert "lessac" in joe.note


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ('"config.json" =', '"../config.json" ='),
        ('"config.json" =', '".hidden" ='),
        ("[thing]", '["../thing"]'),
        ('sha256 = "', 'sha256 = "0'),
        ("size_bytes = 8,", "size_bytes = 0,"),
        ('folder = "sub/"', 'folder = "sub"'),
        ('kind = "hub"', 'kind = "tape"'),
        ('licence = "none"', 'license = "none"'),
    ],
)
def test_a_catalogue_that_is_not_well_formed_is_refused(tmp_path: Path, good: str, bad: str) -> None:
    text = files_toml("thing") + hub_toml("thing")
    file = tmp_path / "catalogue.toml"
    file.write_text(text)
    assert load_catalogue(file)["thing"].sources[0].label == "hub some/repo"
    assert good in text
    file.write_text(text.replace(good, bad))
    with pytest.raises(ValueError, match=r"validation error"):
        load_catalogue(file)


def test_a_package_must_say_where_each_file_is(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.toml"
    package = (
        '[[thing.sources]]\nkind = "package"\n'
        f'packages = [{{ name = "p", version = "1", size_bytes = 1, sha256 = "{"0" * 64}" }}]\n'
        '[thing.sources.members]\n"model.bin" = ["p/model.bin"]\n'
    )
    file.write_text(files_toml("thing") + package)
    with pytest.raises(ValueError, match="package p 1 does not say where each file is"):
        load_catalogue(file)
