"""More English sentences of both kinds, in unusual wordings; what they are for stands in dangers.py."""

from agent.dialogue.understand.words import sentences

DANGER = sentences(
    """
I've got a pressure in my chest that comes and goes and I'm all sweaty. | My wife says it feels like a belt
being pulled round her chest. | There's a burning right across my chest and down the arm. | Grandma is
holding her chest and she can't talk. | The pain's in my chest and between my shoulders. | I've had a
tightness in my chest since I got up and I'm getting worried. | My dad looks terrible, he's grey and he's
soaked in sweat. | It might be nothing, but my chest is awfully sore and my arm is tingling. | My heart
keeps missing beats and I nearly fell. | Her heart is racing and she says she's going to faint. | He's
complaining of a weight on his breastbone. | I had a stent in last month and the pain is back in my chest. |
My shoulder and jaw ache and I'm sweating for no reason. | There's something very wrong with my heart. | My
chest went tight while I was on hold to you. | I can't breathe right since this morning. | I'm gasping for
breath. | He can barely get a word out, he's so out of breath. | She's panting and her lips look bluish. |
My baby is working very hard to breathe. | You can see his ribs when he breathes in. | The child is
breathing funny and going pale. | I'm struggling for air. | My husband's breathing is very shallow and he
won't talk to me. | My chest is closing up. | He's got COPD and he's much worse, he can't get his breath. |
The nebuliser isn't helping her. | She's stopped breathing. | I don't think my father is breathing any more.
| There's a piece of apple stuck in her throat. | He's coughing and coughing and can't get it up, his face
is red. | My granny's choking on her dinner. | The baby has something in her mouth and she can't breathe. |
My son swallowed a fish bone and now he can't swallow. | He won't wake, I've tried everything. | I can't
rouse my mother. | She's lying on the bathroom floor and she won't answer. | My brother dropped in front of
me and he's not moving. | There's a woman lying in the street here. | She passed out a minute ago and she's
still gone. | He's awake but he doesn't react to anything. | My husband's gone very strange, he's staring
and not talking. | The baby is limp in my arms. | I'm going to pass out. | I feel like I'm going to
collapse. | My dad isn't waking up from his nap. | She's slumped in the car. | He has no colour in him and
he's cold to touch. | I think my husband's dead. | Her mouth has gone crooked. | His face looks uneven and
he's slurring. | My husband can't hold a cup all of a sudden and his speech is gone. | My sister can't find
her words. | My whole left side feels dead. | My leg gave way and my face is tingling. | Mum doesn't
recognise me since lunchtime. | She's suddenly very confused, she's calling me by the wrong name. | My
vision has gone on one side. | Everything went black in one eye. | I can't see out of my right eye. | I've a
pain in my head like an explosion. | My headache is unbearable and I keep being sick. | The room is spinning
and I can't stand and I can't speak properly. | He's having a fit on the sofa. | She's been shaking for five
minutes and she's not with it. | My son's eyes have rolled back and he's jerking. | He's fitting again. | My
daughter is having one of her seizures and it isn't stopping. | He's biting his tongue and shaking. | I cut
myself with the bread knife and the blood won't stop. | Blood is spurting from his leg. | There's blood all
down his face. | I'm losing a lot of blood. | My operation scar is bleeding badly. | My tooth socket won't
stop bleeding. | The wound is gaping and pumping. | I'm bleeding heavily, I've gone through three pads in an
hour. | I'm pregnant and I've terrible cramps and blood. | I've just been sick and it was full of blood. |
There's blood when he coughs, and lots of it. | My stool is full of blood and I'm weak. | My mother is on
blood thinners and she fell on her head. | She banged her head and now she's vomiting. | My little fella
fell off the changing table on his head and he's very sleepy. | I fell down the stairs and I can't move my
legs. | She can't feel her feet after the fall. | I think his neck is broken. | The bone is coming through
the skin. | A tree fell on him. | He's trapped under the tractor. | My wife has been knocked down. | We've
had a crash, my passenger isn't moving. | He's been bitten by a dog and his arm is open. | Someone has been
stabbed outside. | My neighbour has been shot. | They beat him up and he's not right. | He got his arm
caught in the conveyor. | The chainsaw slipped, his leg is wide open. | I cut the top off my thumb. | My son
spilled boiling soup on his chest. | She's burned her whole hand on the fire. | I've got acid in my eye. |
He touched a live wire. | There was an explosion and he's burned. | We were in a smoke-filled room and she
can't stop coughing. | The carbon monoxide alarm is going and I've a splitting head. | She took all the
sleeping tablets in the house. | He's swallowed a handful of his granny's pills. | My child got into the
medicine cabinet and ate something. | I've taken far too many painkillers. | My husband drank weedkiller. |
The toddler drank lamp oil. | My boy swallowed a magnet. | I think someone put something in her drink, she
can't stand. | He's taken drugs and he's not breathing properly. | My friend is unconscious from drink. | I
took the wrong insulin, the fast one. | He's having a hypo and he won't drink his juice. | My blood sugar is
thirty and I'm vomiting. | My throat feels like it's closing. | She's swelling up and can't get her breath.
| I've been stung in the mouth. | My lips are swelling fast. | He's covered in a rash and wheezing after
eating shellfish. | I have a nut allergy and I've just eaten one. | The baby is very hot and floppy. | My
son has a fever and a rash that won't fade. | She's burning with fever and doesn't know where she is. | He's
three weeks old with a temperature. | My daughter has a fever and can't bend her neck. | I have a fever and
terrible shaking and I had chemo last week. | My leg is swollen and red and now I'm short of breath. | My
belly is so sore I'm on the floor. | I can't stop vomiting and I'm so weak I can't stand. | I haven't passed
water in two days and I'm in agony. | My testicle is in terrible pain, it came on suddenly. | My
contractions are two minutes apart. | My baby is coming and I'm in the car. | I'm pregnant and I have a
blinding headache and spots before my eyes. | I've stopped feeling the baby kick. | I don't want to be
alive. | I'm thinking about ending my life. | I have a plan and I have the tablets. | I'd rather be dead. |
I just want to go to sleep and never wake up. | I keep thinking about jumping. | I've cut myself again and
it's deep. | My brother tried to kill himself. | My teenager says she wants to die. | She's threatening to
jump out of the window. | My husband has locked himself in with a gun. | He's left a letter and he's gone. |
I can't promise I won't hurt myself. | The voices are telling me to hurt my children. | He's going to kill
me, please help. | My partner choked me last night and I can't swallow properly. | Help me, please, help me.
| I need help right now. | Send a doctor at once. | Somebody come, please, my wife. | This can't wait, he's
very bad. | She's dying in front of me. | My father is very ill, I think we're losing him. | I don't know
what to do, he's not waking. | I need nine nine nine. | Do I call an ambulance for this, his lips are blue?
| Should I take him to casualty, he hit his head and he's been sick twice? | Is it normal that I can't feel
my arm and my face? | My chest is very tide and I can't breed. | I have chess pain and sweating. | He's
having a stoke, he can't speak. | She isn't breathing, she isn't briefing. | My husband has claps on the
floor. | The baby is turning blow. | My daughter took a hole bottle of tablets. | I'm breeding very badly. |
There's blood poring out of his arm. | He can't breeze. | My dad fell and he is unconscience. | I want to
end my live. | My wife has a severe allergic reaction, her tong is swelling. | It's an emergence, please
help. | I feel a dreadful weight on me here in the chest. | It started as indigestion but now it's crushing
and I can't sit up. | My chest hurts every time I breathe, and I've been in bed with the leg in plaster. |
She's clutching her arm and vomiting and she's a bad colour. | My father just said his arm is like lead and
then he went white. | I keep getting this squeezing feeling and I'm dizzy. | The monitor says my pulse is
thirty. | My pulse is a hundred and eighty and won't come down. | He's turning a terrible colour. | My wife
can only say one word at a time, she's so breathless. | The little one is breathing with a whistle and she's
blue round the mouth. | My husband has fluid on the lungs and he's drowning. | She's coughing up pink froth.
| He went under water and now he's coughing and sleepy. | A bit of toast went down and he's grabbing his
throat. | I can't swallow anything, not even water, my throat is swelling. | She's making no sound and her
face is going dark. | He's unresponsive. | My mother's just sitting there, I can't get through to her. | I
pinched him and he didn't even flinch. | He passed out in the shower and there's blood. | I'm going in and
out, everything's going black. | She woke up and couldn't speak. | His smile is all wrong. | My hand won't
do what I tell it, it came on at breakfast. | Suddenly I can't read, the letters make no sense. | She put
her shoes in the fridge and doesn't know us, it's only since tonight. | My father can't walk straight all of
a sudden, like he's drunk. | He keeps jerking and he's wet himself. | She had a fit and now she won't wake
up properly. | The bandage is red right through. | My leg's been opened up by the glass. | It's squirting. |
I've cut an artery I think. | I'm bleeding from behind and it's a lot. | I had a baby last week and I'm
flooding. | I'm eight weeks pregnant with a terrible pain on one side. | My shoulder tip hurts and I'm
pregnant and faint. | The cord is hanging out. | My girl has swallowed nail polish remover. | He's chewed a
whole box of gran's heart tablets. | I mixed two cleaners and I can't stop coughing, my eyes are burning. |
She's taken something, there's an empty packet by the bed. | I found him with a needle in his arm. | He's
had six of those blue pills and he's barely breathing. | I've been bitten by an adder and my foot is huge. |
The peanut got him, he's all blotchy and wheezing. | Her whole face has blown up like a balloon. | My
two-week-old is hot and won't feed. | He's been shivering and talking nonsense since the fever. | My
daughter's fever is forty-one and she's shaking all over. | She's got a rash like bruises and she can't look
at the light. | I'm diabetic and I've been sick all night and I'm breathing fast. | My son is diabetic and
he's sweating and talking rubbish. | The pain is so bad I've passed out twice. | It's the worst belly pain
ever and I'm bent double. | My scrotum is swollen and the pain is unreal. | He fell from the roof. | A lorry
went over his foot. | The horse kicked him in the head. | He put a nail through his eye. | A piece of glass
is in my eye. | My eye has been poked and I can't see. | There's a man on fire. | My jumper caught fire, my
neck is all blisters. | I fell and my hip, I can't get up. | My mother has been on the floor all night. | I
don't want to wake up in the morning. | I've been saving up my tablets. | I've tied the rope. | I'm going to
drive off the pier. | My wife is talking about killing herself. | My husband just hit me and I'm bleeding. |
There's someone in the house with a knife. | He's holding the baby over the balcony. | I'm hearing voices
telling me to do it. | God, please, she's not breathing, what do I do? | Tell me what to do, he's blue. |
Quick, quick, my son. | I think we need an ambulance here. | My chest is sore and I can't get comfortable
and I'm pouring sweat. | She can't speak since ten minutes ago. | He's bleeding from the ear after the bang.
| I've a numb arm and a bad chest. | My wife's fainted and she's grey. | He's burning up and he's all
floppy. | I've taken all my pills. | The baby is choking on milk and going blue. | I want to end it tonight.
| There's a man down in your car park. | My speech is gone and my arm is weak. | My eyes went black and I
fell. | I can't get my breath at all. | Dad's fallen down the stairs and he's not talking. | Please hurry,
there's blood all over.
"""
)

CALM = sentences(
    """
I'd like to talk to someone about my heart tablets. | I had angina a few years back and need my yearly
review. | The hospital did an angiogram and told me to see my own doctor. | I've a cough and a bit of a
wheeze, could I come in this week? | The pharmacist says my inhaler prescription ran out. | My chest
infection cleared up, do I still need the x-ray? | I'd like to book a chest x-ray. | My heart rate monitor
needs to be returned. | I've got palpitations now and then, I'd like an ECG. | My mother has heart failure
and her six-month check is due. | Do you do heart checks? | I've been a little breathless on the stairs for
a few months, can I get an appointment? | I can't breathe through my nose at night. | My son has asthma, do
you do the school plan? | My wife's had a stroke in January and she needs her blood pressure done. | I need
a stroke clinic referral. | My dad had a mini stroke two years ago, and he takes tablets for it. | My
epilepsy medicine needs to be renewed. | My daughter hasn't had a seizure for two years, can we lower the
dose? | I want to book a first aid class. | My face feels numb after the dentist yesterday, is that normal?
| I've had a numb toe for months. | I get migraines and want something for them. | It's only a headache, I'd
like something before the weekend. | I have floaters in my eye for weeks. | I need an eye test. | My father
is hard of hearing, please speak up. | I can't hear you, the line is breaking up. | I can't speak at the
moment, I'm at work. | I can't talk long, I'm on the bus. | I'm not able to talk right now. | My voice is
gone from a cold. | I was told to ring about my blood results. | I need a blood test for my thyroid. | I'd
like to give blood, where do I go? | I had a nosebleed on Monday, it stopped by itself. | My gums bleed when
I brush. | I've had spotting between periods for three months. | The cut on my finger is healing well. | I
need my tetanus after a scratch from a nail. | I've piles and they bleed a bit, it's embarrassing. | When do
my stitches come out? | My dog bit me last year and now I need the vaccination card. | I've a mosquito bite
that itches. | I got stung last week and the swelling has gone. | I have hay fever and my eyes are swollen
in the mornings. | My allergy tests are on the fourth, can I move them? | My EpiPen expires next month. | I
react to nuts, just so you have it on file. | My son has eczema and it's itchy. | I took my tablets twice
yesterday by mistake, the pharmacist said it's fine. | Can I take two paracetamol with this? | How do I get
rid of old pills? | My tablets make me feel sick, can I change them? | I'd like to lower my antidepressants.
| I'm low and tired, I'd like to see someone. | I'm not thinking of hurting myself or anything, I'm only
stressed. | My therapist wants a letter from the doctor. | I'm calling for a friend who lost her husband to
suicide, do you have a support group? | I want to die my hair before the wedding, is it safe when pregnant?
| I could murder a coffee. | My boss will kill me if I miss work. | My back is killing me, it's been like
that for a year. | You scared me to death with that letter. | I'm bored to death on this line. | I've been
dying to get this mole looked at. | Over my dead body will I wait three weeks. | It was a dead line, so I
rang again. | I'm drowning in paperwork. | My head is spinning with all these dates. | That gave me a heart
attack when I saw the bill, ha ha. | I nearly had a stroke when I saw the price. | I choked on the price,
honestly. | I'm burning up the minutes on this phone. | My shoes are killing me. | I'm just out of hospital,
they said to book a follow-up. | I was in casualty last night and they told me to see you tomorrow. | The
ambulance brought me home yesterday, now I need a nurse visit. | I need to book patient transport. | Who do
I ring if it gets worse at night? | What counts as an emergency appointment? | I'd like an emergency
appointment for a broken filling. | Can I have an urgent appointment for a urine infection? | It's not
urgent at all. | It's quite urgent, I need a sick note today. | It's an urgent prescription, I'm out of my
cream. | I fell a month ago and my wrist is still sore. | My son fell at football on Saturday, his ankle is
a bit swollen. | My mother fell out with the nurse. | My hip replacement is in June. | I broke my toe ages
ago. | I need a note for my employer after the accident in spring. | I crashed my bike last summer and the
scar is still red. | I've a burn scar I'd like looked at. | I burnt my tongue on tea yesterday, it's
nothing. | My baby has nappy rash. | My baby isn't sleeping well. | The baby is teething and a bit hot. | My
toddler has a cold and a cough. | My daughter's temperature was thirty-eight last night but she's playing
now. | My little one won't eat vegetables. | I'm pregnant and need iron tablets. | I'm twelve weeks pregnant
and want to register with a midwife. | I'm thirty weeks and want to change my scan. | My waters broke early
with my last baby, so they want to see me more often. | I've cramps with my period. | My stomach has been
upset since the weekend. | I have constipation. | I've had diarrhoea for two days but I'm drinking plenty. |
I've a stitch in my side when I run. | My side hurts when I bend. | My blood sugar has been fine, I just
need strips. | I need my diabetic eye screening. | My insulin needs a new prescription. | I had a hypo last
week, the nurse asked me to ring. | I faint at the sight of needles, can I lie down for it? | I felt faint
once in the summer. | He collapsed at a match years ago, they never found anything. | I don't remember my
password. | I'm confused about the dates, was it Monday or Tuesday? | Your website is confusing. | I lost my
speech notes. | My mother can't walk far, is there parking close by? | My father can't move his appointment
online. | I can't lift my arm above my shoulder, it's been months. | I've a frozen shoulder. | I can't get
up that early. | I can't make it, I'm stuck in traffic. | I'm stuck at work. | I'm stuck in the lift, no I'm
joking, I'm late. | I can't see the email you sent. | I can't see the doctor on Friday. | I can't feel any
difference with the new cream. | He won't answer his phone. | She isn't responding to the treatment as they
hoped. | He's not moving house until May. | I stopped smoking a month ago. | I'd like help to stop drinking.
| I drank the stuff for the colonoscopy, what next? | I swallowed the capsule camera as they told me. | I
ate before the blood test, does it matter? | Is it poisonous to drink with these tablets? | I'd like to end
my subscription to your newsletter. | I can't go on holiday without the vaccine. | I don't want to go on
with this treatment. | I want to stop the treatment. | Leave it, I'm better now. | My husband died last
month, I'm sorting out his papers. | My late father's records, please. | My name is Hart, with no E. | It's
Mrs Stroker. | The name is Bloodworth. | My surname is Payne. | I've an appointment with Doctor Death, oh
sorry, Doctor Heath. | Is Doctor Hurt in today? | My daughter wants to be a nurse in the emergency
department. | I work as an ambulance driver, can I come late? | My emergency contact has changed. | I'm the
emergency contact for my mother. | Is this the emergency line or the appointments? | No, no emergency,
thanks. | I don't need an ambulance. | I've no chest pain or anything. | There's no bleeding any more. | She
is breathing fine, it's only a cough. | He was unconscious for a second at rugby two years ago. | The pain
is gone. | I'm feeling grand, it's only a check. | I'm ringing to say I'm all right. | Am I talking to a
robot? | Is this a recording? | I'd like to book a chess x-ray. | My heart tablet sore out. | I have an
allergy tests on Friday. | This weight is killing me. | My gum bleed. | I had a stroke in nineteen ninety. |
I cant talk at the moment. | My sun has asthma review. | I'm not in pane. | My inhaler has run out. | My
appointment is about the pain in my elbow. | Could somebody look at my knee, it hurts when I kneel? | I've
had a pain in my shoulder since the gym on Monday. | I pulled a muscle in my chest at the gym, is it worth
coming in? | I need a bra fitting after my chest surgery, who do I ask? | My chest is flat, ha, no, I mean I
want to talk about the operation. | Do I need to fast before the heart scan? | I'm returning a call from the
heart failure nurse. | The heart monitor keeps beeping, who do I give it back to? | My pulse was fine on my
watch. | I wear a pacemaker, is that a problem for the scan? | I have my pacemaker check on the ninth. | I
take something for my heart and I'm nearly out. | My arm is tired from the cast. | Pins and needles in my
foot when I sit cross-legged, can I ask about that? | I got a letter saying my arm is to be x-rayed. | I
can't get my ring off my finger. | The strap of the monitor broke. | I need a note that I can't lift heavy
things. | I'm too heavy and want to see the dietitian. | There's too much pressure at work and I'd like a
sick note. | I'm under pressure, can you be quick? | I can't catch what you're saying. | I caught my breath,
sorry, go on. | Take a breath, she said, so I did. | I sweat a lot in summer and want to ask about it. | I
have hot flushes and sweats at night, could I see a doctor? | I'm pale by nature. | He's blue-eyed, about
thirty, he'll collect the form. | The blue inhaler is nearly empty, can I get another? | I've the flu and I
ache all over. | I'm full of a cold. | I've a tickly cough for two weeks. | I coughed so much my ribs are
sore, can I get a cough bottle? | My nose is blocked and my ears are popping. | I can't smell anything since
the cold. | My ear is blocked with wax. | I have ringing in my ears for months. | Water got stuck in my ear
at the pool. | I've a splinter stuck in my finger. | There's a tick on my leg, can the nurse take it out? |
My contact lens is stuck. | I'm stuck for an appointment. | The baby has a cold and she sneezes. | My baby
has colic. | The baby needs her eight-week check. | My toddler hit his head on the table last Tuesday, he's
been fine since. | He bumped his knee and it's blue. | I've a bruise on my leg that's gone purple and
yellow. | My toenail went black after running. | She gets car sick. | I get sick on planes, can you give me
something? | I was sick on Saturday but it passed. | I feel sick in the mornings, I think I'm pregnant. |
I'm pregnant and my back aches a little. | I'm pregnant, can I get the flu jab? | How far apart should the
two injections be? | My wife's due date is the tenth. | I had a miscarriage last year and want to talk about
trying again. | I want to come off the pill. | I forgot to take my pill yesterday, what do I do? | I missed
a tablet this morning. | Can I split the tablets in half? | I've finished the whole course of tablets. | I
took all my antibiotics as you said. | I need a box of twenty needles. | How many tablets come in a pack? |
My medication changed at the hospital. | I'm allergic to cats and want the injections. | My face is red from
the sun. | I've a swollen gland in my neck. | My feet swell on planes. | My eyelid has been twitching for
days. | I have a twitch in my eye. | My hands shake a bit when I write, could it be looked at? | I've a
stiff neck from sleeping badly. | My neck is stiff after the drive. | My back went at the weekend but I can
get about. | My knee gives way now and then. | I walk with a limp since the operation. | My foot fell
asleep, sorry, I had to move. | I can't stand the smell of the waiting room. | I can't stand waiting. | I
can't bear needles. | I can't feel my tooth after the anaesthetic wore off. | I can't move my appointment
online. | I can't find your clinic. | I can't find the words for how kind you were. | I can't remember what
the doctor said. | My mother forgets everything, can she be tested? | I don't know where the clinic is. | He
doesn't know who his doctor is now. | I don't recognise this number, did you ring me? | I lost my voice. | I
lost sight of the time, sorry I'm late. | My eyesight is getting worse over the years. | I need new glasses,
things look blurry when I read. | Are you open or is everyone dead? | I'm at death's door with this cold, ha
ha. | I'd jump at an earlier slot. | I'll jump in the car and come. | My daughter wants to jump with the
trampoline club, does she need a form? | The kids are killing each other in the back, one moment. | I could
kill my brother for losing the card. | I'm ending my contract with the insurance. | I want to end the call.
| I don't want to be here all day. | There's no point in coming if the doctor is away. | I'd be better with
a morning appointment. | I wanted to ask about help with quitting drugs for my brother. | I need help
filling in the form, please. | Can someone help me please, I can't log in. | Quick question, do you take
cards? | Please hurry up, I'm at work. | Please send the letter right away. | Send the doctor my regards. |
Can the doctor come to the house next week, she's housebound? | I need the doctor's letter urgently for the
court. | I need to come in right now if possible, it's only a repeat. | It's an emergency with my passport,
I need the vaccination proof today. | My emergency key is with my neighbour. | We had a fire drill. | My
house burned down, so my address has changed. | I've changed address after the flood. | My car was hit in
your car park. | Somebody hit my car outside your door. | My bike was stolen. | I was attacked by midges,
it's just itchy. | My husband was shot in the war, he has a bit of metal, can he have the MRI? | I had a
knife for cutting bread, no, wrong number, sorry. | My son cut his hair. | I cut my toenail too short and
it's sore. | I've an ingrown toenail that oozes. | My blister burst. | My wound is clean and dry, just the
dressing, please. | The scar has healed. | Blood was taken on Monday, any news? | I need the form for blood
donors. | I've had blood in my urine test, they said to book in. | My eyes are bloodshot. | The pharmacist
wants to know if I'm still on blood thinners. | I'm on warfarin and need my clinic date. | I burnt my finger
a little on the oven, is there a cream? | I got sunburned at the beach. | I boiled the baby's bottles, how
long do they keep? | There's smoke damage at my house, new address please. | I smoke ten a day. | The drain
in your toilet is blocked. | My dishwasher flooded, so I'm late. | I'm at the bridge roundabout, where do I
turn? | The bus stop at the railway station, is it far? | I have a plan for the week, could we do Friday? |
I've got the tablets, thanks. | I left a note for the doctor at the desk. | He left a letter for you
yesterday. | My ex is not allowed to see my file. | He's going to call you himself. | She says she's better.
| He fell asleep in the waiting room. | I fell for a scam call about the vaccine. | My filling fell out. | A
crown fell off my tooth. | I have a sore throught. | I need a doctor's latter. | My hard tablets are gone. |
I want to the flu jap. | Can I peek to a person? | My blood teats. | I'm ringing about the heart attack my
uncle had, the insurance wants a paper. | The hospital kept me overnight with chest pain and let me go, I
need the letter. | I've a referral to the chest pain clinic and lost the date. | Do you do the talk about
stroke again this year? | My speech is on Friday, so I can't come that day. | My wife had the baby on
Monday, when is the first check? | We lost the baby in spring and I'd like to see someone. | He's fainted at
every blood test since he was ten. | I get short of breath on hills, it's been that way for years. | I used
to get chest pain with stress, could I have my heart looked at? | My brother died of an overdose, is there a
bereavement nurse? | I was bleeding after the smear test, they said that's normal. | My tooth came out and
it bled for a while, it's stopped now. | I had a nosebleed last night but it's fine. | The baby rolled off
the couch last week, and the nurse said to bring her in for a weigh. | My son got a bang on the head at
school last term, the form asks about it. | I'm not choking, I'm only clearing my throat. | I swallowed
wrong there, excuse me, where were we? | My cough is choking me at night, could I get an appointment? | I'd
be dead without you people, thanks a million. | My battery is dead, I'm on my wife's phone. | My legs are
dead after the marathon. | My feet were numb with the cold at the match. | I'm numb with boredom. | My hand
was asleep, I dropped the phone. | I lost my sight test results. | My glasses broke and I can't see the
small print. | I can't see Doctor Reed's name on the website. | I cannot hear or see well, I'm ninety. |
He's paralysed since birth, is there a ramp? | My father is in a wheelchair and can't walk, is there a lift?
| My mother can't speak English, I'm ringing for her. | She doesn't speak since the stroke in January, so I
do it for her. | He doesn't respond to letters, phone him. | My daughter won't wake for school, she's tired
all the time, can you check her iron? | I sleep badly and wake up sweating, it's the change of life. | I'm
sweating from the gym, can I come in like this? | It's boiling in here, I'm burning up, is the clinic cool?
| My ears are burning, are you talking about me? | The stitches itch, can they come out earlier? | I cut
down on salt as the doctor said. | My son cut his knee yesterday, it has a plaster. | I have a deep cut from
March and the scar is lumpy. | My burn is healing well, I need more cream. | My daughter drank some bath
water, ha, she's fine. | The cat ate my tablets, I need new ones. | I dropped all my pills down the sink,
could I get another prescription? | I take twelve tablets a day, is that too many? | How long do I wait
after taking paracetamol to drink wine? | I've stopped drinking for three weeks now. | My allergy is worse
with the pollen, do you have anything? | My lips are chapped. | My tongue is sore from a hot pizza. | My
face is swollen from the wisdom tooth last week, it's going down. | I had a rash from the new soap, it's
nearly gone. | The school says she has a fever, but it's thirty-seven five. | My baby's temperature is
normal, I want the vaccination. | My husband's sugar was up a bit at the last test. | I'm dizzy if I stand
up too quickly, it's an old thing. | I can't live without coffee, can I have it before the test? | I want to
end it with my dentist and come to you. | I can't take it any more, this music is awful. | I'm going to kill
my phone company. | I'd hang myself before filling in that form again, only joking. | Help, I've lost my
card. | Can you help me find the right doctor? | I need urgent advice on which form to use. | It's a matter
of life insurance. | My neighbour is an ambulance man. | The ambulance blocked me in, so I'll be ten minutes
late. | Is the emergency exit open for the delivery? | I want to report that the fire alarm in your hall is
going. | There's a strange smell in your toilets. | My wife works with gas, does she need a lung test? | My
dog was run over and I can't come today. | A dog bit the postman, not me. | My knee was crushed years back
and clicks now. | I have an old gunshot scar. | My back is stabbing me when I bend, it's been weeks. | My
shoulder and arm ache from painting the ceiling. | My jaw aches from the brace. | My arm feels heavy after
the vaccine. | My chest is sore from the mammogram. | I have sore breasts before my period. | I'd like the
nurse to check a lump in my chest. | My heart skips now and then, I've an ECG booked. | My heart sank when
you said Thursday.
"""
)
