"""`frontdesk call`: ring a server as the telephone network would, and report what the caller heard."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import numpy as np
import typer
from rich.console import Console

from agent.cli import tell
from agent.cli.tell import Answering, Ear, Mouth
from agent.double.caller import Action, Caller, Choice, Noted, Said, Say
from agent.double.measure import table
from agent.double.network import Network
from agent.double.script import read as read_script
from agent.double.story import Story
from agent.double.story import read as read_story
from agent.double.telling import Telling, reached
from agent.io.carrier import Ringing
from agent.io.ring import CallRecord, RingFailed, ring
from agent.settings import Settings
from audio.frame import Samples
from audio.wav import read_speech
from audio.wav import write as write_wav
from models.job import SynthesizeJob
from models.weights import Weights

if TYPE_CHECKING:
    from models.hibari import CallerVoice

DEFAULT_LINE = "Hello, when are you open?"
SPANISH_CALLER = "kokoro-es-alex"  # another voice than the agent's
USUAL_NOISE_DB = 15.0  # of a noise file without --noise-db: a busy room, speech still clear
USAGE_ERROR = 2
EXTRA = "pip install 'frontdesk[demo]'"
NORMAL_CLOSE_CODES = (1000, 1001)


def call(
    url: Annotated[str, typer.Argument(help="answer URL (http://...) or media socket (ws://...)")],
    say: Annotated[
        list[str] | None, typer.Option(help="a line of a script, for a synthetic caller; repeat it")
    ] = None,
    wav: Annotated[
        list[Path] | None, typer.Option(help="a recorded line, 16-bit WAV of any rate; repeat it")
    ] = None,
    script: Annotated[Path | None, typer.Option(help="the caller's part as a text file, see above")] = None,
    out: Annotated[
        Path | None, typer.Option(help="folder for call.wav (left caller, right agent), call.json, call.png")
    ] = None,
    rate: Annotated[int, typer.Option(help="of a ws:// socket: 8000, 16000 or 24000 Hz")] = 16_000,
    header: Annotated[
        list[str] | None, typer.Option(help="of a ws:// socket: KEY=VALUE for its first message")
    ] = None,
    telephone: Annotated[bool, typer.Option(help="the caller through a telephone: 300-3400 Hz")] = False,
    noise_db: Annotated[
        float | None, typer.Option(help="pink noise behind the caller, so many dB below the speech")
    ] = None,
    noise: Annotated[Path | None, typer.Option(help="a WAV to take that noise from instead")] = None,
    jitter_ms: Annotated[int, typer.Option(min=0, help="delay every message by 0 to so much")] = 0,
    drift_ppm: Annotated[int, typer.Option(help="let the network's clock run faster by so much")] = 0,
    interrupt_ms: Annotated[
        int | None, typer.Option(min=0, help="say each line so long after the agent began to speak")
    ] = None,
    pitch: Annotated[float, typer.Option(help="of the caller's voice: 0.7 to 1.4")] = 1.0,
    pace: Annotated[float, typer.Option(help="of the caller's speech: more is slower")] = 1.0,
    gap_ms: Annotated[int, typer.Option(min=0, help="the caller's turn after so much of silence")] = 700,
    patience_ms: Annotated[int, typer.Option(min=0, help="without a reply, go on after so much")] = 10_000,
    from_number: Annotated[str, typer.Option("--from", help="the caller's number")] = "447700900001",
    to_number: Annotated[str, typer.Option("--to", help="the number called")] = "442079460000",
    event_url: Annotated[str, typer.Option(help="where call events are posted")] = "",
    secret: Annotated[
        str, typer.Option(envvar="FRONTDESK_SIGNATURE_SECRET", help="sign webhooks with this")
    ] = "",
    api_key: Annotated[str, typer.Option(envvar="FRONTDESK_API_KEY", help="the key it belongs to")] = "",
) -> None:
    """Ring any server of this protocol and report on the audio itself.

    The double behaves like the telephone network: frames in real time, a buffer of 3072 messages played at
    20 ms each, `clear` and `notify` answered in order, the socket cut on a frame of the wrong size. All
    figures come from what the caller heard: greeting delay, end of speech to first audible reply, time to
    fall silent when interrupted, underruns.

    A script has a line for each thing the caller says, and directions in brackets: `(interrupts after 800
    ms)`, `(speaks at 30 s)`, `(waits 2 s)`, `(presses 5)`, `(plays FILE.wav)`, `(hangs up)`. Lines that
    begin with # are notes.

    A script with lines that begin with `caller:` is a story (tests/golden/dialogues): the caller listens with
    an ear of their own, and says what answers the question, in whatever order it is asked; an agent who
    understood something wrong is told so, and a line that was not understood is said again. In the end stands
    whether the story's goals were reached, as far as the caller was told. A story with the line
    `clinic: speaks Spanish` is told in Spanish (with the weights whisper-base and kokoro-es-alex).

    Exits with 0 after a call that ended normally and in which the agent was heard, with 1 after any other and
    where a goal was not reached, with 2 when the caller's part cannot be read.
    """
    console = Console()
    telling: Telling | None = None
    told: Story | None = None
    ear: Ear | None = None
    mouth: Mouth | None = None
    try:
        if bool(say) + bool(wav) + (script is not None) > 1:
            raise ValueError("take one of --say, --wav and --script; a script can say lines and play files")
        say_it: Callable[[str], Samples] = partial(speak, pitch=pitch, pace=pace)
        if script and (told := _story(script)):
            telling = Telling(told, same_days=False)
            language = "es" if "speaks Spanish" in told.clinic else "en"
            settings = Settings(language=language)
            weights = Weights(settings.weights_dir)
            ear = Ear(weights.path(settings.ear), language)
            if language == "es":
                mouth = Mouth(weights.path(SPANISH_CALLER), language)
                say_it = partial(mouth.speak, pace=pace)
            actions = tell.actions(telling.lines, say_it, language)
            if mouth is not None:
                mouth.close()
        else:
            actions = _actions(say or [], wav or [], script, say_it)
        if interrupt_ms is not None:
            actions = [replace(action, interrupt_ms=interrupt_ms) for action in actions]
        behind = read_speech(noise) if noise else None

        def chooses(leg_rate: int) -> Choice | None:
            return Answering(telling, ear, leg_rate) if telling and ear else None

        options = partial(
            Caller,
            actions,
            gap_ms=gap_ms,
            patience_ms=patience_ms,
            telephone=telephone,
            snr_db=USUAL_NOISE_DB if noise and noise_db is None else noise_db,
            noise=behind,
        )

        def make_caller(leg_rate: int) -> Caller:
            return options(leg_rate, chooses=chooses(leg_rate))

        make_network = partial(Network, jitter_ms=jitter_ms, drift_ppm=drift_ppm)
        make_network(make_caller(rate), rate)  # what they refuse is said before anybody's telephone rings
        headers = dict(_pair(each) for each in header or [])
    except (OSError, ValueError) as error:
        _fail(console, str(error), USAGE_ERROR)
    ringing = Ringing(from_number, to_number, event_url, secret, api_key)
    try:
        record = asyncio.run(
            ring(
                url,
                make_caller,
                network=make_network,
                rate=rate,
                headers=headers,
                ringing=ringing,
                on_event=_teller(console),
            )
        )
    except RingFailed as failure:
        _fail(console, str(failure), 1)
    except KeyboardInterrupt:
        _fail(console, "hung up", 130)
    console.print(table(record.report))
    close = f"close code {record.close_code} {record.close_reason}".rstrip()
    console.print(
        f"{record.ended}, {close}; our own clock was at most {record.late_ms} ms late", highlight=False
    )
    if out:
        save(record, out, console)
    if ear is not None and told is not None:
        reached_all = _tell_goals(told, record, ear, console)
        ear.close()
        if not reached_all:
            raise typer.Exit(1)
    if not record.report.agent_audible_ms or not ended_normally(record):
        raise typer.Exit(1)


def _story(script: Path) -> Story | None:
    """The script as a story, if it is one."""
    text = script.read_text(encoding="utf-8")
    return read_story(text) if re.search(r"^caller:", text, re.MULTILINE) else None


def _tell_goals(told: Story, record: CallRecord, ear: Ear, console: Console) -> bool:
    """Print each goal of the story; True where all were reached."""
    said = tell.agent_said(record.heard, record.rate, record.log, ear)
    goals = reached(told, said, record.ended)
    for goal, was in goals.items():
        console.print(f"{'reached' if was else 'NOT REACHED'}: {goal}", markup=False, highlight=False)
    return all(goals.values())


def ended_normally(record: CallRecord) -> bool:
    return record.ended in ("caller hung up", "handed over") or record.close_code in NORMAL_CLOSE_CODES


def save(
    record: CallRecord, folder: Path, console: Console, lines: Sequence[tuple[float, str, str]] = ()
) -> None:
    """The call as stereo sound, as figures and, where matplotlib is installed, as a picture.

    `lines`: the transcript as (at_ms, "caller" | "agent", text), where it is known; else the caller's part.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_wav(folder / "call.wav", np.column_stack((record.spoken, record.heard)), record.rate)
    (folder / "call.json").write_text(json.dumps(as_dict(record), indent=1) + "\n")
    try:
        from agent.double.picture import Heading, picture  # noqa: PLC0415 - matplotlib may not be installed
    except ImportError:
        console.print(f"no picture, which needs matplotlib: {EXTRA}", markup=False)
    else:
        known = lines or [
            (entry.onset_ms, "caller", entry.text) for entry in record.log if isinstance(entry, Said)
        ]
        headings = [Heading(*line) for line in known]
        drawn = picture(record.spoken, record.heard, record.rate, record.report, headings)
        drawn.savefig(folder / "call.png")
    console.print(f"saved to {folder}", highlight=False)


def as_dict(record: CallRecord) -> dict[str, Any]:
    """Ready for JSON: the report, how the call ended, and everything that happened in it."""
    return record.report.as_dict() | {
        "uuid": record.uuid,
        "rate": record.rate,
        "ended": record.ended,
        "close_code": record.close_code,
        "close_reason": record.close_reason,
        "late_ms": record.late_ms,
        "log": [asdict(entry) for entry in record.log],
        "texts": record.texts,
    }


def _actions(
    say: Sequence[str], wav: Sequence[Path], script: Path | None, speak: Callable[[str], Samples]
) -> list[Action]:
    if wav:
        return [Say(samples=read_speech(path), text=path.name) for path in wav]
    if script is None:
        script_text, folder = "\n".join(say or [DEFAULT_LINE]), Path()
    else:
        script_text, folder = script.read_text(), script.parent
    return read_script(script_text, speak, lambda name: read_speech(folder / name))


def speak(text: str, pitch: float = 1.0, pace: float = 1.0) -> Samples:
    """A line in the synthetic caller's voice, 16 kHz. ValueError where that voice is not installed."""
    chunks = _voice(pitch).run(SynthesizeJob(call="caller", job=1, text=text, pace=pace))
    return np.concatenate([chunk.samples for chunk in chunks])


@cache
def _voice(pitch: float) -> CallerVoice:
    try:
        from models.hibari import CallerVoice  # noqa: PLC0415 - an extra; recordings do without
    except ImportError as error:
        raise ValueError(f"a caller of text needs hibari-tts: {EXTRA}, or take --wav ({error})") from error
    return CallerVoice(pitch=pitch)


def _pair(option: str) -> tuple[str, str]:
    key, equals, value = option.partition("=")
    if not equals or not key:
        raise ValueError(f"--header {option!r}: write KEY=VALUE")
    return key, value


def _teller(console: Console) -> Callable[[Said | Noted], None]:
    """Prints the call as it happens."""
    speech_end_ms: float | None = None

    def tell(entry: Said | Noted) -> None:
        nonlocal speech_end_ms
        if isinstance(entry, Said):
            speech_end_ms = entry.speech_end_ms
            what = f"caller: {entry.text}"
        elif entry.what == "agent speaks" and speech_end_ms is not None and entry.at_ms >= speech_end_ms:
            what, speech_end_ms = f"agent speaks, after {entry.at_ms - speech_end_ms:.0f} ms", None
        else:
            what = entry.what
        console.print(f"{entry.at_ms / 1000:7.2f} s  {what}", markup=False, highlight=False)

    return tell


def _fail(console: Console, why: str, code: int) -> NoReturn:
    console.print(f"frontdesk call: {why}", style="red", markup=False, highlight=False)
    raise typer.Exit(code)
