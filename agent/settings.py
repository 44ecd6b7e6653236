"""Every knob of Frontdesk, with its bounds and its reason. Nobody else reads the environment.

Values come, strongest first, from FRONTDESK_* variables and from the TOML file that FRONTDESK_CONFIG
names; anything unknown is refused by name. `frontdesk settings` prints this file's contents, and the
README's table is checked against it.
"""

from __future__ import annotations

import os
import re
from datetime import time
from pathlib import Path
from typing import Annotated, Literal, Self

import platformdirs
from pydantic import BeforeValidator, Field, SecretStr, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

ENV_PREFIX = "FRONTDESK_"
CONFIG_VARIABLE = f"{ENV_PREFIX}CONFIG"


# Besides English: what hears and speaks it by itself.
LANGUAGES = {"es": {"ear": "whisper-base", "voice": "kokoro-es-dora"}}


def _number(value: object) -> object:
    """The environment knows only text, and a choice of numbers does not compare with that by itself."""
    return int(value) if isinstance(value, str) and value.isdigit() else value


def _listed(value: object) -> object:
    """The environment knows no lists."""
    return (
        tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value
    )


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, extra="forbid", frozen=True)

    # -- where things live -------------------------------------------------------------------------
    data_dir: Path = Field(
        Path(platformdirs.user_data_dir("frontdesk")), description="database, clinic file, journals"
    )
    weights_dir: Path = Field(
        Path(platformdirs.user_cache_dir("frontdesk")) / "weights", description="model weights, by name"
    )
    clinic_file: Path | None = Field(None, description="the clinic's own facts; default: the example clinic")
    database_url: SecretStr = Field(
        SecretStr(""), description="postgresql://user:password@host/name; default: a file in the data folder"
    )
    corpora_dir: Path = Field(
        Path("../shared/corpora"), description="recorded human speech for tests and benchmarks"
    )

    # -- the listening side ------------------------------------------------------------------------
    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8080, ge=0, le=65535, description="port to listen on; 0 picks a free one")
    public_url: str = Field("", description="how the carrier reaches us, e.g. https://desk.example.org")
    behind_proxy: bool = Field(False, description="a TLS-terminating proxy stands in front of us")
    max_calls: int = Field(24, ge=1, le=1000, description="calls at once; more get the fallback")
    max_call_minutes: int = Field(30, ge=1, le=120, description="a call is ended politely after this")
    drain_seconds: int = Field(900, ge=0, le=7200, description="on SIGTERM, how long live calls may go on")

    # -- the carrier -------------------------------------------------------------------------------
    media_rate: Annotated[Literal[8000, 16000, 24000], BeforeValidator(_number)] = Field(
        16000, description="sample rate asked of the carrier, Hz"
    )
    signature_secret: SecretStr = Field(SecretStr(""), description="Vonage signature secret (webhooks)")
    api_key: str = Field("", description="Vonage API key the signature secret belongs to")
    application_id: str = Field("", description="Vonage application id")
    media_authorization: bool = Field(
        False, description="have the carrier sign the media socket's upgrade (JWT) and insist on it"
    )
    fallback_number: str = Field("", description="E.164 number of a person, for when we cannot answer")

    # -- reminders ---------------------------------------------------------------------------------
    dialing: bool = Field(
        False, description="ring the patients of running campaigns; off: import and report only"
    )
    dialing_calls: int = Field(
        4, ge=1, le=1000, description="reminder calls at once; all other places stay for those who ring us"
    )
    carrier: Literal["vonage", "loopback"] = Field(
        "vonage", description="who places the calls; loopback rehearses them on this machine, nobody is rung"
    )
    rehearsal_sounds: Path | None = Field(
        None, description="WAV files of what people say in a rehearsal, as agent/double/people.py names them"
    )
    carrier_host: str = Field(
        "api.nexmo.com", description="the carrier's API, of the region of our application"
    )
    private_key_file: Path | None = Field(None, description="the application's private key (PKCS#8 PEM)")
    outbound_number: str = Field(
        "", description="E.164 number shown to patients; default: one the carrier picks"
    )
    machine_message: Literal["none", "minimum"] = Field(
        "none", description="what a patient's answering machine is told: nothing, or who should ring back"
    )
    region: str = Field("IE", pattern=r"^[A-Z]{2}$", description="country of numbers written without one")

    calling_from: time = Field(
        time(8), ge=time(8), le=time(21), description="no calls before, at the called place"
    )
    calling_until: time = Field(time(21), ge=time(8), le=time(21), description="no calls from then on")
    calling_days: str = Field(
        "123456", pattern=r"^[1-7]{1,7}$", description="weekdays for calls, 1 is Monday"
    )
    calling_on_holidays: bool = Field(
        False, description="call on the public holidays of the called country, too"
    )
    every_try_counts: bool = Field(
        False, description="a try that reached nobody counts as the day's reminder (where the law says so)"
    )

    # -- who may watch -----------------------------------------------------------------------------
    viewer_bearer: SecretStr = Field(SecretStr(""), description="bearer token of live-call viewers")
    allowed_origins: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)] = Field(
        (), description="web pages that may open our sockets, as https://host, with commas; ours always may"
    )
    ticket_key: SecretStr = Field(
        SecretStr(""), description="signs viewers' tickets, 32 bytes or more; default: made in data_dir"
    )
    ticket_seconds: int = Field(60, ge=5, le=600, description="life of a viewer's ticket")
    viewer_minutes: int = Field(
        60, ge=0, le=1440, description="how long an event viewer may stay on after its ticket expired"
    )
    viewer_roles: Literal["ours", "screening"] = Field(
        "ours", description='who "user" is in live transcripts: the caller, or (screening) who joined'
    )
    viewer_idle_seconds: float = Field(
        900, gt=0, le=86_400, description="a viewer who asks nothing for so long is logged off"
    )
    tenants_file: Path | None = Field(None, description="hospitals, their viewers and keys; default: one")
    vas_api_key: SecretStr = Field(SecretStr(""), description="X-API-Key of translation clients")

    # -- hearing and speaking ----------------------------------------------------------------------
    ear: Literal["whisper-tiny.en", "whisper-base", "whisper-small"] = Field(
        "whisper-tiny.en", description="speech recogniser's weights"
    )
    ear_compute: Literal["int8", "int8_float32", "float32"] = Field("int8", description="number format")
    ear_workers: int = Field(2, ge=1, le=64, description="recogniser processes, one thread each")
    voice: str = Field("piper-en_US-joe-medium", description="the agent's voice")
    voice_workers: int = Field(2, ge=1, le=64, description="voice processes, one thread each")
    reader: Literal["", "minilm-l6-int8"] = Field(
        "minilm-l6-int8", description="tells what a caller's sentence is about; empty: by rules alone"
    )
    translation_ear: Literal["", "whisper-base", "whisper-small"] = Field(
        "", description="multilingual weights for voice translation; none: not offered"
    )
    translation_workers: int = Field(1, ge=1, le=64, description="translating processes, one thread each")
    partials: bool = Field(
        True, description="show viewers a caller's words as they come; off carries more calls"
    )
    language: str = Field("en", pattern=r"^[a-z]{2}$", description="language of caller and agent")

    # -- a large model, if one is wanted -----------------------------------------------------------
    llm_url: str = Field(
        "", pattern=r"^(https?://\S+)?$", description="chat-completions server, up to its /v1; default: none"
    )
    llm_model: str = Field("default", description="the model's name on that server")
    llm_key: SecretStr = Field(SecretStr(""), description="bearer key of that server")
    llm_deadline_ms: int = Field(
        2500, ge=200, le=6000, description="for its first sentence, then for each next; or the desk answers"
    )

    # -- weights -----------------------------------------------------------------------------------
    hub_url: str = Field("https://huggingface.co", description="second source of weights")

    # -- logs --------------------------------------------------------------------------------------
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="least level shown")
    log_format: Literal["console", "json"] = Field("console", description="for people or for machines")
    journal: bool = Field(False, description="keep a replayable journal of each call, sound included")

    @field_validator("allowed_origins")
    @classmethod
    def _exact(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            if not re.fullmatch(r"https?://[a-z0-9.:\[\]-]+", origin):
                raise ValueError(f"{origin!r} is not an origin such as https://app.example.org")
        return origins

    @field_validator("ticket_key")
    @classmethod
    def _long_enough(cls, key: SecretStr) -> SecretStr:
        if 0 < len(key.get_secret_value()) < 32:
            raise ValueError("a signing key needs 32 characters or more")
        return key

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown_variables(cls, values: object) -> object:
        known = {f"{ENV_PREFIX}{name.upper()}" for name in cls.model_fields} | {
            CONFIG_VARIABLE,
            f"{ENV_PREFIX}NIGHTLY",  # read by the test suite alone
        }
        unknown = sorted(name for name in os.environ if name.startswith(ENV_PREFIX) and name not in known)
        if unknown:
            raise ValueError(f"unknown setting {', '.join(unknown)}; `frontdesk settings` lists them all")
        return values

    @model_validator(mode="before")
    @classmethod
    def _ear_and_voice_of_the_language(cls, values: object) -> object:
        """A language brings what hears and speaks it, where nothing else is asked for."""
        if isinstance(values, dict):
            for knob, weights in LANGUAGES.get(values.get("language", "en"), {}).items():
                values.setdefault(knob, weights)
        return values

    @model_validator(mode="after")
    def _refuse_an_ear_or_a_voice_of_another_language(self) -> Self:
        if self.language == "en":
            return self
        if self.language not in LANGUAGES:
            raise ValueError(f"language {self.language!r} is not spoken: en, {', '.join(LANGUAGES)}")
        if self.ear.endswith(".en"):
            raise ValueError(
                f"{self.ear} hears English alone: for {self.language} set FRONTDESK_EAR=whisper-base"
            )
        if "-en_" in self.voice:
            fitting = LANGUAGES[self.language]["voice"]
            raise ValueError(
                f"{self.voice} speaks English: for {self.language} set FRONTDESK_VOICE={fitting}"
            )
        return self

    @model_validator(mode="after")
    def _refuse_a_day_without_hours(self) -> Self:
        if self.calling_from >= self.calling_until:
            raise ValueError("calling_from must be before calling_until")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        file = os.environ.get(CONFIG_VARIABLE)
        toml = (TomlConfigSettingsSource(settings_cls, Path(file)),) if file else ()
        return (init_settings, env_settings, *toml)
