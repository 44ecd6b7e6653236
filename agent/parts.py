"""What the house is built of, made from the settings: each here says what it wants, and what is missing."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from agent.briefing import briefing
from agent.clinic.clinic import Clinic, Person
from agent.dialogue.understand import emergency, intents
from agent.facts import Ring
from agent.io.dialer import Dialer, VonageDialer, key_readable
from agent.io.llm import Model
from agent.io.loopback import LoopbackDialer
from agent.io.parting import Steering
from agent.io.server import ConfigurationError
from agent.personal import Personal
from agent.settings import Settings
from models.job import Answer
from models.pool import Pool
from models.weights import Weights

GC_EVERY = 50_000  # objects: most of a call dies young, and a frame makes a few dozen
# Who reads along waits; who speaks with us must not. The kernel gives it a ninth of a caller's ear (15 to 5).
TRANSLATOR_NICER = 10


def keep_the_collector_short() -> None:
    """What is here when the first call comes stays for good: the collector need not look at it (H-16)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_EVERY)


def placed(ring: Ring, clinic: Clinic) -> Ring:
    """The ring with its hospital, and with the branch whose number was called, or rings out."""
    ours = ring.called if ring.direction == "inbound" else ring.caller
    return replace(ring, hospital_id=clinic.id, branch_id=clinic.branch_called(ours.reveal()))


def translator_for(settings: Settings, weights: Weights, on_answer: Callable[[Answer], None]) -> Pool | None:
    """Many languages into English, for those who watch; None: not offered."""
    if not settings.translation_ear:
        return None
    options = {"weights": str(weights.path(settings.translation_ear)), "compute": settings.ear_compute}
    return Pool(
        "models.whisper:Transcriber",
        options,
        settings.translation_workers,
        on_answer,
        more_niceness=TRANSLATOR_NICER,
    )


def reader_for(
    settings: Settings, weights: Weights, clinic: Clinic, on_answer: Callable[[Answer], None]
) -> Pool | None:
    """Who places sentences among those we expect and those that the clinic wrote down; English alone."""
    if not settings.reader or settings.language != "en":
        return None
    examples = {f"intent:{intent}": sentences for intent, sentences in intents.EXAMPLES.items()}
    examples |= emergency.EXAMPLES
    answers = briefing(clinic, datetime.now(UTC), settings.language).answers
    examples |= {f"question:{i}": questions for i, (questions, _) in enumerate(answers)}
    options = {"weights": str(weights.path(settings.reader)), "examples": examples}
    return Pool("models.sentence:Sentence", options, 1, on_answer)


def model_for(settings: Settings) -> Model | None:
    """A large model beside the receptionist; what it says is checked in English alone."""
    if not settings.llm_url:
        return None
    if settings.language != "en":
        raise ConfigurationError(
            "FRONTDESK_LLM_URL needs FRONTDESK_LANGUAGE=en: what a model says is checked"
        )
    key = settings.llm_key.get_secret_value()
    return Model(settings.llm_url, settings.llm_model, key, settings.llm_deadline_ms / 1000)


def dialer_for(settings: Settings) -> Dialer:
    """Who places our calls. Raises ConfigurationError with what is missing."""
    if settings.carrier == "loopback":
        return LoopbackDialer(settings)
    wanted = {
        "FRONTDESK_PUBLIC_URL is not an https:// address": settings.public_url.startswith("https://"),
        "FRONTDESK_APPLICATION_ID is not set": settings.application_id,
        "FRONTDESK_PRIVATE_KEY_FILE is no PKCS#8 key": key_readable(settings.private_key_file),
    }
    if missing := [problem for problem, present in wanted.items() if not present]:
        raise ConfigurationError(f"cannot dial: {'; '.join(missing)} (or: FRONTDESK_CARRIER=loopback)")
    try:
        return VonageDialer(settings)
    except ValueError as fault:
        raise ConfigurationError(f"cannot dial: {fault}") from None


def steering_for(settings: Settings, dialer: Dialer | None) -> Steering | None:
    """Who moves callers on by the carrier's REST: nobody, without an application key of ours."""
    if isinstance(dialer, VonageDialer):
        return dialer
    ours = settings.application_id and settings.public_url.startswith("https://")
    if settings.carrier != "vonage" or not ours or not key_readable(settings.private_key_file):
        return None
    try:
        return VonageDialer(settings)
    except ValueError as fault:
        raise ConfigurationError(f"cannot reach the carrier: {fault}") from None


def in_order(first: Personal, people: Sequence[Person]) -> tuple[Personal, ...]:
    """Whom to try: who was promised, then whoever of the clinic's own people comes after, then the others."""
    numbers = [Personal(person.number) for person in people]
    if first not in numbers:  # somebody in particular, who joins from elsewhere
        return (first,)
    return (first, *(number for number in numbers if number != first))


def own_address(settings: Settings, port: int) -> str:
    """How the carrier reaches us; a rehearsal never leaves this machine, whatever the world calls us."""
    if settings.carrier == "vonage":
        return settings.public_url.rstrip("/")
    host = "127.0.0.1" if settings.host in ("", "0.0.0.0") else settings.host  # noqa: S104 - no binding
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
