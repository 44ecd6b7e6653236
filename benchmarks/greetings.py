"""How people and machines pick up the telephone: wordings for benchmarks/human_or_machine.py.

Written down for this purpose. Every second one of each kind is held out: the rules were made looking at the
others alone. " ... " is a breath: long enough for an ear to take what was said for a whole turn. Those
greetings were written with the rules known, and a contraction in one held out ("you're calling") was mended.
"""

from __future__ import annotations

PEOPLE = (
    *(
        "Hello?",
        "Hi.",
        "Yes?",
        "Hello, who's this?",
        "Yeah, hello?",
        "Speaking.",
        "Good morning.",
        "Yes, hello.",
    ),
    *("Hello, Mary Byrne speaking.", "This is Tom.", "Byrne residence.", "Hi, Anna here.", "Hello? Hello?"),
    *(
        "Hang on a second. Yes, hello?",
        "Sorry, who is calling please?",
        "Good afternoon, who am I speaking to?",
    ),
    *("Byrne and Sons Plumbing, how can I help you?", "Hi, you've reached Anna's desk, how can I help?"),
    *("Hello, thank you for calling the flower shop, this is Peter.", "Walsh here, what is this about?"),
    *(
        "She is not here at the moment, can I take a message?",
        "He's at work. Do you want to leave a message?",
    ),
    *(
        "I'm driving, can you call me back later?",
        "I'm sorry, I'm in a meeting, please call back this evening.",
    ),
    *(
        "Hello, I was just about to go out.",
        "Mum, is that you? I can't hear you.",
        "What number did you call?",
    ),
    *(
        "No thanks, we don't want any.",
        "Hello, it's a bad line, could you speak up please?",
        "Who? Say that again.",
    ),
    *(
        "Good evening, the Kelly family.",
        "Yes, this is she.",
        "Just a moment, I have to turn the radio down.",
    ),
    *(
        "Hello, is that the clinic? I was waiting for your call.",
        "Ah, hello there, how are you?",
        "Pronto? Hello?",
    ),
    *(
        "I'm not able to talk right now, I am at the till.",
        "She can't come to the phone, she is in the bath.",
    ),
    *("Hi, sorry, I missed that, I only just picked up the phone and I have the kids here, who is this?",),
    *(
        "He doesn't live here any more.",
        "Reception, good morning.",
        "Hello. Yes. Go on.",
        "It's me.",
        "Okay, hi.",
    ),
    # In several breaths.
    *(
        "Hello? ... This is Maria speaking.",
        "Hello? ... Hello, who is there?",
        "Yes? ... Sorry, I dropped the phone.",
        "Hi. ... Mary Byrne here.",
        "Good morning. ... Walsh and Daughters, how can I help you?",
        "Hello. ... She is not here. ... I'll tell her that you rang.",
        "Hang on. ... Hello? ... It's a bad line.",
        "Hello? ... Yes, I'm here, go on.",
        "Hello, Kelly residence. ... No, he's away from home. ... Can I take a message?",
        "Just a second, I'll turn this down. ... Hello, yes?",
        "Hello? ... I can hardly hear you. ... Hello?",
        "Yes. ... I can't talk now, I am in the shop.",
        "Hi, Tom here. ... I'm not at home just now but go ahead.",
        "Hello? ... Oh, I thought it was my sister. ... Who is this?",
        "Reception. ... Thank you for calling, one moment please.",
        "Hello. ... Have a nice day, dear. ... Sorry, I was talking to somebody else.",
    ),
)
MACHINES = (
    "Hi, you've reached Tom. Leave a message after the beep.",
    "Hello, this is Mary, I can't come to the phone, but leave your name and number and I'll ring you back.",
    "You have reached the voicemail of zero eight seven, five five five, one two three four.",
    "The person you are calling is not available. Please leave your message after the tone.",
    "Hi, it's Anna, I'm not in. You know what to do.",
    "We are not at home just now. Please speak after the beep and we will get back to you.",
    "Welcome to the answering service. Please record your message after the signal. Then hang up.",
    "Hey, Pat here, sorry I missed you, leave me a message and I'll get back to you as soon as I can.",
    "The customer you have called may have the phone switched off. Please try again later.",
    "Thank you for calling. Our office is closed. Our opening hours are nine to five, Monday to Friday.",
    "You've reached the Kelly family. We can't take your call at the moment.",
    "Your call has been forwarded to an automated voice messaging system.",
    "Hello, you are through to the mailbox of Peter Walsh. Please leave a message.",
    "The number you have dialled is not in service.",
    "This is the answering machine of John and Sue. We are out. Talk to the machine, it likes it.",
    "Hi, I'm away from my desk or on another call. Leave your details and I will return your call.",
    "At the tone, please record your message. When you have finished, you may hang up or press one.",
    "Sorry, I can't get to the phone. Text me, or leave a message.",
    "Hello. Hello. Just joking, I'm not here. Leave a message after the beep.",
    "The mailbox is full and cannot accept any messages at this time. Goodbye.",
    "Hi, this is Susan, I am on holidays until the fifteenth and will not be checking this phone.",
    "Please leave your name, your number and a short message. We will call you back.",
    "You have reached a number that is no longer in service.",
    "Good day, you are connected with the voice mail of the Murphy household.",
    # In several breaths.
    "Hi, you've reached the Smiths. ... Please leave a message after the tone.",
    "Hello. ... You have reached Mary. ... I can't come to the phone, so leave your number.",
    "Hi, this is Tom. ... I'm not in. ... Leave your name, and I'll call you back.",
    "Hello? ... Hello? ... Fooled you. Leave a message after the beep.",
    "You have reached the surgery of Doctor Daly. ... We are closed. ... Our office hours are nine to five.",
    "The person you are calling ... is not available. ... Please try again later.",
    "Good day. ... This is the voicemail of ... Peter Quinn. ... At the tone, please record your message.",
    "Hey, it's Sue. ... Can't get to the phone. ... You know what to do, I'll ring back.",
    "We are out in the garden. ... We will get back to you. ... Speak after the beep.",
    "Thank you for calling. ... Nobody is here to take your call. ... Please leave your details.",
)
SCREENERS = (
    "Hi, the person you are calling is using a screening service. Say your name and why you are calling.",
    "Hello, please state your name and the reason for your call, and I will see if this person is available.",
    "This call is being screened. What is the reason for your call?",
    "Record your name and reason for calling, and I'll see if this person is available.",
    "Before I try to connect you, say who you are and why you are calling.",
    "Calls are being screened. State your name after the tone, and stay on the line.",
    "Hello. ... Please state your name ... and the reason for your call.",
    "Hi, the person you are calling is screening their calls. ... Say your name, and why you are calling.",
)
