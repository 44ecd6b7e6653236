"""The Dockerfile, compose.yaml and .ci/run say what the project does.

No container engine is needed: the Dockerfile's build stage is a few plain commands, and the nightly test runs
just these in a folder.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import typer.main
import yaml

from agent.cli import commands as command_line
from agent.cli.weights import needed
from agent.settings import ENV_PREFIX, Settings

ROOT = Path(__file__).parent.parent
Step = tuple[str, str]  # ("RUN", "pip install ...")

DEFAULTS = {name: field.default for name, field in Settings.model_fields.items()}


def stages() -> list[list[Step]]:
    """The steps of each stage of the Dockerfile, FROM first."""
    text = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text())
    found: list[list[Step]] = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            word, _, rest = line.partition(" ")
            if word == "FROM":
                found.append([])
            found[-1].append((word, rest.strip()))
    return found


def only(stage: list[Step], word: str) -> list[str]:
    return [rest for step, rest in stage if step == word]


def environment(stage: list[Step]) -> dict[str, str]:
    pairs = (pair.partition("=")[::2] for rest in only(stage, "ENV") for pair in shlex.split(rest))
    return dict(pairs)


def compose() -> dict[str, object]:
    service = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]["frontdesk"]
    assert isinstance(service, dict)
    return service


def test_both_stages_start_from_the_same_exact_version() -> None:
    images = [only(stage, "FROM")[0].split()[0] for stage in stages()]
    assert len(images) == 2
    assert len(set(images)) == 1
    assert re.fullmatch(r"python:3\.11\.\d+-slim-bookworm", images[0])


def test_what_is_copied_is_there_and_not_ignored() -> None:
    ignored = (ROOT / ".dockerignore").read_text().split()
    for rest in only(stages()[0], "COPY"):
        for source in rest.split()[:-1]:
            assert (ROOT / source).exists(), source
            assert f"!{source}" in ignored


def test_every_folder_of_ours_is_copied() -> None:
    copied = {rest.split()[0] for rest in only(stages()[0], "COPY")}
    assert {"agent", "audio", "benchmarks", "models"} <= copied


def test_packages_are_installed_as_the_makefile_installs_them() -> None:
    """With hashes, from the lock, and nothing else; but not editable."""
    installs = [run for run in only(stages()[0], "RUN") if "pip install" in run]
    makefile = (ROOT / "Makefile").read_text()
    in_makefile = re.findall(r"\$\(BIN\)/(pip install .*)", makefile)
    assert [
        install.replace("--disable-pip-version-check ", "").replace("-e .", ".") for install in in_makefile
    ] == [run.removeprefix(".venv/bin/") for run in installs]


def test_every_frontdesk_command_exists() -> None:
    build, final = stages()
    commands = [shlex.split(run)[-3:] for run in only(build, "RUN") if "/frontdesk " in run]
    commands.append(json.loads(only(final, "CMD")[0]))
    assert commands == [["weights", "pull", "$WEIGHTS"], ["serve"]]
    root = typer.main.get_group(command_line())
    for first, *rest in commands:
        command = root.commands[first]
        if rest:
            assert rest[0] in command.commands  # type: ignore[attr-defined]


def test_the_image_holds_the_weights_of_its_settings() -> None:
    (weights,) = (rest for rest in only(stages()[0], "ARG") if rest.startswith("WEIGHTS="))
    defaults = Settings.model_construct(ear=DEFAULTS["ear"], voice=DEFAULTS["voice"])
    assert shlex.split(weights.removeprefix("WEIGHTS="))[0].split() == needed(defaults)


def test_every_setting_it_gives_is_a_setting() -> None:
    known = {f"{ENV_PREFIX}{name.upper()}" for name in DEFAULTS}
    given = {name for stage in stages() for name in environment(stage)} | set(compose()["environment"])  # type: ignore[call-overload]
    assert {name for name in given if name.startswith(ENV_PREFIX)} <= known
    assert {"FRONTDESK_DATA_DIR", "FRONTDESK_WEIGHTS_DIR"} <= given


def test_port_and_health_are_those_of_the_server() -> None:
    final = stages()[1]
    port = environment(final)["FRONTDESK_PORT"]
    assert port == str(DEFAULTS["port"])
    assert only(final, "EXPOSE") == [port]
    assert f"http://127.0.0.1:{port}/readyz" in only(final, "HEALTHCHECK")[0]
    assert '"/readyz"' in (ROOT / "agent" / "io" / "server.py").read_text()
    assert compose()["ports"] == [f"127.0.0.1:{port}:{port}"]


def test_it_does_not_run_as_root() -> None:
    final = [word for word, _ in stages()[1]]
    assert final.index("USER") < final.index("ENTRYPOINT")
    assert only(stages()[1], "USER") == ["frontdesk"]


def test_what_must_last_is_on_a_volume() -> None:
    kept = {volume.split(":")[1] for volume in compose()["volumes"]}  # type: ignore[attr-defined]
    given = environment(stages()[1])
    assert kept == {given["FRONTDESK_DATA_DIR"], given["FRONTDESK_WEIGHTS_DIR"]}


def test_a_stop_waits_for_the_calls() -> None:
    minutes = re.fullmatch(r"(\d+)m", str(compose()["stop_grace_period"]))
    assert minutes
    assert int(minutes[1]) * 60 > DEFAULTS["drain_seconds"]


@pytest.mark.nightly
@pytest.mark.skipif("FRONTDESK_NIGHTLY" not in os.environ, reason="installs everything anew: `make nightly`")
def test_the_build_stage_as_plain_commands(tmp_path: Path) -> None:
    """Each step of the first stage, with this folder for the root of the image's file system."""
    variables = dict(os.environ)
    here = tmp_path
    for word, rest in stages()[0]:
        if word == "WORKDIR":
            here = tmp_path / rest.lstrip("/")
            here.mkdir()
        elif word == "ARG":
            name, given, value = rest.partition("=")
            if given:
                variables[name] = shlex.split(value)[0]
        elif word == "ENV":
            variables |= {
                name: value.replace("/weights", f"{tmp_path}/weights")
                for name, value in environment([(word, rest)]).items()
            }
        elif word == "COPY":
            *sources, _ = rest.split()
            for source in sources:
                run = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
                run(ROOT / source, here / source)
        elif word == "RUN":
            command = rest.replace("/weights", f"{tmp_path}/weights")
            subprocess.run(["sh", "-c", command], cwd=here, env=variables, check=True)
    frontdesk = str(here / ".venv" / "bin" / "frontdesk")
    shutil.rmtree(here / "agent")  # what is installed must not need the folder it came from
    subprocess.run([frontdesk, "weights", "verify"], cwd=tmp_path, env=variables, check=True)
    subprocess.run([frontdesk, "serve", "--help"], cwd=tmp_path, env=variables, check=True)


STUBS = {
    "apt-get": 'echo "apt-get $*" >>"$LOG"; test "$1" = update || cp "$STUBS/later-make" "$STUBS/make"',
    "later-make": 'echo "make $* CI=$CI" >>"$LOG"; test -z "$(cat)"',
    "python3": "exit 1",
}


@pytest.mark.parametrize("bare", [True, False])
def test_ci_installs_what_is_missing_and_makes_the_tests(tmp_path: Path, bare: bool) -> None:
    for name, text in STUBS.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n")
        (tmp_path / name).chmod(0o755)
    for name in ("sh", "bash", "dirname", "cp", "cat"):
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    if not bare:
        (tmp_path / "later-make").rename(tmp_path / "make")
        for there in ("python3", "pg_ctlcluster", "chromium"):
            (tmp_path / there).write_text("#!/bin/sh\nexit 0\n")
            (tmp_path / there).chmod(0o755)
    log = tmp_path / "log"
    variables = {"PATH": str(tmp_path), "STUBS": str(tmp_path), "LOG": str(log), "CI": "true"}
    subprocess.run([str(tmp_path / "bash"), str(ROOT / ".ci" / "run")], env=variables, check=True)
    installs = [
        "apt-get update -qq",
        "apt-get install -qq --yes --no-install-recommends make python3 python3-venv postgresql chromium",
    ]
    assert log.read_text().splitlines() == [*(installs if bare else ()), "make test CI=true"]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
