"""What the caller wants of us: by rules first, and by the nearest example sentence where they are silent."""

from __future__ import annotations

import re
from typing import Literal, cast, get_args

from agent.dialogue.understand import intents_en, intents_es
from agent.dialogue.understand.words import bare
from agent.dialogue.understand.yes_no import agrees

Intent = Literal[
    "book",
    "move",
    "cancel",
    "when",
    "hours",
    "address",
    "person",
    "message",
    "repeat",
    "slower",
    "louder",
    "bye",
    "greeting",
    "yes",
    "no",
    "help",
    "start_over",
    "machine",
    "other",
]

_MINE = (
    r"(?:my|the|our|his|her|an|this|that|any) (?:\w+ )?"
    r"(?:appointment|booking|visit|slot|check-?up|consultation)"
)
_THING = r"(?:appointment|booking|visit|slot|check-?up|consultation|session|opening)s?"
_CARER = r"(?:doctor|dr|nurse|dentist|gp|hygienist|physio|specialist|consultant|midwife|optician)"

# The first that matches counts. A thank-you or a yes often stands before what is wanted, so they come last.
_PATTERNS: tuple[tuple[Intent, str], ...] = (
    ("slower", r"\b(slower|slow(ing)? down|more slowly|(too|so) fast|not so quick\w*|too quick\w*)\b"),
    (
        "louder",
        r"\b(louder|speak up|(can'?t|cannot|can|hardly|barely|couldn'?t) (really )?(hardly "
        r"|barely )?hear you(?! fine)|too quiet|very quiet|so quiet|volume)\b(?<!can hear you)",
    ),
    (
        "start_over",
        r"\b(start(ing)? (over|again|afresh|from scratch|from the (start|beginning))|begin again|restart"
        r"|(back to|from) the (start|beginning))\b",
    ),
    (
        "repeat",
        r"\b((i )?lost you|broke up|repeat (that|it|the|what|yourself|please|again)|(can|could"
        r"|would|will) you (please )?repeat"
        r"|say (that|it)? ?(again|once more)|come again|what did you say|what (was|is) that|one more time"
        r"|once more|once again|(didn'?t|did not|couldn'?t) (quite )?(catch|get|hear|understand) (that|you"
        r"|it|what)|missed that)\b|^\W*(pardon|sorry|excuse me|what|huh|eh|hm+|i beg your pardon|pardon me"
        r"|repeat)( me| please)?\W*$",
    ),
    (
        "message",
        r"\b(give me a (call|ring|shout|buzz)( back)?|(leave|take|pass on|give \w+) (a|an|the|this"
        r"|my) message|message for|(call|ring|phone) (me"
        r"|us) back|call back|callback|(ask|tell|have|get) (the |doctor |dr\.? |them|him|her|someone"
        r"|somebody)[^.?!]{0,25}\b(call|ring|phone) me|(tell|let) (the |doctor |dr\.? )?(\w+ )?(doctor"
        r"|nurse|reception\w*|\w+) (know|that i)|pass (that|this|it|something) on)\b",
    ),
    (
        "machine",
        r"\b(am i|is this|is that|are you|you are|you're|who am i) (even |really |actually |just )*((speaking"
        r"|talking) (to|with) )?(a |an )?(real |live |actual )?(machine|robot|computer|bot|ai"
        r"|recording|human( being)?"
        r"|person|answering machine|automat\w+)\b",
    ),
    (
        "person",
        r"\b((speak|talk|speaking|talking|chat) (directly )?(to|with) (a |an |the |some|any|your |doctor|dr"
        r"|nurse|reception|human|real|person|some(one|body)|any(one|body)|mr|mrs|ms|him|her|them)|put (me"
        r"|knee|us) (through|on to)|connect (me|us)|transfer (me|us)|operator|human( being)?|real person"
        r"|a person|representative|not (to )?a (machine|robot|computer)|(any|some)(one|body) (i can"
        r"|to) (talk|speak)|^\W*(person|reception(ist)?|agent|secretary|somebody|someone)( please)?)\b",
    ),
    (
        "cancel",
        rf"\b(?<!not )(?<!not to )(out of the (book|diary)|give (my appointment|it|my slot) (up"
        rf"|away)|cancel(led|ing|lation)?\b(?! that\b)|(delete|remove|scrap|drop"
        rf"|call(ing)? off|take off|withdraw) {_MINE}|call off|take (me|us|him|her) off|(don'?t|do not"
        rf"|won'?t|no longer) need (to (see|come)|{_MINE}|it any ?more)"
        r"|(won'?t|will not) be (able to (come|make|attend)|coming)|(not|isn'?t) (able to come|coming))\b",
    ),
    (
        "move",
        rf"\b(could it be (later|earlier|sooner|another)|(need|want|like) a different one"
        rf"|re-?schedul\w*|re-?arrange|postpone|(move|change|switch|swap|shift|alter|push|bring"
        rf"|put back) ({_MINE}|the (time|date|day)|it\b|me\b)"
        r"|(push|put) (\w+ )*back|bring (\w+ )*forward|(another|a different|a later|an earlier|a better"
        r"|some other) (time|day|date|appointment|slot)|(earlier|later|sooner) than (what )?i|rather come"
        r"|instead of (my|the))\b",
    ),
    (
        "when",
        rf"\b(is (my|our) (visit|appointment) (this|next|today|tomorrow|on)|(when|what time|what day"
        rf"|what date|which day|at what time)('?s| is| was| are| were) ({_MINE}"
        rf"|my|it\b)"
        r"|(when|what time|what day) (am|was) i\b|when (i'?m|i am|do i|should i|must i"
        r"|have i) (\w+ )?(supposed|due|come|coming|booked|meant|have|to)"
        rf"|(do|have) i (have|got) (an?|any|another|something|anything)\b[^.?!]{{0,15}}({_THING}|booked"
        rf"|scheduled)|(check|confirm|remind me|tell me|look up|know|forg[eo]t\w*"
        rf"|find out)\b[^.?!]{{0,20}}({_MINE}|(date|time|day) of)|is {_MINE} (at|on|for|still)|time am i"
        rf"|i'?m (supposed|due) to)\b",
    ),
    (
        "book",
        rf"\b(book(?!ed)|book(ed)? in for|make (me )?(an?|another) {_THING}|schedule|arrange|(an?|another"
        rf"|new|next|available|free|any|earliest|first) (\w+ )?{_THING}|(see|seeing|seen by|visit) (the |a "
        rf"|my |dr|doctor|one of)? ?(\w+ )?({_CARER}|reed)|(be|get|needs? to be) seen|(can"
        rf"|could) (you )?(fit|squeeze) (me|us|him|her|my \w+) in"
        r"|(get|getting|come|coming) in (to see|for|on|this|next|today|tomorrow)|anything (free|available"
        r"|open)|(have|got) (any|a) (\w+ )?(openings?|slots?|times?|space|availability)|register"
        r"|new patient|put (me|us) down|sign (me|us) up|check-?up|vaccinat\w+|(flu )?jab\b"
        r"|have (\w+ )?look at)\b"
        rf"|^\W*(\w+ ){{0,3}}{_THING}\W*$",
    ),
    (
        "hours",
        r"\b(hours|(are|is|when|what time|how late|how long|how early) (\w+ ){0,4}(open|close)\w*|(do|when"
        r"|what time) (do )?you (\w+ )?(open|close|shut)|open(ing)? (times?|on|at|until|till|today|tomorrow"
        r"|now|late|over|during)|closing|closed|(until|till) (when|what time)|what time do you"
        r"|when are you (there|in|open))\b",
    ),
    (
        "address",
        r"\b(address(?!ed)|addressed\W*$|located|location|directions|(find|reach|get to) (you|the (clinic"
        r"|practice|surgery))|get there|which (street|road)|where (\w+ )?(are you|is the|the (clinic"
        r"|practice|surgery) is|you are)|part of (town|the city)|near the (train|station|bridge"
        r"|hospital))\b",
    ),
    (
        "help",
        r"\b(what can (you|i) (do|ask|say)|how does this work|(my|the) options|what (sort|kind) of things"
        r"|don'?t know what to (say|do)|how do i use)\b|^\W*help( me)?( please)?\W*$",
    ),
    (
        "bye",
        r"\b(talk to you( later| soon)?$|that's me done|i'm done|good ?bye|bye|that'?s (all|it"
        r"|everything)|that is all|that'?ll (do|be all)|nothing else"
        r"|have a (nice|good|lovely|great)|see you|take care|cheers)\b",
    ),
    (
        "greeting",
        r"^\W*((hello|hi|hey|hiya|good (morning|afternoon|evening|day)|hello there|hi there)\W*(there"
        r"|to you|again|doctor|anybody there|anyone there)?\W*)+$|\bcan you hear me\b|\b(is )?(anybody"
        r"|anyone|somebody) (there|home)\b",
    ),
)
_RULES = {
    language: tuple(
        (cast(Intent, intent), re.compile(pattern, re.IGNORECASE)) for intent, pattern in patterns
    )
    for language, patterns in (("en", _PATTERNS), ("es", intents_es.PATTERNS))
}
_THANKS = {
    "en": re.compile(r"\b(thank(s| you)|ta)\b", re.IGNORECASE),
    "es": re.compile(intents_es.THANKS),
}
_LONGEST_ANSWER = 8  # words: a longer sentence with a "right" or a "no" in it is no yes or no


def rules(text: str, language: str = "en") -> Intent:
    """What the caller wants, by the first rule that matches; "other" for none."""
    text = bare(text) if language == "es" else text.replace("’", "'")
    answer = agrees(text, language) if len(text.split()) <= _LONGEST_ANSWER else None
    for intent, pattern in _RULES[language]:
        if pattern.search(text) and not (intent == "bye" and answer is not None and not _ends(text)):
            return intent
    if answer is not None:
        return "yes" if answer else "no"
    return "bye" if _THANKS[language].search(text) else "other"


def _ends(text: str) -> bool:
    """ "No, that's all" is a goodbye; "yes, that's it" agrees."""
    return not re.search(r"^\W*(yes|yeah|yep)\b[^.]*\bthat'?s it\b|^\W*that'?s it\W*$", text, re.IGNORECASE)


EXAMPLES = cast(dict[Intent, tuple[str, ...]], intents_en.EXAMPLES)
assert EXAMPLES.keys() == set(get_args(Intent))

# Cosines. Measured on what callers say (tests/.../utterances.txt): below _NEAR, it is wrong too often to act
# on, and below _PERHAPS to ask about.
_PERHAPS, _NEAR, _NEAR_QUESTION, _VERY_NEAR = 0.32, 0.39, 0.6, 0.7
# Worth asking "do you want that?"; the others are manners, or nothing at all.
GUESSES: frozenset[Intent] = frozenset(("book", "move", "cancel", "when", "hours", "address", "message"))
# What these rules match can be little else, whatever it resembles.
_PLAIN: frozenset[Intent] = frozenset(
    ("slower", "louder", "repeat", "start_over", "machine", "person", "message", "bye", "greeting")
)
_SHORT_ANSWER = 4  # words: a longer "yes" or "no" may be about something else altogether


def decide(text: str, closest: tuple[tuple[str, float], ...] | None, language: str = "en") -> str:
    """A label, "intent:book" or "question:3" (the clinic's own, from 0), out of rules and nearest sentences.

    `closest`: `errands.Closest.labels`, best first; None where nobody was asked. The rules are believed where
    they match, but a question of the clinic's own that is clearly nearer wins ("where can I park"), and
    so does a sentence very near over a long yes or no. When neither is sure, "perhaps:book" where that is
    worth a question, or "intent:other".
    """
    by_rule = rules(text, language)
    said = f"intent:{by_rule}"
    ours = [pair for pair in closest or () if pair[0].startswith(("intent:", "question:"))]
    if not ours:
        return said
    label, cosine = ours[0]
    if by_rule == "other":
        if cosine >= _NEAR:
            return label
        guess = label.removeprefix("intent:")
        return f"perhaps:{guess}" if cosine >= _PERHAPS and guess in GUESSES else said
    if by_rule in _PLAIN:
        return said
    if label.startswith("question:"):
        return label if cosine >= _NEAR_QUESTION else said
    if by_rule in ("yes", "no") and len(text.split()) > _SHORT_ANSWER:
        return label if cosine >= _NEAR_QUESTION else said
    return label if cosine >= _VERY_NEAR and by_rule in ("help", "hours", "address") else said
