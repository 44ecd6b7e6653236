"""Who holds the floor.

Two people on a telephone share one resource, the right to speak, and pass it back and forth without
ever agreeing on a protocol. Everything a voice agent gets wrong in company is a mistake about it:
talking while the other still has it, not taking it when it is offered, giving it up to a cough. So
it is one variable, changed in one table.

The caller takes the floor by making speech (`onset`). Silence does not give it back at once: a
`pause` only starts us thinking (DECIDING), and the caller may go on (`resumed`) as if nothing had
happened. We take it with a `reply`, once the turn is believed to be over; or nobody gets it, if what
we heard held no words (`nothing`). While we speak, a sound from the caller makes the floor CONTESTED:
we have not stopped, but we listen for whether it is a real interruption (`interrupted`: the caller has
the floor and our line ends at what was heard) or a cough or a murmur (`nothing`: we go on). When the
caller has heard our last word (`spoken`) nobody has the floor, and only then may the idle clock run;
if our line ends while it is contested, the caller simply has it. An answer for which somebody had to be
sent comes as a second `reply` while the floor is still ours.

LEAVING is AGENT with no way on but out: the goodbye or the hand-over sentence is playing. A caller
who speaks up then still gets the floor; nobody should be hung up on in mid-question.
"""

from __future__ import annotations

from enum import StrEnum


class Floor(StrEnum):
    NOBODY = "nobody"
    CALLER = "caller"
    DECIDING = "deciding"
    AGENT = "agent"
    CONTESTED = "contested"
    LEAVING = "leaving"
    OVER = "over"


class Cue(StrEnum):
    ONSET = "onset"  # the caller began to make speech
    PAUSE = "pause"  # ... and fell silent
    RESUMED = "resumed"  # ... and went on after all
    NOTHING = "nothing"  # what was heard held no words
    REPLY = "reply"  # we begin a line
    FAREWELL = "farewell"  # we begin our last line
    INTERRUPTED = "interrupted"  # the caller's speech over ours is meant
    SPOKEN = "spoken"  # the caller has heard our line to its end
    LOST = "lost"  # the line is dead; it may come back
    END = "end"  # the call is over, whoever ended it


TABLE: dict[tuple[Floor, Cue], Floor] = {
    (Floor.NOBODY, Cue.ONSET): Floor.CALLER,
    (Floor.NOBODY, Cue.REPLY): Floor.AGENT,
    (Floor.NOBODY, Cue.FAREWELL): Floor.LEAVING,
    (Floor.CALLER, Cue.PAUSE): Floor.DECIDING,
    (Floor.CALLER, Cue.REPLY): Floor.AGENT,  # to a key, not to words
    (Floor.CALLER, Cue.FAREWELL): Floor.LEAVING,
    (Floor.DECIDING, Cue.RESUMED): Floor.CALLER,
    (Floor.DECIDING, Cue.ONSET): Floor.CALLER,
    (Floor.DECIDING, Cue.NOTHING): Floor.NOBODY,
    (Floor.DECIDING, Cue.REPLY): Floor.AGENT,
    (Floor.DECIDING, Cue.FAREWELL): Floor.LEAVING,
    (Floor.AGENT, Cue.ONSET): Floor.CONTESTED,
    (Floor.AGENT, Cue.REPLY): Floor.AGENT,
    (Floor.AGENT, Cue.SPOKEN): Floor.NOBODY,
    (Floor.AGENT, Cue.FAREWELL): Floor.LEAVING,
    (Floor.CONTESTED, Cue.ONSET): Floor.CONTESTED,
    (Floor.CONTESTED, Cue.NOTHING): Floor.AGENT,
    (Floor.CONTESTED, Cue.INTERRUPTED): Floor.CALLER,
    (Floor.CONTESTED, Cue.REPLY): Floor.CONTESTED,
    (Floor.CONTESTED, Cue.SPOKEN): Floor.CALLER,
    (Floor.CONTESTED, Cue.FAREWELL): Floor.LEAVING,
    (Floor.LEAVING, Cue.INTERRUPTED): Floor.CALLER,
    (Floor.LEAVING, Cue.FAREWELL): Floor.LEAVING,
    **{(floor, Cue.LOST): Floor.NOBODY for floor in Floor if floor is not Floor.OVER},
    **{(floor, Cue.END): Floor.OVER for floor in Floor if floor is not Floor.OVER},
}


def after(floor: Floor, cue: Cue) -> Floor:
    """Who holds the floor after `cue`. A cue the table does not know is a fault of ours: KeyError."""
    return TABLE[floor, cue]


def diagram() -> str:
    """The table as a Mermaid state diagram, for the README."""
    everywhere = (Cue.LOST, Cue.END)  # drawn once, not from every state
    rows = [f"    {a} --> {b}: {cue}" for (a, cue), b in TABLE.items() if cue not in everywhere]
    return "\n".join(["stateDiagram-v2", "    [*] --> nobody", *rows, "    leaving --> over: end"])
