"""Vonage's media socket, without the socket: messages in, events out; commands in, messages out.

Vonage dials us. Its first text says what it will send and repeats the headers we put into the NCCO; from
then on every 20 ms brings a binary message of 16-bit little-endian mono samples, and we may send the same.
Text carries keys pressed and, in both directions, the control of what Vonage has buffered of ours. The
facts are in the vendor's WebSocket guide; three of them cost calls when forgotten: a frame of another size
than 20 ms ends the leg, the byte order is little-endian although the MIME type says otherwise, and a
`notify` that comes back after a `clear` does not prove that anything was heard.

A peer's fault raises ProtocolFault; everything merely odd is counted in `oddities` and survived.
"""

from __future__ import annotations

import json
import re
from collections import Counter, deque
from dataclasses import dataclass

from agent.commands import ClearPlayout, SendFrame, SendMark
from agent.events import DigitPressed, Event, FrameReceived, MarkPlayed, PlayoutCleared
from agent.personal import Personal
from agent.wire.strict_json import parse_object
from audio.frame import FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE, Samples
from audio.intake import Intake
from audio.resample import Resampler

MEDIA_PATH = "/vonage/media"
ECHO_PATH = "/vonage/echo"

RATES = (8000, 16000, 24000)
BYTES_PER_SAMPLE = 2
MAX_BINARY_BYTES = 64 * 1024
MAX_TEXT_BYTES = 8 * 1024
MAX_HELD_FRAMES = 50  # one second of sound before the first text; the carrier sends it after some ms
MAX_HEADERS = 32
MAX_HEADER_BYTES = 512  # the carrier's own limit for the headers of an NCCO
MAX_DIGITS_PER_S = 20  # a nimble finger makes eight
ODD_MESSAGES, ODD_WINDOW_MS = 5, 10_000  # more half samples than this in that time: not our format

# A sender may run ahead of real time by the credit; then we stop reading until it is down to the relief.
# A burst is worked off like that without loss; who still presses after a minute is not a telephone.
CREDIT_MS, RELIEF_MS = 5_000, 4_000
PRESSED_MS, CALM_MS = 60_000, 10_000
MAX_ARREARS_MS = 15_000  # sound that a stalled network may still bring late, without being "ahead"

RATE_WINDOW = 75  # messages, 1.5 s: long enough to tell 8 from 16 kHz in spite of jitter

POLICY, UNACCEPTABLE, INCONSISTENT, TOO_BIG = 1008, 1003, 1007, 1009  # RFC 6455 §7.4.1

_L16 = re.compile(r"audio/l16\s*;\s*rate=(\d{4,5})", re.IGNORECASE)
_RATE_OF_FRAME = {rate * FRAME_MS // 1000 * BYTES_PER_SAMPLE: rate for rate in RATES}
_DIGITS = frozenset("0123456789*#")


class ProtocolFault(Exception):
    """The peer broke the protocol: close with `close_code`, and say `reason` (never what was received)."""

    def __init__(self, close_code: int, reason: str) -> None:
        super().__init__(f"{close_code} {reason}")
        self.close_code = close_code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Hello:
    """What `websocket:connected` said. `call_id` and `ticket` are the headers of our NCCO, "" if absent."""

    rate: int  # Hz
    call_id: str
    ticket: Personal


class VonageLeg:
    """One media connection. `leg` is the number its events carry; whoever attaches the leg may set it
    once `hello` has told whose leg it is. Sound that came before is kept for then."""

    def __init__(self, leg: int) -> None:
        self.leg = leg
        self.hello: Hello | None = None
        self.pause_ms = 0  # how long not to read on, because the peer is ahead of real time
        self._oddities: Counter[str] = Counter()
        self._held: list[bytes] = []  # bounded: MAX_HELD_FRAMES, MAX_BINARY_BYTES in all
        self._ahead_ms = 0.0
        self._heard_ms: int | None = None
        self._pressed_since_ms = self._pressed_ms = -CALM_MS
        self._odd_ms: deque[int] = deque(maxlen=ODD_MESSAGES + 1)
        self._digits_ms: deque[int] = deque(maxlen=MAX_DIGITS_PER_S)
        self._run_bytes = self._run_length = self._run_since_ms = 0
        self._generation = 0  # of the carrier's buffer: each `clear` begins another

    @property
    def oddities(self) -> Counter[str]:
        """What was odd and survived, by kind."""
        return self._oddities + (self._intake.oddities if self.hello else Counter())

    # -- in ----------------------------------------------------------------------------------------

    def receive(self, message: bytes | str, now_ms: int) -> list[Event]:
        """What a message means. Raises ProtocolFault."""
        if isinstance(message, str):
            return self._on_text(message, now_ms)
        if len(message) > MAX_BINARY_BYTES:
            raise ProtocolFault(TOO_BIG, "binary message over 64 KiB")
        if self.hello is None:
            self._hold(message)
            return []
        messages, self._held = [*self._held, message], []
        frames: list[Event] = []
        for sound in messages:
            self._keep_time(len(sound), now_ms)
            self._watch_rate(len(sound), now_ms)
            if len(sound) % BYTES_PER_SAMPLE:
                self._on_odd(now_ms)
            frames += [FrameReceived(self.leg, frame) for frame in self._intake.push(sound)]
        return frames

    def _hold(self, message: bytes) -> None:
        held_bytes = sum(map(len, self._held)) + len(message)
        if len(self._held) >= MAX_HELD_FRAMES or held_bytes > MAX_BINARY_BYTES:
            raise ProtocolFault(POLICY, "audio without websocket:connected")
        self._held.append(message)

    def _keep_time(self, size: int, now_ms: int) -> None:
        """Real-time credit (BEHAVIOUR V-17): `pause_ms` once it is spent, a fault when nothing helps."""
        passed_ms = now_ms - self._heard_ms if self._heard_ms is not None else 0
        self._heard_ms = now_ms
        self._ahead_ms = max(self._ahead_ms - passed_ms, -MAX_ARREARS_MS) + size / self._bytes_per_ms
        self.pause_ms = 0
        if self._ahead_ms <= CREDIT_MS:
            return
        self.pause_ms = int(self._ahead_ms) - RELIEF_MS
        if now_ms - self._pressed_ms >= CALM_MS:
            self._pressed_since_ms = now_ms
        self._pressed_ms = now_ms
        if now_ms - self._pressed_since_ms > PRESSED_MS:
            raise ProtocolFault(POLICY, "audio faster than real time for a minute")

    def _watch_rate(self, size: int, now_ms: int) -> None:
        """Unmask a peer that says one rate and sends another (BEHAVIOUR V-07).

        Its messages have the size *and* the tempo of the other rate. Either alone proves nothing: a
        network may re-frame, and a stall halves the tempo.
        """
        if size != self._run_bytes:
            self._run_bytes, self._run_length = size, 0
        if size == self._frame_bytes:
            return
        if self._run_length == 0:
            self._run_since_ms = now_ms
        self._run_length += 1
        if self._run_length < RATE_WINDOW:
            return
        sent = (RATE_WINDOW - 1) * size // BYTES_PER_SAMPLE
        tempo = sent * 1000 / max(1, now_ms - self._run_since_ms)
        self._run_length = 0
        if min(RATES, key=lambda rate: abs(rate - tempo)) == _RATE_OF_FRAME.get(size):
            raise ProtocolFault(POLICY, "rate_mismatch: the audio has another rate than declared")

    def _on_odd(self, now_ms: int) -> None:
        """Half a sample: the intake puts silence in its place, unless it happens again and again."""
        self._odd_ms.append(now_ms)
        if len(self._odd_ms) > ODD_MESSAGES and now_ms - self._odd_ms[0] < ODD_WINDOW_MS:
            raise ProtocolFault(INCONSISTENT, "half samples again and again: not 16-bit audio")

    def _on_text(self, text: str, now_ms: int) -> list[Event]:
        if len(text.encode()) > MAX_TEXT_BYTES:
            raise ProtocolFault(TOO_BIG, "text message over 8 KiB")
        try:
            fields = parse_object(text)
        except ValueError as fault:
            if self.hello is None:
                raise ProtocolFault(UNACCEPTABLE, f"first text: {fault}") from None
            self._oddities["bad_text"] += 1
            return []
        if self.hello is None:
            self._on_connected(fields)
            return []
        match fields.get("event"):
            case "websocket:dtmf":
                return self._on_digit(fields, now_ms)
            case "websocket:notify":
                return self._on_notify(fields.get("payload"))
            case "websocket:cleared":
                return [PlayoutCleared()]
            case None if isinstance(fields.get("dtmf"), dict):  # a shape seen from sister products
                return self._on_digit(fields, now_ms)
        self._oddities["unknown_event"] += 1  # Vonage adds events from time to time
        return []

    def _on_connected(self, fields: dict[str, object]) -> None:
        """The first text: format and headers. From here on the leg can hear and speak."""
        event, content_type = fields.pop("event", None), fields.pop("content-type", None)
        if event is None:
            raise ProtocolFault(UNACCEPTABLE, "first text: no event")
        if event != "websocket:connected":
            raise ProtocolFault(POLICY, "first text is not websocket:connected")
        form = _L16.fullmatch(content_type.strip()) if isinstance(content_type, str) else None
        if form is None or int(form[1]) not in RATES:
            raise ProtocolFault(UNACCEPTABLE, "content-type is not audio/l16 at 8000, 16000 or 24000 Hz")
        if len(fields) > MAX_HEADERS or len(json.dumps(fields).encode()) > MAX_HEADER_BYTES:
            raise ProtocolFault(POLICY, "headers over 32 keys or 512 bytes")
        rate, call_id, ticket = int(form[1]), fields.get("call_id"), fields.get("ticket")
        self.hello = Hello(
            rate,
            call_id if isinstance(call_id, str) else "",
            Personal(ticket if isinstance(ticket, str) else ""),
        )
        self._bytes_per_ms = rate * BYTES_PER_SAMPLE / 1000
        self._frame_bytes = rate * FRAME_MS // 1000 * BYTES_PER_SAMPLE
        self._intake = Intake(rate)
        self._begin_speaking()

    def _on_digit(self, fields: dict[str, object], now_ms: int) -> list[Event]:
        """{"event": "websocket:dtmf", "digit": "5", "duration": 260}, or the same nested below "dtmf"."""
        nested = fields.get("dtmf")
        key = nested if isinstance(nested, dict) else fields
        digit, duration_ms = key.get("digit"), key.get("duration", 0)
        if not isinstance(digit, str) or digit not in _DIGITS:
            self._oddities["bad_digit"] += 1
            return []
        if not isinstance(duration_ms, int | float) or duration_ms < 0:
            self._oddities["bad_digit"] += 1
            return []
        if len(self._digits_ms) == MAX_DIGITS_PER_S and now_ms - self._digits_ms[0] < 1000:
            self._oddities["digit_flood"] += 1
            return []
        self._digits_ms.append(now_ms)
        return [DigitPressed(Personal(digit))]

    def _on_notify(self, payload: object) -> list[Event]:
        """Our own mark comes back: all that was sent before it has been played, unless it was cleared."""
        mark = payload.get("mark") if isinstance(payload, dict) else None
        if not isinstance(payload, dict) or not isinstance(mark, str):
            self._oddities["foreign_notify"] += 1
            return []
        if payload.get("generation") != self._generation:
            self._oddities["late_notify"] += 1
            return []
        return [MarkPlayed(mark)]

    # -- out ---------------------------------------------------------------------------------------

    def send(self, command: SendFrame | SendMark | ClearPlayout) -> bytes | str:
        """The one message that carries `command`. A leg speaks only after `hello`."""
        match command:
            case SendFrame(samples):
                return self._wire_frame(samples)
            case SendMark(mark):
                payload = {"mark": mark, "generation": self._generation}
                return json.dumps({"action": "notify", "payload": payload})
            case ClearPlayout():
                self._generation += 1
                self._begin_speaking()
                return '{"action": "clear"}'

    def _begin_speaking(self) -> None:
        """With an empty resampler: the rest of a line taken back must not click into the next."""
        assert self.hello is not None
        self._resampler = Resampler(SAMPLE_RATE, self.hello.rate)

    def _wire_frame(self, samples: Samples) -> bytes:
        """Exactly 20 ms at the carrier's rate; it drops the call over any other size."""
        assert len(samples) == FRAME_SAMPLES
        wire = self._resampler.push(samples).astype("<i2", copy=False).tobytes()
        assert len(wire) == self._frame_bytes
        return wire
