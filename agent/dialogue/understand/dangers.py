"""Sentences of people in danger, and of people who only sound like it: what an embedding compares
with, and what words are weighed by (likeness.py).

The signs of emergency.py are words, and nobody can list all words. These are what is left of some 770
sentences once those are taken out that the others place rightly.
"""

from agent.dialogue.understand.words import sentences

DANGER = sentences(
    """
I have really bad chest pain. | My chest hurts and it's going down my left arm. | I can't breathe. |
My husband can't breathe properly, please help. | He's not breathing. |
The baby stopped breathing, what do I do? | The baby has gone blue. | My dad has collapsed. |
She's unconscious. | My wife won't wake up, I keep shaking her. | She's not responding to me. |
I think I'm having a heart attack. | One side of his face has dropped. |
His speech is slurred all of a sudden. | She suddenly can't speak properly. |
I'm bleeding and it won't stop. | He's bleeding really heavily. | I'm pregnant and I'm bleeding heavily. |
I'm coughing up blood. | I want to kill myself. | I feel like ending it all. | I'm feeling suicidal. |
I've been thinking of hurting myself. | He tried to hang himself. | My daughter has taken an overdose. |
I took a whole bottle of paracetamol. | My little boy has drunk bleach. | My throat is swelling up. |
My throat is closing up after a bee sting. | She's having a severe allergic reaction. | He's choking. |
My baby is choking on a grape. | My son is having a seizure. | She's having a fit. |
He's having convulsions and he won't stop shaking. | My wife is having a seizure, she's on the floor. |
Please send an ambulance. | Can you call an ambulance for me? | This is an emergency. |
It's an emergency, my mother has fallen down the stairs and hit her head. | He has been stabbed. |
Someone has been shot. | My husband has cut off his finger. | She has been hit by a car. |
My daughter fell in the pool and she's not breathing. | It feels like an elephant sitting on my chest. |
My heart is racing and I feel like I'm going to pass out. | He just fainted and hit his head. |
I'm short of breath and it's getting worse. | My inhaler isn't working and I can't breathe. |
My baby is floppy and won't wake. | She's pregnant and her waters have broken and there's blood. |
I think I'm dying. | He's turning blue. |
I have a terrible headache, the worst of my life, and I can't see properly. |
He's burned himself badly with boiling oil. | My sugar is really low and I'm about to pass out. |
I'm having chest pains again and I'm sweating. |
Yes I'd like to book an appointment, I have chest pain since this morning. |
Can I see a doctor today, my chest feels really tight. | No, listen, he's not breathing. |
Monday is fine but my chest is hurting right now. | There's no point in living any more. |
I've cut myself really deep and it's pumping out blood. | my chest hurts so |
he's stopped breathing and I don't | my daughter took all her tablets | she just dropped to the floor and |
I need an ambulance | please somebody help me I can't breathe | my throat's closing |
I'd be better off dead | I've swallowed a whole pack of pills |
um, yeah, it's, it's my dad, he's having, I think, a stroke | half of his body is paralysed suddenly |
I suddenly can't see anything out of my left eye | My chest is so tight, I'm really scared. |
The child isn't breathing. | He fell off the roof and he can't feel his legs. |
I was in a car crash and I'm bleeding. | I used my EpiPen, what now? |
Can you send somebody right away, my wife is fitting. |
Hi, it's my husband, he's clutching his chest and he's gone really pale. |
I've got this awful squeezing feeling in the middle of my chest. |
My mother's lips have gone blue and she's wheezing. | He can't get any air in. |
I'm having an asthma attack and my puffer is empty. | My son's asthma is really bad, he can't talk. |
My little girl has a bead stuck in her throat. | There's something stuck in his throat and he's going red. |
Dad's not answering me, his eyes are open but he's not there. | She's out cold. | He has no pulse. |
Grandad just keeled over. | I found my flatmate on the floor, he's cold. |
Mum's talking gibberish all of a sudden and her smile is lopsided. |
My left arm just went dead and I'm dizzy. | I've lost the sight in one eye just now. |
The blood is soaking through the towel. | I'm twenty weeks gone and I'm bleeding. |
I had my tonsils out on Monday and now I'm bleeding from my mouth. |
My stitches have burst and it's pouring blood. | I've been thinking about how I'd do it, I can't go on. |
I can't go on any more. | I have the pills here in front of me. | I'm standing on a bridge. |
My partner left a note saying goodbye and I can't find him. |
My two year old has eaten dishwasher tablets. | I was bitten by a snake. |
My face is ballooning after those antibiotics. | I've hives all over and I'm wheezing. |
My baby has a temperature of forty and is like a rag doll. | The baby's coming, I can see the head. |
My diabetic brother is confused and sweating. | The child pulled the kettle over herself, she's scalded. |
There's been a fire and he's inhaled smoke. |
My father fell in the garden and there's blood coming from his ear. |
Can you get a doctor out here immediately, he's slipping away. | She's barely breathing. |
Somebody attacked me and I'm hurt. | My head is bursting and I can't stop throwing up and the light hurts. |
My chest is burning and the pain is going into my shoulder. |
I feel a terrible pressure on my chest and I'm sick. | He's grabbing his chest and he can't stand up. |
There's a heavy weight on my chest. | I'm finding it very hard to breathe. |
Our baby isn't breathing right, she's making grunting noises. | She has gone all limp. |
My neighbour is lying on the ground outside and not moving. | I've been blacking out all morning. |
I think my wife has had a stroke, she can't speak. | My daughter is jerking on the floor. |
She's been convulsing for ten minutes. | My nose has been bleeding for two hours and it won't stop. |
There's blood in the toilet, loads of it. | He cut his arm with the saw and I can see the bone. |
I'm going to take all my pills tonight. | I've written my goodbye letter. |
My baby drank some cleaning fluid. | I took double my insulin by mistake. |
He injected something and now he won't wake up. | My lips and tongue are swelling. |
I got stung and I'm covered in hives and dizzy. | There's a coin stuck in her throat. |
My waters broke and I can see the cord. | My son's temperature is forty-one and he's seeing things. |
My friend nearly drowned. | There's been a car crash outside. | We need help, it's life or death. |
Hello, yes, it's about my wife, she has severe pains in her chest. |
There's a sharp pain in my chest when I breathe in and I'm dizzy. |
My chest has been hurting since six this morning. | He says it's like a band around his chest. |
My asthma is very bad today and the spray isn't helping, I can't breathe. |
My wife passed out and she's not coming round. | My colleague has fainted and we can't wake her. |
She's not moving and not talking. | My husband is bleeding from his head. |
I've taken an overdose of sleeping tablets. | My husband took too many of his heart pills. |
My boy ate some rat poison. | The baby swallowed a button battery. |
I'm allergic to bees and I've been stung and my tongue feels thick. |
My face is swelling up after a prawn. | My daughter is having an allergic reaction, her lips are huge. |
My mum is choking. | My baby is choking and can't cry. |
My father fell down the stairs and he's unconscious. |
The baby has a very high fever and won't wake up to feed. | My blood sugar is two and I'm shaking. |
He's diabetic and he's passed out. | I think I'm losing the baby, there's so much blood. |
Somebody please, he's dying. |
Sorry to bother you but I've an awful pain in my chest and it won't go away. |
The pain goes from my chest up to the jaw. | Me chest is at me something terrible and I can't get air. |
My nan says her chest is really tight. | I woke up with a crushing pain in the chest. |
Grandpa's had a heart attack I think. | I am not able to breathe good. | He's breathing but only just. |
I can't stop coughing and I can't breathe. | My girlfriend has fainted twice in the last hour. |
I feel like I'm about to faint. | My face is numb on one side. | My uncle suddenly lost his speech. |
I can't feel my legs. | I can't stop my nose bleeding, it's been an hour. |
There's so much blood, please hurry. | I stepped on glass and the blood is pouring out. |
I am vomiting blood since the morning. | I cut off the top of my finger. |
She has eaten poisonous mushrooms. | He can't breathe, he's allergic to peanuts. |
I think I'm going into anaphylactic shock. | There's food stuck in his throat and he can't breathe. |
My daughter has a stiff neck and a purple rash and she's very sleepy. |
I'm in labour and it's coming too fast. | She hit her head and she's confused. |
I need urgent help, I think I'm dying.
"""
)

CALM = sentences(
    """
I'd like to book an appointment. | My father had a stroke ten years ago. |
I had chest pain last year, it is gone. | What's your emergency contact number? |
Do you have an emergency doctor on Sundays? | It's not an emergency. | No, it's nothing serious. |
I have a follow-up after my heart attack in March. | I need a blood test. |
I'm dying to get this over with. | My feet are killing me. |
I have a chest infection and need antibiotics. | I have a chesty cough. |
The doctor wanted me to have a chest x-ray on Friday. |
Can I get an appointment about my epilepsy medication? | My son has epilepsy, we need a review. |
I have an allergy test booked. | I'm allergic to penicillin. |
She had an allergic reaction last summer and we want to get tested. |
I'm calling about my sleep apnea, I stop breathing at night. | Breathing exercises, do you offer those? |
I need a new inhaler. | My ankle is a bit swollen since Monday. | My baby has a bit of a rash. |
My daughter has an ear infection. | I've had back pain for two weeks. |
My arm is a bit sore after the flu jab. | My throat hurts when I swallow. |
I've got a bit of a nose bleed now and then. | What do I do in an emergency? |
Do you have an ambulance entrance? | Where can the patient transport ambulance park? |
My wife is a paramedic. | I fainted once last year, the doctor knows about it. |
I'm pregnant and want to book my first scan. |
I bled a little after the blood test yesterday but it's fine now. | I don't have any chest pain. |
She's not in any danger, she just needs her prescription. | I'm not suicidal, I just feel a bit low. |
My husband passed away, please cancel his appointment. | My name is Mrs Pain. |
My surname is Bleeding, no sorry, Breeding. | I stroke my cat and then I sneeze. |
I need an appointment with the cardiologist about my heartburn. | I'm having a baby in June. |
I'm having trouble with your website. |
I couldn't breathe last week but the inhaler helped and I'm fine now. |
How long is the waiting list for overdose counselling training? | I take two tablets in the morning. |
I burned my hand a bit last week, can the nurse look at the dressing? |
I cut my finger yesterday, it needs the stitches out. |
My daughter fell off her bike last month and the knee still hurts. |
My dad fell last week, he's fine but wants a check. | Do you offer a first aid course for choking babies? |
Hello, good morning. | Yes please. | The third of May nineteen seventy-one. |
I need to fit it in before work. | That would fit me better. | I think the half past three would suit me. |
He's fitting a kitchen so he can only come in the evening. |
I'm having fits of laughter here, sorry, go on. | I'd like to end my registration with you. |
I'd die for a coffee, sorry, where were we? | Just shoot me a text message. |
My phone died, I'm calling back. | My battery is dying, can we be quick? |
The line is choking a bit, say again? |
um yeah it's about my dad, he had a stroke in 2019 and he needs his check | my chest is fine now |
I'd like to discuss stroke prevention | Could I get an EpiPen training? |
I need a note for work, I had a fall last month. | I think I have a cold. |
My nose is bleeding every now and then. | Can you check my blood sugar? |
My sugar was a bit low at the last test. | I want to lose weight. |
I can't wake up in the mornings, I'm always tired. | I can't move it to Monday. |
I'd like an appointment about my chest, I've had a cough for three weeks. |
Can I get my heart checked, it runs in the family. | My son needs the MMR. |
My wisdom tooth is killing me. | I'm dying for a holiday. | I've lost my voice a bit. |
I bit my tongue yesterday and it's sore. | I got stung by a wasp on Saturday and it's itchy. |
I was bitten by a dog last month and need a tetanus booster. | My period is late. | I think I'm pregnant. |
I want to come off my antidepressants. | My daughter is being bullied and isn't sleeping. |
I'd like to give blood, do you do that? | My nails bleed when I bite them. |
I cut myself shaving and need a plaster, do you sell them? |
My mother fell in January and we want a walking frame. | He can't walk far, is there a lift? |
He can't move to the other clinic. | She can't talk on the phone, I'm her daughter. |
I can't speak English well. | I can't see the doctor on Monday. |
I can't wake up that early, is there a later slot? | I need to get my ears checked, I can't hear well. |
My husband has dementia and gets confused, can I come in with him? |
My son ate something bad and has the runs. | Are painkillers safe with my heart tablets? |
The ambulance brought me home last week and I need a follow-up. | I'd kill for an earlier slot. |
My doctor is leaving, that's the end of my life as I know it, ha ha. |
I'm on the floor above, in reception. | I can't stop coughing. | My knee gave out on the stairs. |
I'd like to see someone about my heart murmur. | I had a heart scan on Monday, when do I hear back? |
Is the asthma clinic on Wednesday? | My breathing is much better now, thanks. |
My son stopped taking his tablets, is that alright? | Could I get something for my migraines? |
My daughter gets nosebleeds sometimes. |
I'm bleeding a little between periods, can I see a lady doctor this month? |
I need my blood pressure tablets renewed. | What's my blood group? |
My wife isn't feeling herself after the baby, can she see someone? | I've been very stressed at work. |
She hasn't had a seizure in five years. | I'm allergic to cats. | My eyes are swollen from hay fever. |
My throat is a bit sore and I've lost my voice. | I have a tickle in my throat. | The baby is teething. |
The baby is due in two weeks. | The baby isn't sleeping. | My toddler has a temperature of thirty-eight. |
My daughter's got chicken pox. | My mother fell out with her doctor and wants another one. |
I cut my toe nail badly, it's ingrown. | I've broken my glasses. | I need help. |
I was told to ring if the emergency dentist was closed. | I'm at death's door with this cold, ha. |
The wait is killing me. | I'm dead tired. | My leg is dead from sitting, give me a second. |
He dropped the phone on the floor. | I dropped my tablets on the floor, can I get new ones? |
I can't get through to the hospital. | She won't wake up before ten, so make it the afternoon. |
I'm not moving house any more. | He's not responding to the treatment, the doctor said to book a review. |
They didn't respond to my letter. | I passed out of college in June and need a medical. |
I have to go, my bus is coming. | Turn blue, that's the colour of your sign, right? |
Is the car park the blue one? | I'd like an appointment to discuss my chest scan. |
My cholesterol came back high, should I come in? |
My dad is recovering from a heart attack and needs a home visit. |
My brother had a seizure when he was four, does it matter for the vaccine? |
I've been coughing for a week. | I get breathless walking uphill, it's been months. |
I need a spirometry test for my breathing. | My son has mild asthma and needs a plan for school. |
Do you do blood pressure checks without an appointment? | I gave blood yesterday and feel grand. |
The wound is healing nicely, I just need it checked. | The cut on my finger needs a new plaster. |
I have a bruise on my arm. | My baby has cradle cap. | She has a fever of thirty-eight and a half. |
I have an allergy to nickel. | I need an adrenaline pen for my son's school bag. | My throat is scratchy. |
I swallowed some water the wrong way, excuse me. | How many paracetamol can I take a day? |
Could you change my tablets, they make me sleepy? | I'm a little down since my husband died. |
I'm ringing about the suicide prevention talk on Friday. | I'm dying to see the baby pictures. |
You saved my life last year, I wanted to say thanks. | It isn't urgent, next week is fine. |
I've booked an ambulance transfer for my mother, is that confirmed? |
I need to collapse the pram, is there a lift? | No, nobody is bleeding or anything. |
The doctor said I should stop if I feel faint, is that right? | The pain in my shoulder is back. |
My stomach has been at me all week. | I'd like an ECG, my doctor recommended it. |
I've been told I have high blood pressure. | I need a note to say I had asthma as a child. |
My husband has sleep apnoea and needs a new mask. | I've been dizzy on and off for a month. |
I get headaches from the computer. | I'd like my daughter's eyes checked, she squints. |
My hand shakes a little when I write. |
My mother had a stroke and is in a nursing home now, I'm calling about her records. |
I've a small cut that's infected. | I've piles and there's a little blood. | I need contraception. |
My wife's waters broke yesterday and she had the baby, so we need the six week check. | My baby has colic. |
My baby is constipated. | I want to give up drinking. | My son got a splinter. | My cat scratched me. |
My lips are chapped. | I've a swollen gland in my neck for two weeks. |
I've burned my finger on the oven yesterday, it's only small. |
Can I get a doctor's cert for the insurance, I was in a car accident in May. | Is this the emergency line? |
No, I'm not in any pain. | She's not confused or anything, just tired. | He's breathing normally. |
My granddad is ninety and a bit slow to answer, bear with us. | The traffic is murder. |
Hi there, I was wondering if I could get in to see Doctor Reed sometime this week? |
Do you have any openings tomorrow? | We need to get the baby vaccinated. |
Could we push my appointment back a week? | Switch my appointment to the afternoon please. |
I'm going to be late, could I have a later appointment? | Please take me off the list for tomorrow. |
Could you scrap my booking for Friday? | I'm feeling better now so I won't need to see the doctor. |
What time do you close? | How do I find you? | Give me a real person. | Operator. |
I don't want to talk to a machine. | Connect me with the nurse please. | Could I talk with the secretary? |
Could you take a message? | Let the doctor know my prescription never arrived. | Pardon me? |
What was that last bit? | You're going too fast for me. | Not so fast. | I can barely hear you. |
Thank you, goodbye. | Is anybody there? | Perfect, let's do that. | Nope, that's not it. |
How does this work? | I don't know what to say. | Forget all that, start from scratch. |
What's the weather like? | How much is a loaf of bread?
"""
)
