"""The numbers of turn-taking, each with its reason. Nothing else in the core is a bare number."""

from __future__ import annotations

from dataclasses import dataclass

from agent.dialogue.flow import Expects


@dataclass(frozen=True, slots=True)
class Policy:
    # -- taking the floor --------------------------------------------------------------------------
    pause_ms: int = 120  # silence after which we begin to transcribe; shorter wastes a tenth of the work
    complete_ms: int = 300  # silence that ends a turn whose words sound finished
    doubtful_ms: int = 700  # silence that ends a turn in mid-sentence, or one not transcribed yet
    filler_ms: int = 1500  # a turn is over but not understood for so long: say that we are still here

    # -- keeping it --------------------------------------------------------------------------------
    barge_in_ms: int = 200  # voiced sound over ours that is more than a cough
    lead_ms: int = 60  # sound sent ahead of its playing on a calm line: covers a late tick ...
    most_lead_ms: int = 200  # ... and on a restless one: covers its jitter, bounds what `clear` must undo
    transit_ms: int = 400  # how late a far carrier plays (150 + jitter 200), until a mark proves it nearer
    mark_grace_ms: int = 500  # a last mark this late is taken for lost, and the sample clock is believed
    phrase_gap_ms: int = 120  # a breath between two sentences

    # -- patience ----------------------------------------------------------------------------------
    idle_ms: int = 7000  # nobody speaks: people look up a date or a card in less
    notice_ms: int = 300  # least voiced sound that deserves "I did not understand"
    reconnect_ms: int = 10_000  # a lost leg may come back for so long (BEHAVIOUR V-22)
    last_words_ms: int = 5000  # after the leg is gone, how long the last transcription may take
    max_call_ms: int = 30 * 60_000

    def patience_ms(self, text: str | None, expects: Expects) -> int:
        """How much silence ends the turn, given the words so far (None: not known yet)."""
        if not text:
            return self.doubtful_ms
        if text.rstrip().endswith(_TRAILING) or f" {text}".rstrip(" .,").lower().endswith(_UNFINISHED):
            return self.doubtful_ms
        return self.complete_ms


_TRAILING = (",", "...", "…", "-", "–")
_UNFINISHED = (  # a sentence that ends so is going on
    *(" and", " or", " but", " so", " because", " the", " a", " an", " my", " to", " for", " of", " at"),
    *(" on", " in", " with", " is", " um", " uh", " like", " about", " from", " i'd", " i", " it's"),
)
