from __future__ import annotations

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from agent.io.http import MAX_BODY_BYTES, base_url, json_body
from tests.agent.io.edge import local

app = FastAPI()


@app.post("/body")
async def body(request: Request) -> int:
    return len(await json_body(request))


@app.get("/{local}")
async def base(request: Request, local: bool) -> str:
    return base_url(request, SETTINGS, local)


SETTINGS = local()


@pytest.mark.parametrize(
    ("headers", "content", "status"),
    [
        ({}, b"{}", 200),
        ({"content-type": "application/problem+json"}, b"x" * MAX_BODY_BYTES, 200),
        ({"content-type": "text/plain"}, b"{}", 415),
        ({"content-encoding": "gzip"}, b"{}", 415),
        ({}, b"x" * (MAX_BODY_BYTES + 1), 413),
    ],
)
def test_a_body_within_bounds(headers: dict[str, str], content: bytes, status: int) -> None:
    assert TestClient(app).post("/body", content=content, headers=headers).status_code == status


@pytest.mark.parametrize("host", ["evil.example/x", "a b", "user@evil.example", ""])
def test_g08_a_strange_host_is_not_repeated(host: str) -> None:
    assert TestClient(app).get("/true", headers={"host": host}).status_code == 400


def test_without_a_public_url_only_a_local_peer_is_told_its_own() -> None:
    client = TestClient(app)
    assert client.get("/true", headers={"host": "127.0.0.1:8080"}).json() == "http://127.0.0.1:8080"
    assert client.get("/false", headers={"host": "127.0.0.1:8080"}).status_code == 400
