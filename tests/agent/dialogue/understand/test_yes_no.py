from __future__ import annotations

import pytest

from agent.dialogue.understand.yes_no import agrees

YES = """
yes|Yes.|Yeah.|Yep.|Yup!|Yes please.|Yes, please do.|Sure.|Sure, why not?|Okay.|OK.|All right.
Alright then.|Of course.
That's right.|That's correct.|Correct.|Right.|Exactly.|Absolutely.|Definitely.|Certainly.|I do.|I am.
I would.|I'd like that.
Please do.|Please.|Go ahead.|Go for it.|That's fine.|That is fine.|That'll be fine.|That would be great.
Perfect.|Sounds good.
Uh-huh.|Mm-hmm.|Mhm.|Aye.|That's me.|That's it.|It is.|That works.|That works for me.|That suits me.
No problem.
No, that's fine.|No, that's right.|No that's fine|Why not?|I don't mind.|By all means.|Yes, that's the one.
Let's do that.
I'll take it.|Book it.|Yes, yes.|Yeah, that's perfect, thank you.|Um, yeah.|Well, yes.|Oh yes.
Yes I think so.|I think so.
I suppose so.|That's grand.|That's perfect, isn't it?|Lovely.|You got it.|Great.|Yes, it is.|Good.|Indeed.
Yes, correct.|Ya.|Spot on.|Yes, but make it quick.
Okay, that one.|Yes, that one please.|Yeah, sure, no problem.|Yes, you know, that's fine.|Not a problem.
"""
NO = """
no|No.|Nope.|Nah.|No thanks.|No, thank you.|Not really.|Not at all.|Not now.|Not today.|No, not that one.
Never.|Never mind, no.
That's wrong.|That's not right.|That isn't right.|That's incorrect.|That is not correct.|It's not.|I don't.
I don't think so.|I'd rather not.
I'm not.|No way.|Absolutely not.|Definitely not.|Of course not.|Certainly not.|I'm afraid not.|Not quite.
Uh-uh.|Wrong.|Incorrect.
That doesn't work for me.|That doesn't suit me.|I can't make that.|I can't do that.|No, I don't.|No, no.
No no no.|Nothing else.
No, that's all.|That's all, no.|No, I'm good.|I'm good, thanks.|No, I'm fine thank you.|Not yet.
Probably not.|No, it isn't.|No, that's wrong.
That's not me.|That's not my name.|It doesn't.|It won't work.|No, it's not right.|Negative.|Neither.
None of them.|Um, no.|Well, no.|Oh no.
No, not really.|That's a mistake.|I don't want that.|No sir.|No, that is not what I said.|I won't.
No, that's not it.
"""
NEITHER = """
|Tuesday.|The third of May.|Who is this?|What?|My name is John Brown.|Yes and no.|Yes, no, I mean.
Half past three.|Hello?
I don't know.|I'm not sure.|Hmm.|Let me think.|Good morning.|Yes, but that's wrong.|No, yes.
Can you repeat that?|No idea.
Nobody called.|Notice the time.|Yesterday.|Mr. Wright.|Let me see.|No preference.
"""


def rows(table: str) -> list[str]:
    return [row for line in table.strip("\n").splitlines() for row in line.split("|")]


@pytest.mark.parametrize("text", rows(YES))
def test_yes(text: str) -> None:
    assert agrees(text) is True


@pytest.mark.parametrize("text", rows(NO))
def test_no(text: str) -> None:
    assert agrees(text) is False


@pytest.mark.parametrize("text", rows(NEITHER))
def test_neither_or_both(text: str) -> None:
    assert agrees(text) is None
