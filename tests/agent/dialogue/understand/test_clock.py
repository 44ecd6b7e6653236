from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.dialogue.understand.clock import DAY_MINUTES, Span, clocks_in, span_in
from agent.dialogue.understand.words import words_of

HOURS = "twelve one two three four five six seven eight nine ten eleven".split()


def at(clock: str) -> int:
    hour, _, minute = clock.partition(":")
    return int(hour) * 60 + int(minute)


@pytest.mark.parametrize(
    ("text", "clocks"),
    [
        ("half past three", "15:30"),
        ("half three", "15:30"),
        ("Half path three.", "15:30"),  # as heard
        ("Porter to 10 would be great.", "9:45"),
        ("Friday at 9.30.", "9:30"),
        ("quarter past ten", "10:15"),
        ("a quarter to nine", "8:45"),
        ("quarter of five", "16:45"),
        ("ten past four", "16:10"),
        ("twenty to five", "16:40"),
        ("twenty-five past eleven", "11:25"),
        ("five minutes to twelve", "11:55"),
        ("at four", "16:00"),
        ("at 4", "16:00"),
        ("4 p.m.", "16:00"),
        ("four PM", "16:00"),
        ("9 a.m.", "9:00"),
        ("at nine in the morning", "9:00"),
        ("seven in the morning", "7:00"),
        ("seven in the evening", "19:00"),
        ("four o'clock", "16:00"),
        ("ten o'clock", "10:00"),
        ("ten thirty", "10:30"),
        ("10:30", "10:30"),
        ("3.30", "15:30"),
        ("3:30 p.m.", "15:30"),
        ("four forty-five", "16:45"),
        ("eleven oh five", "11:05"),
        ("at 330", "15:30"),
        ("at 1030", "10:30"),
        ("16:00", "16:00"),
        ("noon", "12:00"),
        ("midday", "12:00"),
        ("half past twelve", "12:30"),
        ("twelve thirty", "12:30"),
        ("12 a.m.", "0:00"),
        ("12 p.m.", "12:00"),
        ("tomorrow morning at seven thirty", "7:30"),
        ("between two and four", "14:00 16:00"),
        ("I have two kids", ""),
        ("in ten days", ""),
        ("the fourth of May", ""),
        ("in 1971", ""),
        ("", ""),
    ],
)
def test_clocks(text: str, clocks: str) -> None:
    assert [clock.minute for clock in clocks_in(words_of(text))] == [at(one) for one in clocks.split()]


@pytest.mark.parametrize(
    ("text", "begin", "end", "exact"),
    [
        ("after four", "16:00", "24:00", None),
        ("any time after half past three", "15:30", "24:00", None),
        ("from two", "14:00", "24:00", None),
        ("before ten", "0:00", "10:00", None),
        ("not before ten", "10:00", "24:00", None),
        ("not after four", "0:00", "16:00", None),
        ("no later than five", "0:00", "17:00", None),
        ("not earlier than ten", "10:00", "24:00", None),
        ("earlier than ten", "0:00", "10:00", None),
        ("later than two", "14:00", "24:00", None),
        ("by twelve", "0:00", "12:00", None),
        ("between two and four", "14:00", "16:00", None),
        ("between ten and twelve", "10:00", "12:00", None),
        ("from nine to eleven", "9:00", "11:00", None),
        ("from nine until half past eleven", "9:00", "11:30", None),
        ("around noon", "11:00", "13:00", "12:00"),
        ("at four", "15:00", "17:00", "16:00"),
        ("four or later", "16:00", "24:00", None),
        ("at ten or earlier", "0:00", "10:00", None),
        ("3 onwards", "15:00", "24:00", None),
        ("from 3 onwards", "15:00", "24:00", None),
        ("in the morning", "0:00", "12:00", None),
        ("first thing", "0:00", "10:00", None),
        ("late afternoon", "15:30", "18:00", None),
        ("in the afternoon after three", "15:00", "18:00", None),
        ("after eight in the evening, or any morning", "20:00", "24:00", None),
        ("in the evening", "17:00", "24:00", None),
        ("after work", "17:00", "24:00", None),
        ("before lunch", "0:00", "12:30", None),
        ("after lunch", "13:00", "24:00", None),
        ("Good morning, I'd like an appointment", None, None, None),
        ("Good morning, at four please", "15:00", "17:00", "16:00"),
        ("hello", None, None, None),
    ],
)
def test_spans(text: str, begin: str | None, end: str | None, exact: str | None) -> None:
    expected = Span(at(begin), at(end), at(exact) if exact else None) if begin and end else None
    assert span_in(words_of(text)) == expected


@given(hour=st.integers(0, 11), minute=st.sampled_from([0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55]))
def test_a_time_comes_back_however_it_is_said(hour: int, minute: int) -> None:
    name, next_name = HOURS[hour], HOURS[(hour + 1) % 12]
    minutes = {5: "five", 10: "ten", 15: "quarter", 20: "twenty", 25: "twenty-five", 30: "half"}
    said = [f"at {hour or 12}:{minute:02}", f"{hour or 12}:{minute:02} pm", f"{hour or 12}.{minute:02}"]
    if minute == 0:
        said += [f"{name} o'clock", f"at {name}"]
    elif minute <= 30:
        said.append(f"{minutes[minute]} past {name}")
    else:
        said.append(f"{minutes[60 - minute]} to {next_name}")
    for text in said:
        clocks = [clock.minute for clock in clocks_in(words_of(text))]
        assert len(clocks) == 1, text
        assert clocks[0] % (DAY_MINUTES // 2) == hour * 60 + minute, text


@pytest.mark.parametrize(("text", "minute"), [("at 3am", 15 * 60), ("at 8am", 8 * 60), ("at 11 am", 11 * 60)])
def test_no_clinic_is_open_at_night_whatever_an_ear_writes(text: str, minute: int) -> None:
    span = span_in(words_of(text))
    assert span is not None
    assert span.exact == minute
