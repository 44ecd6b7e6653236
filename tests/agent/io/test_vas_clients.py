"""Translation clients that nobody here wrote: npm's `ws`, Node's own WebSocket, a browser's."""

from __future__ import annotations

import asyncio
import base64
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from agent.clinic.database import open_database
from tests import clients
from tests.agent.io.edge import run
from tests.agent.io.test_vas import KEY, SENTENCE, House

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with closing(open_database(tmp_path / "frontdesk.db")) as database:
        yield House(database)


def check(written: str) -> None:
    """What a client wrote down of a session with one sentence in it, a line of JSON for each message."""
    said: list[dict[str, Any]] = [json.loads(line) for line in written.splitlines()]
    assert said[0] == {"protocol_echoed": True}
    assert said[1] == {"type": "health", "data": {"action": "pong"}}
    finals = [one["data"] for one in said[2:] if one["data"].get("is_final")]
    assert [final["transcription"]["text"] for final in finals] == ["buenos dias"]
    assert finals[0]["translations"][0]["text"] == "good morning"
    assert said[-1]["data"]["action"] == "task_complete"


@pytest.mark.parametrize("native", [(), ("native",)], ids=["ws package", "platform's own"])
def test_k06_node_translates_a_sentence(house: House, native: tuple[str, ...]) -> None:
    environment = clients.environment()
    probe = subprocess.run(["node", "-p", "typeof WebSocket"], capture_output=True, text=True, check=True)
    if native and probe.stdout.strip() != "function":
        pytest.skip("this Node has no WebSocket of its own (it came with 22)")

    async def scenario() -> None:
        async with house.open():
            node = await asyncio.create_subprocess_exec(
                *("node", str(clients.HERE / "vas.cjs"), f"127.0.0.1:{house.port}", KEY, *native),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment,
            )
            written, _ = await node.communicate(SENTENCE)
            check(written.decode())
            assert node.returncode == 0

    run(scenario())


@pytest.mark.skipif(BROWSER is None, reason="no Chromium on the path (Debian's package: chromium)")
def test_k06_a_browser_translates_a_sentence(house: House, tmp_path: Path) -> None:
    async def scenario() -> None:
        written: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        page = ""

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with suppress(asyncio.IncompleteReadError):  # a browser opens connections that it does not use
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                if head.startswith("post"):
                    size = int(head.partition("content-length:")[2].split()[0])
                    written.set_result((await reader.readexactly(size)).decode())
                body = page.replace("SOUND", base64.b64encode(SENTENCE).decode()).encode()
                answer = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
                writer.write(answer.encode() + body)
                await writer.drain()
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        allowed = {"vas_api_key": SecretStr(KEY), "allowed_origins": (f"http://127.0.0.1:{port}",)}
        async with house.open(**allowed):
            page = (clients.HERE / "vas.html").read_text()
            page = page.replace("HOUSE", f"127.0.0.1:{house.port}").replace("TICKET", await house.ticket())
            browser = await asyncio.create_subprocess_exec(
                str(BROWSER),
                *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage"),
                *(f"--user-data-dir={tmp_path}/profile", f"http://127.0.0.1:{port}/"),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            try:
                check(await written)
            finally:
                browser.kill()
                await browser.wait()
                server.close()

    run(scenario())
