from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from agent.settings import Settings


def test_it_starts_with_nothing_set() -> None:
    assert Settings().port == 8080


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "frontdesk.toml"
    file.write_text('port = 9000\nfallback_number = "+442079460000"\n')
    monkeypatch.setenv("FRONTDESK_CONFIG", str(file))
    monkeypatch.setenv("FRONTDESK_PORT", "9001")
    settings = Settings()
    assert (settings.port, settings.fallback_number) == (9001, "+442079460000")


def test_a_choice_of_numbers_can_be_made_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTDESK_MEDIA_RATE", "8000")
    assert Settings().media_rate == 8000


@pytest.mark.parametrize(
    ("variable", "value", "named"),
    [
        ("FRONTDESK_PORT", "eighty", "port"),
        ("FRONTDESK_PORT", "70000", "port"),
        ("FRONTDESK_EAR", "whisper-huge", "ear"),
        ("FRONTDESK_MEDIA_RATE", "11025", "media_rate"),
        ("FRONTDESK_PROT", "80", "FRONTDESK_PROT"),
        ("FRONTDESK_ALLOWED_ORIGINS", "https://a.example,*", "allowed_origins"),
        ("FRONTDESK_ALLOWED_ORIGINS", "https://a.example/", "allowed_origins"),
        ("FRONTDESK_TICKET_KEY", "short", "ticket_key"),
    ],
)
def test_h18_a_wrong_setting_is_refused_by_name(
    variable: str, value: str, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(ValidationError, match=named):
        Settings()


def test_h18_an_unknown_key_in_the_file_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "frontdesk.toml"
    file.write_text("prot = 9000\n")
    monkeypatch.setenv("FRONTDESK_CONFIG", str(file))
    with pytest.raises(ValidationError, match="prot"):
        Settings()


def test_origins_are_listed_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTDESK_ALLOWED_ORIGINS", "https://a.example, http://localhost:3000")
    assert Settings().allowed_origins == ("https://a.example", "http://localhost:3000")


def test_secrets_are_not_shown() -> None:
    settings = Settings(signature_secret="hush-hush")  # type: ignore[arg-type]
    assert "hush" not in repr(settings)


def test_a_language_brings_its_ear_and_its_voice() -> None:
    settings = Settings(language="es")
    assert (settings.ear, settings.voice) == ("whisper-base", "kokoro-es-dora")
    assert Settings().ear == "whisper-tiny.en"


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ({"language": "es", "ear": "whisper-tiny.en"}, "FRONTDESK_EAR=whisper-base"),
        ({"language": "es", "voice": "piper-en_US-joe-medium"}, "FRONTDESK_VOICE=kokoro-es-dora"),
        ({"language": "fr"}, "not spoken"),
    ],
)
def test_an_ear_or_a_voice_of_another_language_is_refused_with_what_to_set(
    chosen: dict[str, str], says: str
) -> None:
    with pytest.raises(ValidationError, match=says):
        Settings.model_validate(chosen)
