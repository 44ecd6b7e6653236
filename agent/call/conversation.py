"""What is heard and said on the line: the ear, the floor, the playout and the brain, joined.

How a turn goes: frames feed the endpointer; its pause starts a transcription; the words let the flow
prepare a reply, whose first phrase is synthesised while we still wait; when the silence has lasted long
enough for these words, the caller's line is committed and the prepared reply takes the floor. If the caller
goes on instead, all that is forgotten.
"""

from __future__ import annotations

from agent import commands, events
from agent.call.endpointing import Hearing
from agent.call.floor import Cue, Floor, after
from agent.call.inbound import Inbound
from agent.call.jobs import Jobs
from agent.call.playout import Phrase
from agent.call.policy import Policy
from agent.call.presence import Presence
from agent.call.reply import Planned, Sent
from agent.call.speaking import Speaking
from agent.call.turn import Answered, Part, Turn
from agent.commands import Command, Expectation, Line, Role
from agent.dialogue import flow as brain
from agent.dialogue.errands import Failed, Finding
from agent.personal import Personal
from audio.endpoint import End, Onset, Pause, Resumed
from audio.frame import Frame, Utterance


class Conversation:
    def __init__(self, flow: brain.Flow, policy: Policy, presence: Presence, out: list[Command]) -> None:
        """`out`: where commands go."""
        self.floor = Floor.NOBODY
        self._flow = flow
        self._policy = policy
        self._presence = presence
        self._out = out
        self._jobs = Jobs(out, policy.phrase_gap_ms)
        self._inbound = Inbound(policy, opened_ms=0)
        self._ours = Speaking(policy)
        self.playout = self._ours.playout
        self._turn = Turn()
        self._answered: Answered | None = None  # the turn before, which may turn out not to be over
        self._sent: Sent | None = None  # the caller's turn is over, and our answer waits for a finding

    @property
    def deadline_ms(self) -> int | None:
        """When `do_what_is_due` is due if nothing happens before; None if never."""
        sending = self.playout.next_send_at() if self._presence.leg is not None else None
        spoken = self.playout.over_at() if self._may_close else None
        waited = self._sent.due_ms if self._sent and self._waiting else None
        due = (sending, spoken, waited, self._ours.cut_due_ms)
        return min((at_ms for at_ms in due if at_ms is not None), default=None)

    def do_what_is_due(self, now_ms: int) -> None:
        """In the order in which a listener would notice the lateness."""
        self._answer_if_over(now_ms)
        if self._presence.leg is not None:
            due = self.playout.due(now_ms)
            self._inbound.sent(due, self.playout.ends_ms)
            self._out.extend(due)
        self._close_line_if_heard(now_ms)
        if self._ours.cut_due_ms is not None and now_ms >= self._ours.cut_due_ms:
            self.write_cut(confirmed=False)
        self._say_so_if_it_takes_long(now_ms)

    # -- listening ---------------------------------------------------------------------------------

    def listen(self, frame: Frame, now_ms: int) -> None:
        self.playout.frame_arrived(frame.end, now_ms)
        match self._inbound.push(frame, now_ms):
            case Onset():
                self._jobs.cancel(self._turn.forget_reply())
                if self.floor is not Floor.LEAVING:
                    self.shift(Cue.ONSET, now_ms)
                if self._answered and not self._ours.answers_half(now_ms - self._answered.answered_ms):
                    self._answered = None
                self.playout.hold(self.floor is Floor.CONTESTED and self._answered is not None)
            case Resumed():
                self._jobs.cancel(self._turn.resume(now_ms))
                if self.floor is Floor.DECIDING:
                    self.shift(Cue.RESUMED, now_ms)
            case Pause(utterance):
                self._on_pause(utterance, now_ms)
            case End(utterance):
                if self.floor is Floor.CALLER:  # cut at the limit: no pause came before
                    self._on_pause(utterance, now_ms)
                self._turn.over = True
        self.playout.duck(self._speaking and not self.last_line and self._inbound.has_voice)
        if not self.last_line:
            self._listen_ahead(now_ms)

    def _listen_ahead(self, now_ms: int) -> None:
        """Have the words so far while they are spoken: to show them, or to know whether they interrupt us."""
        if self._speaking and self._inbound.lasts_unheard:
            self._interrupt(now_ms)
        if self._inbound.is_worth_hearing(self._speaking, now_ms):
            job = self._jobs.new()
            self._transcribe(job, self._inbound.ask(job, now_ms), final=False)

    def _on_pause(self, utterance: Utterance, now_ms: int) -> None:
        """Silence, perhaps the end of the turn: have the words ready by the time we know."""
        if self._speaking and self._inbound.is_blip:
            self._inbound.endpointer.drop()
            if self.floor is Floor.CONTESTED:
                self.shift(Cue.NOTHING, now_ms)
            return
        if self.floor is Floor.CALLER:
            self.shift(Cue.PAUSE, now_ms)
        self._jobs.cancel(self._inbound.partials.stop())
        part = Part(utterance, self._jobs.new(), as_murmur=self._may_be_murmur)
        self._turn.parts.append(part)
        self._turn.paused_ms = now_ms - self._inbound.endpointer.silence_ms
        self._inbound.endpointer.patience_ms = self._ours.patience_ms(None, self._turn.longest_pause_ms)
        self._transcribe(part.job, utterance, final=True)

    def _transcribe(self, job: int, utterance: Utterance, final: bool) -> None:
        expects = Expectation.MURMUR if self._may_be_murmur else Expectation(self._ours.expects)
        self._jobs.transcribe(job, utterance, final, expects, self._ours.hints)

    def transcribed(self, event: events.Transcribed, now_ms: int) -> None:
        """The ear has answered."""
        text = event.text.reveal().strip()
        ours = self.playout.text
        if self._inbound.partials.answered(event.job, text, now_ms):
            if self._speaking and self._inbound.wants_floor(event, ours, asking=False, whole=False):
                self._interrupt(now_ms)
            self._show_partial()
            if text and self._flow.overheard(text):
                self._alarm(text, now_ms)
            return
        asking = self._ours.expects == "yes_no" and self.playout.in_last_phrase
        part = self._turn.part(event.job)
        if self._speaking and not self._inbound.wants_floor(event, ours, asking, whole=True):
            text = ""
        elif part and part.as_murmur:  # it is none, and an ear that expects one hears words worse
            self._interrupt(now_ms)
            part.job, part.as_murmur = self._jobs.new(), False
            self._transcribe(part.job, part.utterance, final=True)
            return
        if part:
            part.sure = event.log_probability >= self._policy.least_nats(text)
        self._on_words(event.job, text, event.stop_probability, now_ms)

    def unheard(self, job: int, now_ms: int) -> None:
        """The ear has no answer to `job`, if it was asked."""
        if not self._inbound.partials.failed(job, now_ms):
            self._on_words(job, "", 0.0, now_ms)

    def _on_words(self, job: int, text: str, stop_probability: float, now_ms: int) -> None:
        if (part := self._turn.part(job)) is None:
            return  # speech went on meanwhile: these words are stale
        part.text, part.stop_probability = text, stop_probability
        if self.floor in (Floor.CONTESTED, Floor.LEAVING) and text:
            self._interrupt(now_ms)
        if part.utterance.onset == self._inbound.partials.onset:
            self._inbound.partials.take(text)
            self._show_partial()
        if self.floor is not Floor.DECIDING or self._turn.text is None:
            return
        hearing = Hearing(self._turn.text, stop_probability)
        self._inbound.endpointer.patience_ms = self._ours.patience_ms(hearing, self._turn.longest_pause_ms)
        if self._turn.text or self._turn.speech_ms >= self._policy.notice_ms:
            flow = self._flow_that_knows()
            hear = flow.heard if self._turn.sure else flow.doubted
            self._consider(hear(self._turn.text))

    def _show_partial(self) -> None:
        """But not while we speak: what was heard may be a murmur, or nothing at all."""
        partials = self._inbound.partials
        if partials.text and not self._speaking and self._presence.started_ms is not None:
            offset_ms = self._presence.offset_ms(self._presence.said_ms(partials.onset))
            self._out.append(commands.ShowPartial(Personal(partials.text), partials.stable_chars, offset_ms))

    def _consider(self, reply: brain.Reply) -> None:
        """Prepare this answer while the caller may still go on; what can be looked up meanwhile is."""
        planned = self._turn.planned = self._jobs.plan(reply)
        self._turn.sent = None
        if planned.errand and not planned.errand.changes and not planned.phrases:
            self._turn.sent = self._jobs.send(planned.errand)

    def _alarm(self, text: str, now_ms: int) -> None:
        """What the caller is saying cannot wait until it has been said."""
        self._stop_line(now_ms)
        if (reply := self._flow_that_knows().overheard(text)) is None:
            return
        self._commit(Role.USER, text, self._presence.said_ms(self._inbound.partials.onset))
        self._forget_turn()
        self._start(reply, now_ms)
        self._ours.final = self._ours.afterwards is not None

    def _answer_if_over(self, now_ms: int) -> None:
        """Take the floor once the caller's turn is over and its words are known."""
        turn = self._turn
        if not turn.over or turn.text is None:
            return
        self._turn = Turn()
        text, onset = turn.told()
        if text:
            self._commit(Role.USER, text, self._presence.said_ms(onset))
        if self.floor is Floor.CONTESTED or (self.floor is Floor.DECIDING and turn.planned is None):
            self.shift(Cue.NOTHING, now_ms)
        elif turn.planned is not None and self.floor is Floor.DECIDING:
            self._presence.silences = 0
            self._out.append(commands.Report("turn_ms", now_ms - turn.paused_ms))
            before = self._flow
            self._say(turn.planned, now_ms, turn.sent)
            self._answered = turn.answered(before, now_ms)

    # -- speaking ----------------------------------------------------------------------------------

    @property
    def _speaking(self) -> bool:
        return self.floor in (Floor.AGENT, Floor.CONTESTED, Floor.LEAVING)

    @property
    def _may_be_murmur(self) -> bool:
        """What the caller is saying."""
        return self._speaking and self._inbound.may_be_murmur

    @property
    def _waiting(self) -> bool:
        """Nothing is being said: somebody has been sent to find out what to say."""
        return self._sent is not None and not self.playout.text

    @property
    def _may_close(self) -> bool:
        """Our line may come to its end; not while a voice may be taking back what we are about to change."""
        held_up = self.floor is Floor.CONTESTED and isinstance(self._ours.afterwards, brain.Ask)
        return self._speaking and not self._waiting and not held_up

    @property
    def last_line(self) -> bool:
        """What we say is the last whatever the caller does."""
        return self._ours.final

    def _flow_that_knows(self) -> brain.Flow:
        """... how far its last line was heard: before it is asked for the next one."""
        self.write_cut(confirmed=False)
        return self._flow

    def _start(self, reply: brain.Reply, now_ms: int) -> None:
        """Begin a line nobody had prepared: the greeting, a word into the silence, a farewell."""
        self._say(self._jobs.plan(reply), now_ms)

    def _say(self, planned: Planned, now_ms: int, sent: Sent | None = None) -> None:
        """Take the floor. Its first phrase is being made, and who was to be sent for it may be on the way."""
        self._flow, self._answered = planned.reply.flow, None
        self._presence.listen(planned.listens_ms)
        self.shift(Cue.FAREWELL if planned.farewell else Cue.REPLY, now_ms)
        self._ours.begin(planned)
        self._jobs.synthesize(planned.phrases[1:], later=True)
        self._sent = sent
        if planned.errand and not sent and not isinstance(self._ours.afterwards, brain.Ask):
            self._sent = self._jobs.send(planned.errand)
        if self._sent:
            self._sent.wait(now_ms, self._policy)

    def found(self, job: int, finding: Finding, now_ms: int) -> None:
        """Somebody is back. Who was sent while the caller might still go on only lets us think further."""
        if self._turn.planned and self._turn.sent and self._turn.sent.job == job:
            self._consider(self._turn.planned.reply.flow.found(finding))
        if self._sent is None or self._sent.job != job:
            return
        if self._presence.leg is None:  # they may come back and ask
            self._flow, self._sent = self._flow.found(finding).flow.cut_short(""), None
            return
        self._sent.outcome = self._jobs.plan(self._flow.found(finding))
        if self._waiting:
            self._say(self._sent.outcome, now_ms)

    def _say_so_if_it_takes_long(self, now_ms: int) -> None:
        if not (sent := self._sent) or not self._waiting or sent.due_ms is None or now_ms < sent.due_ms:
            return
        if sent.excused:
            self.found(sent.job, Failed("deadline"), now_ms)
        else:
            sent.excused = True
            self._say(self._jobs.plan(self._flow.waiting()), now_ms, sent)

    def _interrupt(self, now_ms: int) -> None:
        """The caller means it: stop at once, and let our line end at what was heard. If it has hardly begun,
        it was the answer to half a turn: that turn goes on."""
        if not self._speaking or self.last_line or (self._sent and self._sent.binding):
            return
        self._stop_line(now_ms)
        if self._answered:
            self.write_cut(confirmed=False)
            self._flow, self._turn = self._answered.flow, self._answered.turn.go_on(self._turn)
        if self.floor is Floor.AGENT:
            self.shift(Cue.ONSET, now_ms)
        self.shift(Cue.INTERRUPTED, now_ms)
        if self._turn.parts:  # they have already paused
            self.shift(Cue.PAUSE, now_ms)

    def _stop_line(self, now_ms: int, leg_lost: bool = False) -> None:
        """If we are saying one. Who was sent for the rest of it comes back to nobody."""
        if not self._speaking:
            return
        self.write_cut(confirmed=False)
        self._jobs.cancel(self._ours.stop(now_ms, leg_lost))
        self._jobs.cancel(self._sent.stale if self._sent and not self._sent.binding else [])
        self._sent = self._sent if leg_lost and self._sent and self._sent.binding else None
        self._out.append(commands.ClearPlayout())
        self._inbound.cleared(now_ms)

    def write_cut(self, confirmed: bool) -> None:
        """Our line that was taken back ends with the last word that was heard; the flow is told. `confirmed`:
        the carrier says just now that it has stopped."""
        if (heard := self._ours.heard_of_cut(confirmed)) is None:
            return
        self._flow = self._flow.cut_short(heard.text)
        if heard.text:
            self._commit(Role.ASSISTANT, heard.text, heard.began_ms)

    def _close_line_if_heard(self, now_ms: int) -> None:
        """Our line has been heard to its end: write it down, and do what was to follow it."""
        if not self._may_close or not self.playout.is_over(now_ms):
            return
        line = self._ours.heard_whole(now_ms)
        if line.text:
            self._commit(Role.ASSISTANT, line.text, line.began_ms)
        if self._sent:
            if self._sent.outcome:
                self._say(self._sent.outcome, now_ms)
            return
        match self._ours.afterwards:
            case brain.Ask(errand):
                self._sent, self._ours.afterwards = self._jobs.send(errand), None
                self._sent.wait(now_ms, self._policy)
            case brain.Transfer(number, reason, summary):
                self._out.append(commands.HandOver(Personal(number), reason, Personal(summary)))
                self.end("handed_over")
            case brain.HangUp(reason):
                self._out.append(commands.HangUp(reason))
                self.end(reason)
            case None:
                contested = self.floor is Floor.CONTESTED
                self.shift(Cue.SPOKEN, now_ms)
                if contested and self._turn.parts:
                    self.shift(Cue.PAUSE, now_ms)

    # -- what comes from outside -------------------------------------------------------------------

    def begin(self, first: bool, now_ms: int) -> None:
        """On a new leg, the `first` or a later one."""
        self.playout.begin_leg()
        self._inbound = Inbound(self._policy, now_ms)
        self._start(self._flow.begin() if first else self._flow.silence(1), now_ms)

    def break_off(self, now_ms: int) -> None:
        """The leg is gone."""
        self._stop_line(now_ms, leg_lost=True)
        self.write_cut(confirmed=False)
        if (unfinished := self._inbound.endpointer.drop()) is not None and self.floor is Floor.CALLER:
            self._on_pause(unfinished, now_ms)
        self._turn.over = True

    def meet_silence(self, times: int, now_ms: int) -> None:
        self._start(self._flow.silence(times), now_ms)

    def pressed(self, digit: str, now_ms: int) -> None:
        if self.last_line or (self._sent and self._sent.binding):
            return  # what is being changed is told first, whatever they press
        unasked = self._ours.expects == "yes_no" and not self.playout.in_last_phrase
        if self._speaking and unasked and digit != "0":
            return  # no yes to a question that has not been heard: a digit of a number typed too late
        self._interrupt(now_ms)
        self._forget_turn()
        self._start(self._flow_that_knows().pressed(digit), now_ms)

    def reported(self, status: str, detail: str, now_ms: int) -> None:
        """What the carrier says of the call may be news to the flow."""
        if self._flow.reported(status, detail) is None:
            return
        self._stop_line(now_ms)
        self._forget_turn()
        if reply := self._flow_that_knows().reported(status, detail):
            self._start(reply, now_ms)

    def take_leave(self, why: brain.Why, now_ms: int) -> None:
        """Our last line."""
        self._stop_line(now_ms)
        self._forget_turn()
        self._ours.final = True
        self._start(self._flow_that_knows().give_up(why), now_ms)

    def then(self, transfer: brain.Transfer) -> None:
        """... is followed by this."""
        self._ours.afterwards = transfer

    def end(self, reason: str) -> None:
        self.write_cut(confirmed=False)
        self._out.append(commands.EndCall(reason))
        self.floor = after(self.floor, Cue.END)

    # -- the books ---------------------------------------------------------------------------------

    @property
    def owes_words(self) -> bool:
        """Some of the caller's are still being transcribed."""
        return bool(self._turn.parts)

    def shift(self, cue: Cue, now_ms: int) -> None:
        """Pass the floor on; the idle clock runs while nobody has it."""
        self.floor = after(self.floor, cue)
        self._presence.wait_for_a_word(self.floor is Floor.NOBODY, now_ms)
        if self.floor is not Floor.CONTESTED:
            self.playout.hold(False)

    def phrase(self, job: int) -> Phrase | None:
        """What `job` makes the sound of, if it is still wanted."""
        planned = (self._turn.planned, self._sent.outcome if self._sent else None)
        waiting = (phrase for one in planned if one for phrase in one.phrases if phrase.job == job)
        return self.playout.phrase(job) or next(waiting, None)

    def _forget_turn(self) -> None:
        self._jobs.cancel([part.job for part in self._turn.parts if part.text is None])
        self._jobs.cancel(self._turn.forget_reply() + self._inbound.partials.stop())
        self._inbound.endpointer.drop()
        self._turn = Turn()

    def _commit(self, role: Role, text: str, at_ms: int) -> None:
        self.write_cut(confirmed=False)  # lines are written in the order in which they were said
        self._out.append(commands.Commit(Line(role, Personal(text), self._presence.offset_ms(at_ms))))
