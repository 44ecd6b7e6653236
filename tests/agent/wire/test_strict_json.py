import time

import pytest

from agent.wire.strict_json import MAX_DEPTH, parse_object


def nested(depth: int) -> str:
    return '{"a":' * depth + "1" + "}" * depth


def test_an_object_is_read_from_text_and_from_utf8() -> None:
    assert parse_object('{"a": [1, 2.5, "ä"]}') == {"a": [1, 2.5, "ä"]}
    assert parse_object('{"a": "ä"}'.encode()) == {"a": "ä"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "[]",
        "1",
        "null",
        '{"a": NaN}',
        '{"a": -Infinity}',
        '{"a": 1e999}',
        '{"a": ' + "9" * 60_000 + "}",
        nested(MAX_DEPTH + 1),
        nested(10_000),
        "[" * 60_000,
        '{"a": 1} x',
        b'\xff{"a": 1}',
        '{"a": 1}'.encode("utf-16"),
    ],
    ids=lambda text: repr(text[:12]),
)
def test_g11_traps_are_refused_quickly_and_not_repeated(text: str | bytes) -> None:
    began_s = time.process_time()
    with pytest.raises(ValueError) as refusal:
        parse_object(text)
    assert time.process_time() - began_s < 0.05
    assert str(refusal.value) in ("not valid JSON", "not a JSON object", f"nested deeper than {MAX_DEPTH}")


def test_g11_the_depth_that_is_allowed() -> None:
    assert parse_object(nested(MAX_DEPTH))
