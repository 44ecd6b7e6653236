"""How a socket is closed: the codes, and which of several tasks that serve it says so."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

# RFC 6455 §7.4.1 and the registry it began
NORMAL, GONE, UNACCEPTABLE, POLICY, TOO_BIG, RESTART, TRY_LATER = 1000, 1001, 1003, 1008, 1009, 1012, 1013
CLOSE_S = 1.0  # who does not read does not hear that we close, either


async def first_decides(socket: WebSocket, *doing: Coroutine[Any, Any, tuple[int, str]]) -> None:
    """Do all of it at once; the first to return says with which code and reason the socket is closed.

    Returns when none of it runs any more. A peer that has gone is no fault; any other exception is raised.
    """
    tasks = [asyncio.create_task(one) for one in doing]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        code, reason = next(task for task in tasks if task in done).result()
        async with asyncio.timeout(CLOSE_S):
            await socket.close(code, reason)
    except (WebSocketDisconnect, TimeoutError):
        pass  # it has gone, or does not read; the server drops the connection when we return
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
