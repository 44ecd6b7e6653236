"""What dangers are made of in English, for a clinician to review; how it is written stands in together.py."""

CONCEPTS = {
    # the body
    "chest": "chest|chess|breastbone|breast bone|sternum|rib cage|middle of me",
    "heart": "heart|heartbeat|pulse|pacemaker",
    "upper": "arm|arms|jaw|shoulder|shoulders|shoulder blades",
    "limb": "arm|arms|leg|legs|hand|hands|foot|feet|finger|fingers|thumb|toes|wrist",
    "face": "face|mouth|smile|cheek|eyelid",
    "side": "side|half",
    "head": "head|skull",
    "headache": "headache|head ache|migraine|pain in my head|pain in his head|pain in her head",
    "eye": "eye|eyes",
    "foreign": "nail|glass in|splinter of|metal in|poked|something sharp",
    "airway": "throat|windpipe|airway|gullet",
    "mouth": "tongue|tong|lips|lip|throat|mouth|airway",
    "belly": "scrotum|one side|belly|tummy|stomach|abdomen|guts|testicle|testicles|balls|groin",
    "lips": "lips|lip|fingertips",
    "wound": "wound|cut|gash|scar|stitches|socket|incision",
    # what is felt
    "pain": "pain*|pane|hurt*|ache*|aching|sore|agony|discomfort",
    "press": (
        "pressure|pressing|tight*|tide|weight|heavy|heaviness|crush*|squeez*|burning|belt|band round|vice"
        "|vise|strap|rope|elephant|stabbing|gripp*|bursting|closing|standing on|sitting on"
    ),
    "racing": "racing|pounding|thumping|hammering|fluttering|beating so fast|missing beats|skipping",
    "fails": "stopped|stopping|missing beats|wrong with|giving out|packing in|shocking",
    "woozy": (
        "in and out|going black|faint|fainting|pass out|passing out|dizzy|light headed|lightheaded|woozy"
        "|collapse|fell|going to fall|black out|blacking out|can't stand|nearly went|nearly fell|sick with it"
    ),
    "sweat": "sweat*|clammy|perspiring",
    "drenched": (
        "cold sweat*|soaked in sweat|soaked with sweat|sweating buckets|drenched in sweat|dripping with sweat"
    ),
    "pale": (
        "bad colour|terrible colour|went white|gone white|going dark|like lead|grey|gray|ashen|pale|white as"
        "|no colour|no color|funny colour|awful colour|colour in"
    ),
    "blue": "blue round|turning blow|turning blew|blue|bluish|blew|purple|dusky|funny colour",
    "numb": "numb|numbness|tingl*|pins and|gone dead|weak|paralysed|paralyzed|useless",
    "fails-limb": (
        "feels dead|gone dead|went dead|gone weak|useless|gave way|giving way|won't work|doesn't work"
        "|drooping|gone numb"
    ),
    # breath
    "breath": "breath|breathe|breathing|breathes|breed|breeze|air",
    "breathing": "breathing|breath|breathes|breathe",
    "not-think": "don't think|do not think",
    "laboured": (
        "with a whistle|very fast|so fast|really fast|rapid*|shallow|hard|funny|strange*|noisy|noises?|odd"
        "|weird*|rattl*|grunting|heavily|wrong|struggl*|fighting|gasp*|ragged|too quick|badly|not right"
    ),
    "gasp": "gasping|panting|struggling for air|struggling for breath|fighting for air|fighting for breath",
    "drawn": (
        "see his ribs|see her ribs|see the ribs|nostrils are|sucking in|sucking his|sucking her|ribs sucking"
    ),
    "wheezy": "wheez*|breathless|short of breath|out of breath",
    "cannot": (
        "can't|cannot|can not|cant|camp|couldn't|can hardly|can barely|hardly|barely|unable to|not able to"
        "|won't|doesn't|isn't|not|no longer|struggling to|stopped"
    ),
    "swallow": (
        "swallow|get it up|get it out|cough it out|cough it up|talk|speak|finish a sentence|get a word"
    ),
    "stuck": "stuck|lodged|wedged|down the wrong way",
    "puffer": "inhaler|nebuliser|nebulizer|puffer|spray",
    "no-help": (
        "isn't helping|not helping|doesn't help|no good|nothing for|doing nothing|does nothing|isn't working"
        "|not working"
    ),
    "drool": "drool*|dribbl*|my spit|saliva",
    # being there
    "wake": (
        "wake him|wake her|wake them|wake my|wake the|rouse|get him to|get her to|be woken|bring him round"
        "|bring her round"
    ),
    "answers": (
        "flinch|get through to|respond|responding|react|reacting|reacts|conscious|open her eyes|open his eyes"
        "|with it|with us|hear me|stir"
    ),
    "he": (
        "he|he's|she|she's|they|husband*|wife*|father*|mother*|mum*|mam*|dad*|son*|daughter*|baby*|child*|man"
        "|woman|brother*|sister*|granny|grandad|grandma|somebody|someone"
    ),
    "moving": "moving",
    "coughs": "coughing",
    "drowsy": "very drowsy|very sleepy|so sleepy|floppy|limp|lifeless|listless|staring",
    "lying": "man down|woman down|somebody down|lying|laying|slumped|claps|collapsed",
    "place": (
        "car park|floor all night|floor|ground|street|road|stairs|bathroom|garden|outside|pavement|kitchen"
        "|chair|car"
    ),
    "slumped": (
        "slumped|keeled over|went down like|collapsed|has claps|has collapse|lifeless|unconscience"
        "|un conscious"
    ),
    "cold": "cold to touch|cold to the touch|stone cold|cold and stiff|stiff and cold",
    "dead": "dead|not alive",
    "absent": "staring|stares|not there|nobody home|gone very strange|not himself|not herself",
    # the brain
    "crooked": (
        "droop*|dropped|dropping|slipped|slipping|crooked|uneven|lopsided|twisted|fallen|numb|dripping"
        "|tingling|sagging|frozen|looks wrong|gone to one side"
    ),
    "speech": "speech|speaking|talking|words|sentences|speak|talk",
    "muddled": "slur*|jumbl*|rubbish|nonsense|gibberish|gone|mixed up|garbled|coming out",
    "find": "find|get",
    "words": "words|word",
    "knows": "know where|know who|know what day|know me|recognise|recognize|make sense|making sense",
    "confused": (
        "confused|disoriented|disorientated|not making sense|rambling|slurring|talking rubbish"
        "|talking nonsense"
    ),
    "sudden": (
        "only since|it came on|suddenly|sudden|all of a sudden|out of the blue|just now|this minute"
        "|minutes ago|since lunchtime|ten minutes|half an hour|came on|in the last hour|an hour ago"
        "|out of nowhere"
    ),
    "sight": "see|sight|vision",
    "blind": "blind|black|lost|gone|went",
    "double": "double vision|seeing double",
    "terrible": (
        "unreal|terrible pain|bent double|worst|unbearable|explosion|exploding|hammer|thunderclap|blinding"
        "|splitting|screaming|excruciating|on the floor|doubled up|can't stand|can't bear|can't talk"
        "|can't move|terrible pain|hard as|most awful"
    ),
    "blast-in-head": "explosion|hammer|thunderclap|burst*",
    "shaking": "shaking|shakes|trembling|twitch*|jerking|stiff|rigid|fitting",
    "foam": (
        "foaming|frothing|froth|biting his tongue|biting her tongue|bitten his tongue|bitten her tongue"
    ),
    "rolled": "rolled|rolling",
    "fit": "fit|fits|seizure|seizures|sea sure|convulsion*",
    "going-on": (
        "third|fourth|again|not stopping|isn't stopping|won't stop|hasn't come out|having one|please"
        "|first time"
    ),
    # blood and wounds
    "blood": "blood|bleed*|breeding",
    "much": (
        "red right through|flooding|everywhere|all over|pour*|poring|spurt*|gush*|pumping|soak*|full of|loads"
        "|so much|too much|a lot of|lots of|all down|running down|down my|down her|won't stop|can't stop"
        "|get it to stop|badly|heavily|fresh|clots|lots"
    ),
    "spurts": "pouring|poring|spurt*|gush*|gaping|pumping|wide open",
    "hours": "hours|hour|all night|o'clock|won't stop|can't stop|get it to stop",
    "nose": "nose",
    "pregnant": "had a baby|pregnant|months gone|weeks gone|expecting",
    "brought-up": (
        "vomit*|threw up|throwing up|been sick|cough|coughs|coughing|coughed|stool|stools|poo|toilet|passed"
    ),
    "tar": "coffee grounds|like tar|black as tar",
    "thinners": "thinners|warfarin|anticoagulant*",
    "deep": "deep|to the bone|wide open|gaping|artery|spurting|the bone|is open",
    "cut": "cut|sliced|slit|slashed|gash*|severed|chopped|saw|chainsaw|slipped",
    "torn-off": "off|hanging|severed|bent|the wrong way|mangled|crushed|wide open|top off|hanging off",
    "knock": "kicked|hit|bang*|whack*|crack*|knocked|fell|fallen|landed|came off",
    "after-knock": (
        "vomit*|sick|sleepy|drowsy|confused|unconscious|knocked out|thinners|warfarin|not right|dazed"
        "|on his head|on her head"
    ),
    "fall": "fell|fall|fallen|came off|crash*|thrown|accident",
    "use": "walk straight|read|do what|move|feel|lift|raise|stand|use|walk",
    "spine": "neck|spine|hip|pelvis",
    "broken": "broken",
    "bone": "bone|bones",
    "sticking": "sticking|through the|coming out|out of",
    "machine": "machine|tractor|conveyor|saw|lawnmower|mincer|digger|lorry|rubble|a wall|the press|a tree",
    "trapped": "trapped|crushed|caught in|pinned|fell on|fallen on|stuck under|under the",
    "struck": "hit by a|hit by the|knocked down|run over|had a crash|in a crash|a car crash|a car has hit",
    "beaten": (
        "attacked|beaten|beat him|beat her|been jumped|kicked in|savaged|mauled|stabbed|been shot|raped"
    ),
    "grave": (
        "not right|in bits|unconscious|isn't moving|not moving|not himself|wide open|is open|throat|burned"
        "|burnt"
    ),
    "bitten": "bitten|bit|savaged|mauled|snake|adder|viper",
    "hot": "boil*|scald*|hot oil|chip pan|hot fat|kettle|on fire|flames|burned|burnt",
    "over-body": (
        "whole|all over|badly|chest|face|neck|legs|back|over me|over him|over her|over himself|over herself"
    ),
    "on-fire": "caught fire|man on fire|on fire and",
    "caustic": "acid|bleach|chemical|chemicals|caustic|lime|ammonia|cement",
    "current": "live wire|electric shock|electrocuted|shock off|shock from the|struck by lightning",
    "blast": "explosion|exploded",
    "smoke": "smoke|fumes|smoke-filled|gas leak|monoxide|smell of gas|gas in",
    "unwell": (
        "coughing|groggy|sick|sleepy|headache|splitting|dizzy|drowsy|unconscious|confused|breath*|alarm"
    ),
    # poison, allergy, fever
    "took": "chewed|mixed|took|taken|swallow*|drank|drunk|drinking|ate|eaten|had|downed|got into",
    "poison": (
        "nail polish|remover|cleaners|bleach|antifreeze|weedkiller|weed killer|detergent|lamp oil|paraffin"
        "|petrol|turpentine|white spirit|disinfectant|poison*|cleaner|slug pellets|battery|batteries|magnet"
        "|magnets|acid|mushrooms|berries|nicotine|caustic soda|fuel|rat bait|toilet cleaner|drain"
    ),
    "pills": (
        "heart tablets|pills|pill|tablets|painkillers|paracetamol|paracetamols|aspirin|medication"
        "|medicine cabinet|sleeping tablets"
    ),
    "many": (
        "all the|all my|all her|all his|whole|hole bottle|handful|twenty|thirty|forty|fifty|sixty|hundred"
        "|too many|bottle of|box of|lot of|loads of|at once|don't know how many|packet of"
    ),
    "kid": (
        "child|baby|toddler|little one|little boy|little girl|my boy|my girl|grandson|granddaughter|year old"
        "|my son|my daughter"
    ),
    "others": "granny's|grandad's|nan's|grandmother's|grandfather's|medicine cabinet|my tablets|my pills",
    "insulin": "insulin",
    "wrong-dose": "twice|double|wrong|too much|fast one",
    "sugar": "sugar|glucose|hypo",
    "extreme": (
        "thirty|one point|two point|won't drink|vomit*|making sense|shaking|unconscious|very low|so low"
    ),
    "drugs": (
        "drugs|drunk|too much to drink|from drink|heroin|cocaine|shot something|injected|ketamine|spiked"
        "|in her drink|in his drink"
    ),
    "knocked-out": (
        "can't stand|can't wake|not breathing|unconscious|blue|not respond*|can't rouse|breathing properly"
        "|isn't breathing"
    ),
    "swell": (
        "blown up|swell*|swollen|ballooning|puffing up|getting bigger|blowing up|closing|clothing up"
        "|closed up|thick"
    ),
    "quickly": "fast|right now|wheez*|breath*|breathe|swallow|shut|rapidly|getting bigger|closing|up",
    "stung": "stung|sting|wasp|bee",
    "sting-bad": "mouth|throat|tongue|wheez*|breath|dizzy|hives|allergic|swollen shut",
    "allergic": "allergy|allergic",
    "just-eaten": "just eaten|just ate|just had one|just been stung|ate one|eaten one|ate a nut",
    "rash": "rash|hives|lumps|welts|spots|blotches",
    "fever": "fever|temperature|burning up|roasting|very hot|burning with|burning",
    "grave-fever": (
        "look at the light|floppy|limp|stiff|bend her neck|bend his neck|bend my neck|won't fade|know where"
        "|weeks old|chemo|won't feed|won't drink|lifeless|unconscious|delirious|shaking"
    ),
    "fade": "fade|go away when|glass",
    "hard-to-stop": "stop vomiting|stop being sick|stop throwing up|keep anything down",
    "weak": "so weak|weak|can't stand",
    "leg": "leg|calf|thigh",
    "swollen": "swollen|swelled|swelling",
    # birth
    "birth": "contractions|in labour|in labor|waters",
    "cord-out": "cord is hanging|see the cord|feel the cord",
    "soon": (
        "minutes apart|every two minutes|every three minutes|coming|alone|no one here|nobody here|push"
        "|in the car|have gone|weeks"
    ),
    "kicks": "kick|kicks|kicking|baby move|baby moving|baby hasn't moved",
    "no-more": "stopped|hasn't|haven't|not felt|can't feel|no",
    "crowning": "feel the head|see the head|head is out|baby is coming|baby's coming",
    "lights": "spots before|flashing lights|seeing stars|blinding|terrible headache",
    # life itself, and violence
    "wishes": (
        "want|wants|wish|i'd rather|rather|going to|thinking of|thinking about|think about|keep thinking"
        "|might|threatening to|says|ready to|tried to|i won't|feel like|won't to"
    ),
    "death": (
        "drive off|be dead|end my life|ending my life|end my live|end it|end it all|kill myself|kill himself"
        "|kill herself|wake up|hurt myself|harm myself|hurting myself|jump|jumping|away with himself"
        "|away with herself|finish it|away with myself|cut myself|die|hang myself"
    ),
    "never": "never|not",
    "not-want": (
        "don't want|do not want|doesn't want|no use in|no point in|no reason to|any reason to|no use me"
    ),
    "living": (
        "be alive|be here|live|live any more|go on any more|go on like this|being here|being alive|wake up"
        "|carry on"
    ),
    "better": "better off|be better|be happier|happier",
    "without-me": "without me|wasn't around|wasn't here|were dead|if i was gone",
    "at-hand": "saved up|tablets|rope|noose|razor|blade|pills here|the tablets|the pills|gun",
    "have": "have|got|ready|holding|plan",
    "plan": "ready|plan|front of me",
    "self-safe": "safe with myself|trust myself|promise i won't|keep myself safe",
    "shut-in": "locked himself|locked herself|barricaded",
    "means": "gun|knife|bathroom|pills|razor|cut",
    "farewell": (
        "texted me goodbye|said goodbye|left a letter|left a note|goodbye letter|goodbye note|goodbye message"
    ),
    "voices": "hearing voices|voices",
    "harm": "do it|hurt|kill|harm",
    "afraid": "scared|afraid|frightened|might|telling me to|going to",
    "little-ones": "my baby|my child|my children|my kids|the baby|the children",
    "kill-me": "kill me|kill us|strangled me|strangled|choked me|raped me|beating me",
    "violent": "he's going to|going to kill|says he'll|knife|gun|help|throat|swallow|last night",
    # asking for it
    "what": "what do i do|tell me what",
    "help": "help",
    "quickly-now": "quick|quickly|right now|urgently|immediately|at once|fast|now",
    "somebody": "somebody|someone|anybody|kill me",
    "beg": "somebody|someone|please",
    "send": "send|come|get",
    "who": "doctor|somebody|someone|anyone|ambulance|ambulant|paramedic*|medic",
    "hurry": (
        "quick|quickly|at once|immediately|right away|right now|straight away|please come|hurry|he's going"
        "|she's going"
    ),
    "ambulance": "ambulance|ambulant|nine nine nine|999|paramedics",
    "need": "need|call|send|get|ring|do i call|phone",
    "casualty": "casualty|a and e|a&e|emergency room",
    "should": "should i take|need to go to|have to go to|right now|now",
    "losing": "losing him|losing her|slipping away|very bad way|a bad way",
    "cannot-wait": "can't wait",
    "bad": "very bad|really bad|very ill|awful|dying",
    "emergency": "emergency|emergence|matter of life",
    "it-is": "it's an|this is an|it is an|i have an|a matter",
}

DANGERS = {
    "the heart": (
        "chest pain|press|terrible, heart racing woozy|breath|sweat|wheezy, heart>fails, fails>heart, "
        "upper pain|numb|press sweat|drenched, upper numb chest|woozy|face, upper pain sweat, pale sweat, "
        "pale he upper|brought-up|face|breath, drenched"
    ),
    "breath": (
        "cannot>breath, breathing>laboured, laboured>breathing, gasp, not-think breathing, drawn, lips "
        "blue, blue he breath|help|what, pale breath|cold, wheezy cannot>swallow, airway|mouth stuck, "
        "cannot>swallow drool|stuck|took|swell, puffer no-help"
    ),
    "being there": (
        "cannot>wake, he cannot>answers, kid drowsy, lying place he, he cannot>moving, coughs "
        "cannot>swallow, slumped, cold he, he>dead, absent cannot>speech, absent cannot>answers"
    ),
    "the brain": (
        "face>crooked, crooked>face, speech>muddled, muddled speech he, cannot>speech sudden, "
        "cannot>find>words, cannot>words, side>fails-limb, limb fails-limb, side numb sudden|face, numb "
        "sudden, limb numb face|speech, cannot>use limb sudden|speech|face|drool|fall, he cannot>knows, "
        "confused sudden, blind>eye, eye blind, cannot>sight eye, double sudden|use, headache "
        "terrible|sudden, head blast-in-head, headache hard-to-stop, shaking foam|rolled, shaking "
        "cannot>answers, foam, eye rolled, eye foreign, fit going-on he"
    ),
    "blood and wounds": (
        "blood much, wound spurts, spurts cut, nose hours much|blood, pregnant blood, brought-up blood, "
        "tar, thinners knock head, knock head after-knock, knock>after-knock head, cut deep, limb deep, "
        "cut limb>torn-off, cut torn-off>limb, limb machine, trapped>machine, machine trapped, fall "
        "cannot>use limb|spine, spine broken, bone sticking, struck, beaten grave|head|he, bitten "
        "grave|face, hot over-body, caustic eye, current, blast grave|he, on-fire, smoke unwell"
    ),
    "poison, allergy, fever": (
        "took>poison, took many pills, many>pills took, kid took pills, took others kid, insulin "
        "wrong-dose, sugar extreme, drugs knocked-out, swell>mouth quickly, mouth swell quickly, swell "
        "cannot>breath, stung sting-bad, allergic just-eaten, rash wheezy, rash cannot>fade, rash fade, "
        "fever grave-fever, belly terrible|sudden, cannot>hard-to-stop weak, leg swollen wheezy|breath"
    ),
    "birth": ("birth soon, cord-out, crowning, no-more kicks, pregnant lights"),
    "life itself, and violence": (
        "wishes>death, never>death wishes, not-want>living, better without-me, have at-hand plan, "
        "self-safe, shut-in means, farewell, voices harm, afraid harm little-ones, kill-me violent"
    ),
    "asking for it": (
        "help>quickly-now, quickly-now help, help>help, somebody>help, send>who hurry, beg>send he, "
        "need>ambulance, casualty should, losing he, cannot-wait bad, it-is>emergency"
    ),
}

# Said of what is no danger, and taken out before anything is looked for.
HARMLESS = (
    "sight test|without coffee|heart attack my uncle had|heart tablets are|on the table|last tuesday"
    "|lost sight|here all day|emergency with my passport|hurry up|a note for|a letter for|words for how"
    "|the war|who his doctor|chest x-ray|chest xray|chest ex ray|chess x-ray|chest infection|chest cold"
    "|chest cough|chest clinic|breathe through my nose|breath through my nose|breathing exercises"
    "|breathing test|heart clinic|blood test|blood tests|blood results|blood pressure|blood type"
    "|blood group|blood work|blood thinning|bloods|killing me|dying for|dying to|die my hair|dye my hair"
    "|sick to death|bored to death|scared to death|over my dead body|dead line|line was dead"
    "|phone is dying|phone is dead|give blood|giving blood|donate blood|help desk|help me with|help with"
    "|help booking|help to stop|some help|moving house|emergency contact|emergency appointment"
    "|emergency number|emergency dentist|emergency department|emergency doctor|hay fever|broke my heart"
    "|breaks my heart|heart isn't in|by heart|first aid|hang on|choking hazard|head office|on hold"
    "|hold on|ambulance driver|ambulance entrance|ambulance transport|killed for|kill for|murder a"
    "|was cut off|got cut off|were cut off|cut me off|run out|ran out|tongue on tea|stroke of|gums bleed"
    "|gum bleed|bleeding gums|gums have been bleeding|gums are bleeding|gums are breeding|in paperwork"
    "|in work|the price|the bill|at work|in traffic|password|website|funny bone|speech therapist"
    "|speech notes"
)

# A sentence with one of these is about what is old or over, or about something else altogether ...
SETTLED = (
    "the insurance|overnight|let me go|since birth|since he was|since she was|years back|bereavement"
    "|died of|mammogram|joking|to letters|my dog|the dog bit|the cat|used to get|every blood test"
    "|from painting|from the gym|this music|with my dentist|an old thing|been fine since|bruise|log in"
    "|for weeks|for months|for years|for ages|for a year|a few weeks|a few months|it's been weeks"
    "|it's been months|it's been years|when i saw|ha ha|support group|paperwork|honestly|last baby"
    "|first baby|last pregnancy|online|records|my notes|my file|its in his file|on the form|the form"
    "|after the dentist|from the dentist|the pharmacist|nursing home|only stressed|with this treatment"
    "|the treatment|years old scar|the scar|insurance claim|on the stairs"
)
# ... unless one of these is in it.
NOW = (
    "now|suddenly|today|this morning|tonight|right now|worse|again|just started|all of a sudden"
    "|since lunch|minutes"
)
