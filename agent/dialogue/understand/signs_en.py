"""Signs of danger in English, for a clinician to review; what each list is for stands in emergency.py."""

# Whose body it is; the ear often mistakes the pronoun, so no sign asks who is meant.
_ITS = r"(?:my|his|her|their|your|the|our|its|a)"
# Can it? "can not", "can hardly", "won't", as far as they go before a verb.
_CANNOT = (
    r"(?:can'?t|cannot|can not|couldn'?t|can hardly|can barely|hardly|barely|unable to|not able to"
    r"|struggl\w+ to|struggl\w+ with|hard to|hard for (?:him|her|me) to|trouble|difficulty|difficulties"
    r"|problems?|fighting to|fighting for|finding it (?:\w+ )?hard to)"
)
_NOT = r"(?:not|isn'?t|ain'?t|won'?t|doesn'?t|don'?t|stopped|stop|has ?n'?t|no longer|cannot|can'?t)"
_BAD = (
    r"(?:tight\w*|pressure|weight|crush\w*|squeez\w+|heav\w+|elephant|burning|pain\w*|paint|ach\w+|stabb\w+"
    r"|hurt\w*)"
)
_PILLS = r"(?:tablets?|pills?|paracetamol|medications?|medicine|meds|bottle|pack|packet|aspirin|box|insulin)"
_POISON = (
    r"(?:bleach|drain|batter(?:y|ies)|poison\w*|detergent|cleaners?|cleaning|fluid|antifreeze|magnets?"
    r"|petrol|dishwasher|washing|laundry|berries|mushrooms?|coins?|acid|chemicals?|disinfectant|paraffin"
    r"|thinner)"
)

ALARMS = (
    # The heart. "chess", "chef", "check": what the ear makes of a chest on a bad line.
    r"\bche(?:st|ss|f|ft|ck|cked|ap) pa(?:in|ine|yne)s?\b",
    rf"\b{_BAD} (?:\w+ ){{0,7}}(?:chest|chats)\b(?! (?:x-?ray|infection|clinic|cough))",
    rf"\b{_ITS} (?:chest|chess|chats?)\b.{{0,30}}\b{_BAD}\b(?! from cough)",
    r"\b(?:clutch|grabb|hold)\w+ (?:\w+ )?(?:chest|heart|throat)\b",
    r"\belephant (?:\w+ )?on my\b|\b(?:band|belt|vice|strap|rope) (?:\w+ ){0,3}chest\b",
    r"\b(?:heart|hard) attack\b|\bcardiac arrest\b|\bno pulse\b|\bheart (?:has |have )?stopped\b",
    # Breath.
    rf"\b{_CANNOT} (?:\w+ ){{0,2}}breath(?:e|ing)?\b",
    rf"\b(?:can'?t|cannot|couldn'?t) (?:get|catch) (?:{_ITS} |any |enough )?(?:breath|air)\b",
    rf"\b{_NOT} (?:\w+ )?breath(?:e|ing)\b(?! at night)",
    r"\b(?:short of|out of|no|shortness of) breath\b|\bfor (?:air|breath)\b",
    r"\basthma attack\b|\b(?:barely|hardly) breathing\b|\bbreathing but only\b|\bonly just breathing\b"
    r"|\binhaled (?:\w+ )?smoke\b|\bsuffocat\w+|\bgrunting\b",
    r"\bwheez\w+ (?:badly|really|terribly|so|very|a lot)\b|\b(?:badly|terribly) wheez\w+|\bga(?:s"
    r"|p)p\w* for\b",
    r"\binhaler (?:\w+ )?(?:not|isn'?t|doesn'?t|does nothing|has no)\b|\b(?:puffer|inhaler) is empty\b",
    r"\bst[ua]ck in (?:my|his|her|the|their) (?:throat|windpipe|airway)\b|\bchok(?:ing|ed)\b(?! (?:a bit"
    r"|babies|hazard))",
    r"\b(?:turning|turned|gone|going|went|go) (?:\w+ )?(?:blue|purple|gr[ea]y|pale|white as|limp|floppy"
    r"|cold)\b",
    r"\b(?:blue|purple) in the face\b|\blips\b.{0,15}\b(?:blue|purple)\b|\bgr[ea]y and (?:sweat|clamm)\w+",
    # Not there.
    r"\bunconscious\b|\bunresponsive\b|\blifeless\b|\bout cold\b|\bkeeled over\b|\bslipping away\b"
    r"|\bcollaps(?:ed|ing)\b|\bcollapse$",
    rf"\b{_NOT} (?:\w+ )?(?:respon\w+|reacting|answer(?:ing)?(?: me)?$|com(?:e|ing) (?:round"
    rf"|to))\b(?! to (?:the|my|his|her|your) )"
    r"(?! to (?:treat|medic|letter|email|message))",
    rf"\b{_NOT} (?:\w+ )?wak(?:e|ing)(?: up)?\b(?! (?:up )?(?:before|until|till|that|so|early|at|in the"
    rf"|on time|for))",
    r"\bcan'?t (?:be woken|wake (?:him|her|them|my \w+|the \w+))\b|\bcan'?t get (?:him|her|them) to (?:wake"
    r"|respond|breathe)\b|\bcan'?t get a (?:word|response|answer|reaction) out of\b",
    rf"\b{_NOT} open (?:his|her|their) eyes\b|\beyes\b.{{0,20}}\broll(?:ed|ing)\b|\b\beyes are (?:closed"
    rf"|shut)\b|\bstill out$",
    r"\bfaint(?:ed|ing)\b|\b(?:i'?m|i feel|feel|feeling|and|so|to) faint\b",
    r"\b(?:pass|passed|passing|black|blacked|blacking|tapping)[ -]?outs?\b(?! of)",
    r"\b(?:not|isn'?t|can'?t) mov(?:e|ing)(?: at all)?$|\bgone (?:all )?limp\b",
    r"\b(?:lying|laying|is|he'?s|she'?s|collapsed|found \w+ \w+|found \w+|jerking|down) (?:\w+ )?(?:on"
    r"|to) the "
    r"(?:\w+ )?(?:floor|ground)\b(?! above| below| floor)",
    r"\bdropped to the (?:floor|ground)\b|\bjust (?:dropped|went down|keeled)\b",
    r"\b(?:he|she|they|person|think \w+|think he|think she)(?:'s| is| are| might be) dead\b"
    r"|\bthink \w+'?s dead\b",
    # The brain.
    r"\b(?:a|another|mini|some|kind of) stroke\b(?! (?:of luck|patient|clinic|ward|nurse|unit|survivor"
    r"|review|group))",
    r"\b(?:face|mouth|eye|smile|faith)\b.{0,20}\b(?:droop|dropp|sagg|hang|crooked|numb|lopsided"
    r"|feels? (?:strange|funny))",
    r"\bdroop(?:ing|ed|s|y)\b|\blopsided\b|\bgibberish\b|\btalk\w* (?:funny|strange\w*|weird\w*|nonsense)\b"
    r"|\blost (?:his|her|my) speech\b|\b(?:arm|leg|side) is (?:\w+ )?weak\b|\b[sb]l?urr(?:ed|ing"
    r"|s)\b(?! vision)|\bsp?eech\b.{0,12}\bblurr",
    rf"\b(?:one|half|left|right) (?:side )?of {_ITS} (?:face|body)\b",
    rf"\b(?:can'?t|cannot|unable to) (?:lift|move|feel|raise) {_ITS} (?:left |right |whole )?"
    r"(?:arm|leg|side|face|body|hand)s?\b",
    r"\b(?:arm|leg|face|side)s?\b.{0,12}\b(?:g(?:one|oing) numb|(?:went|gone) (?:dead|limp))\b",
    r"\bsuddenly (?:\w+ )?(?:can'?t|cannot|couldn'?t|confused|blind|numb)\b|\bparaly[sz]ed\b",
    r"\b(?:can'?t|cannot) (?:speak|talk|see)(?: properly| anything| straight| any ?more| a thing|$)(?! your)",
    r"\b(?:lost|losing) (?:the |my |his |her )?(?:sight|vision)\b|\bgone blind\b|\b(?:vision"
    r"|sight) (?:just )?(?:went|gone|has gone)\b",
    r"\bworst (?:headache|pain|of my life)\b|\blight hurts\b|\bseeing things\b|\bhallucinat\w+|\bin agony\b"
    r"|\bscreaming\b",
    r"\b(?:confused and (?:sweat|sleep|drows)\w*|(?:sleepy|drowsy|sweaty?) and confused|is confused$)\b",
    r"\b(?:seizures?|convuls\w+|epileptic fit)\b|\b(?:jerking|shaking all over|foaming)\b",
    r"\b(?:having|has|had|in) (?:\w+ ){0,2}fits?\b(?! of| in| me)",
    r"\b(?:is|'s|been|started|keeps) fitting\b(?! (?:a|the|my|it|in|me|out)\b)",
    # Blood and wounds.
    r"\bbleeding (?:\w+ )?(?:heavily|badly|a lot|out|everywhere|profusely|to death|for \w+ hours?)\b",
    r"\b(?:severe|heavy|bad|terrible) bleeding\b|\bblood (?:just )?(?:won'?t|doesn'?t|isn'?t) stop"
    r"|\bpregnant\b.{0,30}\bbleeding\b|\bmiscarr(?:ying|iage now)\b|\bhaemorrhag\w+",
    r"\b(?:can'?t|won'?t|doesn'?t|not|cannot) stop(?:ping)? (?:the |it |(?:my|his"
    r"|her) \w+ )?(?:from )?(?:bleeding|blood)\b",
    r"\bbleed\w*\b.{0,40}\b(?:won'?t|not|doesn'?t|can'?t|never) (?:\w+ )?stop",
    r"\b(?:i'?m|he'?s|she'?s|is|are) bleeding\b(?! (?:a (?:bit|little)|slightly|between))",
    r"\bblood (?:is |just |keeps? )?(?:everywhere|all over|com(?:es|ing)|pour\w*|gush\w*|soaking|spurt\w*"
    r"|pump\w*|running|dripping)\b",
    r"\b(?:pouring|gushing|spurting|pumping)(?: out)?(?: with)? blood\b|\bartery\b|\bstitches have burst\b",
    r"\b(?:lots? of|so much|too much|loads of|losing|pumping out|pool of) blood\b"
    r"(?! (?:test|work|sample|pressure|sugar|thinner))|\bblood\b.{0,20}\bloads\b",
    r"\b(?:cough|vomit|throw|spit|bring|puk|sick)\w*(?: up)? blood\b",
    r"\b(?:cut|slit|slashed|cutting) (?:my|his|her|their) (?:\w+ )?(?:wrists?|throat)\b|\b(?:very|really"
    r"|so) deep\b",
    r"\b(?:cut|chopped|sliced|sawn|lost|took) off (?:a|my|his|her|the) (?:\w+ |top of (?:my|his"
    r"|her) )?(?:finger|hand|toe|thumb|arm|leg)s?\b",
    r"\bsee (?:the |his |her |my )?(?:bone|cord|baby'?s head|head)\b|\bbone (?:is )?sticking\b|\b(?:bent"
    r"|pointing) the wrong way\b",
    r"\b(?:been|was|is|got|someone) (?:stabbed|shot|electrocuted|poisoned|run over|crushed|hit by (?:a"
    r"|the) \w+)\b",
    r"\bbeen (?:\w+ )?burn(?:ed|t)\b|\bbadly (?:hurt|injured|burn\w*)\b|\bburn(?:ed"
    r"|t)? (?:\w+ ){1,3}badly\b|\bscald\w*|\belectric shock\b",
    r"\b(?:car|bike|road|motorbike) (?:crash|accident)\b|\bbeen an accident\b|\bon fire\b|\bbeen a fire\b"
    r"|\bdrown(?:ed|ing)\b",
    r"\bknocked (?:off|down|over|out)\b|\battacked (?:me|him|her|us)\b|\bbeen (?:attacked|raped|assaulted)\b",
    r"\bbitten by (?:a|an|some) (?:\w+ )?(?:snake|viper|adder|spider)\b|\bhip is broken\b|\bbroken (?:his"
    r"|her|my) (?:hip|neck|back)\b",
    r"\bf(?:ell|allen|alling) (?:off|from|down) (?:the|a|some)? ?(?:roof|ladder|balcony|horse|stairs?"
    r"|window|scaffold\w*)\b",
    r"\b(?:hit|banged|cracked) (?:my|his|her|their|the) head\b",
    # Life itself.
    r"\bsuicid\w*|\bself.?harm\w*|\bhang(?:ed|ing)? (?:my|him|her)self\b",
    r"\bkill(?:ing)? (?:my|him|her|them|your)(?:self|selves| ?fell| self)\b",
    r"\b(?:don'?t|do not|doesn'?t) (?:want|like|wish) to (?:live|be here|be alive|go on|exist|wake up)"
    r"(?: like this)?(?: any ?more| any longer|$)",
    r"\b(?:want|wants|wanted|wish|going|ready) to (?:die|be dead|jump|end it)\b",
    r"\bend(?:ing)? (?:my|his|her|it|their)(?: own)? (?:life|all)\b(?! as)|\btak(?:e|ing) (?:my|his"
    r"|her) (?:own )?life\b",
    r"\b(?:it )?all to end\b|\bhow i'?d do it\b|\bdo something (?:to myself|stupid)\b"
    r"|\bcan'?t go on(?: any ?more| like this| living|$)|\bno way out\b|\bcan'?t live (?:like this"
    r"|any ?more|with)",
    r"\bpills? (?:\w+ )?in front of me\b|\b(?:on|off) (?:a|the) (?:bridge|roof|ledge|edge)\b"
    r"|\bjump(?:ing)? (?:off|from|in front)\b",
    r"\b(?:goodbye|suicide) (?:letter|note)\b|\bleft a note\b|\beveryone (?:would|will|'d) be better\b",
    r"\b(?:hurt|harm|cutt)ing (?:my|him|her|them)self\b",
    r"\b(?:want|going|like|might|could|about|will) (?:to )?(?:hurt|harm|cut) (?:my|him|her|them)self\b",
    r"\b(?:no|any|see a|see any) (?:point|reason|sense) (?:in|to|of) (?:keep |keeping |go |going |carry "
    r"|carrying )?(?:on )?(?:liv\w+|going on|go on)\b",
    r"\bbetter off (?:dead|without me)\b|\bcan'?t (?:take|do) (?:it|this) any ?more\b"
    r"|\bnothing (?:left )?to live for\b",
    r"\b(?:i'?m|i am|he'?s|she'?s|he is|she is|is|somebody'?s|are) dying\b(?! (?:to|for)\b)"
    r"|\blife or death\b|\bplease hurry\b|\bchest (?:is|feels) (?:\w+ )?tight\b|\ban ambulance to\b",
    # Poison and pills.
    r"\boverdos\w*|\boverdoped?\b|\binjected (?:something|himself|herself|too)\b",
    r"\b(?:taken|took|to take|swallowed|had|ate|eaten|takes) (?:\w+ ){0,2}"
    rf"(?:too many|too much|whole|all|load|loads|lot|lots|bunch|handful|entire"
    rf"|double) (?:\w+ ){{0,3}}{_PILLS}\b",
    r"\b(?:taken|took|swallowed) (?:about |over |like )?(?:twelve|fifteen|twenty|thirty|forty|fifty|sixty"
    r"|[1-9]\d) ",
    rf"\b(?:took|taken|had|gave) (?:\w+ )?(?:her|his|my|the|their) {_PILLS} (?:twice|double)\b"
    rf"|\bdouble dose\b",
    rf"\b(?:drunk|drank|drinks?|drinking|swallow\w*|ate|eaten) (?:\w+ ){{0,3}}{_POISON}\b",
    # Allergy.
    r"\b(?:throat|tongue|lips|face|faith|airway)\b.{0,20}\b(?:swell(?:ing|ed|s)?|swoll?en up|swollen shut"
    r"|dwelling|clos(?:ing|ed)|tight(?:ening)?|balloon\w*)\b",
    r"\btongue (?:feels|is|has gone) (?:\w+ )?thick\b|\bswollen (?:tongue|throat|lips|face)\b"
    r"|\bhives all over\b|\bcovered in hives\b|\ballergic (?:reaction|shock)\b|\banaphyla\w*",
    r"\bepi ?-?pen (?:isn'?t|is not|not|didn'?t|doesn'?t)\b|\bused (?:my|his|her|the) epi ?-?pen\b",
    # Mothers, babies, sugar, fever.
    r"\b(?:baby|babies|newborn|infant|child|toddler)\b.{0,30}\b(?:floppy|sloppy|limp|lifeless|blue|drowsy"
    r"|not waking)\b",
    r"\bvery floppy\b|\brag ?doll\b|\bin (?:the )?labou?r\b(?! ward)|\bhead is (?:showing|crowning|out)\b"
    r"|\bbaby(?:'s| is) coming\b",
    r"\bwaters? (?:have |has |had |just )*bro(?:ken|ke)\b(?! yesterday)|\bpurple rash\b"
    r"|\bstiff neck\b.{0,30}\b(?:rash|fever|sleepy)\b|\brash (?:that|which) (?:doesn'?t|won'?t"
    r"|does not) (?:fade|go)\b",
    r"\b(?:temperature|fever)\b.{0,12}\b(?:forty|fourty|forty-\w+|4[0-2])\b",
    r"\bsugar (?:is|has|'s) (?:\w+ ){0,2}(?:(?:really |very |so |dangerously |too )low|one|two|[12])\b"
    r"|\bhypo(?:glyc\w+)?\b",
    # They say so.
    r"\b(?:need|send|call|get|want|ring|phone|sending) (?:\w+ ){0,3}ambulance\b(?! (?:entrance|service|bay"
    r"|for the|transport))",
    r"\b(?:this is|it is|it'?s|i have|i'?ve got|we have|we'?ve got) (?:really |actually )?an emergency\b"
    r"(?! (?:contact|number|doctor|appointment|dentist|room|line|exit))",
    r"\bemergency help\b|\bneed help (?:quick\w*|now|fast|urgently|right away|immediately)\b|\bhelp(?: me"
    r"| us)? quick\w*\b",
    r"\b(?:call|dial|ring|how|phone) (?:an? )?(?:911|9-1-1|999|9-9-9|112|nine one one|nine nine nine"
    r"|one one two)\b",
)
_MONTHS = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
# A clause with one of these is about the past, about what is over, or about something else.
CALMED = (
    r"\b(?:years?|months?|weeks?|days|ages|time) ago\b|\blong ago\b|\bback in (?!my|his|her)"
    r"|\bused to\b|\bhistory of\b"
    r"|(?<!at )\bonce\b",
    r"\bas a (?:child|kid|baby|boy|girl)\b|\bwhen (?:i|he|she) was\b|\bbefore$|\bin \w+ (?:years|months)$",
    rf"\blast (?:year|week|month|summer|winter|spring|autumn|time|christmas|here|{_MONTHS})\b"
    rf"|\bin {_MONTHS}\b",
    r"\b(?:19|20)\d\d\b|\b(?:nineteen|twenty) (?:\w+teen|twenty|ninety|eighty|seventy)\b",
    r"\bsometimes\b|\bnow and (?:then|again)\b|\bevery now$|\boccasionally\b|\bin the mornings?\b"
    r"|\bon the stairs\b|\bon and off\b",
    r"\b(?:fine|better|okay|ok|gone|over|well) now\b|\bit is gone\b|\bit'?s gone\b|\bwent away\b|\bjoking\b"
    r"|\bha$",
    r"\b(?:died|passed away|patchaway)\b|\bthank(?:s| you) for\b",
    r"\b(?:clinic|ward|course|class|club|training|counsell?ing|prevention|prescription|x-?ray|leaflet"
    r"|survivor|carer|recovering|insurance|policy|rehab\w*|support group|follow.?up|medication for"
    r"|tablets? for|hay fever|from cough\w*)\b",
    r"\bgums?\b|\b(?:sur|last |first )?name is\b|\bline\b|\bbattery is\b|\bphone\b|\blaughter\b|\b(?:my"
    r"|the) (?:wait|feet)\b",
)
# Straight before an alarm, these take it back: "no chest pain", "I don't have any trouble breathing".
DENIED = (
    r"\b(?:don'?t|do not|doesn'?t|didn'?t) $|\b(?:not|no) (?:thinking|thoughts) (?:of|about) $"
    r"|\b(?:no|not|never|without|nor|isn'?t|wasn'?t|aren'?t|ha[sd]n'?t|haven'?t|(?:don'?t|doesn'?t|do not"
    r"|didn'?t) "
    r"(?:have|had|get|feel))(?: (?:any|a|an|really|having|had|been|in|signs? of|feeling|more|no|actual))* $"
    r"|\ba (?:bit|little) $|\b(?:don'?t|do not) think $|\bnobody $|\bno one $|\bif (?:i |he |she |you "
    r"|they |we )?$|\bnose is $|\bi'd $"
)
