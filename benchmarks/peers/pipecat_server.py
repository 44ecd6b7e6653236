"""A telephone voice bot made of pipecat's own parts, for comparison. Runs in its own environment (README.md).

Whisper, Silero, smart-turn and Piper as pipecat brings them, wired as its own project template wires a
telephone bot, every setting its default; in the place of a large model stands a fixed reply. Only what
the double needs is added: an answer URL, and what was understood, a file a call, a line of JSON a turn.

    python pipecat_server.py --ear FOLDER --voice FOLDER/NAME.onnx --greeting TEXT --reply TEXT --heard FOLDER

Imports nothing of ours: it does not run in our environment.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.metadata
import json
import sys
import time
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response, WebSocket
from loguru import logger
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.frames.frames import (
    Frame,
    LLMContextFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    TTSSpeakFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import (
    LLMContextAggregatorPair,
    LLMUserAggregatorParams,
    UserTurnStoppedMessage,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.serializers.vonage import VonageFrameSerializer
from pipecat.services.piper.tts import PiperTTSService
from pipecat.services.whisper.stt import WhisperSTTService
from pipecat.transports.websocket.fastapi import FastAPIWebsocketParams, FastAPIWebsocketTransport
from pipecat.turns.user_turn_strategies import UserTurnStrategies
from pipecat.workers.runner import WorkerRunner

RATE = 16_000
FRAME_BYTES = 640  # 20 ms; the network closes on any other size
PACKAGES = ("pipecat-ai", "faster-whisper", "ctranslate2", "onnxruntime", "piper-tts", "numpy", "uvicorn")


class FixedReply(FrameProcessor):  # type: ignore[misc]  # a class of the other environment
    """Where the large model would be: has the same words for every turn that the aggregator hands over."""

    def __init__(self, reply: str) -> None:
        super().__init__()
        self._reply = reply

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, LLMContextFrame):
            for said in (LLMFullResponseStartFrame(), LLMTextFrame(self._reply), LLMFullResponseEndFrame()):
                await self.push_frame(said)
        else:
            await self.push_frame(frame, direction)


class Parts:
    """Everything of a bot that takes long to load, made before its call comes."""

    def __init__(self, ear: Path, voice: Path) -> None:
        self.stt = WhisperSTTService(
            device="cpu", compute_type="int8", settings=WhisperSTTService.Settings(model=str(ear))
        )
        self.tts = PiperTTSService(
            download_dir=voice.parent, settings=PiperTTSService.Settings(voice=voice.stem)
        )
        self.vad = SileroVADAnalyzer()
        self.turns = UserTurnStrategies()  # the default: starts by VAD or words, stops by smart-turn


async def hold_call(socket: WebSocket, parts: Parts, greeting: str, reply: str, heard: Path) -> None:
    """One call, until the network hangs up."""
    began_s = time.monotonic()
    transport = FastAPIWebsocketTransport(
        socket,
        FastAPIWebsocketParams(
            audio_in_enabled=True,
            audio_out_enabled=True,
            serializer=VonageFrameSerializer(VonageFrameSerializer.InputParams(vonage_sample_rate=RATE)),
            fixed_audio_packet_size=FRAME_BYTES,
        ),
    )
    aggregators = LLMContextAggregatorPair(
        LLMContext(),
        user_params=LLMUserAggregatorParams(vad_analyzer=parts.vad, user_turn_strategies=parts.turns),
    )
    pipeline = Pipeline(
        [
            transport.input(),
            parts.stt,
            aggregators.user(),
            FixedReply(reply),
            parts.tts,
            transport.output(),
            aggregators.assistant(),
        ]
    )
    worker = PipelineWorker(
        pipeline,
        params=PipelineParams(audio_in_sample_rate=RATE, audio_out_sample_rate=RATE),
        enable_rtvi=False,  # nobody's browser watches
    )
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)

    @transport.event_handler("on_client_connected")  # type: ignore[untyped-decorator]
    async def greet(transport: object, client: object) -> None:
        await worker.queue_frame(TTSSpeakFrame(greeting))

    @transport.event_handler("on_client_disconnected")  # type: ignore[untyped-decorator]
    async def leave(transport: object, client: object) -> None:
        await runner.cancel()

    @aggregators.user().event_handler("on_user_turn_stopped")  # type: ignore[untyped-decorator]
    async def keep(aggregator: object, strategy: object, message: UserTurnStoppedMessage) -> None:
        line = {"at_ms": round((time.monotonic() - began_s) * 1000), "text": message.content or ""}
        with heard.open("a") as file:
            file.write(json.dumps(line) + "\n")

    await runner.run()


def make_app(ear: Path, voice: Path, greeting: str, reply: str, heard: Path) -> FastAPI:
    app = FastAPI()
    standby: asyncio.Queue[Parts] = asyncio.Queue(1)  # for the next call: one at a time
    standby.put_nowait(Parts(ear, voice))

    @app.get("/readyz")
    async def ready() -> Response:
        return Response(status_code=503 if standby.empty() else 200)

    @app.get("/versions")
    async def versions() -> dict[str, str]:
        return {"python": sys.version.split()[0]} | {
            name: importlib.metadata.version(name) for name in PACKAGES
        }

    @app.post("/answer")
    async def answer(request: Request) -> list[dict[str, Any]]:
        uuid = (await request.json())["uuid"]
        endpoint = {
            "type": "websocket",
            "uri": f"ws://{request.headers['host']}/media/{uuid}",
            "content-type": f"audio/l16;rate={RATE}",
        }
        return [{"action": "connect", "endpoint": [endpoint]}]

    @app.websocket("/media/{uuid}")
    async def media(socket: WebSocket, uuid: str) -> None:
        await socket.accept()
        try:
            await hold_call(socket, await standby.get(), greeting, reply, heard / f"{uuid}.jsonl")
        finally:
            standby.put_nowait(await asyncio.to_thread(Parts, ear, voice))

    return app


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--port", type=int, required=True)
    asked.add_argument("--ear", type=Path, required=True, help="folder of a CTranslate2 Whisper")
    asked.add_argument("--voice", type=Path, required=True, help="a Piper voice, its .json beside it")
    asked.add_argument("--greeting", required=True)
    asked.add_argument("--reply", required=True)
    asked.add_argument("--heard", type=Path, required=True, help="folder for what was understood")
    given = asked.parse_args()
    logger.remove()
    logger.add(sys.stderr, level="WARNING")  # its default, DEBUG, would cost it time
    app = make_app(given.ear, given.voice, given.greeting, given.reply, given.heard)
    uvicorn.run(app, host="127.0.0.1", port=given.port, log_level="warning")


if __name__ == "__main__":
    main()
