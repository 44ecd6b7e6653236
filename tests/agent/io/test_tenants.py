"""The tenants file: read, read again, refused in words."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from agent.facts import Ring
from agent.io.tenants import Tenants, TenantsFileError, sha256
from agent.personal import Personal
from tests.agent.io.edge import local

TWO = f"""
[hospitals.a]
vas_keys_sha256 = ["{sha256("vas_a")}"]

[[hospitals.a.viewers]]
user = "ann"
bearer_sha256 = "{sha256("bearer-a")}"
number = "+442079460001"
rights = ["read", "join"]
expires = 2027-01-01T00:00:00Z

[hospitals.b]
[[hospitals.b.viewers]]
user = "bob"
bearer_sha256 = "{sha256("bearer-b")}"
"""


def ring(hospital: str) -> Ring:
    return Ring("u", Personal("+447700900001"), Personal("+441"), hospital_id=hospital)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "tenants.toml"
    file.write_text(TWO)
    return file


def test_a_viewer_is_known_by_the_bearer_and_has_the_rights_that_are_written(file: Path) -> None:
    now = datetime(2026, 12, 31, tzinfo=UTC)
    tenants = Tenants(local(tenants_file=file), "a", clock=lambda: now)
    ann = tenants.viewer("bearer-a")
    assert ann is not None
    assert (ann.user, ann.hospital, ann.number) == ("ann", "a", "+442079460001")
    assert [ann.may(right) for right in ("read", "join", "end")] == [True, True, False]
    bob = tenants.viewer("bearer-b")
    assert bob is not None
    assert bob.may("end")
    assert "+44" not in repr(ann)
    assert sha256("bearer-a") not in repr(ann)
    assert tenants.viewer("") is None
    assert tenants.viewer("bearer-c") is None
    now += timedelta(days=1)
    assert tenants.viewer("bearer-a") is None


def test_a_viewer_sees_the_calls_of_the_own_hospital_and_nobodys_are_seen_by_nobody(file: Path) -> None:
    tenants = Tenants(local(tenants_file=file), "a")
    ann, bob = tenants.viewer("bearer-a"), tenants.viewer("bearer-b")
    assert ann is not None
    assert bob is not None
    assert [ann.sees(ring(whose)) for whose in ("a", "b", "")] == [True, False, False]
    assert [bob.sees(ring(whose)) for whose in ("a", "b", "")] == [False, True, False]
    assert not bob.model_copy(update={"hospital": ""}).sees(ring(""))


def test_a_key_opens_translation_for_its_hospital(file: Path) -> None:
    tenants = Tenants(local(tenants_file=file), "a")
    assert tenants.translating(sha256("vas_a")) == "a"
    assert tenants.translating(sha256("vas_b")) is None
    assert tenants.translating(sha256("")) is None


def test_t19_the_file_is_read_again_when_it_changes_and_a_slip_locks_nobody_out(file: Path) -> None:
    tenants = Tenants(local(tenants_file=file), "a")
    file.write_text(TWO + "[[")
    assert tenants.viewer("bearer-a") is not None
    file.write_text(TWO.replace("bearer-a", "gone").replace(sha256("bearer-a"), sha256("other")))
    os.utime(file, ns=(1, 1))
    assert tenants.viewer("bearer-a") is None
    assert tenants.viewer("other") is not None


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[hospitals.a]\nnumber = 4", "number: Extra inputs"),
        (TWO.replace('"join"', '"jion"'), "rights"),
        (TWO.replace(sha256("bearer-b"), "plain"), "bearer_sha256"),
        (TWO.replace(sha256("vas_a"), "plain"), "vas_keys_sha256"),
        (TWO.replace(sha256("bearer-b"), sha256("bearer-a")), "the same bearer"),
        ("[hospitals.c]", "no hospital 'a', as the clinic file has; it has c"),
        ("[[", "tenants.toml"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_words(file: Path, text: str, named: str) -> None:
    file.write_text(text)
    with pytest.raises(TenantsFileError, match=named):
        Tenants(local(tenants_file=file), "a")


def test_a_file_and_a_shared_bearer_exclude_each_other(file: Path) -> None:
    with pytest.raises(TenantsFileError, match="no meaning"):
        Tenants(local(tenants_file=file, viewer_bearer=SecretStr("x")), "a")
    with pytest.raises(TenantsFileError, match="cannot be read"):
        Tenants(local(tenants_file=file.with_name("nowhere.toml")), "a")


def test_without_a_file_one_bearer_and_one_key_open_the_only_hospital() -> None:
    settings = local(viewer_bearer=SecretStr("right"), vas_api_key=SecretStr("key"), fallback_number="+441")
    tenants = Tenants(settings, "a")
    shared = tenants.viewer("right")
    assert shared is not None
    assert (shared.user, shared.hospital, shared.number, shared.may("end")) == ("", "a", "+441", True)
    assert tenants.viewer("wrong") is None
    assert tenants.translating(sha256("key")) == "a"
    assert tenants.translating(sha256("")) is None


def test_a_bearer_is_needless_only_on_this_machine() -> None:
    assert Tenants(local(), "a").viewer("any") is None
    assert Tenants(local(), "a", insecure_local=True).viewer("any") is not None
    assert Tenants(local(), "a", insecure_local=True).translating(sha256("")) is None
