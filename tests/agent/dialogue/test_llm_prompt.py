"""What a model is told: little, the same every time, and nothing of a patient."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from agent.dialogue.llm_prompt import MOST_LINE_CHARS, MOST_LINES, Said, think, topics
from tests.records import KNOWN, NOW

TALK = (
    Said("assistant", "Hello."),
    Said("user", "I have a cough."),
    Said("assistant", "I see."),
    Said("assistant", "When would you like to come?"),
)


def test_the_prompt_begins_the_same_in_every_call() -> None:
    system = str(think(KNOWN, ()).messages[0]["content"])
    later = str(think(replace(KNOWN, now=NOW + timedelta(days=1)), ()).messages[0]["content"])
    assert system.splitlines()[:-1] == later.splitlines()[:-1]
    assert system.splitlines()[-1] == "It is Monday 2026-11-30, about 09:00."
    assert len(system) < 1200


def test_the_two_take_turns() -> None:
    messages = think(KNOWN, TALK).messages[1:]
    assert messages == (
        {"role": "user", "content": "I have a cough."},
        {"role": "assistant", "content": "I see. When would you like to come?"},
    )


def test_a_long_talk_is_told_from_its_end() -> None:
    told = [Said("user" if i % 2 else "assistant", f"{i} {'x' * 1000}") for i in range(100)]
    messages = think(KNOWN, told).messages
    assert len(messages) <= 1 + MOST_LINES
    assert messages[-1]["content"] == f"99 {'x' * 1000}"[:MOST_LINE_CHARS]


def test_what_came_of_a_tool_follows_its_call() -> None:
    messages = think(KNOWN, TALK[:2], [("find_slots", "{}", "Tuesday")]).messages
    assert [message["role"] for message in messages] == ["system", "user", "assistant", "tool"]
    assert messages[2]["tool_calls"][0]["id"] == messages[3]["tool_call_id"]


def test_tools_know_the_clinic_and_are_plain_data() -> None:
    tools = {tool["function"]["name"]: tool["function"] for tool in think(KNOWN, ()).tools}
    assert set(tools) == {
        *("find_slots", "book", "move", "cancel", "appointments", "answer", "hand_over", "end")
    }
    assert tools["book"]["parameters"]["properties"]["doctor"]["enum"] == ["reed", "walsh", "kelly"]
    assert tools["answer"]["parameters"]["properties"]["topic"]["enum"] == list(topics(KNOWN))
    json.dumps(think(KNOWN, TALK).tools)


def test_a_clinic_without_appointments_offers_none() -> None:
    tools = [tool["function"]["name"] for tool in think(replace(KNOWN, reasons=()), ()).tools]
    assert tools == ["answer", "hand_over", "end"]
