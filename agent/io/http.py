"""What every HTTP route wants of a request: its body, within bounds, and how the peer reached us."""

from __future__ import annotations

import re

from fastapi import HTTPException, Request
from starlette.requests import HTTPConnection

from agent.settings import Settings

MAX_BODY_BYTES = 64 * 1024

_HOST = re.compile(r"([A-Za-z0-9.-]{1,255}|\[[0-9A-Fa-f:]{2,45}\])(:\d{1,5})?")


async def json_body(request: Request) -> bytes:
    """The raw body, as signed. Raises HTTPException for one that is too large or not plain JSON."""
    if request.method == "GET":
        return b""
    if "content-encoding" in request.headers:
        raise HTTPException(415, "send the body without content-encoding")
    form = request.headers.get("content-type", "application/json").lower()
    if "json" not in form:
        raise HTTPException(415, "send application/json")
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MAX_BODY_BYTES:
            raise HTTPException(413, "body over 64 KiB")
    return bytes(body)


def peer(connection: HTTPConnection) -> str:
    """The address that the request or the socket comes from, "" if nobody knows."""
    return connection.client.host if connection.client else ""


def base_url(request: Request, settings: Settings, insecure_local: bool) -> str:
    """How others reach us: as configured, or for local use the way this request did."""
    if settings.public_url:
        return settings.public_url.rstrip("/")
    host = request.headers.get("host", "")
    if not insecure_local or not _HOST.fullmatch(host):
        raise HTTPException(400, "no usable Host header, and FRONTDESK_PUBLIC_URL is not set")
    return f"http://{host}"
