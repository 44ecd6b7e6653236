"""A whole call in Spanish, with sound: an appointment is booked by voice alone, with the ear and the voice
that `FRONTDESK_LANGUAGE=es` chooses by itself. The caller has another voice, and hears what is said."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from agent.cli.call import SPANISH_CALLER
from agent.settings import LANGUAGES, Settings
from tests.e2e.conftest import serve

NEEDED = (*LANGUAGES["es"].values(), SPANISH_CALLER)

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(420),
    pytest.mark.skipif(
        not all((Settings().weights_dir / name).is_dir() for name in NEEDED),
        reason=f"run `frontdesk weights pull {' '.join(NEEDED)}`",
    ),
]

CLINIC = """
id = "ribera"
name = "Clínica Ribera"
greeting = "Buenos días, Clínica Ribera."
disclosure = "Le atiende nuestra asistente automática."
address = "Estamos en la calle del Molino doce, junto al puente viejo."
time_zone = "Europe/Madrid"
region = "ES"
languages = ["es"]
identity = ["name", "date_of_birth"]

[emergency]
number = "112"

[booking]
notice_minutes = 60
ahead_days = 90

[opening]
monday = ["08:00-18:00"]
tuesday = ["08:00-18:00"]
wednesday = ["08:00-18:00"]
thursday = ["08:00-18:00"]
friday = ["08:00-18:00"]

[[doctors]]
id = "reed"
name = "la doctora Reed"
slot_minutes = 30
[doctors.week]
monday = ["08:00-18:00"]
tuesday = ["08:00-18:00"]
wednesday = ["08:00-18:00"]
thursday = ["08:00-18:00"]
friday = ["08:00-18:00"]

[[reasons]]
id = "check-up"
name = "una revisión"
minutes = 30
words = ["revisión", "chequeo"]
"""
STORY = """# En español: una cita, de principio a fin.
clinic: speaks Spanish
agent: Buenos días, Clínica Ribera. Le atiende nuestra asistente automática. ¿En qué puedo ayudarle?
caller: Quiero pedir una cita para una revisión.
agent: Con mucho gusto. ¿Cuál es el nombre y el apellido del paciente?
caller: María García.
agent: ¿Y la fecha de nacimiento?
caller: El doce de octubre de mil novecientos sesenta.
agent: Gracias, María. ¿Qué día y a qué hora le viene bien?
caller: El próximo jueves por la mañana.
agent: El jueves por la mañana tengo a las ocho, a las ocho y media, o a las nueve. ¿Cuál le viene bien?
caller: La primera.
agent: Sería una revisión con la doctora Reed, el jueves a las ocho de la mañana. ¿La reservo?
caller: Sí, por favor.
[appointment booked: check-up, María García, Thursday]
agent: Su cita está reservada: el jueves a las ocho de la mañana, con la doctora Reed.
agent: ¿Puedo hacer algo más por usted?
caller: No, gracias.
agent: Gracias por llamar. Adiós.
[call ends: completed]
"""


def test_an_appointment_is_booked_in_spanish(tmp_path: Path) -> None:
    clinic, patients, story = tmp_path / "clinic.toml", tmp_path / "patients.csv", tmp_path / "story.txt"
    clinic.write_text(CLINIC, encoding="utf-8")
    patients.write_text("name,date_of_birth,phone\nMaría García,1960-10-12,612 34 56 78\n", encoding="utf-8")
    story.write_text(STORY, encoding="utf-8")
    here = {
        "FRONTDESK_DATA_DIR": str(tmp_path),
        "FRONTDESK_CLINIC_FILE": str(clinic),
        "FRONTDESK_LANGUAGE": "es",
        "FRONTDESK_EAR_WORKERS": "1",
    }
    server = serve(tmp_path, **here)
    try:
        _run("patients", "import", str(patients), **here)
        told = _run("call", f"{server.url}/vonage/answer", "--script", str(story))
        print(told)
        assert "NOT REACHED" not in told
        assert "reached: appointment booked" in told
    finally:
        assert server.stop() == 0


def _run(*arguments: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "agent.cli", *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
