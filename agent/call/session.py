"""One call, from the first frame to the last word: `handle(event, now_ms) -> commands`, and nothing else.

The session joins the ear, the floor, the playout and the brain. It has no clock, does no I/O and draws
no random numbers: the same events at the same times give the same commands, so a call can be replayed
from its journal bit for bit.

How a turn goes: frames feed the endpointer; its pause starts a transcription; the words let the flow
prepare a reply, whose first phrase is synthesised while we still wait; when the silence has lasted long
enough for these words, the caller's line is committed and the prepared reply takes the floor. If the
caller goes on instead, all that is forgotten.
"""

from __future__ import annotations

from agent import events
from agent.call import interruption
from agent.call.endpointing import Hearing, patience_ms
from agent.call.floor import Cue, Floor, after
from agent.call.inbound import Inbound
from agent.call.playout import Cut, Phrase, Playout
from agent.call.policy import Policy
from agent.call.turn import Part, Turn, phrases_of
from agent.commands import (
    CancelJob,
    ClearPlayout,
    Command,
    Commit,
    EndCall,
    Expectation,
    HandOver,
    HangUp,
    Line,
    Report,
    Role,
    ShowPartial,
    StartCall,
    Synthesize,
    Transcribe,
)
from agent.dialogue import flow as brain
from agent.personal import Personal
from audio.endpoint import End, Onset, Pause, Resumed
from audio.frame import SAMPLES_PER_MS, Utterance

_CARRIER_OVER = frozenset({"completed", "busy", "cancelled", "failed", "rejected", "timeout", "unanswered"})


class CallSession:
    def __init__(
        self, flow: brain.Flow, policy: Policy | None = None, direction: events.Direction = "inbound"
    ) -> None:
        self.floor = Floor.NOBODY
        self._flow = flow
        self._policy = policy or Policy()
        self._direction = direction
        self._out: list[Command] = []  # filled and emptied within one `handle`
        self._jobs = 0

        self._inbound = Inbound(self._policy, opened_ms=0)
        self._playout = Playout(self._policy)
        self._turn = Turn()
        self._expects: brain.Expects = "anything"
        self._digits: int | None = None  # expected of a number
        self._cut: Cut | None = None  # our line taken back, until the carrier says how far it got ...
        self._cut_until_ms = 0  # ... but no longer than this
        self._afterwards: brain.Transfer | brain.HangUp | None = None  # once our line has been heard
        self._final = False  # our line is the last whatever the caller does

        self._leg: int | None = None
        self._leg_opened_ms = 0
        self._started_ms: int | None = None
        self._limit_ms: int | None = None  # when the call has lasted too long
        self._idle_ms: int | None = None  # when the silence has lasted too long
        self._gone_ms: int | None = None  # when a lost leg is given up
        self._hung_up = False  # the far end has said goodbye
        self._silences = 0

    # -- the two doors -----------------------------------------------------------------------------

    def handle(self, event: events.Event, now_ms: int) -> list[Command]:
        """Take one event in; return what the world must now do, in order. After EndCall nothing happens."""
        if self.floor is Floor.OVER:
            return []
        match event:
            case events.FrameReceived():
                self._on_frame(event, now_ms)
            case events.Transcribed():
                self._on_transcribed(event, now_ms)
            case events.Synthesized():
                self._on_sound(event)
            case events.JobFailed():
                self._on_job_failed(event, now_ms)
            case events.MarkPlayed():
                self._playout.mark_played(event.mark, now_ms)
            case events.DigitPressed():
                self._on_digit(event.digit.reveal(), now_ms)
            case events.LegOpened():
                self._on_leg_opened(event.leg, now_ms)
            case events.LegClosed():
                self._on_leg_closed(event, now_ms)
            case events.EndRequested():
                self._leave(event.by, now_ms)
            case events.JoinRequested() if not self._final:  # two who ask at once shall not both be rung
                self._leave("join", now_ms)
                self._afterwards = brain.Transfer(event.number.reveal(), "joined")
            case events.CarrierReported():
                if event.status in _CARRIER_OVER:
                    self._end("hangup")
            case events.PlayoutCleared():
                self._write_cut(confirmed=True)
            case events.Ticked():
                pass  # what is due is done below
        self._do_what_is_due(now_ms)
        commands, self._out = self._out, []
        return commands

    @property
    def deadline_ms(self) -> int | None:
        """When `handle(events.Ticked())` is due if nothing happens before; None if never."""
        if self.floor is Floor.OVER:
            return None
        sending = self._playout.next_send_at() if self._leg is not None else None
        spoken = self._playout.over_at() if self._speaking else None
        cut = self._cut_until_ms if self._cut else None
        due = (sending, spoken, cut, self._idle_ms, self._limit_ms, self._gone_ms)
        return min((at_ms for at_ms in due if at_ms is not None), default=None)

    def _do_what_is_due(self, now_ms: int) -> None:
        """In the order in which a listener would notice the lateness."""
        self._answer_if_over(now_ms)
        if self._leg is not None:
            due = self._playout.due(now_ms)
            self._inbound.sent(due, self._playout.ends_ms)
            self._out.extend(due)
        self._close_line_if_heard(now_ms)
        if self._cut and now_ms >= self._cut_until_ms:
            self._write_cut(confirmed=False)
        if self._idle_ms is not None and now_ms >= self._idle_ms:
            self._silences += 1
            self._start(self._flow.silence(self._silences), now_ms)
        if self._limit_ms is not None and now_ms >= self._limit_ms:
            self._leave("limit", now_ms)
        gone = self._gone_ms is not None and now_ms >= self._gone_ms
        if gone or (self._hung_up and not self._turn.parts):
            self._end("hangup")

    # -- listening ---------------------------------------------------------------------------------

    def _on_frame(self, event: events.FrameReceived, now_ms: int) -> None:
        if event.leg != self._leg:
            return
        self._playout.frame_arrived(event.frame.end, now_ms)
        match self._inbound.push(event.frame, now_ms):
            case Onset():
                self._cancel(self._turn.forget_reply())
                if self.floor is not Floor.LEAVING:
                    self._shift(Cue.ONSET, now_ms)
            case Resumed():
                self._cancel(self._turn.resume())
                if self.floor is Floor.DECIDING:
                    self._turn.longest_pause_ms = max(
                        self._turn.longest_pause_ms, now_ms - self._turn.paused_ms
                    )
                    self._shift(Cue.RESUMED, now_ms)
            case Pause(utterance):
                self._on_pause(utterance, now_ms)
            case End(utterance):
                self._on_end(utterance, now_ms)
        self._playout.duck(self._speaking and not self._final and self._inbound.has_voice)
        if not self._final:
            self._listen_ahead(now_ms)

    def _listen_ahead(self, now_ms: int) -> None:
        """Have the words so far while they are spoken: to show them, or to know whether they interrupt us."""
        if self._speaking and self._inbound.lasts_unheard:
            self._interrupt(now_ms)
        if self._inbound.is_worth_hearing(self._speaking, now_ms):
            job = self._new_job()
            self._out.append(self._transcribe(job, self._inbound.ask(job, now_ms), final=False))

    def _on_pause(self, utterance: Utterance, now_ms: int) -> None:
        """Silence, perhaps the end of the turn: have the words ready by the time we know."""
        if self._speaking and self._inbound.is_blip:
            self._inbound.endpointer.drop()
            if self.floor is Floor.CONTESTED:
                self._shift(Cue.NOTHING, now_ms)
            return
        if self.floor is Floor.CALLER:
            self._shift(Cue.PAUSE, now_ms)
        self._cancel(self._inbound.partials.stop())
        part = Part(utterance, self._new_job())
        self._turn.parts.append(part)
        self._turn.paused_ms = now_ms - self._inbound.endpointer.silence_ms
        self._inbound.endpointer.patience_ms = self._patience_ms(None)
        self._out.append(self._transcribe(part.job, utterance, final=True))

    def _transcribe(self, job: int, utterance: Utterance, final: bool) -> Transcribe:
        expects = Expectation.MURMUR if self._speaking else Expectation(self._expects)
        return Transcribe(job, utterance, final, expects)

    def _on_end(self, utterance: Utterance, now_ms: int) -> None:
        """The silence has outlasted our patience, or the utterance is as long as one may be."""
        if self.floor is Floor.CALLER:  # cut at the limit: no pause came before
            self._on_pause(utterance, now_ms)
        self._turn.over = True

    def _on_transcribed(self, event: events.Transcribed, now_ms: int) -> None:
        text = event.text.reveal().strip()
        ours = self._playout.text if self._inbound.may_be_echo else ""
        if self._inbound.partials.answered(event.job, text, now_ms):
            if self._speaking and interruption.wants_floor(event, ours):
                self._interrupt(now_ms)
            self._show_partial()
            return
        asking = self._expects == "yes_no" and self._playout.in_last_phrase
        if self._speaking and not interruption.wants_floor(event, ours, asking):
            text = ""
        self._on_words(event.job, text, event.stop_probability, now_ms)

    def _on_words(self, job: int, text: str, stop_probability: float, now_ms: int) -> None:
        part = self._turn.part(job)
        if part is None:
            return  # speech went on meanwhile: these words are stale
        part.text, part.stop_probability = text, stop_probability
        if self.floor in (Floor.CONTESTED, Floor.LEAVING) and text:
            self._interrupt(now_ms)
        if part.utterance.onset == self._inbound.partials.onset:
            self._inbound.partials.take(text)
            self._show_partial()
        if self.floor is not Floor.DECIDING or self._turn.text is None:
            return
        self._inbound.endpointer.patience_ms = self._patience_ms(Hearing(self._turn.text, stop_probability))
        if self._turn.text or self._turn.speech_ms >= self._policy.notice_ms:
            self._prepare_reply(self._turn.text)

    def _patience_ms(self, hearing: Hearing | None) -> int:
        return patience_ms(hearing, self._expects, self._digits, self._turn.longest_pause_ms, self._policy)

    def _show_partial(self) -> None:
        """But not while we speak: what was heard may be a murmur, or nothing at all."""
        partials = self._inbound.partials
        if partials.text and not self._speaking and self._started_ms is not None:
            offset_ms = self._said_ms(partials.onset) - self._started_ms
            self._out.append(ShowPartial(Personal(partials.text), partials.stable_chars, offset_ms))

    def _prepare_reply(self, text: str) -> None:
        """Think of the answer and have its first phrase made, while the caller may still go on."""
        self._turn.reply = self._flow.heard(text)
        self._turn.phrases = phrases_of(self._turn.reply, self._new_job, self._policy.phrase_gap_ms)
        self._synthesize(self._turn.phrases[:1])

    def _answer_if_over(self, now_ms: int) -> None:
        """Take the floor once the caller's turn is over and its words are known."""
        turn = self._turn
        if not turn.over or turn.text is None:
            return
        self._turn = Turn()
        if turn.text:
            self._commit(Role.USER, turn.text, self._said_ms(turn.parts[0].utterance.onset))
        if self.floor is Floor.CONTESTED or (self.floor is Floor.DECIDING and turn.reply is None):
            self._shift(Cue.NOTHING, now_ms)
        elif turn.reply is not None and self.floor is Floor.DECIDING:
            self._silences = 0
            self._out.append(Report("turn_ms", now_ms - turn.paused_ms))
            self._say(turn.reply, turn.phrases, now_ms)

    # -- speaking ----------------------------------------------------------------------------------

    @property
    def _speaking(self) -> bool:
        return self.floor in (Floor.AGENT, Floor.CONTESTED, Floor.LEAVING)

    def _start(self, reply: brain.Reply, now_ms: int) -> None:
        """Begin a line nobody had prepared: the greeting, a word into the silence, a farewell."""
        phrases = phrases_of(reply, self._new_job, self._policy.phrase_gap_ms)
        self._synthesize(phrases[:1])
        self._say(reply, phrases, now_ms)

    def _say(self, reply: brain.Reply, phrases: list[Phrase], now_ms: int) -> None:
        """Take the floor with `reply`, of whose phrases the first is already being made."""
        self._flow = reply.flow
        self._afterwards = None
        for move in reply.moves:
            match move:
                case brain.Say(_, expects, digits):
                    self._expects, self._digits = expects, digits
                case brain.Transfer() | brain.HangUp():
                    self._afterwards = move
        self._shift(Cue.FAREWELL if self._afterwards else Cue.REPLY, now_ms)
        self._playout.say(phrases)
        self._synthesize(phrases[1:], later=True)

    def _on_sound(self, event: events.Synthesized) -> None:
        phrase = self._phrase(event.job)
        if phrase is not None:  # else the line was taken back meanwhile
            phrase.extend(event.samples, event.words, event.last)

    def _interrupt(self, now_ms: int) -> None:
        """The caller means it: stop at once, and let our line end at what was heard."""
        if not self._speaking or self._final:
            return
        self._stop_line(now_ms)
        self._afterwards = None
        if self.floor is Floor.AGENT:
            self._shift(Cue.ONSET, now_ms)
        self._shift(Cue.INTERRUPTED, now_ms)
        if self._turn.parts:  # they have already paused
            self._shift(Cue.PAUSE, now_ms)

    def _stop_line(self, now_ms: int, leg_lost: bool = False) -> None:
        """What was heard of it is certain once the carrier confirms, unless the leg is gone."""
        self._write_cut(confirmed=False)
        self._cancel(self._playout.unmade())
        self._cut = self._playout.lose(now_ms) if leg_lost else self._playout.take_back(now_ms)
        self._cut_until_ms = now_ms + self._policy.clear_grace_ms
        self._out.append(ClearPlayout())
        self._inbound.cleared(now_ms)

    def _write_cut(self, confirmed: bool) -> None:
        """Our line that was taken back ends with the last word that was heard."""
        cut, self._cut = self._cut, None
        heard = self._playout.heard_of(cut, confirmed) if cut else ""
        if cut and heard:
            self._commit(Role.ASSISTANT, heard, cut.began_ms)

    def _close_line_if_heard(self, now_ms: int) -> None:
        """Our line has been heard to its end: write it down, and do what was to follow it."""
        if not self._speaking or not self._playout.is_over(now_ms):
            return
        if self._playout.text:
            self._commit(Role.ASSISTANT, self._playout.text, self._playout.started_ms or now_ms)
        self._playout.say([])
        match self._afterwards:
            case brain.Transfer(number, reason):
                self._out.append(HandOver(Personal(number), reason))
                self._end("handed_over")
            case brain.HangUp(reason):
                self._out.append(HangUp(reason))
                self._end(reason)
            case None:
                contested = self.floor is Floor.CONTESTED
                self._shift(Cue.SPOKEN, now_ms)
                if contested and self._turn.parts:
                    self._shift(Cue.PAUSE, now_ms)

    # -- beginning, ending, failing ----------------------------------------------------------------

    def _on_leg_opened(self, leg: int, now_ms: int) -> None:
        """The line is up; or up again after a loss, which we meet as we meet a silence."""
        if self._leg is not None:
            self._lose_leg(now_ms)
        self._leg, self._leg_opened_ms, self._gone_ms = leg, now_ms, None
        self._hung_up = False
        self._playout.begin_leg()
        self._inbound = Inbound(self._policy, now_ms)
        if self._started_ms is not None:
            self._start(self._flow.silence(1), now_ms)
            return
        self._started_ms, self._limit_ms = now_ms, now_ms + self._policy.max_call_ms
        self._out.append(StartCall(self._direction))
        self._start(self._flow.begin(), now_ms)

    def _on_leg_closed(self, event: events.LegClosed, now_ms: int) -> None:
        if event.leg != self._leg:
            return
        self._lose_leg(now_ms)
        self._hung_up = event.reason == "closed"
        patience_ms = self._policy.last_words_ms if self._hung_up else self._policy.reconnect_ms
        self._gone_ms = now_ms + patience_ms

    def _lose_leg(self, now_ms: int) -> None:
        """Nothing more is heard or said; what the caller had begun to say is still transcribed."""
        if self._speaking:
            self._stop_line(now_ms, leg_lost=True)
        self._write_cut(confirmed=False)
        unfinished = self._inbound.endpointer.drop()
        if unfinished is not None and self.floor is Floor.CALLER:
            self._on_pause(unfinished, now_ms)
        self._turn.over = True
        self._leg = None
        self._shift(Cue.LOST, now_ms)

    def _leave(self, why: brain.Why, now_ms: int) -> None:
        """Say a last line that nobody may interrupt, and go."""
        if self._leg is None or self._final:
            self._out.append(HangUp(why))
            self._end(why)
            return
        if self._speaking:
            self._stop_line(now_ms)
        self._forget_turn()
        self._final, self._limit_ms = True, None
        self._start(self._flow.give_up(why), now_ms)

    def _on_digit(self, digit: str, now_ms: int) -> None:
        if self._final or self._leg is None:
            return
        self._interrupt(now_ms)
        self._forget_turn()
        self._start(self._flow.pressed(digit), now_ms)

    def _on_job_failed(self, event: events.JobFailed, now_ms: int) -> None:
        """A deaf moment is answered like any speech we did not understand; without a voice we must go."""
        if not self._inbound.partials.failed(event.job, now_ms):
            self._on_words(event.job, "", 0.0, now_ms)
        if self._phrase(event.job) is not None:
            self._leave("fault", now_ms)

    def _end(self, reason: str) -> None:
        self._write_cut(confirmed=False)
        self._out.append(EndCall(reason))
        self.floor = after(self.floor, Cue.END)

    # -- small change ------------------------------------------------------------------------------

    def _said_ms(self, position: int) -> int:
        """When a sample of the leg was spoken."""
        return self._leg_opened_ms + position // SAMPLES_PER_MS

    def _shift(self, cue: Cue, now_ms: int) -> None:
        """Pass the floor on; the idle clock runs while nobody has it."""
        self.floor = after(self.floor, cue)
        idle = self.floor is Floor.NOBODY and self._leg is not None
        self._idle_ms = now_ms + self._policy.idle_ms if idle else None

    def _phrase(self, job: int) -> Phrase | None:
        waiting = (phrase for phrase in self._turn.phrases if phrase.job == job)
        return self._playout.phrase(job) or next(waiting, None)

    def _synthesize(self, phrases: list[Phrase], later: bool = False) -> None:
        self._out.extend(Synthesize(phrase.job, Personal(phrase.text), later=later) for phrase in phrases)

    def _forget_turn(self) -> None:
        self._cancel([part.job for part in self._turn.parts if part.text is None])
        self._cancel(self._turn.forget_reply() + self._inbound.partials.stop())
        self._inbound.endpointer.drop()
        self._turn = Turn()

    def _cancel(self, jobs: list[int]) -> None:
        self._out.extend(CancelJob(job) for job in jobs)

    def _commit(self, role: Role, text: str, at_ms: int) -> None:
        self._write_cut(confirmed=False)  # lines are written in the order in which they were said
        assert self._started_ms is not None
        self._out.append(Commit(Line(role, Personal(text), max(0, at_ms - self._started_ms))))

    def _new_job(self) -> int:
        self._jobs += 1
        return self._jobs
