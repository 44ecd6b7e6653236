"""What the caller wants of us: by rules first, and by the nearest example sentence where they are silent."""

from __future__ import annotations

import re
from typing import Literal, cast, get_args

from agent.dialogue.understand import intents_es
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
        r"\b(repeat (that|it|the|what|yourself|please|again)|(can|could|would|will) you (please )?repeat"
        r"|say (that|it)? ?(again|once more)|come again|what did you say|what (was|is) that|one more time"
        r"|once more|once again|(didn'?t|did not|couldn'?t) (quite )?(catch|get|hear|understand) (that|you"
        r"|it|what)|missed that)\b|^\W*(pardon|sorry|excuse me|what|huh|eh|hm+|i beg your pardon|pardon me"
        r"|repeat)( me| please)?\W*$",
    ),
    (
        "message",
        r"\b((leave|take|pass on|give \w+) (a|an|the|this|my) message|message for|(call|ring|phone) (me"
        r"|us) back|call back|callback|(ask|tell|have|get) (the |doctor |dr\.? |them|him|her|someone"
        r"|somebody)[^.?!]{0,25}\b(call|ring|phone) me|(tell|let) (the |doctor |dr\.? )?(\w+ )?(doctor"
        r"|nurse|reception\w*|\w+) (know|that i)|pass (that|this|it|something) on)\b",
    ),
    (
        "machine",
        r"\b(am i|is this|is that|are you|you are|you're|who am i) (even |really |actually |just )*((speaking"
        r"|talking) (to|with) )?(a |an )?(real |live |actual )?(machine|robot|computer|bot|ai|recording|human( being)?"
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
        rf"\b(?<!not )(?<!not to )(cancel(led|ing|lation)?\b(?! that\b)|(delete|remove|scrap|drop"
        rf"|call(ing)? off|take off|withdraw) {_MINE}|call off|take (me|us|him|her) off|(don'?t|do not"
        rf"|won'?t|no longer) need (to (see|come)|{_MINE}|it any ?more)"
        r"|(won'?t|will not) be (able to (come|make|attend)|coming)|(not|isn'?t) (able to come|coming))\b",
    ),
    (
        "move",
        rf"\b(re-?schedul\w*|re-?arrange|postpone|(move|change|switch|swap|shift|alter|push|bring"
        rf"|put back) ({_MINE}|the (time|date|day)|it\b|me\b)"
        r"|(push|put) (\w+ )*back|bring (\w+ )*forward|(another|a different|a later|an earlier|a better"
        r"|some other) (time|day|date|appointment|slot)|(earlier|later|sooner) than (what )?i|rather come"
        r"|instead of (my|the))\b",
    ),
    (
        "when",
        rf"\b((when|what time|what day|what date|which day|at what time)('?s| is| was| are| were) ({_MINE}"
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
        r"\b(good ?bye|bye|that'?s (all|it|everything)|that is all|that'?ll (do|be all)|nothing else"
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


# Wordings from which an embedding learns what each is about. Not those of the rules: what they miss.
EXAMPLES: dict[Intent, tuple[str, ...]] = {
    "book": (
        "I would like to make an appointment.",
        "Can I see the doctor this week?",
        "I need to come in and have something looked at.",
        "Do you have anything free tomorrow?",
        "My child is ill and needs to see a doctor.",
        "I want to get a blood test done.",
        "I have a pain in my knee, can someone take a look?",
        "Could you fit me in today?",
        "I'd like to get vaccinated.",
        "I'm a new patient and want to be seen.",
        "I need a filling in my tooth.",
        "Put me in the diary for a consultation.",
    ),
    "move": (
        "I need to move my appointment to another day.",
        "Can we make my appointment later?",
        "I'd like to reschedule my visit.",
        "The time I was given does not suit me any more.",
        "Could I come on a different day than planned?",
        "Can I have an earlier appointment than the one I have?",
        "I want to postpone my appointment.",
        "Please change my booking from Monday to Wednesday.",
    ),
    "cancel": (
        "I want to cancel my appointment.",
        "I won't be able to come to my appointment.",
        "Please take my name out of the diary.",
        "I don't need to see the doctor any more.",
        "I'm not coming tomorrow.",
        "Give my slot to somebody else.",
        "I have to call off my visit.",
        "Please delete my booking.",
    ),
    "when": (
        "When is my appointment?",
        "What time do I have to come in?",
        "I forgot the date of my visit.",
        "Do I have anything booked with you?",
        "Can you look up my next appointment?",
        "Which day am I coming to see the doctor?",
        "Is my appointment in the morning or the afternoon?",
        "Please confirm the time of my appointment.",
    ),
    "hours": (
        "What are your opening hours?",
        "When do you close today?",
        "Are you open on Saturday?",
        "How late are you open?",
        "Is the clinic open on public holidays?",
        "At what time can I come by in the morning?",
        "Are you closed at lunchtime?",
        "Until when is somebody there?",
    ),
    "address": (
        "Where is the clinic?",
        "What is your address?",
        "How do I get to you?",
        "Which street are you in?",
        "Can you give me directions?",
        "I cannot find your building.",
        "Are you in the town centre?",
        "Where do I have to go?",
    ),
    "person": (
        "I want to speak to a person.",
        "Can you put me through to reception?",
        "I'd rather talk to a human being.",
        "Is there somebody I can talk to?",
        "Connect me to the nurse.",
        "I don't want to talk to a computer.",
        "Get me the doctor on the line.",
        "Let me speak to your manager.",
    ),
    "message": (
        "I'd like to leave a message.",
        "Could the doctor call me back?",
        "Please tell the nurse that I called.",
        "Can you pass on a message?",
        "Have someone ring me this afternoon.",
        "Let the doctor know I am waiting for the results.",
        "Write down that I called about my bill.",
        "I want you to take a note for Doctor Reed.",
    ),
    "repeat": (
        "Can you say that again?",
        "I did not understand you.",
        "What did you say?",
        "Sorry, I missed that.",
        "Could you repeat the last thing?",
        "Pardon?",
        "What was that?",
        "Once more, please.",
    ),
    "slower": (
        "Please speak more slowly.",
        "You are talking too fast.",
        "Can you slow down?",
        "Not so quick, I can't follow.",
        "Take it easy, I have to write this down.",
        "Give me time to follow you.",
        "Could you go a little slower?",
        "That was too quick for me.",
    ),
    "louder": (
        "Can you speak louder?",
        "I can't hear you very well.",
        "You are too quiet.",
        "Please speak up.",
        "The sound is very low.",
        "I'm a little deaf, say it louder.",
        "Turn up the volume.",
        "Your voice is very faint.",
    ),
    "bye": (
        "Goodbye.",
        "That's all I needed, thank you.",
        "Thanks, have a nice day.",
        "No, nothing else, bye.",
        "Thank you very much for your help.",
        "See you on Monday then.",
        "I'm going to hang up now.",
        "That was everything.",
    ),
    "greeting": (
        "Hello.",
        "Good morning.",
        "Hi, how are you?",
        "Hello, is anybody there?",
        "Hey there.",
        "Good afternoon.",
        "Hello, can you hear me?",
        "Good evening to you.",
    ),
    "yes": (
        "Yes.",
        "Yes, that's right.",
        "Sure, that works for me.",
        "That would be great.",
        "Okay, go ahead.",
        "Exactly.",
        "I'll take that one.",
        "That suits me fine.",
    ),
    "no": (
        "No.",
        "No, that's not right.",
        "I don't think so.",
        "That doesn't suit me.",
        "Not that one.",
        "No, thank you.",
        "You got that wrong.",
        "I'd rather not do that.",
    ),
    "help": (
        "What can you help me with?",
        "What can I ask you?",
        "How does this work?",
        "I don't know what I should say.",
        "What are the choices?",
        "Tell me what you can do.",
        "I need some help with this.",
        "What is this service for?",
    ),
    "start_over": (
        "Let's start again from the beginning.",
        "Can we start over?",
        "Go back to the start, please.",
        "Forget what I said and begin again.",
        "I want to restart.",
        "This is all wrong, start again.",
        "Let us do this again from the top.",
        "Take me back to the beginning.",
    ),
    "machine": (
        "Am I talking to a machine?",
        "Are you a robot?",
        "Is this a computer?",
        "Are you a real person?",
        "Is this a recording?",
        "You sound like a robot.",
        "Am I speaking with a human being?",
        "Is there a person behind this voice?",
    ),
    "other": (
        "What will the weather be like tomorrow?",
        "I'd like to order a pizza.",
        "My dog is very big.",
        "Who won the football match?",
        "My name is John Brown.",
        "I was born on the third of May.",
        "My telephone number is oh eight seven, one two three.",
        "What is the capital of France?",
        "How much does a new car cost?",
        "Sing me a song.",
    ),
}
assert EXAMPLES.keys() == set(get_args(Intent))

# Cosines. Measured on what callers say (tests/.../utterances.txt): below, it is as often wrong as right.
_NEAR, _NEAR_QUESTION, _VERY_NEAR = 0.42, 0.6, 0.7
# What these rules match can be little else, whatever it resembles.
_PLAIN: frozenset[Intent] = frozenset(
    ("slower", "louder", "repeat", "start_over", "machine", "person", "message", "bye", "greeting")
)
_SHORT_ANSWER = 4  # words: a longer "yes" or "no" may be about something else altogether


def decide(text: str, closest: tuple[tuple[str, float], ...] | None, language: str = "en") -> str:
    """A label, "intent:book" or "question:3" (the clinic's own, from 0), out of rules and nearest sentences.

    `closest`: `errands.Closest.labels`, best first; None where nobody was asked. The rules are believed where
    they match, but a question of the clinic's own that is clearly nearer wins ("where can I park"), and
    so does a sentence very near over a long yes or no. "intent:other" when neither is sure.
    """
    by_rule = rules(text, language)
    said = f"intent:{by_rule}"
    ours = [pair for pair in closest or () if pair[0].startswith(("intent:", "question:"))]
    if not ours:
        return said
    label, cosine = ours[0]
    if by_rule == "other":
        return label if cosine >= _NEAR else said
    if by_rule in _PLAIN:
        return said
    if label.startswith("question:"):
        return label if cosine >= _NEAR_QUESTION else said
    if by_rule in ("yes", "no") and len(text.split()) > _SHORT_ANSWER:
        return label if cosine >= _NEAR_QUESTION else said
    return label if cosine >= _VERY_NEAR and by_rule in ("help", "hours", "address") else said
