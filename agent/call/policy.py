"""The numbers of turn-taking, each with its reason. Nothing else in the core is a bare number."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    # -- taking the floor --------------------------------------------------------------------------
    pause_ms: int = 80  # silence after which we begin to transcribe: 120 saves a fifth, and 40 ms more pass
    yes_no_ms: int = (
        220  # silence that ends a whole answer to a yes-or-no question: "yes, please" has 200 in it
    )
    quick_ms: int = 260  # ... a sentence surely finished: half of the pauses inside one are over by then
    doubtful_ms: int = 600  # ... one that may be finished, or a sound without words
    goes_on_ms: int = 900  # ... words that are whole, but of a kind that often goes on: digits, a first name
    slow_ms: int = 1500  # ... words that cannot be whole: the pause set's longest pause, and a margin
    sure: float = 0.94  # stop probability from which a sentence counts as surely finished
    likely: float = 0.7  # ... and as one that may be: one sentence in twenty that is comes to less
    sure_nats: float = -0.4  # log probability a token from which the ear's words count as surely heard ...
    sure_few_nats: float = (
        -1.5
    )  # ... and of three words and less, which have little to go by: "Yes." has -1.2
    few_words: int = 3
    habit: float = 1.3  # times the longest pause of this turn so far: the next one may be a little longer
    take_back_ms: int = 800  # a voice so soon after we began may go on with what we took for finished
    filler_ms: int = 1500  # no answer for so long after a turn is over: say that we are still here
    errand_ms: int = 8000  # ... and then for so long until we take it that nobody comes back

    # -- keeping it --------------------------------------------------------------------------------
    duck_gain: float = 0.25  # of our voice while the caller makes a sound: 12 dB down, still intelligible
    duck_hold_ms: int = 120  # without a voice, and it comes back: longer than the gaps between syllables
    least_word_ms: int = 100  # of voice over ours: what ends before was no word, or the first of our echo
    probe_ms: int = 200  # of sound over ours, then we ask what it is: an ear can tell a word by then ...
    probe_growth: float = 1.25  # ... and if not, when it has a quarter more; each costs some 30 ms of an ear
    longest_murmur_ms: int = 1000  # of voice: what goes on is heard as words are, not as a murmur
    barge_in_ms: int = 600  # of voice over ours interrupts whatever it says, if no ear has told us
    lead_ms: int = 60  # sound sent ahead of its playing on a calm line: covers a late tick ...
    most_lead_ms: int = 200  # ... and on a restless one: covers its jitter, bounds what `clear` must undo
    transit_ms: int = 400  # how late a far carrier plays (150 + jitter 200), until a mark proves it nearer
    mark_grace_ms: int = 500  # a last mark this late is taken for lost, and the sample clock is believed
    clear_grace_ms: int = 1000  # ... and so is the confirmation of a clear: the line is written without it
    phrase_gap_ms: int = 120  # a breath between two sentences

    # -- showing what is being said ----------------------------------------------------------------
    partial_ms: int = 400  # of an utterance before its first partial: less is seldom more than a word
    partial_every_ms: int = 300  # a reader notices no delay below that
    partial_rest: int = 3  # times what the last one took: partials get a quarter of an ear's time at most
    partial_backoff_ms: int = 3000  # without partials after the pool had none of one: it is busy for longer

    # -- patience ----------------------------------------------------------------------------------
    idle_ms: int = 7000  # nobody speaks: people look up a date or a card in less
    notice_ms: int = 300  # least voiced sound that deserves "I did not understand"
    reconnect_ms: int = 10_000  # a lost leg may come back for so long (BEHAVIOUR V-22)
    last_words_ms: int = 5000  # after the leg is gone, how long the last transcription may take
    max_call_ms: int = 30 * 60_000

    def least_nats(self, text: str) -> float:
        """The log probability from which these words count as surely heard."""
        return self.sure_few_nats if len(text.split()) <= self.few_words else self.sure_nats
