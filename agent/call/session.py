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

from agent.call.floor import Cue, Floor, after
from agent.call.playout import Phrase, Playout
from agent.call.policy import Policy
from agent.call.turn import Part, Turn
from agent.commands import (
    CancelJob,
    Command,
    Commit,
    EndCall,
    Expectation,
    HandOver,
    HangUp,
    Line,
    Report,
    Role,
    StartCall,
    Synthesize,
    Transcribe,
)
from agent.dialogue import flow as brain
from agent.events import (
    CarrierReported,
    DigitPressed,
    Direction,
    EndRequested,
    Event,
    FrameReceived,
    JobFailed,
    JoinRequested,
    LegClosed,
    LegOpened,
    MarkPlayed,
    PlayoutCleared,
    Synthesized,
    Ticked,
    Transcribed,
)
from agent.personal import Personal
from audio.endpoint import End, Endpointer, Onset, Pause, Resumed
from audio.frame import SAMPLES_PER_MS, Utterance
from audio.vad import VoiceActivity

_CARRIER_OVER = frozenset({"completed", "busy", "cancelled", "failed", "rejected", "timeout", "unanswered"})


class CallSession:
    def __init__(
        self, flow: brain.Flow, policy: Policy | None = None, direction: Direction = "inbound"
    ) -> None:
        self.floor = Floor.NOBODY
        self._flow = flow
        self._policy = policy or Policy()
        self._direction = direction
        self._out: list[Command] = []  # filled and emptied within one `handle`
        self._jobs = 0

        self._vad = VoiceActivity()
        self._endpointer = Endpointer(pause_ms=self._policy.pause_ms, patience_ms=self._policy.doubtful_ms)
        self._playout = Playout(self._policy)
        self._turn = Turn()
        self._expects: brain.Expects = "anything"
        self._afterwards: brain.Transfer | brain.HangUp | None = None  # once our line has been heard
        self._final = False  # our line is the last whatever the caller does

        self._leg: int | None = None
        self._leg_opened_ms = 0
        self._started_ms: int | None = None
        self._limit_ms: int | None = None  # when the call has lasted too long
        self._idle_ms: int | None = None  # when the silence has lasted too long
        self._gone_ms: int | None = None  # when a lost leg is given up
        self._silences = 0

    # -- the two doors -----------------------------------------------------------------------------

    def handle(self, event: Event, now_ms: int) -> list[Command]:
        """Take one event in; return what the world must now do, in order. After EndCall nothing happens."""
        if self.floor is Floor.OVER:
            return []
        match event:
            case FrameReceived():
                self._on_frame(event, now_ms)
            case Transcribed():
                self._on_words(event.job, event.text.reveal().strip(), now_ms)
            case Synthesized():
                self._on_sound(event)
            case JobFailed():
                self._on_job_failed(event, now_ms)
            case MarkPlayed():
                self._playout.mark_played(event.mark, now_ms)
            case DigitPressed():
                self._on_digit(event.digit.reveal(), now_ms)
            case LegOpened():
                self._on_leg_opened(event.leg, now_ms)
            case LegClosed():
                self._on_leg_closed(event, now_ms)
            case EndRequested():
                self._leave(event.by, now_ms)
            case JoinRequested():
                self._leave("join", now_ms)
                self._afterwards = brain.Transfer(event.number.reveal(), "joined")
            case CarrierReported():
                if event.status in _CARRIER_OVER:
                    self._end("hangup")
            case Ticked() | PlayoutCleared():
                pass  # what is due is done below; the ledger was cut when we asked to clear
        self._do_what_is_due(now_ms)
        commands, self._out = self._out, []
        return commands

    @property
    def deadline_ms(self) -> int | None:
        """When `handle(Ticked())` is due if nothing happens before; None if never."""
        if self.floor is Floor.OVER:
            return None
        sending = self._playout.next_send_at() if self._leg is not None else None
        spoken = self._playout.over_at() if self._speaking else None
        due = (sending, spoken, self._idle_ms, self._limit_ms, self._gone_ms)
        return min((at_ms for at_ms in due if at_ms is not None), default=None)

    def _do_what_is_due(self, now_ms: int) -> None:
        """In the order in which a listener would notice the lateness."""
        self._answer_if_over(now_ms)
        if self._leg is not None:
            self._out.extend(self._playout.due(now_ms))
        self._close_line_if_heard(now_ms)
        if self._idle_ms is not None and now_ms >= self._idle_ms:
            self._silences += 1
            self._start(self._flow.silence(self._silences), now_ms)
        if self._limit_ms is not None and now_ms >= self._limit_ms:
            self._leave("limit", now_ms)
        if self._gone_ms is not None and now_ms >= self._gone_ms:
            self._end("hangup")

    # -- listening ---------------------------------------------------------------------------------

    def _on_frame(self, event: FrameReceived, now_ms: int) -> None:
        if event.leg != self._leg:
            return
        self._playout.frame_arrived(event.frame.position, now_ms)
        match self._endpointer.push(event.frame, self._vad.is_speech(event.frame)):
            case Onset():
                self._cancel(self._turn.forget_reply())
                if self.floor is not Floor.LEAVING:
                    self._shift(Cue.ONSET, now_ms)
            case Resumed():
                self._cancel(self._turn.resume())
                if self.floor is Floor.DECIDING:
                    self._shift(Cue.RESUMED, now_ms)
            case Pause(utterance):
                self._on_pause(utterance, now_ms)
            case End(utterance):
                self._on_end(utterance, now_ms)
        if self._speaking and self._endpointer.speech_ms >= self._policy.barge_in_ms:
            self._interrupt(now_ms)

    def _on_pause(self, utterance: Utterance, now_ms: int) -> None:
        """Silence, perhaps the end of the turn: have the words ready by the time we know."""
        if self.floor is Floor.CALLER:
            self._shift(Cue.PAUSE, now_ms)
        part = Part(utterance, self._new_job())
        self._turn.parts.append(part)
        self._turn.paused_ms = now_ms - self._endpointer.silence_ms
        self._endpointer.patience_ms = self._policy.patience_ms(None, self._expects)
        self._out.append(Transcribe(part.job, utterance, final=True, expects=Expectation(self._expects)))

    def _on_end(self, utterance: Utterance, now_ms: int) -> None:
        """The silence has outlasted our patience, or the utterance is as long as one may be."""
        if self.floor is Floor.CALLER:  # cut at the limit: no pause came before
            self._on_pause(utterance, now_ms)
        self._turn.over = True

    def _on_words(self, job: int, text: str, now_ms: int) -> None:
        part = self._turn.part(job)
        if part is None:
            return  # speech went on meanwhile: these words are stale
        part.text = text
        if self.floor in (Floor.CONTESTED, Floor.LEAVING) and text:
            self._interrupt(now_ms)
        if self.floor is not Floor.DECIDING or self._turn.text is None:
            return
        self._endpointer.patience_ms = self._policy.patience_ms(self._turn.text, self._expects)
        if self._turn.text or self._turn.speech_ms >= self._policy.notice_ms:
            self._prepare_reply(self._turn.text)

    def _prepare_reply(self, text: str) -> None:
        """Think of the answer and have its first phrase made, while the caller may still go on."""
        self._turn.reply = self._flow.heard(text)
        self._turn.phrases = self._phrases(self._turn.reply)
        self._synthesize(self._turn.phrases[:1])

    def _answer_if_over(self, now_ms: int) -> None:
        """Take the floor once the caller's turn is over and its words are known."""
        turn = self._turn
        if not turn.over or turn.text is None:
            return
        self._turn = Turn()
        if turn.text:
            onset_ms = self._leg_opened_ms + turn.parts[0].utterance.onset // SAMPLES_PER_MS
            self._commit(Role.USER, turn.text, onset_ms)
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
        phrases = self._phrases(reply)
        self._synthesize(phrases[:1])
        self._say(reply, phrases, now_ms)

    def _say(self, reply: brain.Reply, phrases: list[Phrase], now_ms: int) -> None:
        """Take the floor with `reply`, of whose phrases the first is already being made."""
        self._flow = reply.flow
        self._afterwards = None
        for move in reply.moves:
            match move:
                case brain.Say(_, expects):
                    self._expects = expects
                case brain.Transfer() | brain.HangUp():
                    self._afterwards = move
        self._shift(Cue.FAREWELL if self._afterwards else Cue.REPLY, now_ms)
        self._playout.say(phrases)
        self._synthesize(phrases[1:])

    def _on_sound(self, event: Synthesized) -> None:
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
        heard = self._playout.heard_when_lost() if leg_lost else self._playout.heard_when_cleared(now_ms)
        started_ms = self._playout.started_ms
        self._cancel(self._playout.unmade())
        self._out.append(self._playout.clear())
        if heard:
            self._commit(Role.ASSISTANT, heard, started_ms or now_ms)

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
        self._playout.begin_leg()
        if self._started_ms is not None:
            self._start(self._flow.silence(1), now_ms)
            return
        self._started_ms, self._limit_ms = now_ms, now_ms + self._policy.max_call_ms
        self._out.append(StartCall(self._direction))
        self._start(self._flow.begin(), now_ms)

    def _on_leg_closed(self, event: LegClosed, now_ms: int) -> None:
        if event.leg != self._leg:
            return
        self._lose_leg(now_ms)
        patience_ms = self._policy.last_words_ms if event.reason == "closed" else self._policy.reconnect_ms
        self._gone_ms = now_ms + patience_ms

    def _lose_leg(self, now_ms: int) -> None:
        """Nothing more is heard or said; what the caller had begun to say is still transcribed."""
        if self._speaking:
            self._stop_line(now_ms, leg_lost=True)
        unfinished = self._endpointer.drop()
        if unfinished is not None and self.floor is Floor.CALLER:
            self._on_end(unfinished, now_ms)
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

    def _on_job_failed(self, event: JobFailed, now_ms: int) -> None:
        """A deaf moment is answered like any speech we did not understand; without a voice we must go."""
        self._on_words(event.job, "", now_ms)
        if self._phrase(event.job) is not None:
            self._leave("fault", now_ms)

    def _end(self, reason: str) -> None:
        self._out.append(EndCall(reason))
        self.floor = after(self.floor, Cue.END)

    # -- small change ------------------------------------------------------------------------------

    def _shift(self, cue: Cue, now_ms: int) -> None:
        """Pass the floor on; the idle clock runs while nobody has it."""
        self.floor = after(self.floor, cue)
        idle = self.floor is Floor.NOBODY and self._leg is not None
        self._idle_ms = now_ms + self._policy.idle_ms if idle else None

    def _phrase(self, job: int) -> Phrase | None:
        waiting = (phrase for phrase in self._turn.phrases if phrase.job == job)
        return self._playout.phrase(job) or next(waiting, None)

    def _phrases(self, reply: brain.Reply) -> list[Phrase]:
        whole = " ".join(move.text for move in reply.moves if isinstance(move, brain.Say))
        breath = self._policy.phrase_gap_ms * SAMPLES_PER_MS
        return [
            Phrase(self._new_job(), text, gap=breath if i else 0)
            for i, text in enumerate(brain.split_phrases(whole))
        ]

    def _synthesize(self, phrases: list[Phrase]) -> None:
        self._out.extend(Synthesize(phrase.job, Personal(phrase.text)) for phrase in phrases)

    def _forget_turn(self) -> None:
        self._cancel([part.job for part in self._turn.parts if part.text is None])
        self._cancel(self._turn.forget_reply())
        self._endpointer.drop()
        self._turn = Turn()

    def _cancel(self, jobs: list[int]) -> None:
        self._out.extend(CancelJob(job) for job in jobs)

    def _commit(self, role: Role, text: str, at_ms: int) -> None:
        assert self._started_ms is not None
        self._out.append(Commit(Line(role, Personal(text), max(0, at_ms - self._started_ms))))

    def _new_job(self) -> int:
        self._jobs += 1
        return self._jobs
