import pytest
from starlette.requests import Request

from agent.io.credentials import bearer, same


@pytest.mark.parametrize(
    ("header", "token"),
    [
        (b"Bearer abc", "abc"),
        (b"bearer  abc ", "abc"),
        (b"Basic abc", ""),
        (b"Bearer", ""),
        (b"", ""),
        (None, ""),
    ],
)
def test_bearer(header: bytes | None, token: str) -> None:
    headers = [] if header is None else [(b"authorization", header)]
    assert bearer(Request({"type": "http", "headers": headers})) == token


def test_g12_only_the_same_is_the_same() -> None:
    assert same("abc", "abc")
    assert not same("abc", "abd")
    assert not same("ab", "abc")
    assert not same("ä", "abc")
