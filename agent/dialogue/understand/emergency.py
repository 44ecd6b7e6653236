"""Words of somebody in danger. Acted upon at once, also in a sentence that is not finished.

A text is looked at clause by clause, so that "my father had a stroke ten years ago, and now he can't speak"
is calmed only in its first half. In a clause, an alarm counts unless something says that it is past, over,
denied, or a mere subject ("a first aid course for choking babies").

The lists are for a clinician to review: one line, one sign. When in doubt they alarm, since the wrong
question costs a caller a sentence, and silence may cost a life. tests/.../emergencies.txt has the rates.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Whose body it is; the ear often mistakes the pronoun, so no list asks who is meant.
_ITS = r"(?:my|his|her|their|your|the|our|a)"

_ALARMS_EN = (
    # The heart. "chess", "chef", "check": what the ear makes of a chest on a bad line.
    r"\bche(?:st|ss|f|ft|ck|cked|ap) pa(?:in|ine|yne)s?\b",
    r"\b(?:pain|paint|ache|aching|stabbing)\w*\b.{0,25}\bchest\b",
    r"\b(?:tight\w*|pressure|weight|crushing|squeez\w+|heav\w+|elephant|burning) (?:\w+ ){0,7}chest\b",
    r"\bclutch\w+ (?:\w+ )?(?:chest|heart|throat)\b",
    rf"\b{_ITS} (?:chest|chess|chat)\b.{{0,20}}\b(?:hurt|tight|ach|heavy|pressure|crush|kill|squeez)",
    r"\belephant (?:\w+ )?on my\b",
    r"\b(?:heart|hard) attack\b",
    r"\b(?:cardiac arrest|no pulse)\b",
    # Breath.
    r"\b(?:can'?t|cannot|can not|couldn'?t|can hardly|hardly|can barely|barely|unable to|struggl\w+ to|hard to"
    r"|trouble|difficulty|difficulties|problems?|fighting to) (?:\w+ ){0,2}breath(?:e|ing)?\b",
    rf"\b(?:can'?t|cannot|couldn'?t) (?:get|catch) (?:{_ITS} |any |enough )?(?:breath|air)\b",
    r"\b(?:asthma attack|stopped breathing|barely breathing|hardly breathing|inhaled smoke)\b",
    r"\bstuck in (?:my|his|her|the) throat\b",
    r"\b(?:short of|out of|no|shortness of) breath\b",
    r"\b(?:not|isn'?t|stopped|won'?t|doesn'?t|don'?t) (?:\w+ )?breath(?:e|ing)\b",
    r"\bga(?:s|p)ping for\b",
    r"\bgasp\w* for\b",
    r"\b(?:turning|turned|gone|going|went|go) (?:\w+ )?(?:blue|purple|gr[ea]y|pale|white as)\b",
    r"\blips\b.{0,15}\bblue\b",
    r"\bgr[ea]y and (?:sweat|clamm)\w+",
    r"\bsuffocat\w+",
    # Not there.
    r"\bunconscious\b",
    r"\bunresponsive\b",
    r"\bnot? (?:longer )?respon\w+",
    r"\b(?:won'?t|doesn'?t|not|isn'?t) (?:\w+ )?wak(?:e|ing)\b",
    r"\bcan'?t (?:be woken|wake (?:him|her|them|my \w+|the \w+))\b|\bcan'?t get a \w+ out of\b",
    r"\bnot answering me\b|\bout cold\b|\bkeeled over\b|\blifeless\b|\bslipping away\b",
    r"\b(?:he'?s|she'?s|he is|she is|think \w+|might be|looks|is) dead\b",
    r"\bcollaps(?:ed|ing)\b",
    r"\bfaint(?:ed|ing)\b",
    r"\b(?:pass|passed|passing|black|blacked|blacking|tapping)[ -]?outs?\b",
    r"\b(?:not|isn'?t|can'?t) mov(?:e|ing)(?: at all)?$",
    r"\b(?:lying|laying|is|he'?s|she'?s|dropped|found \w+ \w+|found \w+) (?:\w+ )?(?:on|to) the (?:\w+ )?floor\b(?! above| below)",
    # The brain.
    r"\b(?:a|another|mini|some|kind of) stroke\b(?! of luck)",
    r"\b(?:face|mouth|eye|faith)\b.{0,20}\b(?:droop|dropp|sagg|crooked|numb|feels? (?:strange|funny))",
    r"\bdroop(?:ing|ed|s|y)\b|\blopsided\b|\bgibberish\b|\bshaking all over\b|\bfoaming\b",
    r"\beyes\b.{0,20}\broll(?:ed|ing)\b|\blight hurts\b",
    r"\b(?:lost|losing) (?:the |my |his |her )(?:sight|vision)\b|\bgone blind\b",
    r"\b(?:confused and (?:sweat|sleep|drows)\w*|(?:sleepy|drowsy|sweaty?) and confused)\b",
    rf"\b(?:one|half|left|right) (?:side )?of {_ITS} (?:face|body)\b",
    rf"\bcan'?t (?:lift|move|feel|raise) {_ITS} (?:left |right |whole )?(?:arm|leg|side|face|body|hand)s?\b",
    r"\b(?:arm|leg|face|side)s?\b.{0,12}\b(?:g(?:one|oing) numb|(?:went|gone) (?:dead|limp))\b",
    r"\bsp?eech\b.{0,12}\b[sb]l?urr",
    r"\bslurr(?:ed|ing|s)\b",
    r"\bsuddenly (?:can'?t|cannot|couldn'?t)\b",
    r"\bcan'?t (?:speak|talk|see)(?: properly| anything| straight| any ?more| a thing|$)",
    r"\b(?:paralys|paralyz)ed\b",
    r"\bworst (?:headache|pain|of my life)\b",
    r"\b(?:seizures?|convulsions?|convulsing)\b",
    r"\b(?:having|has|had|in) (?:\w+ ){0,2}fits?\b(?! of| in| me)",
    r"\b(?:is|'s|been|started|keeps) fitting\b(?! (?:a|the|my|it|in|me|out)\b)",
    # Blood and wounds.
    r"\bbleeding (?:\w+ )?(?:heavily|badly|a lot|out|everywhere|profusely|to death)\b",
    r"\b(?:severe|heavy|bad|terrible) bleeding\b",
    r"\b(?:can'?t|won'?t|doesn'?t|not|cannot) stop(?:ping)? (?:the |it )?(?:bleeding|blood)\b",
    r"\bbleed\w*\b.{0,15}\b(?:won'?t|not|doesn'?t|can'?t|never) (?:\w+ )?stop",
    r"\b(?:i'?m|he'?s|she'?s|is|are) bleeding\b",
    r"\bblood (?:is )?(?:everywhere|all over|coming|pouring|gushing|soaking|spurting|pumping|running|dripping)\b",
    r"\b(?:pouring|gushing|spurting|pumping)(?: out)?(?: with)? blood\b|\bartery\b|\bstitches have burst\b",
    r"\b(?:lots? of|much|loads of|losing|pumping out|pool of) blood\b"
    r"(?! (?:test|work|sample|pressure|sugar|thinner))",
    r"\b(?:cough|vomit|throw|spit|bring|puk|sick)\w*(?: up)? blood\b",
    r"\b(?:cut|slit|slashed) (?:my|his|her|their) (?:\w+ )?(?:wrists?|throat)\b",
    r"\bcut \w+ (?:\w+ )?(?:really |very |so )deep",
    r"\b(?:cut|chopped|sliced|sawn|lost) off (?:a|my|his|her|the) (?:\w+ )?(?:finger|hand|toe|thumb|arm|leg)s?\b",
    r"\b(?:been|was|is|got) (?:stabbed|shot|electrocuted|poisoned|run over|hit by (?:a|the) \w+)\b",
    r"\bbadly (?:hurt|injured|burn\w*)\b",
    r"\bburn(?:ed|t)? (?:\w+ ){1,3}badly\b",
    r"\b(?:car|bike|road) crash\b",
    r"\bscald\w*|\bon fire\b|\bbeen a fire\b|\b(?:bent|pointing) the wrong way\b|\bbone (?:is )?sticking\b",
    r"\bknocked (?:off|down|over|out)\b|\battacked (?:me|him|her|us)\b|\bbeen (?:attacked|raped|assaulted)\b",
    r"\bbitten by (?:a|an|some) (?:\w+ )?(?:snake|viper|adder|spider)\b",
    r"\bfell off (?:the|a) (?:roof|ladder|balcony|horse)\b",
    r"\bf(?:ell|allen|alling) down (?:the )?stairs?\b",
    r"\bhit (?:my|his|her|their|the) head\b",
    r"\b(?:drowned|drowning)\b",
    # Life itself.
    r"\bsuicid\w*",
    r"\bkill(?:ing)? (?:my|him|her|them|your)(?:self|selves| ?fell| self)\b",
    r"\b(?:don'?t|do not|doesn'?t) (?:want|like|wish) to (?:live|be here|be alive|go on|exist)"
    r"(?: like this)?(?: any ?more| any longer|$)",
    r"\b(?:want|wants|wanted|wish|going) to (?:die|be dead)\b",
    r"\bend(?:ing)? (?:my|his|her|it|their)(?: own)? (?:life|all)\b",
    r"\btak(?:e|ing) (?:my|his|her) (?:own )?life\b",
    r"\b(?:it )?all to end\b|\bhow i'?d do it\b|\bcan'?t go on(?: any ?more| like this| living|$)",
    r"\bpills (?:\w+ )?in front of me\b|\bon (?:a|the) bridge\b|\bjump(?:ing)? (?:off|from|in front)\b",
    r"\bleft a note\b|\bsuicide note\b|\bno way out\b|\beveryone (?:would|will|'d) be better\b",
    r"\b(?:hurt|harm|cutt)ing (?:my|him|her|them)self\b",
    r"\b(?:want|going|like|might|could|about|will) (?:to )?(?:hurt|harm) (?:my|him|her|them)self\b",
    r"\bself.?harm\w*",
    r"\bno (?:point|reason|sense) (?:in living|to live|in going on)\b",
    r"\bbetter off (?:dead|without me)\b",
    r"\bhang(?:ed|ing)? (?:my|him|her)self\b",
    r"\b(?:i'?m|i am|he'?s|she'?s|he is|she is|is|somebody'?s|are) dying\b(?! (?:to|for)\b)",
    # Poison and pills.
    r"\boverdos\w*|\boverdoped?\b",
    r"\b(?:taken|took|swallowed|had|ate|eaten|takes) (?:\w+ ){0,2}"
    r"(?:too many|whole|all|load|loads|lots|bunch|handful|entire) (?:\w+ ){0,3}"
    r"(?:tablets?|pills?|paracetamol|medication|medicine|bottle|pack|aspirin|box)\b",
    r"\b(?:taken|took|swallowed) (?:about |over |like )?(?:twelve|fifteen|twenty|thirty|forty|fifty|sixty|[1-9]\d) ",
    r"\b(?:took|taken|had|gave) (?:\w+ ){1,3}(?:twice|double)\b|\bdouble dose\b|\btoo much (?:insulin|medicine)\b",
    r"\b(?:drunk|drank|drinking|swallow\w*|ate|eaten) (?:\w+ ){0,3}(?:bleach|drain|batter\w+|poison\w*|detergent"
    r"|cleaner|antifreeze|magnets?|petrol|dishwasher|washing|laundry|berries|mushrooms?|coins?)\b",
    # Allergy and airway.
    r"\b(?:throat|tongue|lips|face|airway)\b.{0,20}\b(?:swell|swelled|swollen (?:up|shut)|dwelling|clos(?:ing|ed)|tightening|balloon)",
    r"\bhives all over\b",
    r"\bswollen (?:tongue|throat|lips|face)\b",
    r"\ballergic (?:reaction|shock)\b",
    r"\banaphyla\w*",
    r"\bepi ?-?pen (?:isn'?t|is not|not|didn'?t|doesn'?t)\b",
    r"\bused (?:my|his|her|the) epi ?-?pen\b",
    r"\bchok(?:ing|ed)\b(?! (?:a bit|babies|hazard))",
    # Mothers, babies, sugar.
    r"\bbab(?:y|ies)\b.{0,20}\b(?:floppy|sloppy|limp|lifeless|blue|drowsy)\b|\brag ?doll\b",
    r"\b(?:temperature|fever) of (?:over )?(?:forty|40|41)\b|\bsee the (?:baby'?s )?head\b",
    r"\brash (?:that|which) (?:doesn'?t|won'?t|does not) (?:fade|go|disappear)\b",
    r"\bin (?:the )?labou?r\b|\bbaby(?:'s| is) coming\b|\bwaters? (?:have |has |had |just )*bro(?:ken|ke)\b",
    r"\bsugar (?:is|has|'s) (?:\w+ ){0,2}(?:really |very |so |dangerously |too )low\b",
    # They say so.
    r"\b(?:need|send|call|get|want|ring|phone|sending) (?:\w+ ){0,3}ambulance\b(?! (?:entrance|service|bay|for the))",
    r"\b(?:this is|it is|it'?s|i have|i'?ve got|we have|we'?ve got) (?:really |actually )?an emergency\b"
    r"(?! (?:contact|number|doctor|appointment|dentist|room|line))",
    r"\bemergency help\b|\bneed help (?:quick\w*|now|fast|urgently|right away|immediately)\b",
    r"\b(?:call|dial|ring|how|phone) (?:an? )?(?:911|9-1-1|999|9-9-9|112|nine one one|nine nine nine|one one two)\b",
)
_CALMED_EN = (
    r"\bago\b|\bback in\b|\bused to\b|\bas a (?:child|kid|baby|boy|girl)\b|\bhistory of\b|\bonce\b",
    r"\bwhen (?:i|he|she) was\b|\bbefore$",
    r"\blast (?:year|week|month|summer|winter|spring|autumn|time|christmas|january|february|march|april|may|june"
    r"|july|august|september|october|november|december|here)\b",
    r"\bin (?:january|february|march|april|may|june|july|august|september|october|november|december)\b",
    r"\b(?:19|20)\d\d\b|\b(?:nineteen|twenty) (?:\w+teen|twenty|ninety|eighty|seventy)\b",
    r"\bsometimes\b|\bnow and (?:then|again)\b|\boccasionally\b|\bin the mornings?\b|\bon the stairs\b",
    r"\b(?:fine|better|okay|ok|gone|over|well) now\b|\bit is gone\b|\bit'?s gone\b|\bwent away\b",
    r"\b(?:died|passed away|patchaway)\b|\bthank(?:s| you) for\b",
    r"\b(?:clinic|ward|course|class|club|training|counsell?ing|prevention|prescription|x-?ray|leaflet|survivor"
    r"|insurance|policy|rehab\w*|support group|follow.?up|medication for|tablets? for|hay fever)\b",
    r"\bgums?\b|\bnose\b|\b(?:sur|last |first )?name is\b|\bline\b|\bbattery is\b|\bphone\b|\blaughter\b",
)
# Straight before an alarm, they take it back: "no chest pain", "I don't have any trouble breathing".
_DENIED_EN = (
    r"\b(?:no|not|never|without|nor|isn'?t|wasn'?t|aren'?t|(?:don'?t|doesn'?t|do not|didn'?t|never) (?:have|had|get|feel))"
    r"(?: (?:any|a|an|really|having|had|in|signs? of|feeling|more|no|actual))* $|\ba (?:bit|little) $"
)

_ALARMS_ES = (
    r"\b(?:dolor|presion|opresion|punzadas?|peso) (?:\w+ ){0,3}pecho\b",
    r"\bduele (?:\w+ ){0,3}(?:el )?pecho\b",
    r"\b(?:infarto|ataque al corazon|paro cardiaco)\b",
    r"\b(?:no|apenas|casi no) (?:\w+ )?(?:puedo|puede|podemos) (?:casi )?respirar\b",
    r"\b(?:no|apenas) respir[ao]\b|\bdejado de respirar\b|\bsin respirar\b",
    r"\bcuesta (?:\w+ )?respirar\b|\bfalta (?:el |de )?aire\b|\bme ahogo\b",
    r"\bahogando\b|\batragant\w+|\basfixi\w+",
    r"\bponiendo (?:azul|morad[oa])\b|\blabios (?:azules|morados)\b",
    r"\bdesmay(?:ado|ada|o|ando)\b|\binconsciente\b|\bperdido el conocimiento\b",
    r"\bno (?:se )?(?:despierta|responde|reacciona|se mueve)\b",
    r"\b(?:ictus|derrame cerebral|embolia)\b",
    r"\b(?:lado|mitad) de (?:la cara|la boca|el cuerpo)\b|\bcara (?:caida|torcida)\b|\bboca torcida\b",
    r"\bno puede (?:mover|levantar|hablar)\b(?! con\b)|\bhabla raro\b",
    r"\bsangra(?:ndo)? (?:mucho|muchisimo|bastante)\b|\bno para de sangrar\b|\bhemorragia\b",
    r"\bsangre por todas partes\b|\bmucha sangre\b(?! en)|\b(?:vomit|tosi|escup)\w+ (?:con )?sangre\b",
    r"\bquiero (?:morir(?:me)?|matarme)\b|\bme quiero (?:morir|matar)\b|\bquiere (?:morir(?:se)?|matarse)\b",
    r"\bno quiero (?:vivir|seguir viviendo)\b|\bsuicid\w+|\bquitarme la vida\b|\bhacerme dano\b",
    r"\bsobredosis\b|\b(?:demasiadas|todas las|muchas|un monton de) (?:pastillas|medicinas)\b",
    r"\b(?:tragado|bebido|comido|tomado) (?:\w+ )?(?:pila|lejia|veneno|detergente|iman)\b",
    r"\b(?:cerrando|cierra|hinchando|hincha) (?:\w+ )?(?:garganta|lengua|cara)\b",
    r"\breaccion alergica\b|\banafila\w+|\bchoque alergico\b",
    r"\bconvulsi\w+|\bataque (?:epileptico|de epilepsia)\b",
    r"\b(?:necesit\w+|mand\w+|envi\w+|llam\w+|quiero) (?:\w+ ){0,3}ambulancia\b",
    r"\b(?:esto )?es una (?:emergencia|urgencia)\b",
    r"\bapunal\w+|\batropell\w+|\bdisparado\b|\bquemado (?:mucho|gravemente)\b|\belectrocut\w+",
    r"\b(?:me estoy|se esta|esta) muriendo\b(?! de (?:ganas|risa|hambre|sed|sueno))",
    r"\brot[oa] aguas\b|\bde parto\b|\bviene el bebe\b",
)
_CALMED_ES = (
    r"\bhace (?:\w+ )?(?:anos?|mes(?:es)?|semanas?|tiempo)\b|\b(?:ano|mes|semana|verano|invierno) pasad[oa]\b",
    r"\buna vez\b|\bde (?:nino|nina|pequeno|pequena)\b|\ba veces\b|\bya paso\b|\bantecedentes\b",
    r"\bmurio\b|\bfallecio\b|\bcurso\b|\bclinica\b|\bprueba\b|\breceta\b|\bseguro\b|\brevision\b|\bencias\b",
)
_DENIED_ES = r"\b(?:no|nunca|sin|tampoco)(?: (?:tengo|tiene|es|tuve|ningun|ninguna|un|una|de))* $"


@dataclass(frozen=True, slots=True)
class _Signs:
    alarms: tuple[re.Pattern[str], ...]
    calmed: re.Pattern[str]
    denied: re.Pattern[str]


def _signs(alarms: tuple[str, ...], calmed: tuple[str, ...], denied: str) -> _Signs:
    return _Signs(tuple(map(re.compile, alarms)), re.compile("|".join(calmed)), re.compile(denied))


_SIGNS = {
    "en": _signs(_ALARMS_EN, _CALMED_EN, _DENIED_EN),
    "es": _signs(_ALARMS_ES, _CALMED_ES, _DENIED_ES),
}
_CLAUSES = re.compile(r"[.?!;,:…]+\s*|\s(?:and|but|because|y|pero|porque)\s")


def emergency(text: str, language: str = "en") -> bool:
    """Whether somebody is in danger now, by a reviewed list of signs for "en" and "es" (KeyError for others)."""
    signs = _SIGNS[language]
    return any(_alarms(clause, signs) for clause in _CLAUSES.split(_plain(text)))


def _alarms(clause: str, signs: _Signs) -> bool:
    if signs.calmed.search(clause):
        return False
    return any(
        not signs.denied.search(clause[: found.start()])
        for alarm in signs.alarms
        if (found := alarm.search(clause))
    )


def _plain(text: str) -> str:
    """Lower case, straight apostrophes, no accents, single spaces; "Dr." and the like end no clause."""
    bare = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    bare = "".join(character for character in bare if not unicodedata.combining(character))
    return " ".join(re.sub(r"\b(dr|mr|mrs|ms|st)\.", r"\1", bare).split())
