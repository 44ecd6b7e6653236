"""A campaign is rehearsed: imported, rung through the loopback carrier, heard by real ears, reported."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep
from zoneinfo import ZoneInfo

import pytest

from agent.clinic.clinic import EXAMPLE
from agent.double.people import LINES
from agent.settings import Settings
from tests.e2e.conftest import serve

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

WEIGHTS = Settings().weights_dir
# Somewhere it is between 08:00 and 21:00 at any hour; the last two digits say who picks up.
PLACES = (
    ("Asia/Kolkata", "+91987654{}"),
    ("America/New_York", "+1202555{}"),
    ("America/Los_Angeles", "+1213555{}"),
)
TEMPERS = {
    "01": "busy",
    "04": "rejected",
    "03": "voicemail",
    "08": "opt_out",
    "09": "cancelled",
    "42": "confirmed",
    # These speak, and are understood by real ears.
    "21": "confirmed",
    "22": "cancelled",
    "23": "move",
    "24": "wrong_number",
    "25": "opt_out",
    "26": "voicemail",  # the carrier takes it for a person: our own ear does not
    "27": "call_later",
}
SPANISH = {"42": "confirmed", "21": "confirmed", "25": "opt_out", "26": "voicemail"}
SPANISH_LINES = {
    "hello": "¿Diga?",
    "yes": "Sí, soy yo.",
    "will-come": "Sí, allí estaré.",
    "stop-calling": "No me llamen más, por favor.",
    "greeting": "Hola, has llamado a Juan. Deja tu mensaje después de la señal.",
}
SOUNDS = """
import json, sys
from pathlib import Path
import numpy as np
from audio import wav
from models.job import SynthesizeJob
folder, lines, spanish = sys.argv[1:]
if spanish:
    from models.kokoro import Voice
    voice = Voice(spanish)
else:
    from models.hibari import CallerVoice
    voice = CallerVoice()
for name, text in json.loads(lines).items():
    sound = np.concatenate([chunk.samples for chunk in voice.run(SynthesizeJob("", 0, text))])
    wav.write(Path(folder) / f"{name}.wav", sound, 16_000)
"""


def remind(data_dir: Path, *words: str) -> str:
    command = (sys.executable, "-m", "agent.cli", "remind", *words)
    environment = os.environ | {"FRONTDESK_DATA_DIR": str(data_dir)} | ANY_DAY
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


ANY_DAY = {"FRONTDESK_CALLING_DAYS": "1234567", "FRONTDESK_CALLING_ON_HOLIDAYS": "true"}


def rehearsed(
    folder: Path, tempers: dict[str, str], lines: dict[str, str], spanish: str = "", **environment: str
) -> None:
    """Import a list, ring everybody on it, see what the report says of each. `spanish`: a voice's weights."""
    zone, number = next(
        (zone, number)
        for zone, number in PLACES
        if 8 <= datetime.now(UTC).astimezone(ZoneInfo(zone)).hour < 20
    )
    now = datetime.now(UTC).astimezone(ZoneInfo(zone))
    rows = [
        f"p{digits},Mary Byrne,{number.format(f'01{digits}')},{now + timedelta(days=2):%Y-%m-%d %H:%M},"
        f"{now:%Y-%m-%d %H:%M},{zone}"
        for digits in tempers
    ]
    file = folder / "tomorrow.csv"
    file.write_text("\n".join(["patient_id,name,phone,appointment,call_at,zone", *rows]))
    sounds = folder / "sounds"
    sounds.mkdir()
    subprocess.run([sys.executable, "-c", SOUNDS, str(sounds), json.dumps(lines), spanish], check=True)
    clinic = folder / "clinic.toml"  # nobody can be reached who would move an appointment
    clinic.write_text(re.sub(r"\[\[hand_over\]\]\nname = .*\nnumber = .*\n", "", EXAMPLE.read_text()))
    server = serve(
        folder,
        FRONTDESK_DIALING="true",
        FRONTDESK_CARRIER="loopback",
        FRONTDESK_CLINIC_FILE=str(clinic),
        FRONTDESK_REHEARSAL_SOUNDS=str(sounds),
        **ANY_DAY,
        **environment,
    )
    campaign = remind(folder, "import", str(file)).split("campaign ")[1].split(":")[0]
    outcomes: dict[str, str] = {}
    deadline_s = monotonic() + 200
    while monotonic() < deadline_s:
        report = remind(folder, "report", campaign, "--csv")
        outcomes = {row["patient"][1:]: row["outcome"] for row in csv.DictReader(io.StringIO(report))}
        if outcomes == tempers:
            break
        sleep(1)  # the calls are in real time
    assert server.stop() == 0
    assert outcomes == tempers, "\n".join(server.said[-40:])
    log = "\n".join(server.said)
    assert "Mary" not in log
    assert number.format("0142") not in log


def test_a_rehearsal_from_the_list_to_the_report(weights_are_here: None, tmp_path: Path) -> None:
    rehearsed(tmp_path, TEMPERS, LINES)


@pytest.mark.skipif("FRONTDESK_NIGHTLY" not in os.environ, reason="takes minutes: `make nightly`")
@pytest.mark.skipif(
    not all((WEIGHTS / name).is_dir() for name in ("whisper-base", "kokoro-es-dora", "kokoro-es-alex")),
    reason="run `frontdesk weights pull whisper-base kokoro-es-dora kokoro-es-alex`",
)
def test_a_rehearsal_in_spanish(weights_are_here: None, tmp_path: Path) -> None:
    rehearsed(tmp_path, SPANISH, SPANISH_LINES, str(WEIGHTS / "kokoro-es-alex"), FRONTDESK_LANGUAGE="es")
