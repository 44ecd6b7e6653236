"""Is this a yes, or a no?

Whole wordings come first, since in "not at all", "no problem" and "why not" the single words mislead; what
they cover is then gone, and single words speak for the rest. Both at once is None: it is asked again.

A yes books, and a no may send somebody away who is in danger, so neither is taken from the middle of a
sentence about something else ("is there somewhere I can park", "he's not moving"): a plain one begins the
answer, any other is nearly all of it.
"""

from __future__ import annotations

import re

from agent.dialogue.understand import yes_no_es
from agent.dialogue.understand.words import bare

# Yes, though a word of no is in it.
_YES_WORDINGS = (
    r"no problem(?: at all)?|no worries|no objections?|not a problem|why not|don'?t see why not"
    r"|can'?t complain|wouldn'?t mind|don'?t mind|i do not mind|by all means|no,? (?:that'?s|that is|it'?s"
    r"|it is|this is) "
    r"(?:all |just |quite |really |perfectly |absolutely )?(?:fine|right|correct|good|great|perfect|okay|ok"
    r"|grand|alright|all right)|no doubt|not wrong|nothing wrong with that|can'?t argue|couldn'?t be better"
    r"|yes and no changes|no changes? needed"
)
# No, though a word of yes is in it, or none at all.
_NO_WORDINGS = (
    r"not (?:really|at all|quite|yet|now|today|exactly|right now|particularly|necessarily|this time"
    r"|sure about that)|not (?:right|correct|good|fine|okay|ok|great|possible|that one|true|me|mine|my \w+"
    r"|the right \w+)|(?:isn'?t|is not|wasn'?t|aren'?t|ain'?t) (?:right|correct|it|me|true|good"
    r"|what i (?:said|want)|my \w+|the right)|(?:that'?s|that is|it'?s|it is|you'?re) (?:\w+ )?(?:wrong"
    r"|incorrect|mistaken|not (?:it|me|right|correct))|(?:doesn'?t|does not|don'?t|won'?t|wouldn'?t|can'?t"
    r"|cannot|could not|couldn'?t) (?:\w+ )?"
    r"(?:work|suit|think so|want|need|like|believe so|fit|make (?:it|that)|do that|agree|sound (?:right"
    r"|good))(?: \w+)?|i do not (?:think so|want|need)|i'?d rather not|rather not|(?:i'?m|we'?re) (?:good"
    r"|fine|okay|all set|all right)"
    r"(?: thanks?| thank you| for now)?|no,? (?:i'?m|that'?s) (?:all )?(?:good|fine|okay)(?: thanks?"
    r"| thank you)|nothing (?:else|more)|that'?s (?:all|everything)|hold on|forget it|leave it|by no means"
    r"|no way|hell no|far from it|absolutely not|definitely not|certainly not|of course not|probably not"
    r"|i'?m afraid not|no,? thanks?(?: you)?|no,? no"
)
_YES = (
    r"yes|yeah|yea|yep|yup|yah|ya|aye|ye|yess|sure|okay|ok|okey|o k|alright|all right|certainly|definitely"
    r"|absolutely|correct|right|exactly|indeed|agreed|of course|please do|^please(?=[ ,|]*$)"
    r"|sounds? (?:good|great|fine|perfect|lovely|grand)|(?:that|it|this)(?:'?s| is| would be| will be"
    r"|'?ll be| works| would)? (?:\w+ )?"
    r"(?:fine|good|great|perfect|right|correct|it|lovely|grand|true|works?|suits?|ideal|brilliant|super"
    r"|spot on)|fine|perfect|great|brilliant|lovely|grand|super|wonderful|go ahead|do it|do that|go on"
    r"|go for it|book it|i (?:do|am|would|will|can|have|did|think so|believe so|guess so|suppose so)"
    r"|i'?d (?:like|love) (?:that|to|it)|it is|that is|he is|she is|(?:that'?s|that is|it'?s|it is"
    r"|this is) me|uh-?huh|mm-?h[mu]*|mhm+|m-?hm+|yes sir|true|affirmative|confirm(?:ed)?|you got it"
    r"|you bet|got it|that one|let'?s do (?:it|that)|works? for me|suits? me|i'?ll take (?:it|that)|good"
    r"|spot on|precisely|totally|thank you yes"
)
_NO = (
    r"no|nope|nah|naw|nay|know|never|negative|wrong|incorrect|not|neither|none|noo+|no sir|don'?t"
    r"|cancel that|(?:uh|nuh)-?uh|uh-uh|nuh|mistake|i (?:don'?t|didn'?t|can'?t|won'?t|am not|wouldn'?t"
    r"|haven'?t)|i'?m not|(?:it|that|he|she) (?:doesn'?t|isn'?t|is not|won'?t|wasn'?t)"
)
# Said around an answer, they are none: "right, so", "know what".
_FILLERS = (
    r"you know|i know|don'?t know|not sure|i mean|let me (?:see|think)|right now|right away|okay so|ok so"
    r"|right so|"
    r"well now|all right then|good (?:morning|afternoon|evening|bye|day)|goodbye|thank you very much"
    r"|please hold|what'?s (?:right|wrong)|know what|i don'?t remember|no idea|(?:isn|doesn|wasn"
    r"|aren)'?t (?:it|that|he|she|they)(?=[ ,|]*$)|don'?t understand|no preference"
)


def _wording(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})(?![\w'])")


_Layers = tuple[tuple[bool | None, re.Pattern[str]], ...]


def _layers(fillers: str, yes_wordings: str, no_wordings: str, yes: str, no: str) -> _Layers:
    said = ((None, fillers), (True, yes_wordings), (False, no_wordings), (True, yes), (False, no))
    return tuple((answer, _wording(words)) for answer, words in said)


_LAYERS = {
    "en": _layers(_FILLERS, _YES_WORDINGS, _NO_WORDINGS, _YES, _NO),
    "es": _layers(
        yes_no_es.FILLERS, yes_no_es.YES_WORDINGS, yes_no_es.NO_WORDINGS, yes_no_es.YES, yes_no_es.NO
    ),
}


# These are an answer whatever follows; in Spanish a "no" before a verb is none of them ("no puede hablar").
_PLAIN = {
    "en": (
        re.compile(
            r"(?:yes|yeah|yea|yep|yup|yah|yess|ya|aye|sure|certainly|definitely|absolutely|of course)\b"
        ),
        re.compile(r"(?:no|nope|nah|naw|no thanks?|no,? thank you)\b"),
    ),
    "es": (
        re.compile(r"(?:si|claro|por supuesto|vale|de acuerdo|desde luego)\b(?! que no)"),
        re.compile(r"no(?= ,| \||$)|no,? gracias\b|claro que no\b"),
    ),
}
_NOISE = frozenset(
    "um uh er erm eh hm hmm mm oh ah well so and then but please thanks thank you very much sir "
    "madam miss the a an "
    "if you could can would is it it's its that that's this one i i'm actually really just think "
    "for me to of my all now hello hi "
    "pues bueno eh ah oh entonces y pero por favor muchas gracias senor senora el la lo los las un "
    "una es eso esa ese "
    "esta este a de para mi me muy creo que ahora".split()
)
# What an ear makes of a lone "no" that it could hardly hear. Never the other way round: a no books nothing.
_LONE_NO = re.compile(
    r"\W*(?:(?:the|oh|a|and|to|you) )?"
    r"(?:now|nor|know|knows|nose|noah|noel|note|nau|nough|nice|low|nine|9)\W*",
    re.IGNORECASE,
)
_DOUBT = re.compile(r"\b(?:don'?t know|not sure|no se|no estoy segur[oa])\b")
_MOST_OTHER = 1  # word beside the answer, in one that does not begin with it


def agrees(text: str, language: str = "en") -> bool | None:
    """True for yes, False for no; None for neither, and for both at once. KeyError for other languages."""
    if language == "en" and _LONE_NO.fullmatch(text):
        return False
    text = bare(text) if language == "es" else text.lower()
    rest = " ".join(re.sub(r"[^\w' -]", " , ", text.replace("’", "'")).split()).replace(" ,", ",")
    begins = _without_noise(rest.replace(",", " ,"))
    said: set[bool] = set()
    for answer, wording in _LAYERS[language]:
        rest, times = wording.subn(" | ", rest)
        if times and answer is not None:
            said.add(answer)
    if len(said) != 1:
        return None
    (answer,) = said
    other = [word for word in re.findall(r"[\w']+", rest) if word not in _NOISE]
    nearly_all = len(other) <= _MOST_OTHER and not (answer and _DOUBT.search(text))
    if nearly_all or _PLAIN[language][0 if answer else 1].match(begins):
        return answer
    return None


def _without_noise(text: str) -> str:
    words = text.split()
    while words and (words[0] in _NOISE or words[0] == ","):
        del words[0]
    return " ".join(words)
