import asyncio
import json
import stat
from pathlib import Path
from typing import Any

import pytest

from agent.facts import HandedOver
from agent.io.transcripts import file_stem, write_transcripts
from tests.agent.io.edge import FakeDesk, now, run


async def until(condition: Any) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - the writer tells nobody
            await asyncio.sleep(0.005)


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def test_each_call_has_its_file_with_its_messages_in_order(tmp_path: Path) -> None:
    async def scenario() -> None:
        folder = tmp_path / "new" / "folder"
        desk = FakeDesk()
        writing = asyncio.create_task(write_transcripts(desk.bus, folder))
        await until(lambda: desk.bus._of_all)
        one, two = desk.live("u-1"), desk.live("u-2")
        desk.start(one)
        desk.say(one, "Hello?")
        await until(lambda: len(lines(folder / "u-1.jsonl")) == 2)  # as it becomes final
        desk.start(two)
        desk.say(two, "Grüezi")
        desk.say(one, "How can I help?")
        desk.bus.publish(HandedOver(one.admission.call_id, now()))
        desk.end(one)
        desk.bus.close()  # and what has been published by then is still written
        await writing
        first = lines(folder / "u-1.jsonl")
        assert [message["type"] for message in first] == [
            "event:start",
            "transcript",
            "transcript",
            "event:end",
            "event:callEnd",
        ]
        assert first[0]["phone"] == "+447700900001"
        assert first[1] == {"type": "transcript", "msg": "Hello?", "role": "assistant", "offset": 0}
        assert [message.get("msg") for message in lines(folder / "u-2.jsonl")] == [None, "Grüezi"]
        assert stat.S_IMODE((folder / "u-1.jsonl").stat().st_mode) == 0o600

    run(scenario())


@pytest.mark.parametrize(
    "uuid",
    [
        "",
        ".",
        "..",
        "../../etc/passwd",
        "/etc/passwd",
        "a/b",
        "a\0b",
        ".hidden",
        "x" * 500,
        "ä",
        "a\nb",
        "con:1",
    ],
)
def test_no_uuid_leads_out_of_the_folder(uuid: str, tmp_path: Path) -> None:
    stem = file_stem(uuid)
    file = tmp_path / f"{stem}.jsonl"
    file.touch()
    assert file.resolve().parent == tmp_path.resolve()
    assert not stem.startswith(".")
    assert file_stem(uuid) == stem
    assert file_stem(uuid + "x") != stem


def test_a_usual_uuid_is_the_name() -> None:
    uuid = "63f61863-4a51-4f6b-86e1-46edebcf9356"
    assert file_stem(uuid) == uuid


def test_a_link_in_the_place_of_the_file_is_not_followed_and_the_writer_goes_on(tmp_path: Path) -> None:
    async def scenario() -> None:
        victim = tmp_path / "victim"
        (tmp_path / "u-1.jsonl").symlink_to(victim)
        desk = FakeDesk()
        writing = asyncio.create_task(write_transcripts(desk.bus, tmp_path))
        await until(lambda: desk.bus._of_all)
        for uuid in ("u-1", "u-2"):
            desk.start(desk.live(uuid))
        await until(lambda: lines(tmp_path / "u-2.jsonl"))
        assert not victim.exists()
        desk.bus.close()
        await writing

    run(scenario())
