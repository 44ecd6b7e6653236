"""One call, from the first frame to the last word: `handle(event, now_ms) -> commands`, and nothing else.

The session knows the line and the world behind it: legs that open and are lost, keys, what the carrier
reports, who asks the call to end. What is heard and said on the line is the conversation's
(conversation.py). Neither has a clock, does I/O or draws random numbers: the same events at the same times
give the same commands, so a call can be replayed from its journal bit for bit.
"""

from __future__ import annotations

from agent import commands, events
from agent.call.conversation import Conversation
from agent.call.floor import Cue, Floor
from agent.call.policy import Policy
from agent.call.presence import Presence
from agent.commands import Command
from agent.dialogue import flow as brain
from agent.dialogue.errands import Failed


class CallSession:
    def __init__(
        self, flow: brain.Flow, policy: Policy | None = None, direction: events.Direction = "inbound"
    ) -> None:
        policy = policy or Policy()
        self._direction = direction
        self._out: list[Command] = []  # filled and emptied within one `handle`
        self._presence = Presence(policy)
        self.conversation = Conversation(flow, policy, self._presence, self._out)

    def handle(self, event: events.Event, now_ms: int) -> list[Command]:
        """Take one event in; return what the world must now do, in order. After EndCall nothing happens."""
        if self.conversation.floor is Floor.OVER:
            return []
        match event:
            case events.FrameReceived() if event.leg == self._presence.leg:
                self.conversation.listen(event.frame, now_ms)
            case events.Transcribed():
                self.conversation.transcribed(event, now_ms)
            case events.Synthesized() if phrase := self.conversation.phrase(event.job):  # else taken back
                phrase.extend(event.samples, event.words, event.last)
            case events.ErrandDone():
                self.conversation.found(event.job, event.finding, now_ms)
            case events.JobFailed():
                self._on_job_failed(event, now_ms)
            case events.MarkPlayed():
                self.conversation.playout.mark_played(event.mark, now_ms)
            case events.PlayoutCleared():
                self.conversation.write_cut(confirmed=True)
            case events.DigitPressed() if self._presence.leg is not None:
                self.conversation.pressed(event.digit.reveal(), now_ms)
            case events.LegOpened():
                self._on_leg_opened(event.leg, now_ms)
            case events.LegClosed() if event.leg == self._presence.leg:
                self._lose_leg(event.reason, now_ms)
            case events.EndRequested():
                self._leave(event.by, now_ms)
            case events.JoinRequested() if not self.conversation.last_line:  # two who ask are not both rung
                self._leave("join", now_ms)
                self.conversation.then(brain.Transfer(event.number.reveal(), "joined"))
            case events.CarrierReported():
                self._on_report(event, now_ms)
        self._do_what_is_due(now_ms)
        asked, self._out[:] = self._out.copy(), []
        return asked

    @property
    def deadline_ms(self) -> int | None:
        """When `handle(events.Ticked())` is due if nothing happens before; None if never."""
        if self.conversation.floor is Floor.OVER:
            return None
        due = (self.conversation.deadline_ms, self._presence.deadline_ms)
        return min((at_ms for at_ms in due if at_ms is not None), default=None)

    def _do_what_is_due(self, now_ms: int) -> None:
        self.conversation.do_what_is_due(now_ms)
        if self._presence.idle(now_ms):
            self.conversation.meet_silence(self._presence.silences, now_ms)
        if self._presence.over_long(now_ms):
            self._leave("limit", now_ms)
        if self._presence.gone(now_ms, owed=self.conversation.owes_words):
            self.conversation.end(self._presence.ending)

    def _on_leg_opened(self, leg: int, now_ms: int) -> None:
        """The line is up; or up again after a loss, which we meet as we meet a silence."""
        if self._presence.leg is not None:
            self._lose_leg("replaced", now_ms)
        first = self._presence.opened(leg, now_ms)
        if first:
            self._out.append(commands.StartCall(self._direction))
        self.conversation.begin(first, now_ms)

    def _lose_leg(self, reason: str, now_ms: int) -> None:
        """Nothing more is heard or said; what the caller had begun to say is still transcribed."""
        self.conversation.break_off(now_ms)
        self._presence.closed(reason, now_ms)
        self.conversation.shift(Cue.LOST, now_ms)

    def _leave(self, why: brain.Why, now_ms: int) -> None:
        """Say a last line that nobody may interrupt, and go."""
        if self._presence.leg is None or self.conversation.last_line:
            self._out.append(commands.HangUp(why))
            self.conversation.end(why)
            return
        self._presence.without_limit()
        self.conversation.take_leave(why, now_ms)

    def _on_report(self, event: events.CarrierReported, now_ms: int) -> None:
        """A flow that this is news to begins anew from it, whoever is speaking."""
        if event.over:
            self.conversation.end("hangup")
        elif self._presence.leg is not None:
            self.conversation.reported(event.status, event.detail, now_ms)

    def _on_job_failed(self, event: events.JobFailed, now_ms: int) -> None:
        """A deaf moment is answered like any speech we did not understand; without a voice we must go."""
        self.conversation.unheard(event.job, now_ms)
        self.conversation.found(event.job, Failed("unavailable"), now_ms)
        if self.conversation.phrase(event.job) is not None:
            self._leave("fault", now_ms)
