"""A campaign is rehearsed: imported, rung through the loopback carrier, heard by real ears, reported."""

from __future__ import annotations

import csv
import io
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
from tests.e2e.conftest import serve

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

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
}
SOUNDS = """
import sys
from pathlib import Path
import numpy as np
from agent.double.people import LINES
from audio import wav
from models.hibari import CallerVoice
from models.job import SynthesizeJob
for name, text in LINES.items():
    sound = np.concatenate([chunk.samples for chunk in CallerVoice().run(SynthesizeJob("", 0, text))])
    wav.write(Path(sys.argv[1]) / f"{name}.wav", sound, 16_000)
"""


def remind(data_dir: Path, *words: str) -> str:
    command = (sys.executable, "-m", "agent.cli", "remind", *words)
    environment = os.environ | {"FRONTDESK_DATA_DIR": str(data_dir)} | ANY_DAY
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


ANY_DAY = {"FRONTDESK_CALLING_DAYS": "1234567", "FRONTDESK_CALLING_ON_HOLIDAYS": "true"}


def test_a_rehearsal_from_the_list_to_the_report(weights_are_here: None, tmp_path: Path) -> None:
    zone, number = next(
        (zone, number)
        for zone, number in PLACES
        if 8 <= datetime.now(UTC).astimezone(ZoneInfo(zone)).hour < 20
    )
    now = datetime.now(UTC).astimezone(ZoneInfo(zone))
    lines = [
        f"p{digits},Mary Byrne,{number.format(f'01{digits}')},{now + timedelta(days=2):%Y-%m-%d %H:%M},"
        f"{now:%Y-%m-%d %H:%M},{zone}"
        for digits in TEMPERS
    ]
    file = tmp_path / "tomorrow.csv"
    file.write_text("\n".join(["patient_id,name,phone,appointment,call_at,zone", *lines]))
    sounds = tmp_path / "sounds"
    sounds.mkdir()
    subprocess.run([sys.executable, "-c", SOUNDS, str(sounds)], check=True)
    clinic = tmp_path / "clinic.toml"  # nobody can be reached who would move an appointment
    clinic.write_text(re.sub(r"\[\[hand_over\]\]\nname = .*\nnumber = .*\n", "", EXAMPLE.read_text()))
    server = serve(
        tmp_path,
        FRONTDESK_DIALING="true",
        FRONTDESK_CARRIER="loopback",
        FRONTDESK_CLINIC_FILE=str(clinic),
        FRONTDESK_REHEARSAL_SOUNDS=str(sounds),
        **ANY_DAY,
    )
    campaign = remind(tmp_path, "import", str(file)).split("campaign ")[1].split(":")[0]
    outcomes: dict[str, str] = {}
    deadline_s = monotonic() + 200
    while monotonic() < deadline_s:
        report = remind(tmp_path, "report", campaign, "--csv")
        outcomes = {row["patient"][1:]: row["outcome"] for row in csv.DictReader(io.StringIO(report))}
        if outcomes == TEMPERS:
            break
        sleep(1)  # the calls are in real time
    assert server.stop() == 0
    assert outcomes == TEMPERS, "\n".join(server.said[-40:])
    log = "\n".join(server.said)
    assert "Mary" not in log
    assert number.format("0142") not in log
