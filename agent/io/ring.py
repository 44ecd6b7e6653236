"""Rings a server as the telephone network would: answer URL, NCCO, media socket, events (PROTOCOLS 1.2-1.10).

The shell round agent/double: it owns the socket, the clock and the webhooks, and decides nothing about the
call. It reads NCCOs itself (the vendor's models can only write them) and knows nothing of our own server.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from agent.double.caller import Noted, Said
from agent.double.measure import Report, measure
from agent.double.network import Network, Speaker, WrongFrame, connected
from agent.io.carrier import Carrier, Ringing
from audio.frame import Samples

OPEN_TIMEOUT_S = 10.0
CLOSE_TIMEOUT_S = 2.0
STALLED_S = 10.0  # a server that has read nothing for so long is given up
MESSAGE_BYTES_MAX = 65_536  # far above a frame or a notify; a larger one ends the socket (1009)
SOCKETS_MAX = 8  # an NCCO that always reconnects must not ring for ever
_CONTENT_TYPE = re.compile(r"audio/l16;\s*rate=(8000|16000|24000)")


class RingFailed(Exception):
    """No media socket came about; the message says why and what the server answered."""


class Talker(Speaker, Protocol):
    """A Speaker that keeps a log, as Caller does."""

    log: list[Said | Noted]


class Line(Protocol):
    """A call's own leg, as the carrier's REST can steer it (PROTOCOLS 1.12)."""

    @property
    def uuid(self) -> str: ...

    def transfer(self, actions: list[dict[str, Any]]) -> None:
        """Leave the media socket behind, and go on with these."""

    def hang_up(self) -> None: ...


@dataclass(frozen=True, slots=True, eq=False)
class CallRecord:
    """All of one call. `heard` and `spoken` begin at the opening of the first media socket, at `rate` Hz.

    `texts`: (ms, "in" | "out", message) on the media socket. `late_ms`: how late our own clock ever served
    a slot; figures of a run where it is large measure this machine, not the server.
    """

    uuid: str
    rate: int
    heard: Samples
    spoken: Samples
    log: tuple[Said | Noted, ...]
    texts: tuple[tuple[int, str, str], ...]
    report: Report
    ended: str  # "caller hung up" | "server hung up" | "handed over" | "wrong frame" | "limit" | ...
    close_code: int | None
    close_reason: str
    late_ms: int


async def ring(
    url: str,
    caller: Callable[[int], Talker],
    *,
    network: Callable[[Speaker, int], Network] = Network,
    rate: int = 16_000,
    headers: Mapping[str, str] | None = None,
    ringing: Ringing | None = None,
    on_event: Callable[[Said | Noted], None] | None = None,
    on_line: Callable[[Line], None] | None = None,
) -> CallRecord:
    """One whole call, in real time; returns when it is over.

    `url`: an answer URL (http, https), or a media socket (ws, wss) rung directly at `rate` with `headers`
    in its first message. `caller` and `network` are made once the NCCO has told the leg's rate. `on_event`
    sees the log as it grows; `on_line` gets what the carrier's REST would steer. Raises RingFailed when no
    media socket came about.
    """
    async with Carrier(ringing or Ringing()) as carrier:
        call = _Call(carrier, caller, network, on_event)
        if on_line:
            on_line(call)
        if url.startswith(("ws://", "wss://")):
            endpoint = {
                "type": "websocket",
                "uri": url,
                "content-type": f"audio/l16;rate={rate}",
                "headers": headers or {},
            }
            await call.follow([{"action": "connect", "endpoint": [endpoint]}])
        else:
            await carrier.tell("started")
            await carrier.tell("ringing")
            actions = await carrier.ask(url, {"endpoint_type": "phone"})
            if actions is None:
                raise RingFailed(f"the answer URL gave no NCCO: {carrier.trouble}")
            await carrier.tell("answered")
            await call.follow(actions)
            await carrier.tell("completed")
    return await asyncio.to_thread(call.record)  # measuring a long call takes longer than a slot


async def follow(carrier: Carrier, actions: list[dict[str, Any]], caller: Callable[[int], Talker]) -> None:
    """A call that somebody has picked up, with the NCCO it was placed with; returns when it is over."""
    await _Call(carrier, caller, Network, None).follow(actions)


class _Call:
    """One call's way through its NCCOs. A class because the line outlives each of its media sockets."""

    def __init__(
        self,
        carrier: Carrier,
        make_caller: Callable[[int], Talker],
        make_network: Callable[[Speaker, int], Network],
        on_event: Callable[[Said | Noted], None] | None,
    ) -> None:
        self._carrier = carrier
        self._make_caller = make_caller
        self._make_network = make_network
        self._on_event = on_event
        self._clock = asyncio.get_running_loop().time
        self._network: Network | None = None
        self._talker: Talker | None = None
        self._opened_s: float | None = None  # of the first media socket, on our clock
        self._told_events = 0
        self._notes: list[Noted] = []
        self._moved: list[dict[str, Any]] | None = None  # what REST has put in the NCCO's place
        self._ended = ""
        self._close_code: int | None = None
        self._close_reason = ""
        self._late_ms = 0

    # -- by REST -----------------------------------------------------------------------------------

    @property
    def uuid(self) -> str:
        return self._carrier.uuid

    def transfer(self, actions: list[dict[str, Any]]) -> None:
        self._moved = actions

    def hang_up(self) -> None:
        self._moved = []

    # -- the NCCO ----------------------------------------------------------------------------------

    async def follow(self, actions: list[dict[str, Any]]) -> None:
        """Run the actions in order, and those that a synchronous event puts in their place."""
        sockets = 0
        while actions and not (self._network and self._network.ended):
            action, actions = actions[0], actions[1:]
            name = action.get("action")
            endpoint = _endpoint(action)
            if name == "talk":
                self._note(f"the network says: {action.get('text', '')}")
            elif name != "connect":
                self._note(f"the action {name!r} is not played by this double")
            elif endpoint.get("type") != "websocket":
                status = self._carrier.picks_up(str(endpoint.get("number", "")))
                if status == "answered":
                    await self._whisper(endpoint)
                    self._note(f"handed over to a {endpoint.get('type', 'nobody')}")
                    self._ended = "handed over"
                    return
                self._note(f"{endpoint.get('number')}: {status}")
                actions = await self._leg_event(action, endpoint, status) or actions
            elif sockets == SOCKETS_MAX:
                self._note(f"gave up after {SOCKETS_MAX} media sockets")
                return
            else:
                sockets += 1
                status = await self._media(endpoint)
                reply = await self._leg_event(action, endpoint, status)
                if self._moved is None:
                    actions = reply or actions
                    continue
                if reply:
                    self._note("somebody was sent after a caller who is not there any more")
                actions, self._moved = self._moved, None
                self._ended = self._ended if actions else "hung up by REST"

    async def _whisper(self, endpoint: dict[str, Any]) -> None:
        """Who picks up hears this before the two are joined."""
        wanted = endpoint.get("onAnswer")
        if isinstance(wanted, dict):
            for action in await self._carrier.ask(str(wanted.get("url")), {}) or []:
                self._note(f"the person is told: {action.get('text', '')}")

    async def _leg_event(
        self, action: dict[str, Any], endpoint: dict[str, Any], status: str
    ) -> list[dict[str, Any]] | None:
        """PROTOCOLS 1.7: a leg that the caller did not end may be answered with another NCCO."""
        urls = action.get("eventUrl")
        if not status or action.get("eventType") != "synchronous" or not isinstance(urls, list) or not urls:
            return None
        about = {"to": endpoint.get("uri"), "status": status, "headers": endpoint.get("headers", {})}
        return await self._carrier.ask(str(urls[0]), about)

    # -- the media socket --------------------------------------------------------------------------

    async def _media(self, endpoint: dict[str, Any]) -> str:
        """One media socket, dialled to closed: "failed", "disconnected", or "" when the caller ended it."""
        content_type = str(endpoint.get("content-type", ""))
        form = _CONTENT_TYPE.fullmatch(content_type)
        if not form:
            return self._failed(f"the NCCO asks for {content_type!r}, which no network plays")
        rate = int(form[1])
        if self._network is None:
            self._talker = await asyncio.to_thread(self._make_caller, rate)  # other calls' slots go on
            self._network = self._make_network(self._talker, rate)
        network = self._network
        if network.rate != rate:
            return self._failed("the NCCO changes the sample rate within a call")
        try:
            socket = await connect(
                str(endpoint.get("uri", "")),
                additional_headers=self._authorization(endpoint),
                compression=None,
                proxy=None,  # the network reaches the server directly, whatever this user's browser needs
                open_timeout=OPEN_TIMEOUT_S,
                close_timeout=CLOSE_TIMEOUT_S,
                ping_interval=None,  # no pings of the vendor's are documented
                max_size=MESSAGE_BYTES_MAX,
            )
        except (OSError, InvalidHandshake, InvalidURI, TimeoutError) as error:
            return self._failed(f"the media socket was refused: {type(error).__name__} {error}")
        if self._opened_s is None:
            self._opened_s = self._clock()
        else:
            network.replug(self._now_ms())
        ears = asyncio.create_task(self._hear(socket, network))
        try:
            async with asyncio.timeout(STALLED_S):
                await socket.send(connected(rate, endpoint.get("headers") or {}))
            await self._speak(socket, network, ears)
        except ConnectionClosed:
            pass  # the reason is on the socket
        except TimeoutError:
            self._note(f"the server has read nothing for {STALLED_S:.0f} s")
            socket.transport.abort()
        finally:
            await socket.close()
        ears_heard = await ears
        self._ended = network.ended or ("moved" if self._moved is not None else ears_heard)
        self._announce()
        self._close_code, self._close_reason = socket.close_code, socket.close_reason or ""
        return "" if network.ended else "disconnected"

    async def _speak(self, socket: ClientConnection, network: Network, ears: asyncio.Task[str]) -> None:
        """Serves every slot at its instant, counted from the opening, so that no lateness adds up."""
        while not ears.done():
            now_ms = self._now_ms()
            self._late_ms = max(self._late_ms, now_ms - network.deadline_ms)
            async with asyncio.timeout(STALLED_S):
                for message in network.advance(now_ms):
                    await socket.send(message)
            self._announce()
            if network.ended or self._moved is not None:
                return
            await asyncio.sleep(network.deadline_ms / 1000 - self._open_for_s())

    async def _hear(self, socket: ClientConnection, network: Network) -> str:
        """Takes what the server sends until the socket is closed; returns why it was."""
        try:
            async for message in socket:
                network.receive(message, self._now_ms())
        except ConnectionClosed:
            pass
        except WrongFrame as wrong:
            self._note(str(wrong))
            socket.transport.abort()  # no close frame: the server sees 1006
            return "wrong frame"
        return "server hung up"

    def _authorization(self, endpoint: dict[str, Any]) -> dict[str, str]:
        match endpoint.get("authorization"):
            case {"type": "vonage"}:
                return self._carrier.signature(None)
            case {"type": "custom", "value": value}:
                return {"Authorization": str(value)}
        return {}

    def _open_for_s(self) -> float:
        return 0.0 if self._opened_s is None else self._clock() - self._opened_s

    def _now_ms(self) -> int:
        return int(self._open_for_s() * 1000)

    # -- what is kept ------------------------------------------------------------------------------

    def _failed(self, trouble: str) -> str:
        self._note(trouble)
        return "failed"

    def _note(self, what: str) -> None:
        noted = Noted(self._now_ms(), what)
        self._notes.append(noted)
        if self._on_event:
            self._on_event(noted)

    def _announce(self) -> None:
        if self._on_event and self._talker:
            for entry in self._talker.log[self._told_events :]:
                self._on_event(entry)
            self._told_events = len(self._talker.log)

    def record(self) -> CallRecord:
        network, talker = self._network, self._talker
        if network is None or talker is None or self._opened_s is None:
            notes = "; ".join(note.what for note in self._notes)
            raise RingFailed(f"no media socket came about: {notes or 'the NCCO names none'}")
        heard = network.heard
        return CallRecord(
            uuid=self._carrier.uuid,
            rate=network.rate,
            heard=heard,
            spoken=network.spoken,
            log=tuple(sorted([*talker.log, *self._notes], key=lambda entry: entry.at_ms)),
            texts=tuple(network.texts),
            report=measure(
                heard,
                network.rate,
                talker.log,
                cleared_ms=network.cleared_ms,
                wrong_frames=network.wrong_frames,
                lost_messages=network.lost_messages,
            ),
            ended=self._ended,
            close_code=self._close_code,
            close_reason=self._close_reason,
            late_ms=self._late_ms,
        )


def _endpoint(action: Mapping[str, Any]) -> dict[str, Any]:
    endpoints = action.get("endpoint")
    first = endpoints[0] if isinstance(endpoints, list) and endpoints else {}
    return first if isinstance(first, dict) else {}
