"""A hospital's clients after a restart, in a process of their own: all connect, and wait for one call.

python -m tests.agent.io.coming_back PORT WITHIN_S < tickets, one a line: each client comes at its own moment
within WITHIN_S. Prints how long it took until all were back, and then that all have heard.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time

from websockets.asyncio.client import connect

from tests.agent.io.hospital import Listener


async def main(port: int, within_s: float, tickets: list[str]) -> None:
    began_s = time.monotonic()

    async def back(ticket: str) -> Listener:
        await asyncio.sleep(random.uniform(0, within_s))
        address = f"ws://127.0.0.1:{port}/ws/?EIO=4&transport=websocket"
        listener = Listener(await connect(address, proxy=None, open_timeout=None))
        await listener.connects(ticket)
        assert listener.connected, listener.answer
        return listener

    listeners = await asyncio.gather(*map(back, tickets))
    print(time.monotonic() - began_s, flush=True)
    await asyncio.gather(*(listener.until("inbound_call", "after") for listener in listeners))
    print("all have heard", flush=True)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2]), sys.stdin.read().split()))
