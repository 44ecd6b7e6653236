"""What every HTTP route wants of a request: its body, within bounds, and how the peer reached us."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fastapi import HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.requests import HTTPConnection

from agent.io.bodies import Failure
from agent.settings import Settings
from agent.wire.strict_json import parse_object

MAX_BODY_BYTES = 64 * 1024

_HOST = re.compile(r"([A-Za-z0-9.-]{1,255}|\[[0-9A-Fa-f:]{2,45}\])(:\d{1,5})?")


class Failed(Exception):
    """A request of a hospital's system that is answered with a Failure."""

    def __init__(
        self, status: int, error: str, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.error = error
        self.headers = headers or {}


async def on_failed(request: Request, failed: Exception) -> Response:
    assert isinstance(failed, Failed)
    response = Failure(error=failed.error, message=str(failed)).response(failed.status)
    response.headers.update(failed.headers)
    return response


async def on_not_valid(request: Request, fault: Exception) -> Response:
    """A query of another shape: where and what, but never the value, which may be personal."""
    assert isinstance(fault, RequestValidationError)
    told = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in fault.errors()[:10])
    return Failure(error="Unprocessable Entity", message=told).response(422)


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


async def json_object(request: Request) -> dict[str, object]:
    """The fields of a request of a hospital's system; without a body there are none. Raises Failed."""
    body = await json_body(request)
    try:
        return parse_object(body) if body else {}
    except ValueError as fault:
        raise Failed(400, "Bad Request", f"The body is {fault}") from None


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
