"""What a large model is told, all in one place: who it is, the talk so far, and the tools it may ask for.

The first message is the same in every call but for its last line, so a server that keeps the work done for a
prefix begins where the calls begin to differ. Nothing in it is of a patient.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from agent.dialogue.errands import Slot, Think
from agent.dialogue.knowledge import Knowledge
from agent.dialogue.phrases import wording

MOST_LINES = 30  # of the talk so far: what was said earlier hardly matters, and costs time each turn
MOST_LINE_CHARS = 400

_RULES = """\
You answer the telephone of a clinic. {greeting}
Say one or two short, friendly sentences in plain spoken English. No lists, no markup, no emoji.
For everything a caller wants there is a tool. Call it at once; the clinic's system then asks for what is \
missing, checks who the caller is, reads back, and books only after a yes. Never ask for names or dates of \
birth, and never say that something is booked, moved or cancelled: the system does.
Say no day, time or doctor that is not in a tool's result, and no other figures. Give no medical advice.
If you cannot help, call hand_over. When the caller has said goodbye, call end.
"""

HOURS, TODAY, ADDRESS = "opening hours", "open today", "address"  # topics of every clinic


class Said(NamedTuple):
    role: Literal["user", "assistant"]
    text: str


def think(clinic: Knowledge, told: Sequence[Said], results: Sequence[tuple[str, str, str]] = ()) -> Think:
    """`results`: (tool, its arguments, what came of it) since the caller's last words."""
    messages: list[Mapping[str, Any]] = [{"role": "system", "content": _system(clinic)}]
    for role, text in _in_turns(told[-MOST_LINES:]):
        messages.append({"role": role, "content": text})
    for i, (name, arguments, result) in enumerate(results):
        function = {"name": name, "arguments": arguments}
        call = {"id": f"call_{i}", "type": "function", "function": function}
        messages.append({"role": "assistant", "content": "", "tool_calls": [call]})
        messages.append({"role": "tool", "tool_call_id": f"call_{i}", "content": result})
    return Think(tuple(messages), tools(clinic))


def topics(clinic: Knowledge) -> dict[str, str]:
    """What `answer` can be asked for, and the clinic's own words for it."""
    own = {questions[0]: answer for questions, answer in clinic.answers if questions}
    return {HOURS: clinic.week, TODAY: clinic.today, ADDRESS: clinic.address, **own}


def result(free: Sequence[Slot], said: str, clinic: Knowledge) -> str:
    """Free times as a tool's result: one in a line, as they are spoken; and how the desk would say it all."""
    w = wording(clinic.language)
    times = [f"{w.day_of(slot.at)} at {w.time_of(slot.at)} with {slot.doctor}" for slot in free]
    return "\n".join((*times, f"You may say: {said}"))


def _system(clinic: Knowledge) -> str:
    now = f"It is {clinic.now:%A %Y-%m-%d}, about {clinic.now:%H}:00."
    return f"{_RULES.format(greeting=clinic.greeting)}{now}"


def _in_turns(told: Sequence[Said]) -> list[Said]:
    """Most templates want the two to take turns; the caller's first words are an answer to our greeting."""
    turns: list[Said] = []
    for role, whole in told:
        text = whole[:MOST_LINE_CHARS]
        if turns and turns[-1].role == role:
            turns[-1] = Said(role, f"{turns[-1].text} {text}")
        elif turns or role == "user":
            turns.append(Said(role, text))
    return turns


def tools(clinic: Knowledge) -> tuple[Mapping[str, Any], ...]:
    day = {"type": "string", "description": "YYYY-MM-DD"}
    time = {"type": "string", "description": "HH:MM, 24 hours"}
    reason = {"type": "string", "enum": [reason.name for reason in clinic.reasons]}
    doctor = {"type": "string", "enum": [doctor.name for doctor in clinic.doctors]}
    which = {"type": "string", "description": "which appointment, in the caller's words; empty if not said"}
    when = {"type": "string", "description": "the new day and time, in the caller's words; empty if not said"}
    visits = [
        _tool(
            "find_slots",
            "Free times for a new appointment; also while one is being moved.",
            {"reason": reason, "from_day": day, "to_day": day, "from": time, "until": time, "doctor": doctor},
        ),
        _tool(
            "book",
            "Have one free time read back to the caller, to be booked on a yes.",
            {"reason": reason, "day": day, "time": time, "doctor": doctor},
            ("day", "time"),
        ),
        _tool(
            "move", "Give an appointment that the caller has another time.", {"which": which, "when": when}
        ),
        _tool("cancel", "Cancel an appointment that the caller has.", {"which": which}),
        _tool("appointments", "Tell the caller which appointments they have.", {}),
    ]
    topic = {"type": "string", "enum": list(topics(clinic))}
    return (
        *(visits if clinic.reasons else ()),
        _tool("answer", "Tell the caller about the clinic, in its own words.", {"topic": topic}, ("topic",)),
        _tool("hand_over", "Put the caller through to a person, or take a message.", {}),
        _tool("end", "Say goodbye and end the call.", {}),
    )


def _tool(
    name: str, description: str, properties: Mapping[str, Any], required: Sequence[str] = ()
) -> Mapping[str, Any]:
    parameters = {"type": "object", "properties": properties, "required": list(required)}
    function = {"name": name, "description": description, "parameters": parameters}
    return {"type": "function", "function": function}
